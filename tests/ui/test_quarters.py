"""The pages of the quarter: its state, closing, books, changes, the two-quarter map, and verifying a file."""

import json
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from registry.quarter import Quarter
from registry.report.list_workbook import save_list
from registry.service.assignment import assignments_for
from registry.service.comparing import compare
from registry.service.quarterly import draft_list, quarter_list
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, ChangeSet, Store
from registry.store.timeline import apply_correction
from registry.ui import quarter_verify
from tests.ui.conftest import html

Q3, Q4 = Quarter(2022, 3), Quarter(2022, 4)


@pytest.fixture
def small(small_demo_path, base_layers) -> Registry:
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


@pytest.fixture
def copy(small_demo_copy, base_layers) -> Registry:
    return Registry(replace(Settings(), registry_path=small_demo_copy), Store.open(small_demo_copy), base_layers)


@pytest.fixture
def outside(copy):
    """A registry in which an outlet lies far outside the province."""
    code = draft_list(copy, Q4).outlets["code"].iloc[0]
    rows = copy.store.frame("outlets", codes=[code])
    life = copy.store.frame("outlets", feature_ids=rows["feature_id"].tolist()).drop(columns="revision")
    timeline = apply_correction(life, {"lon": 120.0, "lat": 30.0})
    assigned = assignments_for(copy, "outlets", timeline)
    copy.store.commit(ChangeSet({"outlets": timeline}, assignments={"outlets": assigned}), Actor("张"), "改")
    return copy


@pytest.fixture
def open_small(open_page, small_demo_path):
    def open_it(file, language="zh", **options):
        return open_page(file, language, **{"registry": small_demo_path} | options)

    return open_it


def part(app, language, zh, en):
    """Open one part of the outlet list page."""
    app.session_state[f"list part {language}"] = {"zh": zh, "en": en}[language]
    return app.run()


def close_button(app):
    return next(button for button in app.button if button.label in ("季度关账", "Close the quarter"))


def sentences(app):
    return " ".join(element.value for kind in ("info", "success", "warning", "caption") for element in app.get(kind))


def test_a_closed_quarter_says_who_closed_it_and_when(open_small):
    said = html(open_small("outlet_list", "zh", on="2022-09-30"))
    assert re.search(r"2022年第三季度已关账：.+，北京时间 \d{4}-\d\d-\d\d \d\d:\d\d，修订 \d+。", said)
    assert "没有豁免项" in said


def test_a_draft_says_which_quarter_is_next_and_what_it_opens_with(open_small, small):
    said = html(open_small("outlet_list", "en"))
    assert "Q4 2022 is a draft" in said
    assert "It is the next quarter to close." in said
    assert f"It opens with Q3 2022 as published, {len(quarter_list(small, Q3).outlets)} outlets." in said
    later = html(open_small("outlet_list", "en", on="2023-03-31"))
    assert "The next quarter to close is Q4 2022." in later


def test_closing_out_of_order_is_explained_and_not_offered(open_small):
    app = part(open_small("outlet_list", "en", on="2023-03-31"), "en", "关账", "Closing")
    assert "Quarters are closed in order; the next one is 2022Q4." in sentences(app)
    assert not [button for button in app.button if button.label == "Close the quarter"]


def test_a_past_revision_cannot_be_closed(open_small):
    app = part(open_small("outlet_list", "en", rev="19"), "en", "关账", "Closing")
    assert "closed as known now" in sentences(app)


def test_a_quarter_is_closed_by_name_and_a_clear_yes(open_page, copy):
    app = part(open_page("outlet_list", "en", registry=copy.settings.registry_path), "en", "关账", "Closing")
    assert close_button(app).disabled
    app.text_input(key="actor_name").set_value("王处长").run()
    assert close_button(app).disabled
    app.checkbox[0].check().run()
    close_button(app).click().run()
    assert not app.exception
    assert not app.error
    record = copy.store.closings().iloc[-1]
    assert (record["quarter"], record["actor"]) == ("2022Q4", "王处长")
    (told,) = [element.value for element in app.success]
    assert record["fingerprint"] in told
    assert record["sha256"] in told
    assert "王处长" in html(app)


