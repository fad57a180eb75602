"""The shade of the terrain as a picture that lies under everything: dark away from the light, bright towards it."""

import io
import math

import numpy as np
import numpy.typing as npt
from PIL import Image

from registry.language import Label

LABEL = Label("地形晕渲", "Terrain shade")
TILES_LABEL = Label("在线底图", "Online base map")

LIGHT_FROM_DEG, LIGHT_HEIGHT_DEG = 315.0, 45.0
EXAGGERATION = 2.5
"""The model's cells are nearly a kilometre wide, so that slopes come out much gentler than they are."""
DARKEST, BRIGHTEST = 84, 120
"""Opacity of the black and of the white at most, of 255: names and symbols stay readable."""
STRENGTH = 260.0
LEVELS = 12
"""Steps of opacity: the eye sees no more, and the picture is a fraction of the size."""
EDGE_CELLS = 60
"""Over so many cells the shade fades out towards the edge of the model, which is no border of anything."""
M_PER_DEG = 111_320.0


def shade(elevation_m: npt.NDArray[np.int16], north_deg: float, step_deg: float) -> npt.NDArray[np.float64]:
    """Return how much brighter (above 0) or darker each cell is than flat ground; rows run from north to south.

    Notes
    -----
    Lambert's cosine law, light from the north-west by the custom of maps.
    """
    heights = elevation_m.astype("float64") * EXAGGERATION
    lats = north_deg - (np.arange(heights.shape[0]) + 0.5) * step_deg
    cell_m = step_deg * M_PER_DEG
    southward, eastward = np.gradient(heights, cell_m)
    eastward /= np.cos(np.radians(lats))[:, None]
    turn, height = math.radians(LIGHT_FROM_DEG), math.radians(LIGHT_HEIGHT_DEG)
    towards = -math.sin(turn) * eastward + math.cos(turn) * southward
    lit = (math.cos(height) * towards + math.sin(height)) / np.sqrt(1.0 + eastward**2 + southward**2)
    found: npt.NDArray[np.float64] = np.clip(lit, 0.0, 1.0) - math.sin(height)
    return found


def in_mercator(values: npt.NDArray[np.float64], north_deg: float, step_deg: float) -> npt.NDArray[np.float64]:
    """Return rows spaced evenly in latitude as rows spaced evenly in the plane of the live map, as many again."""
    rows = values.shape[0]
    edges = np.radians([north_deg, north_deg - rows * step_deg])
    top, bottom = np.arctanh(np.sin(edges))
    middles = top + (np.arange(rows) + 0.5) / rows * (bottom - top)
    lats = np.degrees(np.arcsin(np.tanh(middles)))
    at = np.clip((north_deg - lats) / step_deg - 0.5, 0, rows - 1)
    above = np.floor(at).astype(int)
    below = np.minimum(above + 1, rows - 1)
    part = (at - above)[:, None]
    mixed: npt.NDArray[np.float64] = values[above] * (1 - part) + values[below] * part
    return mixed


def terrain_picture(elevation_m: npt.NDArray[np.int16], north_deg: float, step_deg: float) -> bytes:
    """Return the shade as a PNG of black and white of varying opacity; the same elevations give the same bytes."""
    light = in_mercator(shade(elevation_m, north_deg, step_deg), north_deg, step_deg)
    seen = veil(light)
    step = BRIGHTEST / LEVELS
    levels = (np.rint(np.abs(seen) / step) * step).astype(np.uint8)
    white = np.where(light < 0, 0, 255).astype(np.uint8)
    held = io.BytesIO()
    Image.fromarray(np.dstack([white, levels])).save(held, format="PNG", optimize=True)
    return held.getvalue()


def veil(light: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how opaque the shade lies on each cell, of 255: black below 0, white above it, less towards the edges."""
    found: npt.NDArray[np.float64] = np.clip(light * STRENGTH, -DARKEST, BRIGHTEST) * fading(light.shape)
    return found


def fading(shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Return 1 inside the picture and less and less towards each of its edges."""
    along = [np.clip(np.minimum(np.arange(n) + 1, n - np.arange(n)) / EDGE_CELLS, 0.0, 1.0) for n in shape]
    found: npt.NDArray[np.float64] = np.minimum.outer(along[0], along[1])
    return found


def picture_box(west_deg: float, north_deg: float, step_deg: float, shape: tuple[int, ...]) -> list[float]:
    """Return west, south, east, north of the picture in degrees."""
    rows, cols = shape
    return [west_deg, north_deg - rows * step_deg, west_deg + cols * step_deg, north_deg]
