"""Ten readers at once on 10,000 outlets, each clicking: how long until each sees its own feature, and no other's.

All ten pages are painted by the processor of the machine that serves them too, so the seconds are the worst case.
"""

import asyncio
import statistics
import sys
import time
from datetime import date

import pandas as pd
from playwright.async_api import Page, async_playwright

from bench.map_page import SIZE, our_server
from bench.map_registry import registry_of
from bench.row import BenchRow
from registry.service.mapping import map_features
from registry.service.registry import AsOf
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.map_user import ANSWER, WATCH, busiest, lone_outlets

OUTLETS, READERS, ROUNDS, ZOOM = 10_000, 10, 5, 12
DAY = date(2022, 12, 31)
WAIT_MS = 240_000
REST_S = 1.0
"""Between two rounds: nobody clicks without looking."""


def run() -> list[BenchRow]:
    """Return the seconds of the slowest twentieth of clicks, and how many saw another's feature."""
    registry = registry_of(OUTLETS)
    tables = map_features(registry, AsOf(DAY))
    centre = busiest(tables)
    with our_server(registry.settings.registry_path) as address:
        seconds, strange = asyncio.run(clicked_at_once(address, tables, centre))
    slow = sorted(seconds)[int(len(seconds) * 0.95)]
    note = (
        f"{READERS} sessions click together, {ROUNDS} times: p50 {statistics.median(seconds):.2f} s, p95 {slow:.2f} s"
        f"; another's feature seen: {strange}; {READERS} browsers painted by the same processor"
    )
    return [BenchRow(f"click to panel, {READERS} at once, {OUTLETS:,} outlets", slow, None, None, note)]


async def clicked_at_once(
    address: str, tables: dict[str, pd.DataFrame], centre: tuple[float, float]
) -> tuple[list[float], int]:
    """Open the pages, let all click on different outlets together; return the seconds, and what was not theirs."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        pages = [
            await opened(await (await browser.new_context(viewport=SIZE)).new_page(), address, centre)
            for _ in range(READERS)
        ]
        box = await pages[0].locator(".leaflet-container").bounding_box() or {}
        spots = lone_outlets(tables, centre, ZOOM, (box["width"], box["height"]))
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        seconds, strange = [], 0
        for turn in range(ROUNDS):
            chosen = spots.iloc[[(turn * READERS + number) % len(spots) for number in range(READERS)]]
            asked = list(zip(pages, chosen["code"], chosen["dx"], chosen["dy"], strict=True))
            seconds += await asyncio.gather(
                *(click(page, code, (middle[0] + dx, middle[1] + dy)) for page, code, dx, dy in asked)
            )
            strange += sum([await selected(page) != f"outlets/{code}" for page, code, _, _ in asked])
            await asyncio.sleep(REST_S)
        await browser.close()
        return seconds, strange


async def opened(page: Page, address: str, centre: tuple[float, float]) -> Page:
    """Open the map, and wait until it is drawn and the page is at rest."""
    await page.goto(f"{address}/map?on={DAY}&lang=en#map={ZOOM}/{centre[1]}/{centre[0]}")
    await page.wait_for_selector(".registry-map[data-ready=true]", timeout=WAIT_MS)
    await page.wait_for_selector("[data-test-script-state=notRunning]", timeout=WAIT_MS)
    return page


async def click(page: Page, code: str, spot: tuple[float, float]) -> float:
    """Click on an outlet; return the seconds until the panel is about it."""
    await page.evaluate(WATCH, code)
    await page.mouse.click(*spot)
    return float(await (await page.wait_for_function(ANSWER, timeout=WAIT_MS)).json_value())


async def selected(page: Page) -> str | None:
    """Return which feature the map marks, once the page is at rest."""
    await page.wait_for_selector("[data-test-script-state=notRunning]", timeout=WAIT_MS)
    return await page.locator(".registry-map").get_attribute("data-selected")


if __name__ == "__main__":
    started = time.perf_counter()
    for row in run():
        sys.stdout.write(f"{row.name}: {row.ours_s:.3f} s; {row.note}; all in {time.perf_counter() - started:.0f} s\n")
