"""First paint of the map at 1,000, 10,000 and 50,000 outlets, beside a plain folium map of the same points."""

import time
from collections.abc import Callable
from datetime import date

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from playwright.sync_api import Browser, sync_playwright
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bench.row import BenchRow
from layers.catalogue import POINT_LAYERS
from layers.scene import feature_scene, ground_scene
from registry.base import open_base
from registry.settings import Settings
from registry.ui import served
from tests.browser.conftest import CHROMIUM, QUIET, free_port
from tests.browser.map_stage import stage

SIZES = (1_000, 10_000, 50_000)
GROUND = ("province", "cities", "counties", "basins", "reaches", "rivers")
RUNS = 3


def run() -> list[BenchRow]:
    """Return, by number of outlets, the seconds from the first line of Python to the painted map."""
    base = open_base(Settings().base_dir)
    frames = {name: getattr(base, name) for name in GROUND}
    frames["units"] = base.units.rename(columns={"name": "section_name"})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        rows = [compare(browser, frames, size) for size in SIZES]
        browser.close()
    return rows


def compare(browser: Browser, frames: dict[str, gpd.GeoDataFrame], size: int) -> BenchRow:
    """Time both maps with the same outlets; the best of a few runs each."""
    outlets = scattered(size)
    ours = min(timed(lambda: our_map(browser, frames, outlets)) for _ in range(RUNS))
    rival = min(timed(lambda: folium_map(browser, outlets)) for _ in range(RUNS))
    note = f"with borders, {len(frames['reaches'])} reaches and units; rival: folium.GeoJson, points only"
    return BenchRow(f"map first paint, {size:,} outlets", ours, rival, ours / rival, note)


def timed(work: Callable[[], None]) -> float:
    """Return the seconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def scattered(size: int) -> pd.DataFrame:
    """Return outlets scattered over the province, always the same."""
    chance = np.random.default_rng(6)
    classes = [category.value for category in POINT_LAYERS["outlets"].categories]
    return pd.DataFrame(
        {
            "code": [f"PWK{number:06d}" for number in range(size)],
            "name": [f"某县某村{number}号排污口" for number in range(size)],
            "lon": chance.uniform(110.5, 113.5, size),
            "lat": chance.uniform(34.8, 39.8, size),
            "outlet_class": chance.choice(classes, size),
            "city": "太原市",
            "county": "小店区",
            "section_code": "DM140105",
            "grade": "A",
            "status": "active",
        }
    )


def our_map(browser: Browser, frames: dict[str, gpd.GeoDataFrame], outlets: pd.DataFrame) -> None:
    """Compose both scenes, serve them, and wait until the map says it is painted."""
    features = feature_scene({"outlets": outlets}, "zh", date(2022, 12, 31), 1)
    with stage(ground_scene(frames), features, free_port()) as address:
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(".registry-map[data-ready=true]", timeout=120_000)
        page.close()


def folium_map(browser: Browser, outlets: pd.DataFrame) -> None:
    """Compose the usual folium map of the points on canvas, serve it, and wait for the frame after its load."""
    points = gpd.GeoDataFrame(
        outlets[["code", "name"]], geometry=gpd.points_from_xy(outlets["lon"], outlets["lat"]), crs=4326
    )
    drawn = folium.Map(location=[37.3, 112], zoom_start=7, tiles=None, prefer_canvas=True, max_zoom=17)
    leaflet = served.library_address("leaflet")
    drawn.default_js = [("leaflet", f"{leaflet}/leaflet.js")]
    drawn.default_css = [("leaflet", f"{leaflet}/leaflet.css")]
    tooltip = folium.GeoJsonTooltip(["code", "name"])
    folium.GeoJson(points, marker=folium.CircleMarker(radius=3, fill=True), tooltip=tooltip).add_to(drawn)
    html = drawn.get_root().render()
    with stage({}, {}, free_port(), [Route("/rival", lambda _: HTMLResponse(html))]) as address:
        page = browser.new_page()
        page.goto(f"{address}rival")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        page.close()
