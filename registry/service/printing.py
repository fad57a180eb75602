"""What a printed map of a view holds: the ground round it, and the features that pass the filters."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from registry.crs import METRIC, STORAGE
from registry.print_contents import PrintContent, View
from registry.service.mapping import data_version, map_ground
from registry.service.registry import AsOf, Registry

ROOM = 1.6
"""How far beyond the screen the ground is kept: paper has another shape than a screen."""
SHOWN = ("province", "cities", "counties", "reaches", "rivers", "units")


def printed(
    registry: Registry, view: View, features: Mapping[str, pd.DataFrame], as_of: AsOf, title: str, said: str
) -> PrintContent:
    """Return the content of one printed map; `features` are finished tables by kind, `said` what they passed."""
    around = box(*area_round(view))
    ground = vars(map_ground(registry, as_of))
    near = {name: ground[name][ground[name].intersects(around)] for name in SHOWN}
    version = data_version(registry, as_of)
    made_up = any(
        bool(table["synthetic"].fillna(value=False).astype(bool).any())
        for table in features.values()
        if "synthetic" in table
    )
    base = version.base_sha256 or ""
    return PrintContent(view, title, said, version.valid_on, version.revision, base, made_up, near, dict(features))


def area_round(view: View) -> tuple[float, float, float, float]:
    """Return west, south, east and north in degrees of the ground that a sheet may show."""
    middle: Any = gpd.GeoSeries.from_xy([view.lon], [view.lat], crs=STORAGE).to_crs(METRIC).iloc[0]
    half = max(view.size_m) * ROOM
    corners = box(middle.x - half, middle.y - half, middle.x + half, middle.y + half)
    west, south, east, north = gpd.GeoSeries([corners], crs=METRIC).to_crs(STORAGE).total_bounds
    return float(west), float(south), float(east), float(north)
