import json

import pytest

from registry.ui import panel_files, panel_history, panel_water
from tests.ui.conftest import html

OUTLET = {"zh": "排污口", "en": "outlet"}


def component(app, about="features"):
    """Return what the map was told, or the search box: the component that was told about something."""
    told = [json.loads(element.proto.mixed.json or element.proto.json) for element in app.get("bidi_component")]
    return next(one for one in told if about in one)


@pytest.fixture
def an_outlet(demo):
    from datetime import date  # noqa: PLC0415

    from registry.service.features import feature_table  # noqa: PLC0415
    from registry.service.registry import AsOf  # noqa: PLC0415

    table = feature_table(demo, "outlets", AsOf(date(2022, 12, 31)))
    return table[table["grade"] == "A"].iloc[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_sends_addresses_and_never_the_features(open_page, language):
    app = open_page("map", language)
    told = component(app)
    assert not app.exception
    assert told["features"].endswith(f"2022-12-31/{language}.json")
    assert len(json.dumps(told)) < 2000
    assert told["selected"] is None


def test_filters_are_sent_as_data(open_page):
    app = open_page("map")
    app.multiselect(key="filter grade").select("C").run()
    app.multiselect(key="filter class").select("industrial").run()
    assert component(app)["filters"] == {"grade": ["C"], "outlet_class": ["industrial"]}


def test_a_county_filter_offers_only_the_counties_of_the_chosen_city(open_page):
    app = open_page("map")
    app.multiselect(key="filter city").select("太原市").run()
    offered = set(app.multiselect(key="filter county").options)
    assert "小店区" in offered
    assert "尧都区" not in offered


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_chosen_outlet_is_explained_and_gone_to(open_page, an_outlet, language):
    app = open_page("map", language)
    assert component(app, "address")["address"].endswith(f"2022-12-31/{language}.json")
    app.session_state["map_chosen"] = {"kind": "outlets", "code": an_outlet["code"]}
    app.session_state["map_goto"] = {"id": "1", "lon": an_outlet["lon"], "lat": an_outlet["lat"], "zoom": 12}
    app.run()
    told = component(app)
    assert told["selected"] == {"kind": "outlets", "code": an_outlet["code"]}
    assert told["section"] == an_outlet["section_code"]
    assert len(told["path"]) >= 4
    assert told["goto"]["lon"] == pytest.approx(an_outlet["lon"])
    page = html(app)
    assert an_outlet["name"] in page
    assert an_outlet["section_name"] in page
    assert OUTLET[language] in page


PARTS = ("steps", "readings", "water", "files", "history")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_part_of_the_panel_is_drawn_once_it_is_opened(open_page, an_outlet, language, monkeypatch):
    drawn = []
    for name, module in (("water", panel_water), ("files", panel_files), ("history", panel_history)):
        monkeypatch.setattr(
            module, "draw", lambda feature, name=name, draw=module.draw: (drawn.append(name), draw(feature))
        )
    app = open_page("map", language)
    app.session_state["map_chosen"] = {"kind": "outlets", "code": an_outlet["code"]}
    app.run()
    assert drawn == []
    for part in PARTS:
        app.session_state[f"panel_{part}"] = True
    app.run()
    assert not app.exception
    assert drawn == ["water", "files", "history"]
    ways = [button for button in app.button if str(button.key).startswith("way_")]
    assert ways
    ways[0].click().run()
    assert component(app)["selected"]["code"] == ways[0].key.split()[-1]


def test_a_link_opens_the_feature_it_names(open_page, an_outlet, monkeypatch):
    app = open_page("map")
    app.query_params["kind"], app.query_params["code"] = "outlets", an_outlet["code"]
    del app.session_state["map_chosen"]
    app.run()
    assert component(app)["selected"]["code"] == an_outlet["code"]


def test_a_code_that_does_not_exist_is_refused_in_one_sentence(open_page):
    app = open_page("map")
    app.session_state["map_chosen"] = {"kind": "outlets", "code": "NONE"}
    app.run()
    assert len(app.error) == 1
    assert component(app)["path"] == []
    assert not [button.label for button in app.button if button.label in {"移动", "注销", "合并", "拆分", "修改字段"}]
    app.button(key="map_close").click().run()
    assert not app.error
