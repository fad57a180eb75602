"""Control units: the ground before each section, without gap and without overlap."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.crs import STORAGE
from registry.hydro.basin.flow import flow_directions
from registry.hydro.basin.grid import Raster
from registry.hydro.basin.units import (
    NOWHERE,
    OUTSIDE,
    areas_km2,
    control_units,
    gap_and_overlap_km2,
    label_polygons,
    unit_labels,
)
from tests.hydro.toy_basin import RASTER, WHOLE, cell, counties, grid, sections

EVERYWHERE = np.ones(36, dtype=bool)
SQUARE = Raster(west=112.0, north=38.0, step_deg=0.01, rows=12, cols=12)


def test_the_toy_basin_has_the_units_found_by_hand():
    units = control_units(grid(), sections(), EVERYWHERE, WHOLE, counties()).set_index("unit_id")
    assert units["section_code"].tolist() == ["A", "B", None]
    assert shapely.equals(units.geometry["CU-A"], shapely.box(112.0, 37.97, 112.06, 38.0))
    assert shapely.equals(units.geometry["CU-B"], shapely.box(112.0, 37.95, 112.06, 37.97))
    assert shapely.equals(units.geometry["CU-0-01"], shapely.box(112.0, 37.94, 112.06, 37.95))
    by_hand_km2 = [6 * RASTER.row_km2[rows].sum() for rows in (slice(0, 3), slice(3, 5), slice(5, 6))]
    assert units["area_km2"].tolist() == pytest.approx(by_hand_km2, rel=1e-4)


def test_ground_without_a_section_says_so_and_is_named_by_its_counties():
    units = control_units(grid(), sections(), EVERYWHERE, WHOLE, counties())
    assert units["reason"].tolist() == [None, None, "no_section_downstream"]
    assert units["name"].tolist() == ["清河·上桥", "下桥", "乙县、甲县"]


def test_a_basin_without_sections_is_one_unit():
    units = control_units(grid(), sections().iloc[:0], EVERYWHERE, WHOLE, counties())
    assert units["section_code"].isna().tolist() == [True]
    assert gap_and_overlap_km2(units.geometry, WHOLE) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_of_two_sections_in_one_cell_the_first_takes_the_ground():
    labels = unit_labels(grid(), np.array([cell(2, 2), cell(2, 2)]), EVERYWHERE)
    assert set(labels.tolist()) == {0, NOWHERE}


def test_cells_of_another_basin_stay_out():
    labels = unit_labels(grid(), np.array([cell(2, 2)]), np.arange(36) >= 6)
    assert (labels[:6] == OUTSIDE).all()


def test_parts_are_cut_at_the_border_that_is_given():
    triangle = shapely.Polygon([(112.0, 37.94), (112.06, 37.94), (112.03, 38.0)])
    labels = unit_labels(grid(), sections()["cell"].to_numpy(), EVERYWHERE)
    parts = label_polygons(RASTER, labels, triangle)
    assert sum(areas_km2(list(parts.values()))) == pytest.approx(areas_km2([triangle])[0], rel=1e-6)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sets(st.integers(0, SQUARE.size - 1), max_size=8), st.integers(5, 12))
def test_units_divide_any_ground_without_gap_or_overlap(seed, chosen, corners):
    generator = np.random.default_rng(seed)
    flow = flow_directions(SQUARE, generator.integers(0, 60, (12, 12)), [])
    cells = np.array(sorted(chosen), dtype=np.int64)
    labels = unit_labels(flow, cells, np.ones(SQUARE.size, dtype=bool))
    within = shapely.convex_hull(shapely.MultiPoint([112.0, 37.88] + 0.12 * generator.random((corners, 2))))
    parts = list(label_polygons(SQUARE, labels, within).values())
    gap, overlap = gap_and_overlap_km2(gpd.GeoSeries(parts, crs=STORAGE), within)
    assert gap == pytest.approx(0.0, abs=1e-6)
    assert overlap == pytest.approx(0.0, abs=1e-6)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, SQUARE.size - 1), min_size=1, max_size=8, unique=True))
def test_each_cell_answers_to_the_first_section_on_its_way(seed, chosen):
    flow = flow_directions(SQUARE, np.random.default_rng(seed).integers(0, 60, (12, 12)), [])
    labels = unit_labels(flow, np.array(chosen), np.ones(SQUARE.size, dtype=bool))
    for start in range(SQUARE.size):
        end = flow.path(start, chosen)[-1]
        assert labels[start] == (chosen.index(end) if end in chosen else NOWHERE)
