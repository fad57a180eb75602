"""Metres are measured in a plane made for the place, never in degrees."""

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod
from shapely.geometry import LineString, Point

from registry.crs import EQUAL_AREA, METRIC, STORAGE, local_metric_crs, metric_crs, to_metric
from registry.errors import CrsError

GEOD = Geod(ellps="GRS80")


@given(st.floats(110.3, 114.5), st.floats(34.6, 40.7), st.floats(-0.05, 0.05), st.floats(-0.05, 0.05))
@settings(max_examples=50)
def test_a_length_in_shanxi_is_within_a_thousandth_of_the_true_one(lon, lat, dx, dy):
    line = LineString([(lon, lat), (lon + dx, lat + dy + 1e-4)])
    plane = gpd.GeoSeries([line], crs=STORAGE).to_crs(METRIC).length.iloc[0]
    assert plane == pytest.approx(GEOD.geometry_length(line), rel=1e-3)


def test_a_frame_without_a_crs_is_refused():
    with pytest.raises(CrsError, match="no coordinate reference system"):
        metric_crs(gpd.GeoDataFrame(geometry=[Point(112, 37)]), "The river lines")


def test_a_frame_in_metres_keeps_its_own_plane_and_degrees_get_one():
    degrees = gpd.GeoDataFrame(geometry=[Point(112, 37), Point(113, 38)], crs=4326)
    assert metric_crs(degrees, "points") == METRIC
    assert metric_crs(degrees.to_crs(4547), "points") == CRS.from_epsg(4547)
    assert local_metric_crs(-79.0).is_projected


def test_an_empty_frame_is_refused_and_so_is_measuring_in_degrees():
    with pytest.raises(CrsError, match="finite"):
        metric_crs(gpd.GeoDataFrame(geometry=[], crs=4326), "points")
    with pytest.raises(CrsError, match="degrees"):
        to_metric(gpd.GeoDataFrame(geometry=[Point(112, 37)], crs=4326), CRS.from_epsg(4490), "points")


def test_both_planes_of_the_house_measure_metres():
    assert METRIC.axis_info[0].unit_name == EQUAL_AREA.axis_info[0].unit_name == "metre"
