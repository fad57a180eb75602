"""Which county holds a point, and whether the ledger's county contradicts it."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from registry.hydro.areas import Areas
from registry.hydro.flow import Bools
from registry.hydro.lines import Ints
from registry.hydro.ways import Points


def county_evidence(counties: gpd.GeoDataFrame, points: Points, declared: Any, crs: CRS) -> tuple[Any, Bools]:
    """Return the county that holds each point and whether it contradicts the declared one beyond the point's doubt."""
    codes = pd.Index(sorted(counties["county_code"].dropna().astype(str).unique()))
    label = codes.get_indexer(counties["county_code"].astype(str)).astype(np.int64)
    areas = Areas(counties[label >= 0], label[label >= 0], crs, "counties")
    held = areas.label_at(points.x, points.y)
    held_code = pd.array(codes).take(np.where(held >= 0, held, -1), allow_fill=True)
    if declared is None:
        return held_code, np.zeros(len(points.x), dtype=bool)
    asked = codes.get_indexer(pd.Series(declared).astype(str))
    rows = np.flatnonzero(~pd.isna(declared) & (asked != held))
    differs = np.zeros(len(points.x), dtype=bool)
    differs[rows] = ~_near_county(counties, label, asked[rows], points, rows, crs)
    return held_code, differs


def _near_county(counties: gpd.GeoDataFrame, label: Ints, asked: Ints, points: Points, rows: Ints, crs: CRS) -> Bools:
    """Say whether the declared county, where it is one we know, comes within the accuracy of each point."""
    shapes = counties.geometry.to_crs(crs).to_numpy()
    near = np.zeros(len(rows), dtype=bool)
    for county in np.unique(asked[asked >= 0]):
        of_it = np.flatnonzero(asked == county)
        there = shapely.points(points.x[rows[of_it]], points.y[rows[of_it]])
        for shape in shapes[label == county]:
            near[of_it] |= shapely.dwithin(there, shape, points.accuracy_m[rows[of_it]])
    return near
