import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.catalogue import POINT_LAYERS
from layers.payload import GROUND_SCALE, area_columns, line_columns, path_columns, point_columns
from tests.layers import toy

LAYER = POINT_LAYERS["outlets"]
DEGREES = st.tuples(st.floats(100, 120), st.floats(30, 45))


def read_path(steps):
    return np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / GROUND_SCALE


def test_columns_hold_one_value_per_placed_feature_and_own_up_to_the_rest():
    columns = point_columns(LAYER, toy.outlets(), "zh")
    assert (columns["count"], columns["unplaced"]) == (2, 1)
    assert columns["code"] == ["PWK000", "PWK001"]
    assert columns["x"] == [11210000, 11211000]
    assert columns["themes"][0]["category"] == [0, 1]
    assert columns["fields"]["city"] == {"values": ["太原市"], "codes": [0, 0]}


def test_a_feature_without_a_class_is_drawn_in_a_category_of_its_own():
    table = toy.outlets().assign(outlet_class=["industrial", None, None])
    columns = point_columns(LAYER, table, "en")
    assert columns["themes"][0]["categories"][-1]["label"] == "Not stated"
    assert columns["themes"][0]["category"] == [0, len(LAYER.categories)]


def test_every_colouring_travels_that_the_table_has_a_column_for():
    table = toy.outlets().assign(rectification=["overdue", None, "closed_out"])
    themes = {theme["name"]: theme for theme in point_columns(LAYER, table, "en")["themes"]}
    assert list(themes) == ["usual", "status", "grade", "rectification"]
    assert themes["rectification"]["category"] == [0, 6]
    assert themes["rectification"]["categories"][6]["label"] == "Not stated"
    assert "due day" in themes["rectification"]["counted"]


@given(st.lists(st.one_of(st.none(), st.floats(0, 3000)), min_size=1, max_size=30))
@settings(max_examples=40)
def test_figures_fall_into_their_bands_and_what_is_not_known_into_none(figures):
    count = len(figures)
    table = pd.DataFrame(
        {"code": [str(i) for i in range(count)], "name": "甲", "lon": 112.0, "lat": 37.0, "drawn_as": "national"}
    ).assign(cod_t_per_a=pd.Series(figures, dtype="float64"))
    theme = next(one for one in point_columns(POINT_LAYERS["sections"], table, "en")["themes"] if one["name"] == "load")
    expected = [5 if one is None else sum(one >= edge for edge in (50, 200, 500, 1000)) for one in figures]
    assert theme["category"] == expected
    assert len(theme["categories"]) == (6 if None in figures else 5)


def test_an_empty_table_gives_empty_columns():
    columns = point_columns(LAYER, toy.outlets().head(0), "en")
    assert columns["count"] == 0
    assert columns["code"] == []


@given(st.lists(DEGREES, min_size=2, max_size=20))
@settings(max_examples=40)
def test_a_path_comes_back_to_within_half_a_unit(points):
    back = read_path(path_columns(points))
    straight = shapely.LineString(points)
    assert all(straight.distance(shapely.Point(point)) <= 1 / GROUND_SCALE for point in back)


def test_a_path_of_nothing_is_empty():
    assert path_columns([]) == []
    assert path_columns([(112.0, 37.0)]) == []


def test_neighbours_keep_one_common_border_when_they_are_thinned():
    wiggle = [(112.5001 if i % 2 else 112.5, 37.0 + 0.002 * i) for i in range(501)]
    west = shapely.Polygon([(112.0, 37.0), *wiggle, (112.0, 38.0)])
    east = shapely.Polygon([(113.0, 37.0), *wiggle, (113.0, 38.0)])
    columns = area_columns(gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[west, east], crs=4490), {"name": "name"})
    drawn = [shapely.Polygon(read_path(rings[0])) for rings in columns["rings"]]
    assert sum(len(rings[0]) for rings in columns["rings"]) < 1000
    assert drawn[0].intersection(drawn[1]).area < 1e-12
    assert abs(drawn[0].union(drawn[1]).area - 1.0) < 1e-9


def test_lines_of_several_parts_know_the_row_they_come_from():
    parts = shapely.MultiLineString([[(112, 37), (112, 38)], [(113, 37), (113, 38)]])
    lines = gpd.GeoDataFrame(geometry=[shapely.LineString([(111, 37), (111, 38)]), parts], crs=4490)
    assert line_columns(lines)["row"] == [0, 1, 1]


def test_missing_texts_travel_as_null():
    frame = gpd.GeoDataFrame({"s": pd.Series(["DM1", None], dtype="str")}, geometry=[toy.WEST, toy.EAST], crs=4490)
    assert area_columns(frame, {"section": "s"})["section"] == ["DM1", None]
