"""The live map at 1,000, 10,000 and 50,000 outlets beside streamlit-folium over the same outlets, in one run.

Chromium without a graphics card: frames are painted by the processor, on all sides.
"""

import re
import statistics
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Error, Frame, Page, sync_playwright

from bench.map_page import SIZE, Traffic, fresh_page, our_server, pan, rival_server
from bench.map_registry import points_of, registry_of
from bench.plain_browser import plain_browser
from bench.row import BenchRow
from registry.service.mapping import map_features
from registry.service.registry import AsOf
from tests.browser.conftest import CHROMIUM, QUIET, settled
from tests.browser.map_user import ANSWER, WATCH, busiest, lone_outlets, on_screen

SIZES = (1_000, 10_000, 50_000)
MARKERS_UP_TO = 10_000
"""One marker per row takes minutes beyond this; it is not asked for more."""
DAY = date(2022, 12, 31)
ZOOM, WARM_UP, RUNS, CLICKS, FILTERS = 12, 3, 7, 5, 5
WAIT_MS = 240_000
READY = ".registry-map[data-ready=true]"


@dataclass
class Figures:
    """What was measured of one map; seconds, and bytes over the websocket."""

    first_s: float
    filter_s: float
    click_s: float
    frame_s: float
    slow_frame_s: float
    filter_bytes: int
    click_bytes: int


def run(sizes: tuple[int, ...] = SIZES) -> list[BenchRow]:
    """Return the rows of every size."""
    rows: list[BenchRow] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for size in sizes:
            rows += compare(browser, size)
        browser.close()
    return rows


def compare(browser: Browser, size: int) -> list[BenchRow]:
    """Measure ours, the rival, and at the smaller sizes one marker per row."""
    registry = registry_of(size)
    tables = map_features(registry, AsOf(DAY))
    centre, points = busiest(tables), points_of(registry)
    with our_server(registry.settings.registry_path) as address:
        ours = our_figures(browser, address, tables, centre)
    theirs = rival_figures(browser, points, "geojson", centre, size)
    rows = table(f"{size:,} outlets", ours, theirs, "streamlit-folium, one GeoJson on canvas")
    if size <= MARKERS_UP_TO:
        markers = rival_figures(browser, points, "markers", centre, size)
        return [*rows, *table(f"{size:,} outlets", ours, markers, "streamlit-folium, one Marker per row")]
    note = "one Marker per row: not run at this size, it takes minutes"
    return [*rows, BenchRow(f"first map, {size:,} outlets", ours.first_s, None, None, note)]


def table(what: str, ours: Figures, theirs: Figures, rival: str) -> list[BenchRow]:
    """Return the rows of one comparison."""
    rates = f"{1 / ours.frame_s:.0f} against {1 / theirs.frame_s:.0f} frames a second, no graphics card"
    slow = f"slowest twentieth {1000 * ours.slow_frame_s:.0f} ms against {1000 * theirs.slow_frame_s:.0f} ms"
    measured = (
        ("first map", "first_s", "empty browser cache, warm server, nobody logs requests"),
        (
            "filter to repaint",
            "filter_s",
            f"{ours.filter_bytes:,} bytes against {theirs.filter_bytes:,}; the middle of {FILTERS}, the rival once",
        ),
        ("click to panel", "click_s", f"{ours.click_bytes:,} bytes against {theirs.click_bytes:,}"),
        ("a frame of a pan", "frame_s", f"{rates}; {slow}"),
    )
    rows = []
    for name, figure, note in measured:
        mine, other = getattr(ours, figure), getattr(theirs, figure)
        rows.append(BenchRow(f"{name}, {what}", mine, other, mine / other, f"{note}; rival: {rival}"))
    return rows


def our_figures(browser: Browser, address: str, tables: dict[str, object], centre: tuple[float, float]) -> Figures:
    """Open our map, filter it, click on outlets and drag it."""
    place = f"{address}/map?on={DAY}&lang=en#map={ZOOM}/{centre[1]}/{centre[0]}"
    page, traffic = fresh_page(browser), Traffic()
    traffic.over(page)
    page.goto(place)
    page.wait_for_selector(READY, timeout=WAIT_MS)
    settled(page)
    box = page.locator(".leaflet-container").bounding_box() or {}
    spots = lone_outlets(tables, centre, ZOOM, (box["width"], box["height"])).head(CLICKS)
    frame = pan_back(page, on_screen(page, centre, centre, ZOOM))
    page.goto(place)
    page.wait_for_selector(READY, timeout=WAIT_MS)
    settled(page)
    clicks, sent = [], []
    for code, dx, dy in zip(spots["code"], spots["dx"], spots["dy"], strict=True):
        x, y = on_screen(page, centre, centre, ZOOM)
        traffic.taken()
        clicks.append(answer(page, code, lambda x=x, y=y, dx=dx, dy=dy: page.mouse.click(x + dx, y + dy)))
        settled(page)
        sent.append(traffic.taken())
    filtered, filter_bytes = our_filter(page, traffic)
    page.context.close()
    return Figures(
        first_map(place), filtered, statistics.median(clicks), *frame, filter_bytes, int(statistics.median(sent))
    )


