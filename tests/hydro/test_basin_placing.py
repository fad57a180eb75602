"""Sections with approximate places find their river; points on the ground find their reach."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from registry.hydro.basin.ground import Ground, follow_ground, ground_length_m, ground_path, survey
from registry.hydro.basin.placing import PLACED_HOW, place_sections, snap_cells
from registry.hydro.basin.reaches import ReachCells
from registry.hydro.basin.shanxi import reach_of_cell
from tests.hydro.test_basin_reaches import toy
from tests.hydro.toy_basin import RASTER, cell, counties, grid


def water() -> tuple[gpd.GeoDataFrame, ReachCells]:
    """Return column 2 as 清河 and row 2 from the east as a nameless brook."""
    reaches, parts = toy((2, 3), (2, 4), (2, 5))
    reaches["river"] = np.where(reaches.index == cell(2, 3), None, "清河")
    return reaches, parts


def stated(river: str | None, place: int, county: str | None = "140102", **changes: object) -> pd.DataFrame:
    lon, lat = RASTER.centres([place])[0]
    row = {"river": river, "supposed_river": None, "county_code": county, "lon": lon, "lat": lat, "accuracy_m": 2500.0}
    return pd.DataFrame([row | changes])


def placed(section: pd.DataFrame, only: gpd.GeoDataFrame | None = None) -> pd.Series:
    reaches, parts = water()
    return place_sections(section, reaches, parts, counties() if only is None else only).iloc[0]


def test_a_section_moves_to_the_nearest_place_on_its_river_in_its_county():
    row = placed(stated("清河", cell(3, 4)))
    assert (row.placed_how, row.reach_id) == ("in_county", cell(5, 2))
    assert RASTER.cells_at(row.lon, row.lat)[0] == cell(3, 2)
    assert row.moved_m == pytest.approx(2 * 880, rel=0.01)


def test_a_nearer_brook_does_not_take_a_section_from_its_river():
    assert placed(stated("清河", cell(2, 4))).reach_id == cell(5, 2)


def test_a_river_that_is_the_border_of_the_county_serves_it():
    row = placed(stated("清河", cell(1, 1), "140101"))
    assert (row.placed_how, RASTER.cells_at(row.lon, row.lat)[0]) == ("county_border", cell(1, 2))


def test_a_river_outside_the_county_serves_within_the_accuracy():
    narrow = counties().assign(geometry=counties().geometry.translate(xoff=-0.012))
    assert placed(stated("清河", cell(1, 1), "140101"), narrow).placed_how == "near_county"


def test_a_river_in_the_county_serves_even_beyond_the_accuracy():
    assert placed(stated("清河", cell(3, 5), accuracy_m=500.0)).placed_how == "far_in_county"


def test_an_unverified_river_is_supposed_and_says_so():
    row = placed(stated(None, cell(3, 3), supposed_river="清河"))
    assert row.placed_how == "supposed_river"


def test_a_canal_goes_to_the_nearest_reach_without_a_name():
    row = placed(stated("退水渠", cell(3, 4)))
    assert (row.placed_how, row.reach_id) == ("unnamed_reach", cell(2, 3))


def test_a_section_with_no_reach_near_stays_where_it_was_stated():
    row = placed(stated("退水渠", cell(5, 5), accuracy_m=500.0))
    assert row.placed_how == "as_stated"
    assert pd.isna(row.reach_id)


def test_every_way_of_placing_is_said_in_both_languages():
    assert all(label.zh and label.en for label in PLACED_HOW.values())


def test_a_section_of_the_registry_takes_its_own_river_before_a_nearer_one():
    reaches, parts = water()
    sections = pd.concat([stated("清河", cell(2, 4)), stated(None, cell(2, 4)), stated("清河", cell(0, 0))])
    sections["accuracy_m"] = [3000.0, 3000.0, 100.0]
    cells = snap_cells(sections, reaches, parts, 300.0)
    assert cells.tolist() == [cell(2, 2), cell(2, 4), -1]


def toy_ground() -> Ground:
    reaches, parts = water()
    flow = grid()
    basin = np.zeros(36, dtype=np.int64)
    return survey(flow, flow.raster.cell_km2, reach_of_cell(RASTER, parts, reaches), basin, ("黄河",))


def test_the_ground_leads_a_point_to_its_first_reach():
    lon, lat = RASTER.centres([cell(3, 5), cell(2, 5)]).T
    found = follow_ground(toy_ground(), lon, lat)
    assert found["reach_id"].tolist() == [cell(5, 2), cell(2, 3)]
    assert found["reach_cell"].tolist() == [cell(3, 2), cell(2, 5)]
    assert found["ground_m"].tolist() == pytest.approx([3 * 880, 0.0], rel=0.01)
    assert found["basin"].tolist() == ["黄河", "黄河"]


def test_a_point_outside_the_raster_meets_nothing():
    found = follow_ground(toy_ground(), [100.0], [10.0])
    assert found[["cell", "reach_id", "ground_m", "basin"]].isna().all(axis=None)
    assert ground_path(toy_ground(), 100.0, 10.0) == []


def test_the_path_over_the_ground_is_as_long_as_the_answer_says():
    lon, lat = RASTER.centres([cell(3, 5)])[0]
    path = ground_path(toy_ground(), lon, lat)
    assert len(path) == 4
    assert ground_length_m(path) == pytest.approx(follow_ground(toy_ground(), lon, lat)["ground_m"][0], rel=1e-6)
