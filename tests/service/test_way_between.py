"""The way along the water between two places: down, up, to a meeting, or none."""

from dataclasses import dataclass

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from registry.crs import STORAGE
from registry.hydro.network import RiverNetwork
from registry.service.way_between import way_between


@dataclass
class Toy:
    """A registry of nothing but a river with a tributary, and a river of its own farther east."""

    network: RiverNetwork


STEM = LineString([(112.0, 37.3), (112.0, 37.2), (112.0, 37.1), (112.0, 37.0)])
SIDE = LineString([(112.2, 37.2), (112.1, 37.2), (112.0, 37.2)])
OTHER = LineString([(113.0, 37.3), (113.0, 37.0)])


@pytest.fixture(scope="module")
def toy():
    lines = gpd.GeoDataFrame(
        {"reach_id": [1, 2, 3], "river": ["干流", "支流", "别河"]}, geometry=[STEM, SIDE, OTHER], crs=STORAGE
    ).to_crs("+proj=tmerc +lat_0=0 +lon_0=112.3 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m")
    return Toy(RiverNetwork.from_lines(lines, id_column="reach_id", name_column="river"))


def test_a_place_below_another_is_so_many_km_down_the_water(toy):
    way = way_between(toy, (112.2, 37.2), (112.0, 37.05))
    assert way.water_m == pytest.approx(17_764 + 16_647, abs=60)
    assert way.straight_m < way.water_m
    assert len(way.paths) == 1
    assert "支流、干流" in way.sentence.render("zh")
    assert "down" in way.sentence.render("en")


def test_the_same_way_is_told_as_up_the_water_from_below(toy):
    down, up = (way_between(toy, *ends) for ends in (((112.2, 37.2), (112.0, 37.05)), ((112.0, 37.05), (112.2, 37.2))))
    assert (up.water_m, up.paths) == (down.water_m, down.paths)
    assert "上游" in up.sentence.render("zh")


def test_two_ways_that_meet_downstream_are_drawn_to_their_meeting(toy):
    way = way_between(toy, (112.0, 37.3), (112.2, 37.2))
    assert [path[-1] for path in way.paths] == [pytest.approx((112.0, 37.2), abs=1e-4)] * 2
    assert way.water_m == pytest.approx(11_098 + 17_764, abs=60)
    assert "meet" in way.sentence.render("en")


def test_places_that_no_water_joins_are_told_so(toy):
    way = way_between(toy, (112.0, 37.3), (113.0, 37.1))
    assert way.water_m is None
    assert way.paths == ()
    assert "No water" in way.sentence.render("en")


def test_a_place_far_from_water_is_refused_in_a_sentence(toy):
    way = way_between(toy, (112.5, 37.2), (112.0, 37.1))
    assert way.water_m is None
    assert "No river lies within 1.50 km" in way.sentence.render("en")


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([(STEM, SIDE), (SIDE, SIDE), (STEM, STEM), (SIDE, STEM)]))
def test_the_way_is_as_long_as_its_line_whichever_end_comes_first(toy, first, second, lines):
    ends = [
        line.interpolate(share, normalized=True).coords[0] for share, line in zip((first, second), lines, strict=True)
    ]
    way, back = way_between(toy, *ends), way_between(toy, *reversed(ends))
    drawn = gpd.GeoSeries([shapely.linestrings(path) for path in way.paths if len(path) > 1], crs=STORAGE)
    assert way.water_m == pytest.approx(back.water_m, abs=1e-6)
    assert drawn.to_crs(toy.network.crs).length.sum() == pytest.approx(way.water_m, abs=1.0)
    assert way.water_m >= way.straight_m - 5
