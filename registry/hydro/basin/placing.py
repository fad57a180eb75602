"""Place sections whose coordinates are only approximate on the river and in the county they are named after."""

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.hydro.basin.grid import Floats, degrees_to_m
from registry.hydro.basin.reaches import ReachCells
from registry.language import Label

PLACED_HOW = {
    "in_county": Label(
        "在所在河流上、考核县内，离原位置最近处", "On its river inside its county, nearest to the stated place"
    ),
    "near_county": Label(
        "在所在河流上、县界外、精度范围内（县内无此河段）",
        "On its river outside its county but within the accuracy; the river has no reach inside that fits",
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
    places equally near the one with the lower reach id is taken. A known river is never left for a nearer one.
    """
    kept = np.isin(parts.reach_id, reaches.index)
    vertices = pd.DataFrame({"reach_id": parts.reach_id[kept]})
    vertices[["lon", "lat"]] = parts.lon_lat[kept]
    vertices["river"] = reaches["river"].reindex(vertices["reach_id"]).to_numpy()
    shapes = counties.set_index("county_code").geometry
    rows = [_place(row, vertices, shapes.get(row.county_code)) for row in sections.itertuples()]
    placed = pd.DataFrame(rows, index=sections.index)
    return placed.astype({"reach_id": "Int64"})


def _place(row: Any, vertices: pd.DataFrame, county: Any) -> dict[str, object]:
    stated = np.array([[row.lon, row.lat]])
    for how, candidates, limit_m in _candidates(row, vertices, county):
        metres = degrees_to_m(candidates[["lon", "lat"]].to_numpy(), stated)
        if metres.size and metres.min() <= limit_m:
            best = candidates.iloc[int(metres.argmin())]
            place = {"lon": best["lon"], "lat": best["lat"], "reach_id": int(best["reach_id"])}
            return {**place, "placed_how": how, "moved_m": round(float(metres.min()))}
    return {"lon": row.lon, "lat": row.lat, "reach_id": None, "placed_how": "as_stated", "moved_m": 0}


def _candidates(row: Any, vertices: pd.DataFrame, county: Any) -> list[tuple[str, pd.DataFrame, float]]:
    """Return in order of preference: how, the vertices that may be chosen, and how far away they may lie."""
    inside = _inside(vertices, county)
    on_river = (vertices["river"] == row.river).to_numpy()
    unnamed = vertices["river"].isna().to_numpy()
    choices = [
        ("in_county", on_river & inside, np.inf),
        ("near_county", on_river, row.accuracy_m),
        ("supposed_river", (vertices["river"] == row.supposed_river).to_numpy() & inside, row.accuracy_m),
        ("unnamed_reach", unnamed & inside, row.accuracy_m),
    ]
    return [(how, vertices[mask], limit) for how, mask, limit in choices]


def _inside(vertices: pd.DataFrame, county: Any) -> npt.NDArray[np.bool_]:
    if county is None:
        return np.ones(len(vertices), dtype=bool)
    shapely.prepare(county)
    return np.asarray(shapely.contains_xy(county, vertices["lon"], vertices["lat"]))


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
    return np.array([_snap(row, cells, points, rivers, least_m) for row in sections.itertuples()], dtype=np.int64)


def _snap(row: Any, cells: npt.NDArray[np.int64], points: Floats, rivers: npt.NDArray[Any], least_m: float) -> int:
    metres = degrees_to_m(points, np.array([[row.lon, row.lat]]))
    limit = np.fmax(row.accuracy_m, least_m)
    for eligible in (rivers == row.river, np.ones(metres.size, dtype=bool)):
        near = np.where(eligible & (metres <= limit), metres, np.inf)
        if near.size and np.isfinite(near.min()):
            return int(cells[near.argmin()])
    return -1