def test_an_open_error_needs_a_reason_which_the_page_then_shows(open_page, outside):
    app = part(open_page("outlet_list", "zh", registry=outside.settings.registry_path), "zh", "关账", "Closing")
    app.text_input(key="actor_name").set_value("王处长").run()
    app.checkbox[0].check().run()
    assert close_button(app).disabled
    app.text_input(key="waive 2022Q4 L105").set_value("现场核实中").run()
    assert not close_button(app).disabled
    close_button(app).click().run()
    assert not app.error
    said = html(app)
    assert "豁免 L105" in said
    assert "现场核实中" in said


def test_the_books_show_every_margin_and_their_total(open_small, small):
    balance = quarter_list(small, Q4).balance
    app = part(open_small("outlet_list", "en"), "en", "平衡", "Books")
    shown = app.dataframe[0].value
    assert shown["closing"].iloc[-1] == balance["closing"].sum() == shown["closing"].iloc[:-1].sum()
    assert "adds up" in html(app)
    app.button_group(key="list books by").set_value("cell").run()
    assert len(app.dataframe[0].value) == len(balance) + 1
    city = balance["city"].iloc[0]
    app.multiselect(key="filter city").set_value([city]).run()
    assert app.dataframe[0].value["closing"].iloc[-1] == balance.loc[balance["city"] == city, "closing"].sum()
    assert "In use" in sentences(app)


def test_changes_stand_in_words_and_count_as_the_service_does(open_small, small):
    content = compare(small, Q3.last_day, Q4.last_day)
    app = open_small("changes", "zh")
    assert not app.exception
    labels = app.button_group(key="changes class").options
    counts = {re.split(r" \*\*", label)[0]: int(re.search(r"\*\*(\d+)\*\*", label)[1]) for label in labels}
    assert counts["新增"] == content.counts["new"]
    assert counts["更新"] == content.counts["updated"]
    assert len(app.dataframe[0].value) == len(content.changes)
    app.button_group(key="changes class").set_value(["closed"]).run()
    rows = app.dataframe[0].value
    assert set(rows["change"]) == {"注销"}
    assert rows["code"].nunique() == content.counts["closed"]


def test_changes_are_filtered_by_city_and_by_what_concerns_the_opening(open_small, small):
    content = compare(small, Q3.last_day, Q4.last_day)
    app = open_small("changes", "en")
    city = content.changes["city"].mode()[0]
    app.multiselect(key="filter city").set_value([city]).run()
    assert set(app.dataframe[0].value["city"]) == {city}
    app.multiselect(key="filter city").set_value([]).run()
    app.toggle(key="changes late").set_value(True).run()
    late = int(content.changes["late"].astype(bool).sum())
    shown = app.dataframe[0].value if late else []
    assert len(shown) == late


def test_the_address_names_the_two_lists_and_any_two_days_will_do(open_page, small_demo_path, small):
    app = open_page("changes", "en", registry=small_demo_path)
    app.toggle(key="period any date").set_value(True).run()
    app.date_input(key="period day from 2022Q4").set_value(date(2022, 7, 15)).run()
    assert app.query_params["from"] == "2022-07-15"
    content = compare(small, date(2022, 7, 15), Q4.last_day)
    assert len(app.dataframe[0].value) == len(content.changes)
    app.date_input(key="period day from 2022Q4").set_value(date(2023, 1, 15)).run()
    assert "the earlier one first" in sentences(app)
    assert not app.exception


def test_where_nothing_changed_the_last_changes_are_offered(open_small):
    app = open_small("changes", "en", on="2023-06-30")
    assert "Nothing changed between these two lists." in sentences(app)
    button = next(button for button in app.button if button.label.startswith("Show the last changes"))
    assert button.label.endswith("Q4 2022")
    button.click().run()
    assert len(app.dataframe[0].value) > 0


