"""A ledger through the page: template out, findings, preview, commit, the same again, undo."""

import io
from datetime import date

import openpyxl
import pytest

from registry.service.registry import AsOf, open_registry
from registry.service.summary import summary
from registry.settings import Settings
from registry.ui import files
from registry.vocabulary import KINDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD = {
    "湿地编码": "SD-TEST-001",
    "湿地名称": "试验湿地",
    "市": "太原市",
    "县": "清徐县",
    "经度": 112.35,
    "纬度": 37.60,
    "功能类型": "尾水",
    "状态": "运行",
    "建成日期": date(2021, 5, 1),
}
NAMELESS = GOOD | {"湿地编码": "SD-TEST-002", "湿地名称": None}
NEITHER_KIND = GOOD | {"湿地编码": "SD-TEST-003", "功能类型": "海湾"}


def filled(*rows: dict[str, object]) -> bytes:
    """Fill the wetlands' template as a person would: each value under its heading."""
    book = openpyxl.load_workbook(io.BytesIO(files.template("wetlands").data))
    sheet = book.worksheets[0]
    start = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "湿地编码")
    columns = {cell.value: cell.column for cell in sheet[start.row]}
    for number, row in enumerate(rows, start.row + 1):
        for heading, value in row.items():
            sheet.cell(number, columns[heading], value)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.fixture
def import_page(open_page, demo_copy):
    app = open_page("import_ledger", "en", registry=demo_copy)
    app.button_group(key="import kind").set_value("wetlands").run()
    return app


def upload(app, content: bytes, name: str = "wetlands.xlsx"):
    app.file_uploader[0].set_value((name, content, XLSX)).run()
    return app


def counts(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def press(app, label: str):
    next(button for button in app.button if button.label.startswith(label)).click().run()
    return app


def test_a_wrong_row_is_named_with_its_column_and_remedy_and_the_others_go_in(import_page):
    app = upload(import_page, filled(GOOD, NAMELESS, NEITHER_KIND))
    assert counts(app) == {"New": "1", "Changed": "0", "Unchanged": "0", "Kept out": "2"}
    findings = app.dataframe[0].value
    errors = findings[findings["level"] == "Error"]
    assert set(errors["field"]) == {"Wetland name", "Function"}
    assert errors["row"].notna().all()
    assert (errors["suggestion"].str.len() > 0).all()


def test_an_import_needs_a_name_and_can_be_undone_at_once(import_page, demo_copy):
    registry = open_registry(Settings.from_environment())
    today = AsOf(date(2022, 12, 31))
    before = summary(registry, today)
    app = upload(import_page, filled(GOOD))
    press(app, "Write 1")
    assert "name" in app.warning[0].value
    app.text_input(key="actor_name").set_value("王工")
    press(app, "Write 1")
    assert "Written as revision" in app.success[0].value
    assert summary(registry, today)["wetlands"]["total"] == before["wetlands"]["total"] + 1
    press(app, "Undo this import")
    assert "taken back" in app.success[0].value
    after = summary(registry, today)
    assert after | {"revision": 0} == before | {"revision": 0}


def test_the_same_file_a_second_time_changes_nothing(import_page):
    app = upload(import_page, filled(GOOD))
    app.text_input(key="actor_name").set_value("王工")
    press(app, "Write 1")
    app = upload(app, filled(GOOD), "again.xlsx")
    assert counts(app) == {"New": "0", "Changed": "0", "Unchanged": "1", "Kept out": "0"}
    assert not [button for button in app.button if button.label.startswith("Write")]


@pytest.mark.parametrize("content", [b"", b"just a text", filled()], ids=["empty", "text", "no rows"])
def test_a_file_that_is_no_ledger_is_one_sentence_and_nothing_is_lost(import_page, content):
    app = upload(import_page, content)
    assert len(app.error) + len(app.info) + len(app.warning) >= 1
    assert not app.exception
    assert app.file_uploader[0].label == "Filled ledger"


def test_every_kind_has_a_template(open_page):
    app = open_page("import_ledger", "zh")
    for kind in KINDS:
        app.button_group(key="import kind").set_value(kind).run()
        assert not app.error, kind
        assert app.get("download_button")
