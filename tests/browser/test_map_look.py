"""What the map shows far out, how it is coloured, what lies under it: as a reader sees and sets it."""

import json

import numpy as np
import pandas as pd
import pytest
from starlette.responses import Response
from starlette.routing import Route

from layers.scene import feature_scene
from layers.terrain import terrain_picture
from registry.ui import served
from tests.browser.map_stage import DAY, READY, root
from tests.layers import toy

pytestmark = pytest.mark.browser


def many(count=400):
    """Return the toy valley with more outlets than are drawn one by one, some without a county or a section."""
    places = pd.Series(range(count))
    outlets = toy.outlets(tuple(f"第{i}排污口" for i in range(count))).assign(
        lon=112.05 + 0.9 * (places % 40) / 40,
        lat=37.05 + 0.9 * (places // 40) / 10,
        county=places.map(lambda i: [None, "甲县", "乙县", "甲县"][i % 4]),
        section_code=places.map(lambda i: "DM1" if i % 3 else None),
        status=places.map(lambda i: "active" if i % 5 else "stopped"),
        grade=places.map(lambda i: "ABCDU"[i % 5]),
        rectification="under_way",
    )
    return toy.tables() | {"outlets": outlets}


def in_legend(page):
    """Return how many outlets the legend counts in the categories that are switched on."""
    script = """() => {
      const root = document.getElementById('host').shadowRoot;
      const part = root.querySelector('[data-layer=outlets]').closest('.legend-part');
      return [...part.querySelectorAll('.legend-category')].filter((row) => row.querySelector('input').checked)
        .reduce((sum, row) => sum + Number(row.querySelector('.legend-count').textContent.replace(/\\D/g, '')), 0);
    }"""
    return page.evaluate(script)


def on_cards(page):
    """Return how many outlets all counts on the map add up to, at the zoom of the whole province."""
    page.wait_for_timeout(60)
    sums = root(page).get_attribute("data-sums")
    return int(sums.removeprefix("outlets:")) if sums else None


def test_counts_by_place_add_up_to_the_legend_under_every_filter_and_switch(drawn):
    page = drawn(many())
    assert on_cards(page) == in_legend(page) == 400
    filters = ({"county": ["甲县"]}, {"section_code": ["DM1"]}, {"outlet_class": ["industrial", "other"]}, {})
    for by in ("section", "county"):
        page.locator(".legend select").last.select_option(by)
        for wanted in filters:
            page.evaluate(f"window.show({{filters: {json.dumps(wanted)}}})")
            assert on_cards(page) == in_legend(page) > 150
        for value in ("industrial", "municipal"):
            page.locator(f"[data-category={value}] input").uncheck()
            assert on_cards(page) == in_legend(page)
            page.locator(f"[data-category={value}] input").check()
    page.locator("[data-layer=outlets] input").uncheck()
    assert on_cards(page) is None


def test_counts_are_made_anew_when_other_data_come(drawn):
    later = json.dumps(feature_scene(many(360), "zh", DAY, 4))
    page = drawn(many(), more=[Route("/later.json", lambda request: Response(later, media_type="application/json"))])
    assert on_cards(page) == 400
    page.evaluate("window.show({features: '/later.json'})")
    page.wait_for_selector(".registry-map[data-sums='outlets:360']")


def test_few_features_are_drawn_one_by_one_however_far_away(drawn):
    page = drawn(many())
    page.evaluate("window.show({filters: {grade: ['A'], outlet_class: ['other']}})")
    assert on_cards(page) is None
    page.evaluate("window.show({filters: {}})")
    assert on_cards(page) == 400


def test_a_click_on_a_count_goes_nearer_and_asks_python_nothing(drawn):
    page = drawn(many())
    place = page.evaluate("""() => {
      const canvas = document.getElementById('host').shadowRoot.querySelector('.leaflet-top-pane canvas');
      const box = canvas.getBoundingClientRect();
      const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4)
        if (data[i] === 11 && data[i + 1] === 79 && data[i + 2] === 125 && data[i + 3] === 255)
          return [box.x + (i / 4) % width, box.y + Math.floor(i / 4 / width) + 3];
      return null;
    }""")
    page.mouse.move(*place)
    page.wait_for_selector(".tip:not([hidden])")
    assert "排污口" in page.locator(".tip").inner_text()
    former = page.url
    page.mouse.click(*place)
    page.wait_for_function("former => location.href !== former", arg=former)
    assert page.evaluate("window.chosen") == []


def test_colours_are_chosen_in_the_legend_and_kept_in_the_address(drawn):
    page = drawn(many())
    outlets = page.locator(".legend-part", has=page.locator("[data-layer=outlets]"))
    outlets.locator("select").select_option("rectification")
    assert "整治中" in outlets.inner_text()
    assert "逾期指已过完成时限" in outlets.inner_text()
    assert page.evaluate("location.hash").endswith("&look=outlets.rectification")
    page.reload()
    page.wait_for_selector(READY)
    assert outlets.locator("select").input_value() == "rectification"
    assert page.evaluate("window.chosen") == []


def test_colourings_keep_their_switches_and_follow_back_and_forward(drawn):
    page = drawn(many())
    outlets = page.locator(".legend-part", has=page.locator("[data-layer=outlets]"))
    page.locator("[data-category=other] input").uncheck()
    outlets.locator("select").select_option("grade")
    assert on_cards(page) == 400
    former = page.url
    page.evaluate("history.pushState(null, '', location.pathname + '?on=2022-12-31' + location.hash)")
    outlets.locator("select").select_option("status")
    page.go_back()
    page.wait_for_url(former)
    assert outlets.locator("select").input_value() == "grade"
    outlets.locator("select").select_option("usual")
    assert not page.locator("[data-category=other] input").is_checked()


def test_symbols_keep_out_of_reach_where_only_counts_are_shown(drawn):
    page = drawn(many())
    assert page.evaluate(
        """async () => {
      const { pickFeature, readFeatures } = await import(ADDRESS + '/map/points.js');
      const raw = await (await fetch('/features.json')).json();
      const features = readFeatures(raw);
      const layer = features.layers.find(({ kind }) => kind === 'outlets');
      return [7, 13].map((zoom) => Boolean(pickFeature(features, layer.x[7], layer.y[7], zoom)));
    }""".replace("ADDRESS", json.dumps(f"/assets/app/{served.assets_version()}"))
    ) == [False, True]


def pictures(asked):
    """Return routes that answer a terrain and tiles, and note which tiles were asked for."""
    falling = (9000 - np.mgrid[0:200, 0:200].sum(axis=0) * 20).astype(np.int16)
    image = Response(terrain_picture(falling, 38.2, 0.01), media_type="image/png")

    def tile(request):
        asked.append(request.path_params["z"])
        return image

    return [Route("/terrain.png", lambda request: image), Route("/tiles/{z}/{x}/{y}", tile)]


def test_terrain_lies_under_everything_and_can_be_switched_off(drawn):
    terrain = {"address": "/terrain.png", "box": [111.5, 36.2, 113.5, 38.2]}
    page = drawn(toy.tables(), under={"terrain": terrain}, more=pictures([]))
    page.evaluate("window.show({goto: {id: 'm', lon: 112.45, lat: 37.5, zoom: 9}})")
    page.wait_for_timeout(400)
    shaded = colour_in_the_middle(page)
    page.get_by_label("地形晕渲").uncheck()
    assert shaded < colour_in_the_middle(page)
    assert page.get_by_label("在线底图").count() == 0


def colour_in_the_middle(page):
    """Return how bright the middle of the ground is."""
    return page.evaluate("""() => {
      const canvas = document.getElementById('host').shadowRoot.querySelector('.leaflet-ground-pane canvas');
      const { data } = canvas.getContext('2d').getImageData(canvas.width / 2 - 30, canvas.height / 2 - 30, 60, 60);
      return data.reduce((sum, value) => sum + value, 0);
    }""")


def test_tiles_are_asked_for_only_where_a_source_is_set(drawn):
    asked = []
    page = drawn(toy.tables(), under={"tiles": {"url": "/tiles/{z}/{x}/{y}"}}, more=pictures(asked))
    page.wait_for_function("() => document.getElementById('host').shadowRoot.querySelector('.leaflet-base-pane img')")
    page.get_by_label("在线底图").uncheck()
    page.wait_for_function("() => !document.getElementById('host').shadowRoot.querySelector('.leaflet-base-pane img')")
    assert asked
    asked.clear()
    drawn(toy.tables(), more=pictures(asked))
    assert asked == []


def test_the_grid_finds_what_asking_every_point_finds(drawn):
    page = drawn(toy.tables())
    script = """async (address) => {
      const { makeGrid } = await import(address);
      let seed = 7;
      const next = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
      const wrong = [];
      for (const spread of [0, 0.01, 3, 200]) {
        const x = Float64Array.from({ length: 300 }, () => 207 + spread * next());
        const y = Float64Array.from({ length: 300 }, () => 98 + spread * next());
        const grid = makeGrid(x, y);
        for (let n = 0; n < 100; n += 1) {
          const [west, north] = [207 + spread * (1.4 * next() - 0.2), 98 + spread * (1.4 * next() - 0.2)];
          const box = [west, north, west + spread * next(), north + spread * next()];
          const found = [];
          grid.within(box, (i) => found.push(i));
          const inside = (i) => x[i] >= box[0] && x[i] <= box[2] && y[i] >= box[1] && y[i] <= box[3];
          const asked = [...x.keys()].filter(inside);
          if (String(found.sort((a, b) => a - b)) !== String(asked)) wrong.push([spread, box]);
        }
      }
      makeGrid(new Float64Array(0), new Float64Array(0)).within([0, 0, 300, 300], (i) => wrong.push(i));
      return wrong;
    }"""
    assert page.evaluate(script, f"/assets/app/{served.assets_version()}/map/points_grid.js") == []


def test_the_map_fills_the_screen_and_comes_back(drawn):
    page = drawn(toy.tables(), "en")
    before, window = page.locator(".registry-map").bounding_box(), page.viewport_size
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement !== null")
    shown = page.locator(".registry-map").bounding_box()
    assert shown["width"] > before["width"] or shown["height"] > before["height"]
    assert shown["width"] >= window["width"]
    page.get_by_role("button", name="Leave full screen").click()
    page.wait_for_function("() => document.fullscreenElement === null")
    assert page.locator(".registry-map").bounding_box() == before


def test_units_take_the_colour_of_their_section_unless_it_is_filtered_away(drawn):
    tables = toy.tables()
    tables["sections"] = tables["sections"].assign(cod_t_per_a=[1200.0, None])
    page = drawn(tables)
    page.evaluate("window.show({goto: {id: 'u', lon: 112.2, lat: 37.4, zoom: 10}})")
    page.wait_for_timeout(300)
    plain = colour_in_the_middle(page)
    page.locator(".legend select").first.select_option("load")
    assert colour_in_the_middle(page) < plain
    page.evaluate("window.show({filters: {city: ['大同市']}})")
    page.wait_for_selector(".registry-map[data-shown='0']")
    assert colour_in_the_middle(page) == plain
