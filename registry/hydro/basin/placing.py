"""Place sections whose coordinates are only approximate on the river and in the county they are named after."""

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.crs import METRIC, STORAGE
from registry.hydro.basin.grid import Floats, degrees_to_m
from registry.hydro.basin.reaches import ReachCells
from registry.language import Label

Mask = npt.NDArray[np.bool_]

CELL_M = 900.0
"""About a cell of the elevation model: a reach cannot be known better."""
PLACED_HOW = {
    "in_county": Label(
        "在所在河流上、考核县内，离原位置最近处", "On its river inside its county, nearest to the stated place"
    ),
    "county_border": Label(
        "在所在河流上，河流为考核县边界，离原位置最近处",
        "On its river where that is the border of its county (within a cell), nearest to the stated place",
    ),
    "near_county": Label(
        "在所在河流上、县界外，距县界与原位置均在精度范围内",
        "On its river outside its county, within the accuracy of both county and stated place",
    ),
    "far_in_county": Label(
        "在所在河流上、考核县内，但超出原位置精度", "On its river inside its county, but beyond the stated accuracy"
    ),
    "supposed_river": Label(
        "河流未核实，按推测河流放置，存疑", "On the river it is supposed to lie on; the river is not verified"
    ),
    "unnamed_reach": Label(
        "河流不明或为人工渠道，放在最近的无名河段上，存疑",
        "River unknown or a canal without a natural reach; on the nearest unnamed reach, doubtful",
    ),
    "as_stated": Label("附近无合适河段，保留原位置", "No reach fits nearby; left at the stated place"),
}
"""How a section was placed: permanent codes and their words."""


def place_sections(
    sections: pd.DataFrame, reaches: gpd.GeoDataFrame, parts: ReachCells, counties: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Place each section on a vertex of a reach; one row per section, same index and order.

    `sections` needs `river`, `supposed_river`, `county_code`, `lon`, `lat` (degrees) and `accuracy_m`. The result has
    `lon`, `lat`, `reach_id` (missing where left as stated), `placed_how` (a key of PLACED_HOW) and `moved_m`. Of
    places equally near the one with the lower reach id is taken; a known river is never left for a nearer one.
    """
    vertices = _vertices(reaches, parts)
    shapes = counties.set_index("county_code").geometry.to_crs(METRIC)
    stated = gpd.GeoSeries.from_xy(sections["lon"], sections["lat"], crs=STORAGE).to_crs(METRIC)
    rows: list[Any] = list(sections.itertuples())
    placed = [_place(row, at, vertices, shapes.get(row.county_code)) for row, at in zip(rows, stated, strict=True)]
    return pd.DataFrame(placed, index=sections.index).astype({"reach_id": "Int64"})


def _vertices(reaches: gpd.GeoDataFrame, parts: ReachCells) -> gpd.GeoDataFrame:
    kept = np.isin(parts.reach_id, reaches.index)
    ids, (lon, lat) = parts.reach_id[kept], parts.lon_lat[kept].T
    columns = {"reach_id": ids, "lon": lon, "lat": lat, "river": reaches["river"].reindex(ids).to_numpy()}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=STORAGE).to_crs(METRIC)


def _place(row: Any, stated: Any, vertices: gpd.GeoDataFrame, county: Any) -> dict[str, object]:
    metres = vertices.geometry.distance(stated).to_numpy()
    for how, eligible, limit_m in _choices(row, vertices, county):
        distance = np.where(eligible, metres, np.inf)
        best = int(distance.argmin())
        if np.isfinite(distance[best]) and distance[best] <= limit_m:
            place = vertices.iloc[best][["lon", "lat", "reach_id"]].to_dict()
            return {**place, "placed_how": how, "moved_m": round(float(distance[best]))}
    return {"lon": row.lon, "lat": row.lat, "reach_id": None, "placed_how": "as_stated", "moved_m": 0}


def _choices(row: Any, vertices: gpd.GeoDataFrame, county: Any) -> list[tuple[str, Mask, float]]:
    """Return in order of preference: how, the vertices that may be chosen, and how far away they may lie."""
    inside, beside = _within(vertices, county, 0.0), _within(vertices, county, CELL_M)
    on_river = (vertices["river"] == row.river).to_numpy()
    supposed = (vertices["river"] == row.supposed_river).to_numpy()
    unnamed = vertices["river"].isna().to_numpy()
    return [
        ("in_county", on_river & inside, row.accuracy_m + CELL_M),
        ("county_border", on_river & beside, row.accuracy_m + CELL_M),
        ("near_county", on_river & _within(vertices, county, row.accuracy_m), row.accuracy_m),
        ("far_in_county", on_river & inside, np.inf),
        ("supposed_river", supposed & inside, row.accuracy_m),
        ("unnamed_reach", unnamed & inside, row.accuracy_m),
    ]


def _within(vertices: gpd.GeoDataFrame, county: Any, margin_m: float) -> Mask:
    if county is None:
        return np.ones(len(vertices), dtype=bool)
    shapely.prepare(county)
    return np.asarray(shapely.dwithin(county, vertices.geometry.to_numpy(), margin_m))


def snap_cells(
    sections: pd.DataFrame, reaches: gpd.GeoDataFrame, parts: ReachCells, least_m: float
) -> npt.NDArray[np.int64]:
    """Return the reach cell of each section with a place, -1 where none lies near.

    A vertex on the section's own river within its accuracy comes first, then the nearest vertex of any; `least_m` is
    the distance always allowed, for the width of a cell.
    """
    kept = np.isin(parts.reach_id, reaches.index)
    cells, points = parts.cell[kept], parts.lon_lat[kept]
    rivers = reaches["river"].reindex(parts.reach_id[kept]).to_numpy()
    rows: list[Any] = list(sections.itertuples())
    return np.array([_snap(row, cells, points, rivers, least_m) for row in rows], dtype=np.int64)


def _snap(row: Any, cells: npt.NDArray[np.int64], points: Floats, rivers: npt.NDArray[Any], least_m: float) -> int:
    metres = degrees_to_m(points, np.array([[row.lon, row.lat]]))
    limit = np.fmax(row.accuracy_m, least_m)
    for eligible in (rivers == row.river, np.ones(metres.size, dtype=bool)):
        near = np.where(eligible & (metres <= limit), metres, np.inf)
        if near.size and np.isfinite(near.min()):
            return int(cells[near.argmin()])
    return -1
