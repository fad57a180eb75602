"""What a printed map holds before it is drawn: the view, the paper, the ground and the features in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import cos, radians

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

METRES_PER_PX_AT_EQUATOR = 156_543.033_92
"""Of a web map at zoom 0."""
NICE = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0)


@dataclass(frozen=True)
class View:
    """What the reader sees: the middle, the zoom of the web map, its size on the screen in pixels, the kinds shown.

    `themes` are kinds with what they are coloured by, `hidden` kinds with each category that is put out of sight,
    `summed` the kinds shown as counts `by` county or section, `off` what of the ground is put out of sight: `counties`,
    `rivers`, `units`, `terrain`.
    """

    lon: float
    lat: float
    zoom: float
    width_px: float = 1000.0
    height_px: float = 700.0
    kinds: tuple[str, ...] = ()
    themes: tuple[tuple[str, str], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    summed: tuple[str, ...] = ()
    by: str = "county"
    off: tuple[str, ...] = ()

    @property
    def size_m(self) -> tuple[float, float]:
        """Width and height of the ground that is seen, in metres."""
        per_px = METRES_PER_PX_AT_EQUATOR * cos(radians(self.lat)) / 2**self.zoom
        return self.width_px * per_px, self.height_px * per_px


@dataclass(frozen=True)
class Paper:
    """A sheet of paper in millimetres, by its name; `portrait` stands upright."""

    name: str
    portrait: bool

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        short, long = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}[self.name]
        return (short, long) if self.portrait else (long, short)


@dataclass(frozen=True)
class Relief:
    """The shade of the terrain: how opaque it lies on each cell, of 255, black below 0 and white above it.

    Rows run from north to south; the raster's outer corner and step are in degrees.
    """

    veil: npt.NDArray[np.float64]
    west_deg: float
    north_deg: float
    step_deg: float


@dataclass(frozen=True)
class PrintContent:
    """One printed map: its texts, the ground round the view, and the features with a place, by kind, unthinned.

    `ground` holds `province, cities, counties, reaches, rivers, units` in EPSG:4490.
    """

    view: View
    title: str
    filter: str
    day: date
    revision: int
    base_sha256: str
    synthetic: bool
    ground: Mapping[str, gpd.GeoDataFrame]
    features: Mapping[str, pd.DataFrame]
    relief: Relief | None = None


def nice_scale(least: float) -> float:
    """Return the denominator of a scale that people use, not smaller than the least."""
    power = 10.0 ** (len(f"{max(least, 1.0):.0f}") - 1)
    return next(power * step for step in NICE if power * step >= least)