def first_map(place: str, least: int = 0, runs: int = RUNS) -> float:
    """Return the seconds until the map of a page is drawn, in the middle of some runs, each with an empty cache."""
    with plain_browser(CHROMIUM, QUIET, SIZE) as browser:
        seconds = [browser.first_map(place, least) for _ in range(WARM_UP + runs)]
    return statistics.median(seconds[WARM_UP:])


def pan_back(page: Page, middle: tuple[float, float]) -> tuple[float, float]:
    """Drag the map; the better of two times, the first of which may still see the page settle."""
    return min(pan(page, middle), pan(page, middle))


def our_filter(page: Page, traffic: Traffic) -> tuple[float, int]:
    """Choose the first grade in the filter and take it away again, some times; return the middle one."""
    seconds, sent = [], []
    for _ in range(FILTERS):
        page.get_by_role("combobox", name="Grade").click()
        option = page.get_by_role("option").filter(has_text=re.compile(r"^A\b")).first
        option.wait_for()
        traffic.taken()
        seconds.append(answer(page, None, option.click))
        settled(page)
        sent.append(traffic.taken())
        page.keyboard.press("Escape")
        page.locator(".st-key-filters-clear button").first.click()
        settled(page)
    return statistics.median(seconds), int(statistics.median(sent))


def answer(page: Page, wanted: str | None, act: Callable[[], object]) -> float:
    """Do something; return the seconds until the page shows the answer to it."""
    page.evaluate(WATCH, wanted)
    act()
    return float(page.wait_for_function(ANSWER, timeout=WAIT_MS).json_value())


def rival_figures(browser: Browser, points: Path, mode: str, centre: tuple[float, float], size: int) -> Figures:
    """Open the rival, filter it, click on an outlet and drag it."""
    with rival_server(points, mode, centre) as address:
        first = first_map(address, int(size * 0.9), RUNS if mode == "geojson" else 1)
        page, traffic = fresh_page(browser), Traffic()
        traffic.over(page)
        page.goto(address)
        frame = rival_frame(page, size)
        page.wait_for_timeout(1500)
        box = page.locator("iframe").first.bounding_box() or {}
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        spot = nearest(frame)
        frame.evaluate(TELL_PARENT)
        traffic.taken()
        clicked = answer(page, "", lambda: page.mouse.click(box["x"] + spot[0], box["y"] + spot[1]))
        page.wait_for_timeout(800)
        click_bytes = traffic.taken()
        filtered = rival_filter(page, frame)
        page.wait_for_timeout(800)
        filter_bytes = traffic.taken()
        paces = pan_back(page, middle)
        page.context.close()
        return Figures(first, filtered, clicked, *paces, filter_bytes, click_bytes)


TELL_PARENT = "() => window.addEventListener('pointerdown', () => { window.parent.actedAt ??= Date.now(); }, true)"
"""The rival's map stands in a frame of its own, whose clicks the page does not see."""
COUNT = "() => Object.values(window.map?._layers ?? {}).filter((one) => one.getLatLng).length"


def rival_frame(page: Page, size: int) -> Frame:
    """Wait until the rival has drawn its map; return the frame that it stands in."""
    page.wait_for_selector("iframe", state="attached", timeout=WAIT_MS)
    frame = next(one for one in page.frames if one != page.main_frame)
    frame.wait_for_function(f"() => ({COUNT})() > {size * 0.9}", timeout=WAIT_MS)
    frame.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return frame


def nearest(frame: Frame) -> list[float]:
    """Return the pixel of the outlet that lies nearest to the middle of the rival's map; others may lie over it."""
    spot: list[float] = frame.evaluate(
        """() => {
          const { map } = window;
          const middle = map.getSize().divideBy(2);
          const far = (one) => map.latLngToContainerPoint(one.getLatLng()).distanceTo(middle);
          const points = Object.values(map._layers).filter((one) => one.getLatLng);
          const one = points.reduce((best, next) => (far(next) < far(best) ? next : best));
          const { x, y } = map.latLngToContainerPoint(one.getLatLng());
          return [x, y - (one.feature ? 0 : 15)];
        }"""
    )
    return spot


def rival_filter(page: Page, frame: Frame) -> float:
    """Choose a city in the rival's filter; return the seconds until its map has fewer points."""
    page.get_by_role("combobox").first.click()
    option = page.get_by_role("option").nth(1)
    option.wait_for()
    before = frame.evaluate(COUNT)
    page.evaluate("() => window.addEventListener('pointerdown', () => { window.actedAt = Date.now(); }, true)")
    option.click()
    done = repainted(page, before)
    return (done - float(page.evaluate("window.actedAt"))) / 1000


def repainted(page: Page, before: int) -> float:
    """Return when the rival's map had other points, in its page's milliseconds; its frame may have been made anew."""
    wanted = f"() => {{ const now = ({COUNT})(); return now > 0 && now < {before} && Date.now(); }}"
    for _ in range(WAIT_MS // 20):
        for frame in page.frames[1:]:
            with suppress(Error):
                if done := frame.evaluate(wanted):
                    return float(done)
        page.wait_for_timeout(20)
    raise TimeoutError


if __name__ == "__main__":
    for row in run(tuple(map(int, sys.argv[1:])) or SIZES):
        rival = "" if row.rival_s is None else f", rival {row.rival_s:.3f} s"
        sys.stdout.write(f"{row.name}: {row.ours_s:.3f} s{rival}; {row.note}\n")
