"""Changing the registry beside the map: what follows is shown, one revision saved, taken back, or a conflict told."""

from dataclasses import replace
from datetime import date

import pytest

from registry.service.editing import edit_feature
from registry.service.features import feature_table
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Actor, Store
from tests.ui.conftest import html

DAY = date(2022, 12, 31)


@pytest.fixture
def office(small_demo_copy, base_layers):
    return Registry(replace(Settings(), registry_path=small_demo_copy), Store.open(small_demo_copy), base_layers)


@pytest.fixture
def outlets(office):
    table = feature_table(office, "outlets", AsOf(DAY))
    return table[table["grade"] == "A"].to_dict("records")


@pytest.fixture
def at_the_map(open_page, small_demo_copy, outlets):
    """Return a function that opens the map with the first outlet chosen."""

    def open_it(language="zh"):
        app = open_page("map", language, registry=small_demo_copy)
        app.session_state["map_chosen"] = {"kind": "outlets", "code": outlets[0]["code"]}
        return app.run()

    return open_it


def sign(app, name="张三", why="核实"):
    app.text_input(key="actor_name").set_value(name)
    next(one for one in app.text_input if one.label in ("说明", "Why")).set_value(why)
    next(one for one in app.button if one.label in ("保存", "Save")).click()
    return app.run()


def typed(app, lon, lat):
    """Type the new place of the feature that is moved."""
    next(one for one in app.text_input if one.label.startswith("新位置")).set_value(f"{lon:.5f}, {lat:.5f}")
    return app.run()


def test_a_typed_place_shows_the_answer_it_brings_and_is_saved_and_taken_back(at_the_map, office, outlets):
    app = at_the_map()
    app.button(key="map edit move").click().run()
    next(one for one in app.text_input if one.label.startswith("新位置")).set_value("河边").run()
    assert "不是坐标" in app.warning[0].value
    other = next(one for one in outlets if one["section_code"] != outlets[0]["section_code"])
    typed(app, other["lon"], other["lat"])
    assert not app.exception
    assert other["section_name"] in html(app)
    head = office.store.head()
    sign(app)
    assert not app.exception
    assert office.store.head() == head + 1
    app.button(key="map edit undo").click().run()
    assert office.store.head() == head + 2
    back = feature_table(office, "outlets", AsOf(DAY)).set_index("code").loc[outlets[0]["code"]]
    assert back["lon"] == outlets[0]["lon"]


def test_somebody_who_was_first_is_told_as_the_edit_page_tells_it(at_the_map, office, outlets):
    app = at_the_map()
    app.button(key="map edit move").click().run()
    edit_feature(
        office, "outlets", outlets[0]["code"], {"lon": outlets[0]["lon"] + 0.01}, change="correction", on=DAY,
        actor=Actor("李四"), note="先到",
    )  # fmt: skip
    typed(app, outlets[0]["lon"] + 0.02, outlets[0]["lat"])
    assert not app.exception
    assert [one.value for one in app.header] == ["已有他人先行修改"]
    assert "李四" in app.warning[0].value


def test_outlets_picked_on_the_map_are_merged_in_one_revision(at_the_map, office, outlets):
    app = at_the_map()
    app.button(key="map edit merge").click().run()
    app.session_state["map edit"].picked = [one["code"] for one in outlets[1:3]]
    app.run()
    head = office.store.head()
    sign(app)
    assert not app.exception
    assert office.store.head() == head + 1
    there = set(feature_table(office, "outlets", AsOf(DAY))["code"])
    assert outlets[0]["code"] in there
    assert not {one["code"] for one in outlets[1:3]} & there
