"""The shade under the map: light from the north-west, quiet, fitted to the plane the map is drawn in."""

import io

import numpy as np
import pytest
from PIL import Image

from layers.terrain import BRIGHTEST, DARKEST, in_mercator, picture_box, shade, terrain_picture

NORTH, STEP = 41.3, 1 / 120


def slope(down_to):
    """Return a plane of 200 by 200 cells that falls towards one corner or side."""
    south, east = np.mgrid[0:200, 0:200] * 30
    falls = {"south-east": -south - east, "north-west": south + east, "nowhere": south * 0}
    return (falls[down_to] + 8000).astype(np.int16)


def test_slopes_towards_the_light_are_bright_and_those_away_from_it_dark():
    assert (shade(slope("north-west"), NORTH, STEP) > 0.03).all()
    assert (shade(slope("south-east"), NORTH, STEP) < -0.03).all()
    assert np.abs(shade(slope("nowhere"), NORTH, STEP)).max() < 1e-12


def test_the_picture_is_black_and_white_and_never_strong():
    picture = np.asarray(Image.open(io.BytesIO(terrain_picture(slope("south-east"), NORTH, STEP))))
    assert set(np.unique(picture[..., 0])) <= {0, 255}
    assert picture[100, 100, 1] > 0
    assert picture[..., 1].max() <= max(DARKEST, BRIGHTEST)
    assert (picture[0, :, 1] == 0).all()


def test_flat_ground_is_left_as_it_is():
    picture = np.asarray(Image.open(io.BytesIO(terrain_picture(slope("nowhere"), NORTH, STEP))))
    assert (picture[..., 1] == 0).all()


def test_rows_lie_where_mercator_puts_their_latitude():
    lats = NORTH - (np.arange(888) + 0.5) * STEP
    found = in_mercator(np.repeat(lats[:, None], 3, axis=1), NORTH, STEP)[:, 1]
    plane = np.arctanh(np.sin(np.radians(found)))
    steps = np.diff(plane)[2:-2]
    assert steps == pytest.approx(np.full_like(steps, steps.mean()), rel=1e-3)


def test_the_same_elevations_give_the_same_bytes():
    assert terrain_picture(slope("south-east"), NORTH, STEP) == terrain_picture(slope("south-east"), NORTH, STEP)


def test_the_box_of_the_picture_is_the_box_of_the_model():
    assert picture_box(108.0, 41.3, STEP, (888, 912)) == pytest.approx([108.0, 33.9, 115.6, 41.3])
