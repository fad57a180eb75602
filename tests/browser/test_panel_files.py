"""The panel takes a photo in, shows it small, says how far off it was taken, and gives it away again."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Store
from tests.browser.axe import faults
from tests.browser.conftest import free_port, picture, serve, settled, wait_until_up
from tests.service.photos import photo

pytestmark = pytest.mark.browser

DAY = "2022-12-31"
PANEL, FILES = ".st-key-map_panel", ".st-key-panel_files"


@pytest.fixture(scope="module")
def outlet(small_demo_path, base_layers, tmp_path_factory):
    """A registry of its own, served, and an outlet in it."""
    path = Path(shutil.copy(small_demo_path, tmp_path_factory.mktemp("panel") / "registry.sqlite"))
    registry = Registry(replace(Settings(), registry_path=path), Store.open(path), base_layers)
    rows = registry.store.frame("outlets", valid_on=date.fromisoformat(DAY))
    port = free_port()
    server = serve(path, port, log := path.with_name("server.log"))
    try:
        wait_until_up(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}", rows[rows["accuracy_m"] < 100].iloc[0]
    finally:
        server.terminate()
        server.wait(30)


def test_a_photo_is_attached_seen_small_with_its_distance_and_taken_back(new_page, outlet):
    address, row = outlet
    page = new_page("zh", 1366, 768)
    page.goto(f"{address}/map?on={DAY}&kind=outlets&code={row['code']}")
    page.wait_for_selector(".registry-map[data-ready=true]", timeout=60_000)
    settled(page)
    page.locator(f"{FILES} summary").click()
    shot = {"name": "口门.jpg", "mimeType": "image/jpeg", "buffer": photo(row["lon"] + 0.01, row["lat"], turned=6)}
    page.locator(f"{FILES} input[type=file]").set_input_files(shot)
    for label, text in (("内容说明", "排口全景 <b>"), ("您的姓名", "李工")):
        box = page.get_by_label(label).last
        box.fill(text)
        box.press("Tab")
    page.get_by_role("button", name="附加", exact=True).click()
    small = page.locator(f"{PANEL} .file img")
    expect(small).to_be_visible(timeout=20_000)
    expect(small).to_have_js_property("naturalHeight", 320)
    expect(page.locator(f"{PANEL} .file")).to_contain_text("排口全景 <b>")
    expect(page.locator(f"{PANEL} .file .doubt")).to_contain_text("是否为其他地点的照片")
    expect(page.locator(PANEL)).to_contain_text("照片与文件：1 个")
    assert faults(page, contrast=False) == []
    small.scroll_into_view_if_needed()
    picture(page, "panel_photo_zh")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(f"{PANEL} .file")).to_have_count(0, timeout=20_000)


def test_a_coordinate_typed_goes_there_and_offers_what_is_near(new_page, outlet):
    address, row = outlet
    page = new_page("en", 1366, 768)
    page.goto(f"{address}/map?on={DAY}")
    page.wait_for_selector(".registry-map[data-ready=true]", timeout=60_000)
    settled(page)
    box = page.get_by_role("combobox", name="Search")
    box.fill(f"{row['lat']:.5f}N {row['lon']:.5f}E")
    expect(page.locator("#hits li")).to_have_count(6, timeout=20_000)
    box.press("Enter")
    page.wait_for_url(f"**#map=12/{str(row['lat'])[:5]}**")
    expect(page.locator(".leaflet-overlay-pane path")).to_have_count(1)
    expect(page.locator("#hits li")).to_have_count(6)
    box.press("Escape")
    expect(page.locator("#hits li")).to_have_count(0)
