"""From elevations to directions: forced courses hold, everything drains, areas add up."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from registry.crs import STORAGE
from registry.errors import BaseLayersError
from registry.hydro.basin.courses import check_courses, forced_courses
from registry.hydro.basin.flow import cells_touched, flow_directions, force_course
from registry.hydro.basin.grid import FlowGrid, Raster, steps_to_outlet, upstream_km2
from tests.hydro.toy_basin import RASTER, cell, grid

SQUARE = Raster(west=112.0, north=38.0, step_deg=0.01, rows=12, cols=12)


def line(*cells: tuple[int, int], raster: Raster = SQUARE) -> LineString:
    return LineString(raster.centres([row * raster.cols + col for row, col in cells]))


def test_areas_add_up_along_the_water():
    area = upstream_km2(grid())
    assert area[cell(2, 2)] == pytest.approx(RASTER.cell_km2[:18].sum())
    assert area[cell(5, 2)] == pytest.approx(RASTER.cell_km2.sum())
    assert area[cell(0, 0)] == pytest.approx(RASTER.cell_km2[0])


def test_steps_count_the_cells_to_the_outlet():
    assert steps_to_outlet(grid())[[cell(5, 2), cell(4, 2), cell(4, 0)]].tolist() == [0, 1, 3]


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_every_cell_of_any_ground_drains_to_the_edge_and_no_area_is_lost(seed):
    ground = np.random.default_rng(seed).integers(0, 50, (SQUARE.rows, SQUARE.cols))
    flow = flow_directions(SQUARE, ground, [])
    assert np.isin(flow.drains_to(), SQUARE.edge_cells).all()
    assert upstream_km2(flow)[flow.is_outlet].sum() == pytest.approx(SQUARE.cell_km2.sum())


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_forced_course_holds_on_any_ground_and_nothing_crosses_it(seed):
    generator = np.random.default_rng(seed)
    ground = generator.integers(0, 50, (SQUARE.rows, SQUARE.cols))
    col = np.clip(np.cumsum(generator.integers(-1, 2, 10)) + 5, 1, 10)
    course = np.arange(1, 11) * SQUARE.cols + col
    flow = flow_directions(SQUARE, ground, [course])
    assert (flow.downstream[course[:-1]] == course[1:]).all()
    assert crossings(flow, course) == []
    flow.drains_to()


def crossings(flow: FlowGrid, course: np.ndarray) -> list[tuple[int, int]]:
    """Return the steps of the water that cut a diagonal step of the course."""
    found = []
    for above, below in pairwise(course):
        (row, col), (next_row, next_col) = divmod(above, SQUARE.cols), divmod(below, SQUARE.cols)
        corners = (row * SQUARE.cols + next_col, next_row * SQUARE.cols + col)
        if row != next_row and col != next_col:
            found += [(a, b) for a, b in (corners, corners[::-1]) if flow.downstream[a] == b]
    return found


def test_a_river_that_the_ground_would_turn_round_follows_its_course():
    uphill = np.repeat(np.arange(12)[:, None], 12, axis=1) * 10
    course = np.arange(1, 12) * 12 + 5
    flow = flow_directions(SQUARE, uphill, [course])
    assert flow.path(1 * 12 + 5) == course.tolist()
    assert flow_directions(SQUARE, uphill, []).drains_to()[5 * 12 + 5] // 12 < 5


def test_a_braided_and_broken_map_gives_one_path():
    left = line((1, 3), (4, 2), (6, 3))
    right = line((1, 3), (4, 4), (6, 3))
    below_a_gap = line((8, 3), (10, 3))
    path = force_course(SQUARE, [left, right, below_a_gap], np.array([10 * 12 + 3]))
    rows, cols = np.divmod(path, 12)
    assert path[[0, -1]].tolist() == [1 * 12 + 3, 10 * 12 + 3]
    assert (np.diff(rows) == 1).all()
    assert np.abs(np.diff(cols)).max() <= 1


def test_lines_touch_the_cells_they_run_through():
    assert cells_touched(SQUARE, [line((2, 2), (2, 5))]).tolist() == [26, 27, 28, 29]


def test_a_course_far_from_its_river_is_refused():
    with pytest.raises(BaseLayersError):
        force_course(Raster(112.0, 38.0, 0.01, 12, 40), [LineString([(112.0, 37.95), (112.02, 37.95)])], np.array([39]))


def plan(**joins: str | None) -> pd.DataFrame:
    rows = [(river, parent, "no", np.nan, np.nan) for river, parent in joins.items()]
    return pd.DataFrame(rows, columns=["river", "joins", "mapped", "north", "east"])


def drawn(**lines: LineString) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"river": list(lines)}, geometry=list(lines.values()), crs=STORAGE)


def test_courses_join_as_planned_and_a_loose_one_is_named():
    ground = np.full((12, 12), 100) - np.arange(12)[:, None]
    table = plan(main=None, side="main")
    none = gpd.GeoDataFrame({"river": []}, geometry=[], crs=STORAGE)
    lines = drawn(main=line((1, 5), (10, 5)), side=line((5, 2), (6, 5)))
    courses = forced_courses(SQUARE, ground, table, none, lines)
    flow = flow_directions(SQUARE, ground, list(courses.values()))
    check_courses(flow, courses, table)
    loose = courses | {"side": courses["side"][:-1]}
    with pytest.raises(BaseLayersError, match="side"):
        check_courses(flow, loose, table)
