"""The address and the session: what a link, a refresh, back and forward show, and filters that hold on every page."""

import pytest

from registry.quarter import Quarter
from registry.ui import address


def asks(app, **parameters):
    """Open an address as the browser does when the reader goes back."""
    app.query_params.clear()
    for name, value in {**parameters, address.BACK: "1"}.items():
        app.query_params[name] = value
    return app.run()


def test_a_filter_holds_on_every_page_and_stands_in_the_address(open_page):
    app = open_page("outlet_list")
    app.multiselect(key="filter city").set_value(["太原市"]).run()
    assert app.query_params["city"] in ("太原市", ["太原市"])
    for file in ("rectification", "review", "changes", "map"):
        app.switch_page(f"registry/ui/pages/{file}.py").run()
        assert app.multiselect(key="filter city").value == ["太原市"], file
        assert not app.exception


def test_one_button_clears_every_filter(open_page):
    app = open_page("outlet_list")
    app.multiselect(key="filter city").set_value(["太原市"]).run()
    app.multiselect(key="filter grade").set_value(["A"]).run()
    app.button(key="filters clear").click().run()
    assert app.multiselect(key="filter city").value == app.multiselect(key="filter grade").value == []
    assert "city" not in app.query_params
    assert app.button(key="filters clear").disabled


def test_a_page_without_a_filter_says_what_is_chosen_elsewhere(open_page):
    app = open_page("outlet_list", "en")
    app.multiselect(key="filter class").set_value(["industrial"]).run()
    app.switch_page("registry/ui/pages/changes.py").run()
    assert any("without effect here: Outlet class Industrial" in caption.value for caption in app.caption)


def test_going_back_brings_back_filter_day_language_and_feature(open_page):
    app = open_page("map")
    app.multiselect(key="filter city").set_value(["太原市"]).run()
    asks(app, lang="en", on="2022-09-30", grade="C", kind="sections", code="DM14010501")
    assert app.title[0].value == "Map"
    assert app.date_input(key="valid_on").value.isoformat() == "2022-09-30"
    assert app.multiselect(key="filter city").value == []
    assert app.multiselect(key="filter grade").value == ["C"]
    assert app.session_state["map_chosen"] == {"kind": "sections", "code": "DM14010501"}
    assert address.BACK not in app.query_params
    asks(app, lang="zh", on="2022-12-31", city="太原市")
    assert app.title[0].value == "地图"
    assert app.session_state["map_chosen"] is None


def test_going_back_keeps_parameters_that_are_somebody_elses(open_page):
    app = asks(open_page("map"), lang="zh", on="2022-12-31", other="kept")
    assert app.query_params["other"] in ("kept", ["kept"])


@pytest.mark.parametrize("value", ["无此市", "<img src=x>", "'; drop table"])
def test_a_filter_that_nobody_knows_leaves_nothing_and_can_be_cleared(open_page, value):
    app = asks(open_page("outlet_list"), lang="zh", on="2022-12-31", city=value)
    assert not app.exception
    assert "**0**" in app.markdown[0].value
    app.button(key="filters clear").click().run()
    assert "**3,730**" in app.markdown[0].value


def test_the_slider_over_the_map_moves_the_day_of_every_page(open_page):
    app = open_page("map")
    slider = app.select_slider(key="map quarter")
    assert slider.value == Quarter(2022, 4)
    slider.set_value(Quarter(2022, 3)).run()
    assert app.date_input(key="valid_on").value.isoformat() == "2022-09-30"
    assert app.query_params["on"] in ("2022-09-30", ["2022-09-30"])
    app.switch_page("registry/ui/pages/outlet_list.py").run()
    assert app.date_input(key="valid_on").value.isoformat() == "2022-09-30"
