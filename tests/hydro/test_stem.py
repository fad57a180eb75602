"""A river laid straight: its stem, where tributaries join, which bank a place lies on."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from registry.hydro.network import RiverNetwork
from registry.hydro.stem import along_stem, joining, main_stem, mouth_sides, side_of

KM = 1000.0
NORTH = 4_100_000.0
REACHES = {
    1: ("汾河", [(0, 30), (0, 20)], 500.0),
    2: ("汾河", [(0, 20), (0, 10)], 900.0),
    3: ("汾河", [(0, 10), (0, 0)], 1500.0),
    4: ("潇河", [(20, 20), (0, 10)], 600.0),
    5: (None, [(-10, 25), (0, 20)], 700.0),
    6: (None, [(30, 25), (20, 20)], 300.0),
}
"""Reach, river, way in km from the mouth (east, north), area: 4 joins from the left, 5 from the right though larger."""


@pytest.fixture(scope="module")
def network() -> RiverNetwork:
    ways = [LineString([(500_000 + x * KM, NORTH + y * KM) for x, y in way]) for _, way, _ in REACHES.values()]
    frame = gpd.GeoDataFrame(
        {"reach_id": list(REACHES), "river": [river for river, _, _ in REACHES.values()]}, geometry=ways, crs=32649
    )
    return RiverNetwork.from_lines(frame, id_column="reach_id", name_column="river")


@pytest.fixture(scope="module")
def stem(network) -> np.ndarray:
    areas = np.array([REACHES[reach][2] for reach in network.reaches.index])
    return main_stem(network, 3, areas)


def places(*rows):
    frame = pd.DataFrame(rows, columns=["reach_id", "measure_m", "x", "y"])
    return frame.assign(x=500_000 + frame["x"] * KM, y=NORTH + frame["y"] * KM)


def test_the_stem_keeps_to_its_river_even_where_another_reach_drains_more(network, stem):
    assert network.reaches.index[stem].tolist() == [3, 2, 1]


def test_every_reach_joins_the_stem_by_the_last_reach_before_it(network, stem):
    joins = dict(zip(network.reaches.index, network.reaches.index[joining(network, stem)], strict=True))
    assert joins == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 4}


def test_distances_are_along_the_stem_and_along_the_water(network, stem):
    found = along_stem(network, stem, 9000.0, places((3, 4000.0, 1, 6), (6, 0.0, 30, 25), (2, 5000.0, -1, 15)))
    longer = np.hypot(10, 5) * KM + np.hypot(20, 10) * KM
    assert found["at_m"].tolist() == pytest.approx([5000.0, 9000.0, 14_000.0])
    assert found["water_m"].tolist() == pytest.approx([5000.0, 9000.0 + longer, 14_000.0])
    assert network.reaches.index[found["branch"][1]] == 4
    assert found["branch"].isna().tolist() == [True, False, True]


def test_banks_are_those_of_someone_who_looks_downstream(network, stem):
    found = along_stem(network, stem, 10_000.0, places((3, 4000.0, 1, 6), (3, 4000.0, -1, 6), (5, 0.0, -10, 25)))
    assert found["side"].tolist() == ["left", "right", "right"]
    assert mouth_sides(network, network.reaches.index.get_indexer([4, 5])).tolist() == ["left", "right"]


def test_what_lies_below_the_section_or_off_the_network_has_no_place(network, stem):
    found = along_stem(network, stem, 2000.0, places((3, 6000.0, 0, 4), (99, 0.0, 0, 0), (3, np.nan, 0, 4)))
    assert found[["at_m", "water_m"]].isna().to_numpy().all()
    assert found["branch"].isna().all()


@given(st.floats(0, 2 * np.pi), st.floats(100, 900), st.floats(1, 400))
def test_turning_the_world_turns_no_bank(angle, measure, offset):
    ahead, left = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    line = np.array([LineString([(0, 0), tuple(ahead * 1000)])], dtype=object)
    at = ahead * measure
    sides = [side_of(line, np.array([measure]), (at + sign * offset * left)[None])[0] for sign in (1, -1)]
    assert sides == ["left", "right"]
