"""Several readers at one server: each sees what was clicked on its own map, and nothing of the others."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from registry.service.mapping import map_features
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Store
from tests.browser.conftest import settled
from tests.browser.map_user import PANEL, busiest, lone_outlets, on_screen

pytestmark = pytest.mark.browser

DAY = date(2022, 12, 31)
READERS, ROUNDS, ZOOM = 3, 3, 12
READY = ".registry-map[data-ready=true]"


@pytest.fixture(scope="module")
def tables(demo_path, base_layers, tmp_path_factory):
    """What the served map shows."""
    path = Path(shutil.copy(demo_path, tmp_path_factory.mktemp("read") / "registry.sqlite"))
    return map_features(Registry(replace(Settings(), registry_path=path), Store.open(path), base_layers), AsOf(DAY))


def test_readers_who_click_at_once_see_their_own_features(new_page, address, tables):
    centre = busiest(tables)
    pages = [new_page("zh" if number % 2 else "en") for number in range(READERS)]
    for page in pages:
        page.goto(f"{address}/map?on={DAY}#map={ZOOM}/{centre[1]}/{centre[0]}")
    for page in pages:
        page.wait_for_selector(READY, timeout=90_000)
        settled(page)
    box = pages[0].locator(".leaflet-container").bounding_box()
    spots = lone_outlets(tables, centre, ZOOM, (box["width"], box["height"]))
    assert len(spots) >= READERS * ROUNDS
    for turn in range(ROUNDS):
        chosen = spots.iloc[turn * READERS : (turn + 1) * READERS]
        for page, dx, dy in zip(pages, chosen["dx"], chosen["dy"], strict=True):
            x, y = on_screen(page, centre, centre, ZOOM)
            page.mouse.click(x + dx, y + dy)
        for page, code in zip(pages, chosen["code"], strict=True):
            page.wait_for_selector(f"{PANEL} :text('{code}')", timeout=30_000)
            page.wait_for_selector(f".registry-map[data-selected='outlets/{code}']")
            others = [other for other in chosen["code"] if other != code]
            shown = page.locator(PANEL).text_content()
            assert [other for other in others if other in shown.split("上游")[0].split("Upstream")[0]] == []
