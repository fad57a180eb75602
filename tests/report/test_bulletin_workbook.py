"""The bulletin's workbook: sentences and sheets say the same figures, text stays text, same content same bytes."""

import re
from dataclasses import replace
from datetime import date
from itertools import cycle, islice

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from registry.quarter import Quarter
from registry.report.bulletin_tables import CITY_COLUMNS, OVERDUE_COLUMNS
from registry.report.bulletin_text import sentences
from registry.report.bulletin_workbook import save_bulletin
from registry.service.bulletin import bulletin, progress
from registry.service.registry import AsOf
from tests.report.toy import FORMULAS

HEADINGS = 3


@pytest.fixture(scope="module")
def content(demo):
    return bulletin(demo, Quarter(2022, 4))


@pytest.fixture(scope="module")
def book(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("bulletin") / "通报.xlsx"
    save_bulletin(content, path)
    return openpyxl.load_workbook(path)


def rows(sheet, first=HEADINGS + 1):
    return list(sheet.iter_rows(min_row=first, values_only=True))


def test_the_sheets_of_a_bulletin(book):
    assert book.sheetnames == [
        *(
            "通报",
            "各市进度",
            "环节",
            "问题",
            "措施",
            "重点工程",
            "断面受益",
            "逾期排污口",
            "逾期措施",
            "超标名单",
            "口径",
        )
    ]
    assert all("合成数据" in sheet["A2"].value for sheet in book)


def test_the_cities_stand_above_their_sum(book, content):
    sheet = book["各市进度"]
    assert [cell.value for cell in sheet[HEADINGS]] == [column.heading for column in CITY_COLUMNS.values()]
    count = len(content.cities)
    table = rows(sheet)[: count + 1]
    assert [row[0] for row in table] == [*content.cities["city"], "全省"]
    for place, name in enumerate(CITY_COLUMNS):
        if name in ("found", "needed", "rectified", "closed_out", "overdue", "rectified_change"):
            assert table[-1][place] == sum(row[place] for row in table[:-1]) == content.totals[name]


def test_everything_late_stands_by_name_with_its_days(book, content):
    table = rows(book["逾期排污口"])
    assert len(table) == content.totals["overdue"]
    place = list(OVERDUE_COLUMNS).index("days_late")
    assert [(row[0], row[place]) for row in table] == [(o.code, o.days_late) for o in content.overdue.itertuples()]
    assert len(rows(book["逾期措施"])) == content.measure_totals["measures_overdue"]
    assert len(rows(book["措施"])) == 86
    assert rows(book["问题"])[-1][-1] == f"{content.measure_totals['problems_closed']} / 23"
    assert len(rows(book["断面受益"], HEADINGS + 2)) == 62


def test_the_sentences_say_the_figures_of_the_sheets(content):
    said = "".join(text for _, paragraphs in sentences(content) for text in paragraphs)
    for figure in (f"应整治{content.totals['needed']}个", "23个问题、86项措施", "已完成62项", "整治率19.7%"):
        assert figure in said, figure
    assert not re.search(r"nan|None|[a-z]{2,}", said)


def test_a_bulletin_about_nothing_says_so(demo, tmp_path):
    empty = progress(demo, AsOf(date(2022, 12, 31), 0))
    save_bulletin(empty, tmp_path / "空.xlsx")
    book = openpyxl.load_workbook(tmp_path / "空.xlsx")
    assert book["措施"].cell(HEADINGS, 1).value == "无。"
    assert "台账中没有重点工程。" in [cell.value for row in book["通报"] for cell in row]


def test_text_of_a_ledger_never_calculates_and_stays_as_it_is(content, tmp_path):
    names = list(islice(cycle(FORMULAS), len(content.standing)))
    some = {
        name: getattr(content, name).assign(name=names[: len(getattr(content, name))])
        for name in ("standing", "measures", "projects")
    }
    path = tmp_path / "通报.xlsx"
    save_bulletin(replace(content, **some), path)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    place = list(OVERDUE_COLUMNS).index("name")
    shown = {unescape(str(row[place])) for row in rows(book["逾期排污口"])}
    assert shown <= set(FORMULAS)


def test_the_same_bulletin_gives_the_same_bytes(content, tmp_path):
    assert save_bulletin(content, tmp_path / "a.xlsx") == save_bulletin(content, tmp_path / "b.xlsx")
