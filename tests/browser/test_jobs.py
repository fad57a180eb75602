"""Long jobs as a reader meets them: progress, a refresh, another session, cancel, and the file."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser

DAY = "2022-12-31"
PROGRESS = re.compile(r"生成文件|/ 56")


def test_a_long_job_survives_a_refresh_is_seen_by_others_and_can_be_cancelled(new_page, address):
    page, other = new_page("zh"), new_page("zh")
    page.goto(f"{address}/plan?on={DAY}")
    settled(page).get_by_role("button", name="生成全部断面方案").click()
    expect(page.get_by_test_id("stProgress")).to_contain_text(PROGRESS, timeout=90_000)
    page.reload()
    expect(page.get_by_test_id("stProgress")).to_contain_text(PROGRESS, timeout=90_000)
    other.goto(f"{address}/plan?on={DAY}")
    other.get_by_role("button", name="取消").click(timeout=90_000)
    expect(page.get_by_text("已取消，没有写入任何内容。")).to_be_visible(timeout=90_000)
    expect(page.get_by_role("button", name="生成全部断面方案")).to_be_visible(timeout=90_000)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)


def test_a_job_that_is_done_hands_its_file_to_a_page_that_is_opened_later(new_page, address):
    page = new_page("en")
    page.goto(f"{address}/coverage?on={DAY}")
    settled(page).get_by_role("button", name="Make the workbook").click()
    save = page.get_by_role("button", name=re.compile("Save"))
    expect(save).to_be_visible(timeout=90_000)
    page.reload()
    with page.expect_download(timeout=90_000) as download:
        save.click(timeout=90_000)
    assert download.value.suggested_filename.endswith(".xlsx")
