"""Areas of several pieces, holes and shared borders hold their points like plain polygons do."""

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from registry.crs import METRIC
from registry.hydro.areas import OUTSIDE, Areas

ISLANDS = MultiPolygon([box(0, 0, 1000, 1000), box(5000, 0, 6000, 1000)])
RING = box(2000, 0, 4000, 2000).difference(box(2500, 500, 3500, 1500))
CORE = box(2500, 500, 3500, 1500)


def areas(*shapes):
    return Areas(gpd.GeoDataFrame(geometry=list(shapes), crs=METRIC), np.arange(len(shapes)), METRIC, "units")


def labels(found, *points):
    x, y = np.asarray(points, dtype=float).T
    return found.label_at(x, y).tolist()


def test_every_piece_of_a_multi_part_area_holds_its_points():
    found = areas(ISLANDS, RING, CORE)
    assert labels(found, (500, 500), (5500, 500), (3000, 100), (3000, 1000)) == [0, 0, 1, 2]
    assert labels(found, (4500, 500), (1500, 500), (3000, 2500), (-9e5, 0)) == [OUTSIDE] * 4


def test_the_border_of_every_piece_is_a_border():
    found = areas(ISLANDS, RING, CORE)
    x, y = np.array([5990.0, 3490.0]), np.array([500.0, 1000.0])
    label, border_m, beyond = found.border(x, y, found.label_at(x, y), np.full(2, 100.0))
    assert label.tolist() == [0, 2]
    assert np.allclose(border_m, 10.0)
    assert beyond.tolist() == [OUTSIDE, 1]


@given(st.lists(st.tuples(st.floats(-100, 6500), st.floats(-100, 2500)), min_size=1, max_size=60))
@settings(max_examples=60)
def test_labels_are_what_the_polygons_themselves_say(points):
    shapes = np.array([ISLANDS, RING, CORE])
    x, y = np.asarray(points, dtype=float).T
    hits = shapely.intersects(shapes[:, None], shapely.points(x, y)[None, :])
    wanted = np.where(hits.any(axis=0), hits.argmax(axis=0), OUTSIDE)
    assert areas(*shapes).label_at(x, y).tolist() == wanted.tolist()
