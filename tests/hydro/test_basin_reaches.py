"""Reaches: cut at junctions, directed, measured, ordered, kept together, named from their mouths."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import BaseLayersError
from registry.hydro.basin.flow import flow_directions
from registry.hydro.basin.grid import FlowGrid, Raster, upstream_km2
from registry.hydro.basin.names import name_reaches
from registry.hydro.basin.reaches import ReachCells, cells_of, cut_reaches, keep_connected, reach_frame, strahler
from registry.hydro.basin.shanxi import reach_of_cell
from tests.hydro.toy_basin import RASTER, cell, grid

SQUARE = Raster(west=112.0, north=38.0, step_deg=0.01, rows=24, cols=24)
ALL_KM2 = float(RASTER.cell_km2.sum())


def toy(*stream: tuple[int, int]) -> tuple[gpd.GeoDataFrame, ReachCells]:
    """Return the reaches of column 2 of the toy basin and of the given other cells."""
    mask = np.zeros(36, dtype=bool)
    mask[[cell(row, 2) for row in range(6)] + [cell(*place) for place in stream]] = True
    parts = cut_reaches(grid(), mask)
    return reach_frame(grid(), parts, upstream_km2(grid()), {}), parts


def test_a_junction_cuts_the_river_and_belongs_to_the_reach_below():
    reaches, parts = toy((2, 3), (2, 4))
    assert reaches["reach_id"].tolist() == [cell(1, 2), cell(2, 3), cell(5, 2)]
    assert reaches["downstream_id"].tolist()[:2] == [cell(5, 2)] * 2
    assert reaches["downstream_id"].isna().tolist() == [False, False, True]
    assert parts.cell[parts.reach_id == cell(5, 2)].tolist() == [cell(row, 2) for row in range(2, 6)]


def test_reaches_are_digitised_downstream_and_meet_end_to_end():
    reaches, _ = toy((2, 3), (2, 4))
    head = reaches.geometry[cell(5, 2)].coords[0]
    assert reaches.geometry[cell(1, 2)].coords[-1] == head
    assert reaches.geometry[cell(2, 3)].coords[-1] == head
    assert reaches.geometry[cell(2, 3)].coords[0] == pytest.approx(tuple(RASTER.centres([cell(2, 4)])[0]))


def test_area_and_length_are_those_of_the_lower_end():
    reaches, _ = toy((2, 3), (2, 4))
    assert reaches["area_km2"][cell(5, 2)] == pytest.approx(ALL_KM2, abs=0.001)
    assert reaches["length_m"][cell(1, 2)] == pytest.approx(2 * 1110, rel=0.01)


def test_two_equal_orders_make_the_next_and_a_smaller_one_does_not():
    frame = pd.DataFrame(
        {
            "reach_id": [1, 2, 3, 4, 5],
            "downstream_id": pd.array([3, 3, 5, 5, None], dtype="Int64"),
            "area_km2": [1.0, 1.0, 3.0, 1.0, 5.0],
            "head_cell": [10, 20, 30, 40, 50],
        }
    )
    assert strahler(frame, {}) == [1, 1, 2, 1, 2]
    assert strahler(frame, {10: 7}) == [7, 1, 7, 1, 7]


def test_only_what_touches_the_province_and_what_lies_below_it_is_kept():
    reaches, _ = toy((2, 3), (2, 4), (4, 1), (4, 0))
    kept = keep_connected(reaches, shapely.box(112.03, 37.97, 112.06, 38.0))
    assert kept.index.tolist() == [cell(2, 3), cell(3, 2), cell(5, 2)]


def ground(seed: int) -> tuple[FlowGrid, np.ndarray, ReachCells, gpd.GeoDataFrame]:
    flow = flow_directions(SQUARE, np.random.default_rng(seed).integers(0, 60, (24, 24)), [])
    area = upstream_km2(flow)
    parts = cut_reaches(flow, area >= 4.0)
    return flow, area, parts, reach_frame(flow, parts, area, {})


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_on_any_ground_each_stream_cell_is_in_one_reach_and_each_vertex_in_its_cell(seed):
    flow, area, parts, reaches = ground(seed)
    assert np.array_equal(np.sort(parts.cell), np.flatnonzero(area >= 4.0))
    assert (flow.raster.cells_at(*parts.lon_lat.T) == parts.cell).all()
    again = cells_of(flow.raster, reaches, reach_of_cell(flow.raster, parts, reaches))
    kept = np.isin(parts.reach_id, reaches.index)
    assert np.array_equal(np.sort(again.cell), np.sort(parts.cell[kept]))


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_on_any_ground_area_grows_and_lines_join_downstream(seed):
    _, _, _, reaches = ground(seed)
    flows = reaches.dropna(subset="downstream_id")
    below = reaches.loc[flows["downstream_id"].astype("int64")]
    assert (below["area_km2"].to_numpy() > flows["area_km2"].to_numpy()).all()
    assert (below["order"].to_numpy() >= flows["order"].to_numpy()).all()
    ends = [line.coords[-1] for line in flows.geometry]
    assert ends == [line.coords[0] for line in below.geometry]


MOUTHS = ["river", "mouth_lon", "mouth_lat", "area_km2", "confidence"]
COURSES = {"黄河": np.array([cell(row, 2) for row in range(6)]), "汾河": np.array([], dtype=np.int64)}
TOPOLOGY = pd.DataFrame({"river": ["白水"], "flows_into": ["黄河(经某地)"]})


def mouth(area_km2: float, place: int) -> pd.DataFrame:
    lon, lat = RASTER.centres([place])[0]
    return pd.DataFrame([("白水", lon, lat, area_km2, "likely")], columns=MOUTHS)


def test_a_tributary_is_named_from_its_mouth_and_the_main_river_by_its_course():
    reaches, parts = toy((2, 3), (2, 4))
    row_km2 = float(RASTER.row_km2[2])
    names = name_reaches(reaches, parts, mouth(3 * row_km2, cell(2, 3)), TOPOLOGY, COURSES)
    assert names["river"].tolist() == ["黄河", "白水", "黄河"]
    assert names["confidence"].tolist() == ["sure", "likely", "sure"]


def test_a_mouth_without_a_reach_of_its_area_is_refused_by_name():
    reaches, parts = toy((2, 3), (2, 4))
    with pytest.raises(BaseLayersError, match="白水"):
        name_reaches(reaches, parts, mouth(20.0, cell(2, 3)), TOPOLOGY, COURSES)


def test_a_river_that_flows_elsewhere_than_the_table_says_is_refused():
    reaches, parts = toy((2, 3), (2, 4))
    elsewhere = TOPOLOGY.assign(flows_into="汾河")
    with pytest.raises(BaseLayersError, match="does not flow into 汾河"):
        name_reaches(reaches, parts, mouth(3 * float(RASTER.row_km2[2]), cell(2, 3)), elsewhere, COURSES)
