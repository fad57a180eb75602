"""The map page as a reader uses it: first sight, a click, a search, another language, a file to take along."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.conftest import picture, settled

pytestmark = pytest.mark.browser

READY = ".registry-map[data-ready=true]"
PANEL = ".st-key-map_panel"
DAY = "2022-12-31"
TAIYUAN = "map=10/37.8000/112.5000"


def open_map(page, address, more=""):
    page.goto(f"{address}/map?on={DAY}{more}")
    page.wait_for_selector(READY, timeout=60_000)
    return settled(page)


def click_a_feature(page):
    """Move over the map until something is under the pointer, click it, and return the code that was shown."""
    box = page.locator(".leaflet-container").bounding_box()
    for step in range(40, 400, 9):
        page.mouse.move(box["x"] + step + 60, box["y"] + step)
        page.wait_for_timeout(40)
        if page.locator(".tip:not([hidden])").count():
            code = page.locator(".tip span").inner_text().split(" · ")[0]
            page.mouse.click(box["x"] + step + 60, box["y"] + step)
            return code
    raise AssertionError("nothing under the pointer")


def told_at_the_pointer(page):
    tip = page.locator(".tip:not([hidden])")
    return tip.inner_text() if tip.count() else ""


def test_what_the_pointer_tells_is_what_lies_under_it_also_after_a_turn_of_the_wheel(new_page, address):
    page = open_map(new_page("zh"), address)
    box = page.locator(".leaflet-container").bounding_box()
    for step in range(40, 400, 9):
        x, y = box["x"] + step + 60, box["y"] + step
        page.mouse.move(x, y)
        page.wait_for_timeout(60)
        if told := told_at_the_pointer(page):
            break
    told = [told]
    for _ in range(4):
        page.mouse.wheel(0, -240)
        page.wait_for_timeout(1_200)
        resting = told_at_the_pointer(page)
        page.mouse.move(x + 1, y)
        page.mouse.move(x, y)
        page.wait_for_timeout(200)
        assert told_at_the_pointer(page) == resting
        told.append(resting)
    assert len(set(told)) > 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_registry_is_seen_at_once_with_its_legend(new_page, address, language):
    page = open_map(new_page(language), address)
    legend = page.locator(".legend")
    for figure in ("3,730", "1,534", "58"):
        expect(legend).to_contain_text(figure)
    expect(legend).to_contain_text("国考断面" if language == "zh" else "National section")
    expect(legend).to_contain_text(DAY)
    expect(page.locator(".registry-map .notice")).to_be_visible()
    assert faults(page, contrast=language == "zh") == []
    picture(page, f"map_{language}")


def test_a_click_opens_the_passport_beside_the_map_and_a_refresh_keeps_it(new_page, address):
    page = open_map(new_page("zh"), address, f"#{TAIYUAN}")
    code = click_a_feature(page)
    expect(page.locator(PANEL)).to_contain_text(code)
    expect(page.locator(PANEL)).to_contain_text("断面")
    page.wait_for_url(lambda url: f"code={code}" in url and TAIYUAN in url)
    page.reload()
    page.wait_for_selector(f"{READY}[data-selected$='{code}']", timeout=60_000)
    page.wait_for_url(lambda url: TAIYUAN in url)
    picture(page, "map_chosen_zh")


def test_pan_zoom_and_hover_never_rerun_python(new_page, address):
    page = open_map(new_page("en"), address)
    sent = []
    page.on("websocket", lambda socket: sent.append(socket.url))
    page.evaluate(
        """() => { window.sent = 0; const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (...all) { window.sent += 1; return send.apply(this, all); }; }"""
    )
    box = page.locator(".leaflet-container").bounding_box()
    x, y = box["x"] + 250, box["y"] + 250
    page.mouse.move(x, y)
    for _ in range(3):
        page.mouse.wheel(0, -240)
        page.wait_for_timeout(250)
    page.mouse.down()
    page.mouse.move(x - 80, y + 60, steps=5)
    page.mouse.up()
    page.mouse.move(x + 40, y + 90, steps=5)
    page.wait_for_timeout(400)
    assert page.evaluate("window.sent") == 0
    assert sent == []


def test_search_by_pinyin_chooses_a_section_and_goes_there(new_page, address):
    page = open_map(new_page("en"), address)
    box = page.get_by_role("combobox", name="Search")
    box.fill("shanglan")
    expect(page.locator("#hits li").first).to_contain_text("上兰")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator(f"{PANEL} h3")).to_have_text("上兰")
    page.wait_for_url("**#map=12/**")
    page.locator(".leaflet-container").focus()
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_have_count(0)


def test_a_filter_acts_on_the_drawn_map_without_new_data(new_page, address):
    page = open_map(new_page("zh"), address)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/map-data/" in request.url else None)
    page.get_by_role("combobox", name="可靠程度").click()
    page.get_by_role("option").filter(has_text="A 可靠").first.click()
    expect(page.locator("[data-layer=outlets] .legend-count")).to_contain_text("/ 3,730")
    assert asked == []


def test_a_filter_that_leaves_nothing_in_sight_moves_the_map_to_what_it_left(new_page, address):
    page = open_map(new_page("zh"), address, "#map=12/35.8700/111.4400")
    page.get_by_role("combobox", name="市", exact=True).click()
    page.get_by_role("option").filter(has_text="太原市").first.click()
    page.wait_for_url(re.compile(r"#map=[\d.]+/3[78]\.\d+/11[12]\.\d+"))
    expect(page.locator("[data-layer=outlets] .legend-count")).to_contain_text("/ 3,730")


def test_the_map_is_taken_along_as_one_file_that_needs_no_network(new_page, address, tmp_path, browser):
    page = open_map(new_page("en"), address)
    page.get_by_role("button", name="Map as one file").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Save shanxi_outlet_map_20221231.html").click(timeout=60_000)
    path = tmp_path / "map.html"
    download.value.save_as(path)
    context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
    alone = context.new_page()
    problems = []
    alone.on("pageerror", lambda error: problems.append(str(error)))
    alone.on("request", lambda request: problems.append(request.url) if request.url.startswith("http") else None)
    alone.goto(path.as_uri())
    expect(alone.locator(".sheet")).to_contain_text("3,730")
    expect(alone.locator("canvas")).not_to_have_count(0)
    picture(alone, "map_alone_en")
    context.close()
    assert problems == []


def test_what_waits_for_the_server_is_dimmed_but_the_map_is_not(new_page, address):
    page = new_page("en")
    page.goto(f"{address}/map?on={DAY}")
    page.wait_for_selector(READY, timeout=60_000)
    settled(page)
    dimmed = page.evaluate(
        """() => ["registry_map", "map_search"].map((key) => {
          const part = document.querySelector(`.st-key-${key}`);
          part.setAttribute("data-stale", "true");
          return getComputedStyle(part).animationName;
        })"""
    )
    assert dimmed == ["none", "waiting"]
