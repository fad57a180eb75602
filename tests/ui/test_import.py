"""A ledger through the page: template out, findings, preview, commit, the same again, undo."""

import io
import json
import time
from datetime import date

import openpyxl
import pytest

from registry.service.history import undo
from registry.service.registry import AsOf, open_registry
from registry.service.summary import summary
from registry.settings import Settings
from registry.store import Actor
from registry.ui import files, jobs, ledger_desk
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
    return patient(app)


def patient(app):
    """Look again until nothing is being read or written any more."""
    give_up = time.monotonic() + 120
    while app.get("progress"):
        assert time.monotonic() < give_up
        time.sleep(0.3)
        app.run()
    return app


def counts(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def press(app, label: str):
    next(button for button in app.button if button.label.startswith(label)).click().run()
    return patient(app)


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


def address_of(app) -> str:
    value = app.query_params["ledger"]
    return value if isinstance(value, str) else value[0]


def again(open_page, demo_copy, key: str):
    """Open the page anew at an address, as a refresh does: nothing of the session is left."""
    app = open_page("home", "en", registry=demo_copy)
    app.query_params["ledger"] = key
    return patient(app.switch_page("registry/ui/pages/import_ledger.py").run())


def test_a_refresh_finds_the_ledger_its_kind_and_its_options(import_page, open_page, demo_copy):
    app = upload(import_page, filled(GOOD, NAMELESS))
    app.toggle(key="strict wetlands").set_value(True)
    patient(app.run())
    assert "nothing will be written" in app.warning[0].value
    fresh = again(open_page, demo_copy, address_of(app))
    assert counts(fresh) == counts(app) == {"New": "1", "Changed": "0", "Unchanged": "0", "Kept out": "1"}
    assert fresh.button_group(key="import kind").value == "wetlands"
    assert fresh.toggle(key="strict wetlands").value is True
    assert any(", sent 20" in line.value for line in fresh.markdown)
    press(fresh, "Put it away")
    assert counts(fresh) == {}
    assert "ledger" not in fresh.query_params


def test_a_refresh_after_writing_still_offers_to_take_it_back(import_page, open_page, demo_copy):
    app = upload(import_page, filled(GOOD))
    app.text_input(key="actor_name").set_value("王工")
    press(app, "Write 1")
    fresh = again(open_page, demo_copy, address_of(app))
    assert "Written as revision" in fresh.success[0].value
    press(fresh, "Undo this import")
    assert "name" in fresh.warning[0].value
    fresh.text_input(key="actor_name").set_value("李工")
    press(fresh, "Undo this import")
    assert "taken back" in fresh.success[0].value
    assert open_registry(Settings.from_environment()).store.revisions()["actor"].tolist()[-2:] == ["王工", "李工"]
    assert "taken back" in again(open_page, demo_copy, address_of(app)).success[0].value


def test_what_was_asked_of_one_ledger_is_never_done_to_the_next(import_page, open_page, demo_copy):
    """Two look at the same ledger, both ask to write it; the second then sends another."""
    app = upload(import_page, filled(GOOD))
    other = again(open_page, demo_copy, address_of(app))
    for one in (app, other):
        one.text_input(key="actor_name").set_value("王工")
        press(one, "Write 1")
        assert "Written as revision" in one.success[0].value
    store = open_registry(Settings.from_environment()).store
    head = store.head()
    upload(other, filled(GOOD | {"湿地编码": "SD-TEST-009", "经度": 112.41}), "other.xlsx")
    assert counts(other) == {"New": "1", "Changed": "0", "Unchanged": "0", "Kept out": "0"}
    assert store.head() == head


def test_a_ledger_that_would_now_do_something_else_is_shown_again_before_it_is_written(
    import_page, open_page, demo_copy
):
    app = upload(import_page, filled(GOOD))
    other = again(open_page, demo_copy, address_of(app))
    upload(other, filled(GOOD | {"湿地名称": "另一名称"}), "other.xlsx")
    other.text_input(key="actor_name").set_value("李工")
    press(other, "Write 1")
    head = open_registry(Settings.from_environment()).store.head()
    app.text_input(key="actor_name").set_value("王工")
    press(app, "Write 1")
    assert "look at it again" in app.warning[0].value
    assert open_registry(Settings.from_environment()).store.head() == head
    press(app, "Write 1")
    assert "Written as revision" in app.success[0].value


def test_an_import_that_was_taken_back_elsewhere_is_told_so(import_page, open_page, demo_copy):
    app = upload(import_page, filled(GOOD))
    app.text_input(key="actor_name").set_value("王工")
    press(app, "Write 1")
    registry = open_registry(Settings.from_environment())
    back = undo(registry, registry.store.head(), Actor("李工"))
    assert f"taken back by revision {back}" in again(open_page, demo_copy, address_of(app)).success[0].value
    undo(registry, back, Actor("李工"))
    assert "Written as revision" in again(open_page, demo_copy, address_of(app)).success[0].value


def test_the_day_of_effect_stays_with_a_ledger_on_the_desk(import_page):
    app = import_page
    app.date_input(key="valid_on").set_value(date(2022, 9, 30)).run()
    assert app.date_input(key="reported wetlands").value == date(2022, 9, 30)
    app.date_input(key="reported wetlands").set_value(date(2022, 8, 1)).run()
    upload(app, filled(GOOD))
    app.date_input(key="valid_on").set_value(date(2022, 12, 31))
    patient(app.run())
    assert app.date_input(key="reported wetlands").value == date(2022, 8, 1)


def test_options_found_again_are_choices_and_not_empty_boxes(import_page, open_page, demo_copy):
    app = upload(import_page, filled(GOOD))
    fresh = again(open_page, demo_copy, address_of(app))
    assert [box.value for box in fresh.selectbox if box.key.endswith("wetlands")] == ["", "", ""]


def test_somebody_who_writes_meanwhile_is_told_and_the_ledger_is_weighed_anew(import_page, demo_copy, monkeypatch):
    app = upload(import_page, filled(GOOD))
    app.text_input(key="actor_name").set_value("王工")
    weighed = ledger_desk.commit_import

    def late(registry, preview, actor, note):
        weighed(registry, preview, Actor("李工"), "meanwhile")
        return weighed(registry, preview, actor, note)

    monkeypatch.setattr(ledger_desk, "commit_import", late)
    press(app, "Write 1")
    assert app.error
    assert not app.success
    assert counts(app) == {"New": "0", "Changed": "0", "Unchanged": "1", "Kept out": "0"}


def test_a_file_that_was_refused_long_ago_is_refused_in_words_again(import_page, open_page, demo_copy):
    app = upload(import_page, b"just a text")
    for path in demo_copy.with_name(f"{demo_copy.name}.jobs").glob("*.json"):
        long_ago = json.loads(path.read_text("utf-8")) | {"told_at": time.time() - jobs.TOLD_S - 1}
        path.write_text(json.dumps(long_ago), "utf-8")
    assert "not an Excel workbook" in again(open_page, demo_copy, address_of(app)).error[0].value


@pytest.mark.parametrize("key", ["0" * 16, "../../registry", "x"])
def test_an_address_with_no_such_ledger_is_an_empty_desk(open_page, demo_copy, key):
    app = again(open_page, demo_copy, key)
    assert not app.error
    assert not app.exception
    assert "Choose a filled ledger" in app.info[0].value


@pytest.mark.parametrize("content", [b"", b"just a text", filled()], ids=["empty", "text", "no rows"])
def test_a_file_that_is_no_ledger_is_one_sentence_and_nothing_is_lost(import_page, content):
    app = upload(import_page, content)
    assert len(app.error) + len(app.info) + len(app.warning) >= 1
    assert not app.exception
    assert app.file_uploader[0].label == "Filled ledger"


def test_headings_without_rows_are_said_to_be_without_rows(import_page):
    app = upload(import_page, filled())
    assert "headings but no rows" in app.info[-1].value
    assert not app.success


def test_every_kind_has_a_template(open_page):
    app = open_page("import_ledger", "zh")
    for kind in KINDS:
        app.button_group(key="import kind").set_value(kind).run()
        assert not app.error, kind
        assert app.get("download_button")
