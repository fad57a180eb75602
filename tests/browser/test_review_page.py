"""The review page as a reader first sees it, in both languages."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import picture, settled

pytestmark = pytest.mark.browser

READY = ".registry-map[data-ready=true]"
DAY = "2022-12-31"


def open_review(page, address):
    page.goto(f"{address}/review?on={DAY}")
    page.wait_for_selector(READY, timeout=60_000)
    return settled(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_both_candidates_on_the_map(new_page, address, language):
    page = open_review(new_page(language), address)
    expect(page.locator(".st-key-review_card .candidate")).to_have_count(2)
    picture(page, f"review_{language}")
