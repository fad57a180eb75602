"""Cells, their places and areas, and following the water from cell to cell."""

import numpy as np
import pytest
from pyproj import Geod

from registry.hydro.basin.grid import FlowGrid, Raster, degrees_to_m, jump
from tests.hydro.toy_basin import RASTER, cell, grid

GRS80 = Geod(ellps="GRS80")


def test_a_cell_holds_its_own_centre():
    cells = np.arange(RASTER.size)
    lon, lat = RASTER.centres(cells).T
    assert (RASTER.cells_at(lon, lat) == cells).all()


def test_a_point_outside_has_no_cell():
    assert RASTER.cells_at([111.999, 112.061, 112.03, 112.03], [37.97, 37.97, 38.001, 37.939]).tolist() == [-1] * 4


def test_a_point_on_an_edge_belongs_to_the_cell_south_east_of_it():
    raster = Raster(west=0.0, north=4.0, step_deg=1.0, rows=4, cols=4)
    assert raster.cells_at([1.0], [3.0]).tolist() == [5]


def test_cell_areas_are_those_of_the_ellipsoid():
    raster = Raster(west=112.0, north=38.0, step_deg=1 / 120, rows=2, cols=2)
    lon, lat = [112.0, 112.0 + 1 / 120, 112.0 + 1 / 120, 112.0], [38.0, 38.0, 38.0 - 1 / 120, 38.0 - 1 / 120]
    area_m2, _ = GRS80.polygon_area_perimeter(lon, lat)
    assert raster.row_km2[0] == pytest.approx(abs(area_m2) / 1e6, rel=1e-5)


def test_short_distances_agree_with_the_geodesic():
    first, second = np.array([[112.0, 37.0], [112.0, 37.0]]), np.array([[112.01, 37.01], [112.0, 37.02]])
    truth = GRS80.inv(*first.T, *second.T)[2]
    assert degrees_to_m(first, second) == pytest.approx(truth, rel=1e-6)


def test_water_stops_at_the_first_stop_on_its_way():
    ends = grid().drains_to([cell(2, 2), cell(4, 2)])
    assert ends[cell(0, 5)] == cell(2, 2)
    assert ends[cell(2, 2)] == cell(2, 2)
    assert ends[cell(3, 0)] == cell(4, 2)
    assert ends[cell(5, 5)] == cell(5, 2)


def test_the_way_is_as_long_as_the_sum_of_its_steps():
    flow = grid()
    ends, metres = flow.distance_to([cell(2, 2)])
    way = flow.path(cell(0, 5), [cell(2, 2)])
    assert way == [5, 4, 3, 2, 8, 14]
    assert metres[cell(0, 5)] == pytest.approx(flow.raster.distance_m(way[:-1], way[1:]).sum())
    assert ends[cell(0, 5)] == way[-1]


@pytest.mark.parametrize("pointers", [[1, 0], [1, 2, 0], [1, 2, 3, 0, 0]])
def test_directions_that_run_in_a_circle_are_refused(pointers):
    with pytest.raises(ValueError, match="circle"):
        jump(np.array(pointers))


def test_a_path_without_stops_ends_at_the_outlet():
    assert grid().path(cell(4, 0))[-1] == cell(5, 2)


def test_only_the_last_cell_of_the_toy_is_an_outlet():
    flow: FlowGrid = grid()
    assert np.flatnonzero(flow.is_outlet).tolist() == [cell(5, 2)]
