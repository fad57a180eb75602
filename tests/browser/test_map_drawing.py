import json
from datetime import date

import pandas as pd
import pytest

from layers.scene import feature_scene, ground_scene
from registry.ui import routes
from tests.browser.conftest import free_port
from tests.browser.map_stage import stage
from tests.layers import toy

pytestmark = pytest.mark.browser

DAY = date(2022, 12, 31)
NASTY = ("<img src=x onerror=window.hit=1>", "${window.hit=1}", "</script><script>window.hit=1</script>")
READY = ".registry-map[data-ready=true]"


@pytest.fixture
def drawn(new_page):
    """Return a function that opens the map over tables, waits until it is drawn, and shows changes."""
    stages = []

    def open_it(tables, language="zh"):
        staged = stage(ground_scene(toy.frames()), feature_scene(tables, language, DAY, 3), free_port())
        stages.append(staged)
        page = new_page(language)
        page.goto(staged.__enter__())
        page.wait_for_selector(READY)
        return page

    yield open_it
    for staged in stages:
        staged.__exit__(None, None, None)


def root(page):
    return page.locator(".registry-map")


def place_on_screen(page, lon, lat):
    """Bring a place to the middle of the map and return its pixel there."""
    page.evaluate(f"window.show({{goto: {{id: '{lon},{lat}', lon: {lon}, lat: {lat}, zoom: 12}}}})")
    page.wait_for_timeout(200)
    box = page.locator(".leaflet-container").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def colours_near(page, pane, x, y):
    """Return how many painted pixels a canvas holds in a small square round a place of the screen."""
    script = """([pane, x, y]) => {
      const root = document.getElementById('host').shadowRoot;
      const canvas = root.querySelector(`.leaflet-${pane}-pane canvas`);
      const box = canvas.getBoundingClientRect();
      const data = canvas.getContext('2d').getImageData(x - box.x - 8, y - box.y - 8, 16, 16).data;
      let painted = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i]) painted += 1;
      return painted;
    }"""
    return page.evaluate(script, [pane, x, y])


def test_every_feature_with_a_place_is_drawn_where_it_lies(drawn):
    page = drawn(toy.tables())
    assert root(page).get_attribute("data-shown") == "4"
    x, y = place_on_screen(page, 112.1, 37.5)
    assert colours_near(page, "features", x, y) > 20
    assert colours_near(page, "features", x + 60, y) == 0


def test_a_click_returns_kind_and_code(drawn):
    page = drawn(toy.tables())
    x, y = place_on_screen(page, 112.11, 37.5)
    page.mouse.click(x, y)
    page.wait_for_function("window.chosen.length > 0")
    assert page.evaluate("window.chosen") == [["choose", {"kind": "outlets", "code": "PWK001"}]]


def test_panning_zooming_and_hovering_return_nothing(drawn):
    page = drawn(toy.tables())
    x, y = place_on_screen(page, 112.1, 37.5)
    former = page.url
    page.mouse.move(x + 100, y + 60)
    page.mouse.down()
    page.mouse.move(x + 20, y + 20, steps=4)
    page.mouse.up()
    page.mouse.wheel(0, -200)
    page.wait_for_function("former => location.href !== former", arg=former)
    page.mouse.move(x, y, steps=3)
    page.wait_for_timeout(300)
    assert page.evaluate("window.chosen") == []


def test_escape_takes_the_choice_back(drawn):
    page = drawn(toy.tables())
    page.evaluate("window.show({selected: {kind: 'outlets', code: 'PWK001'}})")
    page.wait_for_selector(".registry-map[data-selected='outlets/PWK001']")
    page.locator(".leaflet-container").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("window.chosen") == [["choose", {"kind": None, "code": None}]]


def test_filters_act_in_the_browser_and_an_empty_result_says_so(drawn):
    page = drawn(toy.tables())
    page.evaluate("window.show({filters: {outlet_class: ['industrial']}})")
    page.wait_for_selector(".registry-map[data-shown='3']")
    assert "1 / 2" in page.locator("[data-layer=outlets]").inner_text()
    page.evaluate("window.show({filters: {city: ['大同市']}})")
    page.wait_for_selector(".registry-map[data-shown='0']")
    assert "没有符合筛选条件" in page.locator(".message").inner_text()


