"""Text that looks like a formula goes out in every workbook as text, and comes back as it was."""

import re
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from registry.quarter import Quarter
from registry.report.changes_workbook import save_changes
from registry.report.city_workbook import write_city
from registry.report.coverage_workbook import save_coverage
from registry.report.list_workbook import save_list
from registry.report.template import write_template
from registry.service.comparing import compare
from registry.service.coverage import coverage
from registry.service.cycle.collecting import preview_return
from registry.service.cycle.dispatching import dispatch
from registry.service.cycle.returning import city_return
from registry.service.importing import ImportOptions, commit_import, preview_import
from registry.service.quarterly import quarter_list
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, Store
from registry.vocabulary import KINDS, OUTLETS, FieldType
from tests.ledger.files import workbook
from tests.report.toy import FORMULAS, TEMPLATES

pytestmark = pytest.mark.base

MORE = [
    "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", '＝HYPERLINK("http://example.org","x")', "=cmd|' /C calc'!A0", "%0A-3+3",
    '=1+1";=1+1', "@SUM(1+1)*cmd|' /C calc'!A0", '=WEBSERVICE("http://example.org")',
]  # fmt: skip
CORPUS = [text for text in (*FORMULAS, *TEMPLATES, *MORE) if not text.startswith("<r>")]
"""What stands between `<r>` and `</r>` cannot be written by the maker of this test's ledger."""
TEXTS = [f for f in OUTLETS.ledger_fields if f.type is FieldType.TEXT and f.name not in ("city", "county")]
IN_SECTIONS = ('=HYPERLINK("http://example.org","x")', "＠SUM(1)", "=cmd|' /C calc'!A0", "+SUM(A1:A9)", "{=1+1}")
"""What stands in the names of sections too, which make every feature around them answer anew."""
QUARTER = Quarter(2022, 4)
CITY = "太原市"


def outlets_ledger(path):
    heads = ["排污口编码", "市", "县", "经度", "纬度", "排污口类型", "状态", *(field.heading for field in TEXTS)]
    rows = [
        [
            f"DB-140121-{8000 + n}-SH-00",
            CITY,
            "清徐县",
            112.35 + n / 1000,
            37.6,
            "城镇雨洪排口",
            "在用",
            *[text] * len(TEXTS),
        ]
        for n, text in enumerate(CORPUS)
    ]
    return workbook(path, [heads, *rows])


def sections_ledger(path):
    heads = [field.heading for field in KINDS["sections"].ledger_fields if field.required]
    rows = [
        [f"FS{n}", text, text, CITY, "清徐县", "市界", 112.35 + n / 1000, 37.6] for n, text in enumerate(IN_SECTIONS)
    ]
    return workbook(path, [heads, *rows])


@pytest.fixture(scope="module")
def registry(small_demo_path, base_layers, tmp_path_factory):
    """A small registry in which the corpus stands in every text field of outlets and in the names of sections."""
    path = tmp_path_factory.mktemp("text") / "registry.sqlite"
    path.write_bytes(small_demo_path.read_bytes())
    opened = Registry(replace(Settings(), registry_path=path), Store.open(path), base_layers)
    for kind, ledger in (("outlets", outlets_ledger), ("sections", sections_ledger)):
        preview = preview_import(opened, ledger(path.with_name(f"{kind}.xlsx")), kind, options(QUARTER))
        assert preview.new == preview.rows, preview.findings
        commit_import(opened, preview, Actor("张三"), "公式样文字")
    return opened


def options(quarter):
    return ImportOptions(reported_on=quarter.last_day, today=quarter.last_day)


@pytest.fixture(scope="module")
def books(registry, tmp_path_factory):
    """Every workbook that the product writes of them."""
    folder = tmp_path_factory.mktemp("books")
    paths = {
        name: folder / f"{name}.xlsx" for name in ("list", "changes", "coverage", "template", "dispatch", "return")
    }
    save_list(quarter_list(registry, QUARTER), paths["list"])
    save_changes(compare(registry, date(2022, 9, 30), date(2022, 12, 31)), paths["changes"])
    save_coverage(coverage(registry, QUARTER), paths["coverage"])
    write_template("outlets", paths["template"])
    write_city(dispatch(registry, QUARTER.next(), [CITY])[0], paths["dispatch"])
    write_city(city_return(registry, preview_return(registry, paths["dispatch"])), paths["return"])
    return paths


def test_the_corpus_is_wide_enough():
    assert len(set(CORPUS)) > 60
    assert {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} <= {text[0] for text in CORPUS}


def test_no_cell_of_any_workbook_calculates(books):
    for name, path in books.items():
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(member).decode() for member in archive.namelist() if "worksheets/sheet" in member]
        assert not any(re.search(r"<f[ >]|<hyperlink", part) for part in parts), name
        book = openpyxl.load_workbook(path)
        assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row), name


def test_the_text_stands_in_the_workbooks_that_show_it(books, registry):
    stored = set(registry.store.frame("outlets", QUARTER.last_day)["remark"].dropna())
    assert len(stored & {" ".join(text.split()) for text in CORPUS}) >= 60
    for name in ("list", "dispatch", "return", "changes", "coverage"):
        cells = {
            str(c) for s in openpyxl.load_workbook(books[name]) for row in s.iter_rows(values_only=True) for c in row
        }
        assert set(IN_SECTIONS) <= cells, name


@pytest.mark.parametrize("name", ["list", "dispatch", "return"])
def test_the_text_comes_back_unchanged_on_import(registry, books, name):
    quarter = QUARTER if name == "list" else QUARTER.next()
    preview = preview_import(registry, books[name], "outlets", options(quarter))
    assert (preview.new, preview.changed, preview.rejected) == (0, 0, 0)
    assert preview.unchanged > len(CORPUS)


@pytest.mark.parametrize("name", ["dispatch", "return"])
def test_the_text_is_no_change_when_a_city_sends_it_back(registry, books, name):
    collected = preview_return(registry, books[name])
    assert not collected.edits
    assert not collected.missing
    assert collected.preview.unchanged == collected.preview.rows
