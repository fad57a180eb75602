"""The review queue worked through by keyboard; what is decided shows on map and list at once."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import picture, settled

pytestmark = pytest.mark.browser

READY = ".registry-map[data-ready=true]"
DAY = "2022-12-31"
HEAD = ".st-key-review_card .quiet >> nth=1"


def open_review(page, address):
    page.goto(f"{address}/review?on={DAY}")
    page.wait_for_selector(READY, timeout=60_000)
    return settled(page)


def press(page, key):
    """Press a key and wait until another feature is shown; return what was shown before it."""
    before = page.locator(HEAD).inner_text()
    page.keyboard.press(key)
    expect(page.locator(HEAD)).not_to_have_text(before, timeout=30_000)
    settled(page)
    return before.split(" · ")[-1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_both_candidates_on_the_map(new_page, address, language):
    page = open_review(new_page(language), address)
    expect(page.locator(".st-key-review_card .candidate")).to_have_count(2)
    picture(page, f"review_{language}")


def test_five_features_are_worked_through_by_keyboard_without_losing_the_place(new_page, address):
    page = open_review(new_page("zh"), address)
    page.locator(".st-key-actor_name input").fill("李工")
    page.keyboard.press("Tab")
    settled(page)
    page.evaluate("() => { window.sameLoad = true; document.activeElement.blur(); }")
    accepted = press(page, "a")
    second = press(page, "s")
    postponed = press(page, "p")
    passed = press(page, "j")
    also = press(page, "a")
    press(page, "k")
    assert page.locator(HEAD).inner_text().split(" · ")[-1] == passed
    assert page.evaluate("() => window.sameLoad")
    assert len({accepted, second, postponed, passed, also}) == 5
    expect(page.locator("[data-testid=stProgress]")).to_contain_text("已决定 3 个")
    page.goto(f"{address}/map?on={DAY}&kind=plants&code={accepted}")
    page.wait_for_selector(READY, timeout=60_000)
    expect(page.locator(".st-key-map_panel")).to_contain_text("李工")
