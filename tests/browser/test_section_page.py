"""The section page in step with its strip, a sheet of the map, and the stand-alone file from a file path, offline."""

import re
import subprocess
from datetime import date

import pytest
from playwright.sync_api import expect

from layers.marks import point_marks
from layers.parts import map_parts
from registry.report.pack import pack_html
from registry.service.registry import AsOf
from registry.service.section_page_pack import section_pack
from tests.browser.conftest import SCREENSHOTS, Watch, settled
from tests.report import toy_strip

pytestmark = pytest.mark.browser

DAY = "2022-12-31"
FIVE_MB = 5_000_000
LARGEST = "DM14012102"


def test_strip_and_list_are_in_step_and_a_row_opens_the_map(new_page, address):
    page = new_page("zh")
    page.goto(f"{address}/section?on={DAY}&code={LARGEST}")
    settled(page)
    expect(page.locator(".strip svg").last).to_contain_text("韩武村")
    rows = page.locator(".strip-list tr[data-row]")
    assert rows.count() == page.locator(".strip .strip-row").count()
    rows.nth(0).focus()
    page.keyboard.press("ArrowDown")
    second = page.locator(".strip-row.on")
    expect(second).to_have_count(1)
    number = second.get_attribute("data-row")
    expect(page.locator(f".strip-list tr[data-row='{number}']")).to_be_focused()
    code = rows.nth(int(number)).get_attribute("data-code")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/map.*code={code}"), timeout=30_000)


def test_the_map_s_view_is_printed(new_page, address):
    page = new_page("en")
    page.goto(f"{address}/map?on={DAY}#map=7/37.6/112.4&look=by.section")
    expect(page.locator(".registry-map[data-ready=true]")).to_be_visible(timeout=60_000)
    page.get_by_role("checkbox", name="Terrain shade").uncheck()
    page.get_by_role("button", name="Print this view").click()
    page.get_by_role("button", name="Sheet as PDF").click()
    save = page.get_by_role("button", name=re.compile(r"Save .*A4.*\.pdf"))
    expect(save).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        save.click()
    words = subprocess.run(["pdftotext", download.value.path(), "-"], capture_output=True, check=True, text=True).stdout
    assert "Counted by section" in words
    assert "as true on 31 December 2022" in words


@pytest.fixture
def offline(browser):
    """Return a function that opens a file by its path with the network off; complaints and requests fail."""
    watch = Watch()
    context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})

    def open_it(path):
        page = watch.over(context.new_page())
        page.add_init_script("window.canaries = 0; window.canary = () => { window.canaries += 1; };")
        page.goto(path.as_uri())
        return page

    yield open_it
    context.close()
    assert [url for url in watch.outside if not url.startswith("file://")] == []
    assert watch.console == []


def test_the_largest_section_opens_from_a_file_path_offline(demo, offline, tmp_path):
    data = pack_html(section_pack(demo, LARGEST, AsOf(date.fromisoformat(DAY))), map_parts, point_marks(), "zh")
    assert len(data) < FIVE_MB
    path = tmp_path / "断面.html"
    path.write_bytes(data)
    page = offline(path)
    expect(page.locator("h1")).to_have_text("汾河·韩武村断面")
    expect(page.locator(".map-box canvas")).to_be_visible()
    lines = page.locator(".feature-table tbody tr")
    whole = lines.count()
    assert whole > 300
    page.get_by_role("searchbox").fill("污水处理厂")
    assert 0 < lines.count() < whole
    page.get_by_role("button", name="编码").click()
    codes = lines.locator("td:nth-child(2)").all_inner_texts()
    assert codes == sorted(codes)
    lines.first.get_by_role("button").click()
    expect(page.locator(".leaflet-popup-content")).to_contain_text(codes[0])
    page.locator("section.strip").first.locator("tr[data-code]").nth(2).click()
    expect(page.locator(".strip-row.on")).to_have_count(1)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "section_file_zh.png", full_page=True)


def test_hostile_names_run_nowhere_in_the_file(offline, tmp_path):
    for number, name in enumerate(toy_strip.NASTY):
        path = tmp_path / f"{number}.html"
        path.write_bytes(pack_html(toy_strip.content((name, name, name), name, name), map_parts, toy_strip.MARKS, "en"))
        page = offline(path)
        page.get_by_role("button", name=name, exact=True).first.click()
        expect(page.locator(".leaflet-popup-content")).to_contain_text(name)
        expect(page.locator(".map-box canvas")).to_be_visible()
        assert page.evaluate("window.canaries") == 0
