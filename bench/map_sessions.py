"""Ten readers at once on 10,000 outlets: how long until each sees the feature it clicked on, and no other's.

All ten browsers are painted by the processors of the machine that serves them, as they would not be in an office. So
the bench tells two things: readers who click in their own time, one every few seconds, and all ten in one instant, for
which the painting alone takes ten times what it takes for one.
"""

import asyncio
import random
import statistics
import sys
from dataclasses import dataclass
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

OUTLETS, READERS, ROUNDS, ZOOM = 10_000, 10, 6, 12
DAY = date(2022, 12, 31)
WAIT_MS = 240_000
PAUSE_S = (3, 9)
"""Between two clicks of a reader: nobody clicks without looking."""


def run() -> list[BenchRow]:
    """Return the seconds of the slowest twentieth of clicks, in both ways, and how many saw another's feature."""
    registry = registry_of(OUTLETS)
    tables = map_features(registry, AsOf(DAY))
    centre = busiest(tables)
    with our_server(registry.settings.registry_path) as address:
        own_time, one_instant, strange = asyncio.run(clicked(address, tables, centre))
    return [
        row(own_time, f"{READERS} readers, each a click every {PAUSE_S[0]} to {PAUSE_S[1]} s", strange),
        row(one_instant, f"{READERS} readers, all in one instant, {ROUNDS} times", strange),
    ]


def row(seconds: list[float], how: str, strange: int) -> BenchRow:
    """Return a row of the table."""
    slow = sorted(seconds)[int(len(seconds) * 0.95)]
    note = f"{how}: p50 {statistics.median(seconds):.2f} s, p95 {slow:.2f} s; another's feature seen: {strange}"
    return BenchRow(f"click to panel, {OUTLETS:,} outlets", slow, None, None, note)


async def clicked(
    address: str, tables: dict[str, pd.DataFrame], centre: tuple[float, float]
) -> tuple[list[float], list[float], int]:
    """Open the pages and click in both ways; return the seconds of each, and how often something strange was seen."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        pages = [
            await opened(await (await browser.new_context(viewport=SIZE)).new_page(), address, centre)
            for _ in range(READERS)
        ]
        box = await pages[0].locator(".leaflet-container").bounding_box() or {}
        spots = lone_outlets(tables, centre, ZOOM, (box["width"], box["height"]))
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        readers = [Reader(page, number, spots, middle) for number, page in enumerate(pages)]
        own_time = await asyncio.gather(*(reader.clicks_now_and_then() for reader in readers))
        one_instant = []
        for turn in range(ROUNDS):
            one_instant += await asyncio.gather(*(reader.click(turn) for reader in readers))
            await asyncio.sleep(PAUSE_S[0])
        await browser.close()
        return [one for each in own_time for one in each], one_instant, sum(reader.strange for reader in readers)


@dataclass
class Reader:
    """One session; `strange` counts how often it showed another feature than it had clicked on."""

    page: Page
    number: int
    spots: pd.DataFrame
    middle: tuple[float, float]
    strange: int = 0

    async def clicks_now_and_then(self) -> list[float]:
        """Click in one's own time; return the seconds of each."""
        pause = random.Random(self.number)  # noqa: S311  a reader's pace
        seconds = []
        for turn in range(ROUNDS):
            await asyncio.sleep(pause.uniform(*PAUSE_S))
            seconds.append(await self.click(turn))
        return seconds

    async def click(self, turn: int) -> float:
        """Click on an outlet that nobody else clicks on in this turn; return the seconds until the panel tells it."""
        spot = self.spots.iloc[(turn * READERS + self.number) % len(self.spots)]
        await self.page.evaluate(WATCH, spot["code"])
        await self.page.mouse.click(self.middle[0] + spot["dx"], self.middle[1] + spot["dy"])
        told = await self.page.wait_for_function(ANSWER, timeout=WAIT_MS)
        self.strange += await selected(self.page) != f"outlets/{spot['code']}"
        return float(await told.json_value())


async def opened(page: Page, address: str, centre: tuple[float, float]) -> Page:
    """Open the map, and wait until it is drawn and the page is at rest."""
    await page.goto(f"{address}/map?on={DAY}&lang=en#map={ZOOM}/{centre[1]}/{centre[0]}")
    await page.wait_for_selector(".registry-map[data-ready=true]", timeout=WAIT_MS)
    await page.wait_for_selector("[data-test-script-state=notRunning]", timeout=WAIT_MS)
    return page


async def selected(page: Page) -> str | None:
    """Return which feature the map marks, once the page is at rest."""
    await page.wait_for_selector("[data-test-script-state=notRunning]", timeout=WAIT_MS)
    return await page.locator(".registry-map").get_attribute("data-selected")


if __name__ == "__main__":
    for one in run():
        sys.stdout.write(f"{one.name}: {one.ours_s:.3f} s; {one.note}\n")
