"""The quarter's pages as a reader uses them: a slider that leaves the view alone, rows that lead on, lines drawn."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from layers.scene import change_scene, ground_scene
from registry.language import msg
from tests.browser.conftest import free_port, picture, settled
from tests.browser.map_stage import stage
from tests.browser.test_map_drawing import colours_near, place_on_screen
from tests.layers import toy
from tests.layers.test_changes import NAMES, outlets

pytestmark = pytest.mark.browser

READY = ".registry-map[data-ready=true]"
DAY = date(2022, 12, 31)
HEADER_PX, ROW_PX = 35, 35


def open_map(page, address, more=""):
    page.goto(f"{address}/compare?on={DAY}{more}")
    page.wait_for_selector(READY, timeout=90_000)
    return settled(page)


def click_first_row(page):
    grid = page.locator("[data-testid=stDataFrame]").first
    grid.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 240, box["y"] + HEADER_PX + ROW_PX / 2)


def changed_on_legend(page):
    text = page.locator(".legend [data-layer=changed] .legend-count").inner_text()
    return int(re.match(r"[\d,]+", text)[0].replace(",", ""))


def changed_in_list(page):
    caption = page.get_by_text(re.compile(r"of [\d,]+ changed outlets, as on the map")).inner_text()
    return int(caption.split(" ")[0].replace(",", ""))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_quarters_are_seen_at_once_with_a_legend_that_counts(new_page, address, language):
    page = open_map(new_page(language), address)
    legend = page.locator(".legend")
    for word in (
        ("注销", "位移前的位置", "未变化的排污口") if language == "zh" else ("Closed", "Former places", "Unchanged")
    ):
        expect(legend).to_contain_text(word)
    assert changed_on_legend(page) > 100
    picture(page, f"two_quarters_{language}")


def test_the_slider_changes_map_and_list_together_and_leaves_the_view_alone(new_page, address):
    page = open_map(new_page("en"), address, "#map=9/37.5000/112.3000")
    view = "sessionStorage.getItem('registry-map-view')"
    before, newest = page.evaluate(view), changed_on_legend(page)
    assert newest == changed_in_list(page)
    page.locator("[data-testid=stSlider] input").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".legend-heading")).to_contain_text("Q3 2022, as known", timeout=30_000)
    settled(page)
    assert changed_on_legend(page) == changed_in_list(page) != newest
    assert page.evaluate(view) == before


def test_a_row_of_the_list_brings_the_map_to_its_outlet_and_says_what_changed(new_page, address):
    page = open_map(new_page("en"), address)
    click_first_row(page)
    panel = page.locator(".st-key-change_panel")
    expect(panel).to_contain_text("→", timeout=30_000)
    expect(page.locator(".registry-map")).to_have_attribute("data-selected", re.compile("/.+"))
    code = page.locator(".registry-map").get_attribute("data-selected").split("/", 1)[1]
    expect(panel).to_contain_text(code)
    assert re.match(r"map=1[2-7]", page.evaluate("sessionStorage.getItem('registry-map-view')"))
    panel.get_by_role("button", name="History").click()
    expect(page.locator("[data-testid=stMain] h1")).to_have_text("History", timeout=30_000)
    assert f"code={code}" in page.url
    assert f"on={DAY}" in page.url


def test_a_row_of_the_changes_leads_to_the_history_of_its_outlet(new_page, address):
    page = new_page("zh")
    page.goto(f"{address}/changes?on={DAY}")
    settled(page)
    page.wait_for_selector("[data-testid=stDataFrame]", timeout=60_000)
    page.wait_for_timeout(1000)
    click_first_row(page)
    expect(page.locator("[data-testid=stMain] h1")).to_have_text("历史", timeout=30_000)
    settled(page)
    code = re.search(r"code=([\w-]+)", page.url)[1]
    expect(page.locator("[data-testid=stMain]").get_by_text(code).first).to_be_visible()


PLACES = ((112.13, 37.5), (112.10, 37.5), (112.2, 37.6), (112.12, 37.5))
"""Where the toy lists hold a closed outlet, a new one, the former place of one that moved, one that stayed."""


@pytest.fixture
def two_lists(new_page):
    """The map over two toy lists, in which one outlet moved from 112.2, 37.6 to 112.11, 37.5."""
    scene = change_scene(outlets(), NAMES, "en", msg("Books"), ("before", "after"), synthetic=False)
    with stage(ground_scene(toy.frames()), scene, free_port()) as address:
        page = new_page("en")
        page.goto(address)
        page.wait_for_selector(READY)
        yield page


def test_a_line_leads_from_the_former_to_the_new_place_and_goes_with_its_filter(two_lists):
    spot = place_on_screen(two_lists, 112.155, 37.55)
    assert colours_near(two_lists, "features", *spot) > 0
    two_lists.evaluate("window.show({filters: {classes: ['new']}})")
    two_lists.wait_for_timeout(200)
    assert colours_near(two_lists, "features", *spot) == 0


def test_what_is_switched_off_in_the_legend_stays_off_when_other_lists_come(two_lists):
    row = two_lists.locator(".legend label", has_text="closed").locator("input")
    row.uncheck()
    two_lists.evaluate("window.show({features: '/features.json?again'})")
    two_lists.wait_for_timeout(600)
    expect(two_lists.locator(".legend label", has_text="closed").locator("input")).not_to_be_checked()
    expect(two_lists.locator(".legend label", has_text="new").first.locator("input")).to_be_checked()


def test_a_swipe_parts_the_lists_by_mouse_and_by_keyboard_and_goes_away_again(two_lists):
    """The closed outlet at 112.13 stands only left of the line, the new one at 112.10 only right of it."""

    def drawn():
        return [colours_near(two_lists, "features", *place_on_screen(two_lists, *place)) > 0 for place in PLACES]

    assert drawn() == [True, True, True, True]
    two_lists.get_by_role("button", name="Swipe between the two lists").click()
    line = two_lists.get_by_role("slider", name="Swipe between the two lists")
    expect(line).to_be_visible()
    line.press("End")  # all of the map is the earlier list
    expect(line).to_have_attribute("aria-valuenow", "100")
    assert drawn() == [True, False, True, True]
    line.press("Home")
    assert drawn() == [False, True, False, True]
    box, root = line.bounding_box(), two_lists.locator(".registry-map").bounding_box()
    two_lists.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    two_lists.mouse.down()
    two_lists.mouse.move(root["x"] + root["width"], box["y"] + 20, steps=4)
    two_lists.mouse.up()
    assert drawn() == [True, False, True, True]
    line.press("Escape")
    expect(line).to_be_hidden()
    assert drawn() == [True, True, True, True]
