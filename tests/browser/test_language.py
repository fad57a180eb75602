"""The language is switched in the middle of the work: what was chosen stays chosen, and the next act is answered."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser

DAY = "2022-12-31"
READY = ".registry-map[data-ready=true]"


def calm(page):
    """Nothing has failed, in words or in a box of Streamlit's own."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text(re.compile("mistake in the program|程序错误"))).to_have_count(0)


def chosen(page, label, value):
    """Choose a value of a filter by its label."""
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=value).first.click()
    page.keyboard.press("Escape")


def test_on_the_map_the_next_act_after_a_switch_is_answered_and_filters_hold(new_page, address):
    page = new_page("zh", 1366, 768)
    page.goto(f"{address}/map?on={DAY}")
    page.wait_for_selector(READY, timeout=60_000)
    chosen(settled(page), "排污口类别", "工业排污口")
    expect(page).to_have_url(re.compile("class="), timeout=30_000)
    settled(page)
    shown = page.locator(".registry-map").get_attribute("data-shown")
    page.get_by_text("English", exact=True).click()
    expect(page).to_have_url(re.compile("lang=en"), timeout=30_000)
    chosen(settled(page), "Grade", "A")
    expect(page).to_have_url(re.compile("grade=A"), timeout=30_000)
    calm(settled(page))
    assert "rev=" not in page.url
    expect(page.get_by_test_id("stMultiSelect").filter(has_text="Industrial")).to_have_count(1)
    page.get_by_text("中文", exact=True).click()
    expect(page).to_have_url(re.compile("lang=zh"), timeout=30_000)
    settled(page).get_by_role("button", name="清除").click()
    expect(page).not_to_have_url(re.compile("grade="), timeout=30_000)
    calm(settled(page))
    expect(page.locator(".registry-map")).not_to_have_attribute("data-shown", shown)


def test_an_older_revision_stays_chosen_through_a_switch_and_on_the_next_page(new_page, address):
    page = new_page("zh", 1366, 768)
    page.goto(f"{address}/?on={DAY}&rev=3")
    settled(page).get_by_text("English", exact=True).click()
    expect(page).to_have_url(re.compile("lang=en"), timeout=30_000)
    settled(page).get_by_role("link", name="Outlet list").first.click()
    expect(page.locator("[data-testid=stMain] h1")).to_have_text("Outlet list", timeout=60_000)
    calm(settled(page))
    expect(page).to_have_url(re.compile(r"rev=3\b"))


@pytest.mark.parametrize("path", ["review", "compare", "rectification", "section", "import", "coverage", "changes"])
def test_every_page_with_choices_is_answered_after_a_switch(new_page, address, path):
    page = new_page("zh", 1366, 768)
    page.goto(f"{address}/{path}?on={DAY}")
    settled(page).get_by_text("English", exact=True).click()
    expect(page).to_have_url(re.compile("lang=en"), timeout=30_000)
    settled(page)
    box = page.locator("[data-testid=stSegmentedControl], [data-testid=stButtonGroup]").locator("visible=true")
    box.last.get_by_role("button").or_(box.last.get_by_role("radio")).last.click()
    calm(settled(page))
    page.get_by_text("中文", exact=True).click()
    expect(page).to_have_url(re.compile("lang=zh"), timeout=30_000)
    calm(settled(page))
