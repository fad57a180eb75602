"""The Edit page: one feature, the guess, the preview, the save, the undo, and two editors at once."""

from datetime import date

import pytest

from registry.service.editing import edit_feature
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, Store

DAY = date(2022, 12, 31)
OTHER = Actor("王五")


@pytest.fixture
def written(demo_copy, base_layers):
    """The open copy of the demonstration registry."""
    return Registry(Settings(registry_path=demo_copy), Store.open(demo_copy), base_layers)


@pytest.fixture
def outlet(written):
    known = written.store.frame("outlets", DAY)
    return known[known["status"].eq("active") & known["flow_m3_per_d"].notna()].iloc[0]


@pytest.fixture
def page(open_page, demo_copy, outlet):
    app = open_page("edit", "en", registry=demo_copy)
    return app.text_input(key="edit of").set_value(outlet["code"]).run()


def widget(app, kind, name):
    return next(one for one in getattr(app, kind) if one.key and one.key.endswith(f" {name}"))


def press(app, label):
    return next(one for one in app.button if one.label == label).click().run()


def type_in(app, **cells):
    for name, value in cells.items():
        widget(app, "text_input", name).set_value(value)
    return press(app, "Show what would change")


def signed(app, label="Save"):
    app.text_input(key="actor_name").set_value("李四")
    widget(app, "text_input", "why").set_value("现场核实")
    return press(app, label)


def change_asked(app):
    return app.radio[0].value


def now(written, outlet):
    return written.store.frame("outlets", DAY, feature_ids=[int(outlet["feature_id"])]).iloc[0]


def test_it_says_what_to_do_before_anything_is_chosen(open_page):
    assert "Search for the outlet" in open_page("edit", "en").info[0].value
    assert "请先查找" in open_page("edit", "zh").info[0].value


def test_an_older_revision_is_not_edited(open_page, demo_copy, outlet):
    app = open_page("edit", "en", registry=demo_copy, rev="4")
    app.text_input(key="edit of").set_value(outlet["code"]).run()
    assert "older revision" in app.info[-1].value
    assert not [one for one in app.button if one.label == "Show what would change"]


def test_the_kind_of_change_is_guessed_and_the_change_shown_before_it_is_saved(page, written, outlet):
    head = written.store.head()
    type_in(page, name="新名称")
    assert change_asked(page) == "correction"
    type_in(page, flow_m3_per_d="12.5")
    assert change_asked(page) == "event"
    shown = page.dataframe[-1].value
    assert shown[["field", "new"]].to_numpy().tolist() == [["Outlet name", "新名称"], ["Flow", "12.5"]]
    assert any("Its section stays" in one.value for one in page.markdown)
    assert written.store.head() == head


def test_a_save_is_one_revision_and_can_be_undone(page, written, outlet):
    head, before = written.store.head(), written.store.content_hash()
    type_in(page, flow_m3_per_d="12.5", remark="改")
    press(page, "Save")
    assert "Type your name" in page.warning[0].value
    signed(page)
    assert "is saved as revision" in page.success[0].value
    assert written.store.head() == head + 1
    assert now(written, outlet)[["flow_m3_per_d", "remark"]].tolist() == [12.5, "改"]
    page.button(key="edit undo").click().run()
    assert "is taken back by revision" in page.success[0].value
    assert written.store.content_hash() == before
    assert not page.exception


def test_what_a_ledger_would_not_let_in_is_shown_and_cannot_be_saved(page):
    type_in(page, flow_m3_per_d="很多")
    assert page.dataframe[-1].value["code"].tolist() == ["L011"]
    assert not [one for one in page.button if one.label == "Save"]


def test_the_second_to_save_sees_the_first_and_chooses_by_field(page, written, outlet):
    type_in(page, flow_m3_per_d="12.5", remark="李四的备注")
    cells = {"flow_m3_per_d": "33", "name": "王五的名称"}
    edit_feature(written, "outlets", outlet["code"], cells, change="event", on=DAY, actor=OTHER, note="先改")
    signed(page)
    assert "王五 changed Outlet name, Flow" in page.warning[0].value
    sides = {one.label: one.value for one in page.radio}
    assert sides == {"Outlet name": "theirs", "Flow": None, "Remark": "mine"}
    signed(page, "Save what is chosen")
    assert "choose one side" in page.warning[-1].value
    next(one for one in page.radio if one.label == "Flow").set_value("mine").run()
    signed(page, "Save what is chosen")
    assert "is saved as revision" in page.success[0].value
    assert now(written, outlet)[["name", "flow_m3_per_d", "remark"]].tolist() == ["王五的名称", 12.5, "李四的备注"]


def test_a_conflict_can_be_left_alone(page, written, outlet):
    type_in(page, flow_m3_per_d="12.5")
    edit_feature(
        written, "outlets", outlet["code"], {"flow_m3_per_d": "33"}, change="event", on=DAY, actor=OTHER, note="先改"
    )
    signed(page)
    press(page, "Discard mine and look again")
    assert widget(page, "text_input", "flow_m3_per_d").value == "33"
    assert not page.warning