def component(app):
    (element,) = app.get("bidi_component")
    return json.loads(element.proto.mixed.json or element.proto.json)


def test_the_map_gets_addresses_and_the_list_below_shows_what_it_shows(open_small, small):
    content = compare(small, Q3.last_day, Q4.last_day)
    app = open_small("compare_map", "zh")
    assert not app.exception
    told = component(app)
    assert told["features"].endswith("/2022-09-30/2022-12-31/zh.json")
    assert len(json.dumps(told)) < 2000
    assert len(app.dataframe[0].value) == content.changes["feature_id"].nunique()
    app.button_group(key="compare class").set_value(["closed"]).run()
    assert set(app.dataframe[0].value["code"]) == set(content.changes.query("change == 'closed'")["code"])
    assert all("closed" in one for one in component(app)["filters"]["classes"])


def test_a_class_that_no_outlet_carries_leaves_nothing_on_the_map(open_small, small):
    content = compare(small, Q3.last_day, Q4.last_day)
    empty = next(name for name, count in content.counts.items() if not count)
    app = open_small("compare_map", "en")
    app.button_group(key="compare class").set_value([empty]).run()
    assert component(app)["filters"]["classes"] == ["-"]
    assert not app.dataframe


def test_the_slider_moves_the_later_list_and_the_earlier_one_along(open_small):
    app = open_small("compare_map", "en")
    app.select_slider[0].set_value(Q3).run()
    assert component(app)["features"].endswith("/2022-06-30/2022-09-30/en.json")
    app.selectbox(key="compare start 2022-12-31").set_value("2022Q1").run()
    assert component(app)["features"].endswith("/2022-03-31/2022-12-31/en.json")


def test_the_chosen_outlet_says_what_changed_in_words(open_small, small):
    content = compare(small, Q3.last_day, Q4.last_day)
    moved = content.changes[content.changes["distance_m"].notna()].iloc[0]
    app = open_small("compare_map", "en")
    app.session_state["compare_chosen"] = moved["code"]
    app.run()
    said = html(app)
    assert f"<h3>{moved['name']}</h3>" in said
    assert "Longitude, latitude" in said
    assert f"{moved['distance_m']:,.1f} m" in said
    assert component(app)["selected"] == {"kind": "changed", "code": moved["code"]}


def test_a_file_is_verified_and_an_altered_cell_is_named(small, small_demo_path, monkeypatch, tmp_path):
    monkeypatch.setenv("REGISTRY_PATH", str(small_demo_path))
    path = tmp_path / "清单_2022Q3.xlsx"
    save_list(quarter_list(small, Q3), path)
    verdict = quarter_verify.judged(path.name, path.read_bytes())
    assert (verdict.ok, verdict.quarter, verdict.closed) == (True, "2022Q3", True)
    book = openpyxl.load_workbook(path)
    book["清单"]["C7"] = "改名"
    book.save(path)
    altered = quarter_verify.judged(path.name, path.read_bytes())
    assert not altered.ok
    assert ("清单", "C7", "改名") in [(one.part, one.cell, one.found) for one in altered.differences]
    assert not quarter_verify.judged("x.xlsx", b"nothing").ok


@pytest.fixture
def empty_path(tmp_path):
    path = tmp_path / "empty.sqlite"
    Store.create(path)
    return path


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("file", ["outlet_list", "changes", "compare_map"])
def test_an_empty_registry_says_so_on_every_page_of_the_quarter(open_page, empty_path, file, language):
    app = open_page(file, language, registry=empty_path, on=None)
    assert not app.exception
    assert not app.error
    assert app.info
    if file == "outlet_list":
        app = part(app, language, "关账", "Closing")
        assert not [button for button in app.button if button.label in ("季度关账", "Close the quarter")]


def test_home_says_whether_the_quarter_is_closed_or_a_draft(open_small):
    said = [html(open_small("home", "en", on=on)) for on in ("2022-09-30", "2022-12-31")]
    assert "the list is closed and stays as it is" in said[0]
    assert "the list is a draft and follows every change" in said[1]
