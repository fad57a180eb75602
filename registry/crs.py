"""Coordinate reference systems: one to store in, ones to measure in; degrees are never distances."""

import math
from typing import Any

import geopandas as gpd
from pyproj import CRS

from registry.errors import CrsError
from registry.language import msg

STORAGE = CRS.from_epsg(4490)
"""CGCS2000 longitude, latitude; equal to WGS 84 within a decimetre or so."""

PROVINCE_HALF_WIDTH_DEG = 2.0

METRIC = CRS.from_proj4("+proj=tmerc +lat_0=0 +lon_0=112.3 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs")
"""Transverse Mercator on Shanxi's middle meridian: lengths within 0.05 % in the province."""

EQUAL_AREA = CRS.from_proj4("+proj=aea +lat_1=35.5 +lat_2=39.7 +lat_0=37 +lon_0=112.3 +ellps=GRS80 +units=m +no_defs")
"""Albers equal-area for areas in Shanxi."""


def require_crs(frame: gpd.GeoDataFrame, what: str) -> CRS:
    """Return the frame's CRS.

    Raises
    ------
    CrsError
        When none is set: axes and datum would be a guess.
    """
    if frame.crs is None:
        raise CrsError("C001", msg("{what} has no coordinate reference system; set it before use.", what=what))
    return CRS(frame.crs)


def metric_crs(frame: gpd.GeoDataFrame, what: str) -> CRS:
    """Return a CRS whose plane metres fit the frame: its own where projected in metres, else one made for its middle.

    Raises
    ------
    CrsError
        When the frame has no CRS, or no finite extent.
    """
    crs = require_crs(frame, what)
    if crs.is_projected and all(axis.unit_name == "metre" for axis in crs.axis_info[:2]):
        return crs
    west, south, east, north = frame.to_crs(4326).total_bounds
    if not all(map(math.isfinite, (west, south, east, north))):
        raise CrsError("C002", msg("{what} is empty or has no finite coordinates.", what=what))
    return local_metric_crs((west + east) / 2)


def local_metric_crs(lon: float) -> CRS:
    """Return a transverse Mercator on the given meridian, METRIC itself where it serves (within 2 degrees)."""
    if abs(lon - 112.3) <= PROVINCE_HALF_WIDTH_DEG:
        return METRIC
    return CRS.from_proj4(f"+proj=tmerc +lat_0=0 +lon_0={round(lon, 1)} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m")


def to_metric(frame: Any, crs: CRS, what: str) -> Any:
    """Return the frame in a metric CRS, as it is where it already is in it.

    Raises
    ------
    CrsError
        When the frame has no CRS, or the target does not measure metres.
    """
    require_crs(frame, what)
    if not crs.is_projected:
        raise CrsError("C003", msg("{crs} measures degrees; distances need a projected system.", crs=crs.name))
    return frame if frame.crs == crs else frame.to_crs(crs)
