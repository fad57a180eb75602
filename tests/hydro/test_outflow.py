"""Shapes answer by where their water leaves them; each case by hand on the valley of tests/valley.py."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from registry.crs import STORAGE
from registry.hydro.assign import assign_sections
from registry.hydro.network import RiverNetwork
from registry.hydro.outflow import outflow_points
from tests import valley


@pytest.fixture(scope="module")
def network():
    return RiverNetwork.from_lines(valley.lines(), name_column="river")


def shapes(*given_shapes, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(given_shapes), crs=valley.CRS)


def places(network, *given_shapes) -> list[tuple[float, float]]:
    found = outflow_points(shapes(*given_shapes), network)
    return [(round(point.x, 2), round(point.y, 2)) for point in found]


def test_a_wetland_in_the_river_lets_its_water_out_at_its_lower_end(network):
    assert places(network, box(2000, -100, 3500, 100)) == [(3500, 0)]


def test_a_wetland_at_a_confluence_follows_the_river_that_runs_longest_through_it_and_on_down(network):
    assert places(network, box(3900, -50, 4200, 1500)) == [(4200, 0)]


def test_two_rivers_that_do_not_meet_inside_give_the_longer_one(network):
    corner = Polygon([(3900, 900), (4100, 900), (4100, 2900), (3900, 2900)])
    assert places(network, corner.union(box(1000, -50, 1200, 50))) == [(4000, 900)]


def test_a_wetland_beside_a_river_lets_its_water_out_on_that_side(network):
    assert places(network, Polygon([(1000, 600), (1200, 200), (1400, 600)])) == [(1200, 200)]


def test_far_from_any_reach_and_without_a_network_the_middle_stands_in(network):
    far = box(7000, 2000, 8000, 3000)
    assert places(network, far) == [(7500, 2500)]
    alone = outflow_points(shapes(box(2000, -100, 3500, 100)))
    assert alone.iloc[0].equals_exact(Point(2750, 0), 1e-6)


def test_points_are_their_own_and_missing_shapes_stay_missing(network):
    found = outflow_points(shapes(Point(1, 2), None, Polygon()), network)
    assert found.iloc[0] == Point(1, 2)
    assert found.iloc[1:].map(lambda place: place is None or place.is_empty).all()


def test_a_wetland_across_two_units_answers_to_the_section_below_its_outflow(network):
    wetland = shapes(box(1000, -300, 3400, 300))
    result = assign_sections(wetland, valley.sections(), network=network, units=valley.units())
    middle = assign_sections(
        shapes(Point(2200, 0)), valley.sections(), network=network, units=valley.units(), accuracy_m=10
    )
    assert result["section_code"].tolist() == ["S2"]
    assert middle["section_code"].tolist() == ["S1"]
    assert result["path_to_section_m"].iloc[0] == pytest.approx(2600)
    assert "not_a_point" in result["reasons"].iloc[0]
    assert result["grade"].iloc[0] == "B"


def test_a_village_drawn_as_an_area_follows_the_ground_in_its_middle(network):
    village = shapes(box(1000, -300, 3400, 300), on_ground=[True])
    result = assign_sections(village, valley.sections(), network=network, units=valley.units())
    assert result["section_code"].tolist() == ["S1"]


def test_a_line_lets_its_water_out_at_its_lower_end_too(network):
    assert places(network, LineString([(1500, 0), (2500, 0)])) == [(2500, 0)]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_outflows_lie_in_their_shapes_in_any_order_and_crs(network, seed):
    rng = np.random.default_rng(seed)
    middles = rng.uniform((0, -600), (10_000, 4000), (12, 2))
    drawn = [Point(x, y).buffer(rng.uniform(20, 900)) for x, y in middles]
    frame = shapes(*drawn)
    found = outflow_points(frame, network)
    assert (frame.geometry.distance(found) < 1e-6).all()
    again = outflow_points(frame.iloc[::-1], network).iloc[::-1]
    assert (found.distance(again) < 1e-6).all()
    elsewhere = outflow_points(frame.to_crs(STORAGE), network).to_crs(frame.crs)
    assert (found.distance(elsewhere) < 0.05).all()
