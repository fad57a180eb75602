"""An outlet found, opened, edited, saved and taken back without a mouse."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from registry.settings import Settings
from registry.store import Store
from tests.browser.axe import faults
from tests.browser.conftest import picture, settled
from tests.browser.keyboard import tab_to

pytestmark = pytest.mark.browser

DAY = date(2022, 12, 31)
READY = ".registry-map[data-ready=true]"
PANEL = ".st-key-map_panel"


def test_the_whole_way_of_an_edit_is_gone_by_keyboard_alone(new_page, address, served):
    store = Store.open(Settings(registry_path=served).registry_path)
    known = store.frame("outlets", DAY)
    outlet = known[known["status"].eq("active") & known["flow_m3_per_d"].notna()].iloc[11]
    page, unseen = new_page("en", 1366, 768), []
    page.goto(f"{address}/map?on={DAY}")
    page.wait_for_selector(READY, timeout=60_000)
    settled(page)
    find_and_open(page, outlet["code"], unseen)
    assert faults(page) == []
    tab_to(page, "Edit its fields", unseen)
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid=stMain] h1")).to_have_text("Edit", timeout=30_000)
    settled(page)
    edit_and_save(page, unseen)
    assert store.frame("outlets", DAY, codes=[outlet["code"]])["flow_m3_per_d"].tolist() == [77.0]
    assert faults(page) == []
    tab_to(page, "Undo this edit", unseen)
    page.keyboard.press("Enter")
    expect(page.get_by_text("is taken back by revision")).to_be_visible(timeout=60_000)
    now = store.frame("outlets", DAY, codes=[outlet["code"]])["flow_m3_per_d"].tolist()
    assert now == [outlet["flow_m3_per_d"]]
    assert sorted(set(unseen)) == []
    picture(page, "keyboard_undone_en")


def find_and_open(page, code, unseen):
    """Search for the outlet, which opens it; close it with Escape on the map, and search again."""
    search(page, code, unseen)
    tab_to(page, "Zoom in", unseen)
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_have_count(0, timeout=20_000)
    settled(page)
    search(page, code, unseen)


def search(page, code, unseen):
    """Type the code into the search box: its only feature is opened."""
    tab_to(page, "Search", unseen)
    page.keyboard.press("Control+a")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator(PANEL)).to_contain_text(code, timeout=20_000)
    settled(page)


def edit_and_save(page, unseen):
    """Change the flow, look at what would change, say who and why, save."""
    tab_to(page, "Flow", unseen)
    page.keyboard.press("Control+a")
    page.keyboard.type("77")
    tab_to(page, "Show what would change", unseen)
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("Its section stays"))).to_be_visible(timeout=30_000)
    settled(page)
    tab_to(page, "Your name", unseen)
    page.keyboard.type("Wang Wu")
    tab_to(page, "Why", unseen)
    page.keyboard.type("seen on the spot")
    tab_to(page, "Save", unseen)
    page.keyboard.press("Enter")
    expect(page.get_by_text("is saved as revision")).to_be_visible(timeout=30_000)
    settled(page)


def test_cards_of_counts_and_features_are_opened_by_keys_on_the_map(new_page, address):
    page, unseen = new_page("en", 1366, 768), []
    page.goto(f"{address}/map?on={DAY}")
    page.wait_for_selector(READY, timeout=60_000)
    settled(page)
    far = float(view(page)[0])
    tab_to(page, "Map; arrows move it", unseen)
    expect(page.locator(".crosshair")).to_be_visible()
    expect(page.locator(".tip")).to_contain_text("look from nearer by")
    page.keyboard.press("Enter")
    page.wait_for_function("(far) => +sessionStorage['registry-map-view'].slice(4).split('/')[0] > far", arg=far)
    go_near_by_keys(page)
    told = page.locator(".tip span").first.text_content()
    page.keyboard.press("Enter")
    expect(page.locator(PANEL)).to_contain_text(told.split(" · ")[0], timeout=20_000)
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_have_count(0, timeout=20_000)
    settled(page)
    change_ones_mind(page)
    assert sorted(set(unseen)) == []


def change_ones_mind(page):
    """Open what is nearest and close it before the page has answered."""
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    settled(page)
    page.wait_for_timeout(2_000)
    expect(page.locator(PANEL)).to_have_count(0)


def go_near_by_keys(page):
    """Zoom in by Enter on the card nearest to the middle, until a feature is nearest; look round where nothing is."""
    for step in range(40):
        page.wait_for_timeout(400)
        tip = page.locator(".tip:not([hidden])")
        if tip.count() and " · " in tip.locator("span").first.text_content():
            return
        page.keyboard.press("Enter" if tip.count() else ("ArrowRight", "ArrowDown")[step % 2])
    raise AssertionError("No feature came within reach of the keys")


def view(page):
    """Return zoom, latitude and longitude of the middle."""
    return page.evaluate("sessionStorage.getItem('registry-map-view')").removeprefix("map=").split("/")
