"""The browser's history over the map: one step for each thing the reader did, and every step shows what it showed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser

READY = ".registry-map[data-ready=true]"
MAP = ".registry-map"
VIEW = "map=10/37.8000/112.5000"
START = f"/map?lang=zh&on=2022-12-31#{VIEW}"


def open_map(page, address):
    page.goto(f"{address}{START}")
    page.wait_for_selector(READY, timeout=90_000)
    return settled(page)


def choose(page, filter_name, option):
    page.get_by_role("combobox", name=filter_name, exact=True).click()
    page.get_by_role("option").filter(has_text=option).first.click()
    page.keyboard.press("Escape")


def test_a_filter_that_a_link_names_holds_on_the_pages_of_the_menu(new_page, address):
    page = new_page("zh", 1366, 768)
    page.goto(f"{address}/outlets?lang=zh&on=2022-12-31&city=太原市")
    for name in ("变化", "整治"):
        settled(page).get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator("[data-testid=stMain] h1")).to_have_text(name, timeout=60_000)
        settled(page)
        expect(page).to_have_url(re.compile("city="))
        expect(page.get_by_test_id("stMultiSelect").filter(has_text="太原市")).to_have_count(1)


def test_a_kind_put_away_stays_away_after_a_refresh_and_in_a_link(new_page, address):
    page = open_map(new_page("zh", 1366, 768), address)
    villages = page.locator("[data-layer=villages] input")
    villages.uncheck()
    expect(page).to_have_url(re.compile(r"look=off\.villages"))
    page.reload()
    page.wait_for_selector(READY, timeout=90_000)
    expect(villages).not_to_be_checked()
    link, other = page.url, new_page("zh", 1366, 768)
    other.goto(link)
    other.wait_for_selector(READY, timeout=90_000)
    expect(other.locator("[data-layer=villages] input")).not_to_be_checked()
    villages.check()
    expect(page).not_to_have_url(re.compile("look="))


def test_back_and_forward_go_through_filters_days_and_pages_and_keep_the_view(new_page, address):
    page = open_map(new_page("zh"), address)
    whole = page.locator(MAP).get_attribute("data-shown")
    choose(page, "市", "太原市")
    page.wait_for_url(re.compile(r"city="))
    expect(page.locator(MAP)).not_to_have_attribute("data-shown", whole)
    filtered = page.locator(MAP).get_attribute("data-shown")
    settled(page).locator("[data-testid=stSlider] input, [data-testid=stSlider] [role=slider]").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(r"on=2022-09-30.*city=.*#" + VIEW))
    settled(page).get_by_role("link", name="排污口清单").first.click()
    expect(page.locator("h1")).to_have_text("排污口清单")
    page.wait_for_url(re.compile(r"/outlets\?.*on=2022-09-30.*city="))
    settled(page)
    page.go_back()
    page.wait_for_url(re.compile(r"/map\?.*on=2022-09-30.*city=.*#" + VIEW))
    page.wait_for_selector(READY, timeout=60_000)
    settled(page).go_back()
    page.wait_for_url(re.compile(r"on=2022-12-31.*city=.*#" + VIEW))
    expect(page.locator(MAP)).to_have_attribute("data-shown", filtered, timeout=30_000)
    settled(page).go_back()
    expect(page.locator(MAP)).to_have_attribute("data-shown", whole, timeout=30_000)
    assert "city=" not in page.url
    settled(page).go_forward()
    expect(page.locator(MAP)).to_have_attribute("data-shown", filtered, timeout=30_000)
    page.reload()
    expect(page.locator(f"{READY}[data-shown='{filtered}']")).to_be_visible(timeout=90_000)
    assert page.url.endswith(VIEW)


def test_back_brings_back_the_feature_chosen_before(new_page, address):
    page = new_page("zh")
    page.goto(f"{address}/map?lang=zh&on=2022-12-31&kind=sections&code=DM14010501#{VIEW}")
    page.wait_for_selector(f"{READY}[data-selected='sections/DM14010501']", timeout=90_000)
    search = settled(page).get_by_role("combobox", name="查找")
    search.fill("shanglan")
    expect(page.locator("#hits li").first).to_contain_text("上兰", timeout=30_000)
    search.press("ArrowDown")
    search.press("Enter")
    expect(page.locator(MAP)).not_to_have_attribute("data-selected", "sections/DM14010501", timeout=30_000)
    page.wait_for_url(re.compile(r"#map=12/"))
    settled(page).go_back()
    expect(page.locator(MAP)).to_have_attribute("data-selected", "sections/DM14010501", timeout=30_000)
    expect(page).to_have_url(re.compile(VIEW))
