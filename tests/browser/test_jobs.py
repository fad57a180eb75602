"""Long jobs as a reader meets them: progress, a refresh, another session, cancel, and the file."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser

DAY = "2022-12-31"
PROGRESS = re.compile(r"生成文件|\d%")


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


@pytest.fixture
def long_ledger(tmp_path):
    """A ledger of villages that takes some seconds to read."""
    headings = "行政村编码,行政村名称,市,县,经度,纬度,治理状态"
    rows = (
        f"CZ-{n:05},第{n}村,太原市,清徐县,{112.2 + n % 400 / 1000:.5f},{37.5 + n // 400 / 300:.5f},未治理"
        for n in range(40_000)
    )
    path = tmp_path / "村庄.csv"
    path.write_text("\n".join([headings, *rows]), "utf-8")
    return path


def test_a_ledger_is_read_on_after_a_refresh_and_reading_it_can_be_cancelled_and_begun_again(
    new_page, address, long_ledger
):
    page = new_page("en")
    page.goto(f"{address}/import?on={DAY}")
    settled(page).get_by_text("Villages", exact=True).first.click()
    settled(page).locator("input[type=file]").set_input_files(long_ledger)
    progress = page.get_by_test_id("stProgress")
    expect(progress).to_contain_text("Reading and checking", timeout=90_000)
    page.reload()
    expect(progress).to_contain_text(re.compile(r"\d %"), timeout=90_000)
    page.get_by_role("button", name="Cancel").click(timeout=90_000)
    expect(page.get_by_text("Cancelled; nothing was written.")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("村庄.csv")).to_be_visible()
    page.get_by_role("button", name="Read it again").click()
    expect(progress).to_contain_text(re.compile(r"\d %"), timeout=90_000)
    page.get_by_role("button", name="Put it away").click()
    expect(page.get_by_text("Choose a filled ledger.")).to_be_visible(timeout=90_000)
    expect(progress).to_have_count(0)
