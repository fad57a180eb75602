"""The route that says how far it is along the water: answered in both languages, refused where it names no place."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import httpx
import pytest
from shapely.geometry import LineString
from starlette.applications import Starlette
from starlette.routing import Route

from registry.crs import METRIC, STORAGE
from registry.hydro.network import RiverNetwork
from registry.ui import map_tools_way, session


@pytest.fixture
def get(monkeypatch):
    """Return a function that asks for a way over one river."""
    line = LineString([(112.0, 37.3), (112.0, 37.0)])
    lines = gpd.GeoDataFrame({"reach_id": [1], "river": ["干流"]}, geometry=[line], crs=STORAGE).to_crs(METRIC)

    class Opened:
        network = RiverNetwork.from_lines(lines, id_column="reach_id", name_column="river")

    monkeypatch.setattr(session, "registry", lambda: Opened)
    app = Starlette(routes=[Route(map_tools_way.ROUTE, map_tools_way.answer_way)])

    def ask(path):
        async def send():
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
                return await client.get(f"/map-data/way/abc/{path}")

        with ThreadPoolExecutor(1) as thread:  # a browser test may keep a loop running in this one
            return thread.submit(lambda: asyncio.run(send())).result()

    return ask


@pytest.mark.parametrize(("language", "word"), [("zh", "向下游水程"), ("en", "down the water")])
def test_a_way_is_told_in_the_readers_language_with_its_line_and_lengths(get, language, word):
    told = get(f"112.001,37.25/112.001,37.05/500/{language}.json").json()
    assert word in told["sentence"]
    assert told["water_m"] == pytest.approx(22_196, abs=20)
    assert told["straight_m"] == pytest.approx(22_196, abs=20)
    assert told["paths"] == [[1_120_000, 372_500, 0, -2000]]


@pytest.mark.parametrize(
    "path",
    [
        "112.0,37.2/112.0/500/zh.json",
        "112.0,37.2/nan,37.0/500/zh.json",
        "999,37.2/112.0,37.0/500/zh.json",
        "112.0,37.2/112.0,37.0/500/xx.json",
    ],
)
def test_an_address_that_names_no_way_is_refused(get, path):
    answer = get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "N010"


def test_a_finger_that_is_no_number_still_gets_an_answer(get):
    assert get("112.0,37.2/112.0,37.1/-1/zh.json").status_code == 200