def test_a_layer_is_switched_off_by_keyboard(drawn):
    page = drawn(toy.tables())
    x, y = place_on_screen(page, 112.1, 37.5)
    page.locator("[data-layer=outlets] input").focus()
    page.keyboard.press("Space")
    assert colours_near(page, "features", x, y) == 0


def test_the_view_outlives_a_refresh_and_the_map_is_made_once(drawn):
    page = drawn(toy.tables())
    place_on_screen(page, 112.4, 37.3)
    page.evaluate("document.getElementById('host').style.width = '731px'")
    page.wait_for_timeout(600)
    made = page.evaluate(
        "() => document.getElementById('host').shadowRoot.querySelectorAll('.leaflet-container').length"
    )
    address = page.url
    assert made == 1
    assert "#map=12/37.3000/112.4000" in address
    page.reload()
    page.wait_for_selector(READY)
    page.wait_for_timeout(600)
    assert page.url == address


def test_the_map_leaves_nothing_behind_when_streamlit_takes_it_away(drawn):
    page = drawn(toy.tables())
    page.evaluate("window.show({filters: {city: ['太原市']}}).then(() => window.unmount())")
    page.wait_for_function("() => !document.getElementById('host').shadowRoot.querySelector('.registry-map')")
    left = "document.getElementById('host').shadowRoot.querySelectorAll('.leaflet-container').length"
    assert page.evaluate(left) == 0


def test_hostile_names_are_shown_as_text_and_never_run(drawn):
    page = drawn({"outlets": toy.outlets((NASTY[0], NASTY[1], "x", NASTY[2]))})
    x, y = place_on_screen(page, 112.1, 37.5)
    page.mouse.move(x, y)
    page.wait_for_selector(".tip:not([hidden])")
    assert NASTY[0] in page.locator(".tip").inner_text()
    assert page.evaluate("window.hit") is None


def test_a_registry_without_features_says_what_to_do(drawn):
    page = drawn({"outlets": toy.outlets().head(0)}, "en")
    assert "import a ledger" in page.locator(".message").inner_text()


def test_the_map_follows_the_size_of_its_place(drawn):
    page = drawn(toy.tables())
    page.evaluate("document.getElementById('host').style.width = '700px'")
    page.wait_for_function(
        "() => document.getElementById('host').shadowRoot.querySelector('.leaflet-ground-pane canvas').width < 1100"
    )
    map_width = "document.getElementById('host').shadowRoot.querySelector('.registry-map').clientWidth"
    assert page.evaluate(map_width) <= 700


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


def test_few_features_are_drawn_one_by_one_however_far_away(drawn):
    page = drawn(many())
    page.evaluate("window.show({filters: {grade: ['A'], outlet_class: ['other']}})")
    assert on_cards(page) is None
    page.evaluate("window.show({filters: {}})")
    assert on_cards(page) == 400


def test_a_layer_switched_off_shows_no_counts(drawn):
    page = drawn(many())
    page.locator("[data-layer=outlets] input").uncheck()
    assert on_cards(page) is None


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


def test_what_is_switched_off_in_one_colouring_is_not_in_another(drawn):
    page = drawn(many())
    outlets = page.locator(".legend-part", has=page.locator("[data-layer=outlets]"))
    page.locator("[data-category=other] input").uncheck()
    outlets.locator("select").select_option("grade")
    assert on_cards(page) == 400
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
    }""".replace("ADDRESS", json.dumps(f"/assets/app/{routes.assets_version()}"))
    ) == [False, True]


def test_the_map_fills_the_screen_and_comes_back(drawn):
    page = drawn(toy.tables(), "en")
    full = page.get_by_role("button", name="Full screen")
    full.click()
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.get_by_role("button", name="Leave full screen").click()
    page.wait_for_function("() => document.fullscreenElement === null")
