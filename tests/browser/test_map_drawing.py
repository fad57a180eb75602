import pytest

from tests.browser.map_stage import READY, root
from tests.layers import toy

pytestmark = pytest.mark.browser

NASTY = ("<img src=x onerror=window.hit=1>", "${window.hit=1}", "</script><script>window.hit=1</script>")


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
