"""The list workbook is in the office form, and nothing in it is anything but what was stored."""

import hashlib
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from registry.contents import SignOff, Waiver
from registry.errors import CallError
from registry.language import Label
from registry.report.files import file_name
from registry.report.list_columns import in_words
from registry.report.list_workbook import save_list, write_list
from registry.vocabulary import OUTLETS
from tests.analysis.toy import one, outlets
from tests.report.toy import FORMULAS, TEMPLATES, list_content, stamp

SHEETS = ["封面", "清单", "汇总", "变化", "平衡", "核查"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("list") / "list.xlsx"
    save_list(list_content(), path)
    return openpyxl.load_workbook(path)


def listed(book) -> list[dict[str, object]]:
    rows = list(book["清单"].iter_rows(values_only=True))
    start = next(n for n, row in enumerate(rows) if "排污口编码" in row)
    table = [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]
    return table[: next(n for n, row in enumerate(table) if not row["排污口编码"])]


def test_the_sheets_are_those_the_office_knows(book):
    assert book.sheetnames == SHEETS


def test_one_heading_row_holds_the_code_and_rows_run_to_the_first_without_one(book):
    rows = listed(book)
    assert len(rows) == 11
    assert [row["序号"] for row in rows] == list(range(1, 12))
    headings = [f.heading for f in OUTLETS.ledger_fields if f.stored]
    assert [name for name in rows[0] if name in headings] == headings


def test_choices_are_written_in_words_and_codes_as_text(book):
    row = listed(book)[0]
    assert (row["状态"], row["排污口类型"], row["排污口大类"]) == (
        "在用",
        "城镇污水处理厂排污口",
        "城镇污水处理厂排污口",
    )
    assert isinstance(row["排污口编码"], str)


def test_dates_are_real_dates(tmp_path):
    path = tmp_path / "dates.xlsx"
    save_list(list_content(outlets(one(1, sampled_on="2022-11-05"))), path)
    assert listed(openpyxl.load_workbook(path))[0]["监测日期"].isoformat() == "2022-11-05T00:00:00"


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_landscape_on_one_page_width_with_signatures(book, name):
    sheet = book[name]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == (8 if name in ("清单", "变化") else 9)
    assert sheet.oddFooter.left.text.startswith("填报人")


def test_headings_are_frozen_repeated_and_filtered(book):
    sheet = book["清单"]
    assert sheet.freeze_panes == "D4"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.auto_filter.ref.startswith("A3:")


def test_the_cover_says_origin_counts_and_state(book):
    cover = {row[0]: row[1] for row in book["封面"].iter_rows(values_only=True) if row[1]}
    assert cover["修订号"] == "12"
    assert cover["排污口总数"] == "11"
    assert cover["底图版本（SHA-256）"] == "ab" * 32
    assert cover["状态"].startswith("草稿")
    assert "在用、停用" in cover["统计口径"]
    assert "更正" not in cover["本季变化（个排污口）"]


def test_the_books_on_paper_balance(book):
    rows = list(book["平衡"].iter_rows(min_row=4, values_only=True))
    numbers = [row[3:] for row in rows if row[0] and isinstance(row[3], int)]
    assert numbers
    assert all(row[0] + sum(row[1:-1]) == row[-1] for row in numbers)


def test_made_up_rows_are_said_on_every_sheet(tmp_path):
    path = tmp_path / "synthetic.xlsx"
    save_list(list_content(synthetic=True), path)
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert "合成数据" in sheet["A2"].value
        assert "合成数据" in sheet.oddHeader.center.text


def test_reasons_are_written_in_words(tmp_path):
    path = tmp_path / "reasons.xlsx"
    rows = outlets(one(1, grade="C", reasons=["R1", "R9"]))
    save_list(list_content(rows), path)
    assert listed(openpyxl.load_workbook(path))[0]["理由"] == "备选断面很近。R9。"


def test_text_stays_text_and_no_cell_is_a_formula_or_a_link(tmp_path):
    corpus = FORMULAS + TEMPLATES
    path = tmp_path / "hostile.xlsx"
    save_list(list_content(outlets(*(one(n, name=text, remark=text) for n, text in enumerate(corpus)))), path)
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
        assert not any("hyperlink" in name.lower() for name in archive.namelist())
    assert not any(re.search(r"<f[ >]|<hyperlink", text) for text in sheets)
    book = openpyxl.load_workbook(path, rich_text=False)
    found = {row["排污口编码"]: (row["排污口名称"], row["备注"]) for row in listed(book)}
    expected = {f"P{n:02d}": text for n, text in enumerate(corpus)}
    for code, text in expected.items():
        assert unescaped(found[code][0]) == unescaped(found[code][1]) == text


def unescaped(text: str) -> str:
    """Undo what a workbook does to control characters, which openpyxl does not for text inside cells."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), text)


def test_a_lone_half_of_a_character_does_not_break_the_file(tmp_path):
    path = tmp_path / "surrogate.xlsx"
    save_list(list_content(outlets(one(1, remark="a"))), path)
    rows = list_content(outlets(one(1)))
    rows.outlets["remark"] = rows.outlets["remark"].astype("object").mask([True], "坏\ud800字")
    save_list(rows, path)
    assert listed(openpyxl.load_workbook(path))[0]["备注"] == "坏\ufffd字"


def test_the_same_content_gives_the_same_bytes_and_its_hash_stands_beside(tmp_path):
    first, second = tmp_path / "a" / "list.xlsx", tmp_path / "b" / "list.xlsx"
    reported = save_list(list_content(), first)
    save_list(list_content(), second)
    assert first.read_bytes() == second.read_bytes()
    assert reported["sha256"] == hashlib.sha256(first.read_bytes()).hexdigest()
    assert (tmp_path / "a" / "list.xlsx.sha256").read_text() == f"{reported['sha256']}  list.xlsx\n"
    assert sorted(p.name for p in first.parent.iterdir()) == ["list.xlsx", "list.xlsx.sha256"]


def test_an_empty_list_is_a_workbook_too(tmp_path):
    path = tmp_path / "empty.xlsx"
    content = list_content(outlets(one(1))[:0])
    assert save_list(content, path)["rows"] == 0
    assert openpyxl.load_workbook(path).sheetnames == SHEETS


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CallError, match="could not be written"):
        save_list(list_content(), tmp_path / "file" / "list.xlsx")


def test_names_of_files_say_product_quarter_day_and_version():
    assert file_name("入河排污口清单", stamp(), ".xlsx") == "山西省_入河排污口清单_2022Q4_截至20221231_v01.xlsx"


def test_names_of_files_hold_nothing_that_a_file_system_forbids():
    name = file_name("一断面一方案", stamp(), ".docx", '河西村/..\\:*?"<>|', "长" * 200)
    assert not re.search(r'[/\\:*?"<>|]', name)
    assert len(name) <= 100
    assert Path(name).suffix == ".docx"


class Drains(dict):
    def __missing__(self, code):
        return Label(f"水流向{code.partition(':')[2]}。", "")


def test_a_reason_that_is_worded_on_demand_is_written_in_words_too():
    assert in_words(["drains_to:海河"], Drains()) == "水流向海河。"


def test_the_first_workbook_of_a_process_has_the_bytes_of_every_later_one(tmp_path):
    program = (
        "import sys; from pathlib import Path; from registry.report.list_workbook import write_list;"
        "from tests.report.toy import list_content;"
        "print(*(write_list(list_content(), Path(sys.argv[1]) / name) for name in ('a.xlsx', 'b.xlsx')))"
    )
    told = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    first, second = told.stdout.split()
    assert first == second == write_list(list_content(), tmp_path / "c.xlsx")


def test_a_closed_list_says_who_closed_it_and_what_was_waived(tmp_path):
    waiver = Waiver("L105", Label("坐标不在山西省内", "The point lies outside Shanxi"), 2, "王处长", "现场核实中")
    signed = SignOff("王处长", datetime(2023, 1, 9, 23, 30, tzinfo=UTC), (waiver,))
    save_list(list_content(sign_off=signed), tmp_path / "list.xlsx")
    cover = dict(row[:2] for row in openpyxl.load_workbook(tmp_path / "list.xlsx")["封面"].iter_rows(values_only=True))
    assert (cover["状态"], cover["关账人"], cover["关账时间（北京时间）"]) == ("已关账", "王处长", "2023-01-10 07:30")
    assert cover["豁免 L105"] == "坐标不在山西省内：2 项；豁免人 王处长；理由：现场核实中"
    assert "修订 9" in cover["期初清单"]


def test_what_is_no_change_stands_apart_from_the_changes(book):
    rows = [row[0] for row in book["变化"].iter_rows(values_only=True)]
    apart = next(place for place, value in enumerate(rows) if value and str(value).startswith("不计为变化"))
    assert "精度内差异" not in rows[:apart]
    assert "精度内差异" in rows[apart:]
