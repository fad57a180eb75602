"""Follow the ground from any point: which reach its water enters, how far that is, and which basin it belongs to."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from registry.hydro.basin.grid import Cells, FlowGrid, degrees_to_m


@dataclass(frozen=True)
class Ground:
    """The drained raster with what is known of every cell.

    `reach_id` is -1 off the reaches; `reach_cell` is the first reach cell on the cell's way, -1 where it meets none;
    `reach_m` the metres to it; `basin` the place in `basins` of the basin it drains to, -1 where it is none of them.
    The first of `basins` is the one the registry is about.
    """

    grid: FlowGrid
    upstream_km2: npt.NDArray[Any]
    reach_id: npt.NDArray[Any]
    reach_cell: npt.NDArray[Any]
    reach_m: npt.NDArray[Any]
    basin: npt.NDArray[Any]
    basins: tuple[str, ...]


def survey(
    grid: FlowGrid, area_km2: npt.NDArray[Any], reach_of_cell: Cells, basin: Cells, basins: tuple[str, ...]
) -> Ground:
    """Follow every cell once, so that later questions are look-ups."""
    stops = np.flatnonzero(reach_of_cell >= 0)
    ends, metres = grid.distance_to(stops)
    met = reach_of_cell[ends] >= 0
    return Ground(
        grid,
        area_km2.astype(np.float32),
        reach_of_cell.astype(np.int32),
        np.where(met, ends, -1).astype(np.int32),
        np.where(met, metres, np.nan).astype(np.float32),
        basin.astype(np.int8),
        basins,
    )


def follow_ground(ground: Ground, lon: npt.ArrayLike, lat: npt.ArrayLike) -> pd.DataFrame:
    """Follow the ground from points (degrees) down to the first reach; one row per point, same order.

    `cell` is where the point lies and `reach_cell` where its water enters `reach_id`, `entry_lon`, `entry_lat`;
    `ground_m` is the way between cell centres, 0 on a reach; `basin` is the basin drained to. Missing where the point
    lies outside the raster or meets no reach.
    """
    cells = ground.grid.raster.cells_at(lon, lat)
    inside = cells >= 0
    entry = np.where(inside, ground.reach_cell[cells], -1).astype(np.int64)
    met = entry >= 0
    places = np.where(met[:, None], ground.grid.raster.centres(np.maximum(entry, 0)), np.nan)
    names = np.array([*ground.basins, None], dtype=object)
    return pd.DataFrame(
        {
            "cell": pd.array(np.where(inside, cells, -1), dtype="Int64"),
            "reach_cell": pd.array(entry, dtype="Int64"),
            "reach_id": pd.array(np.where(met, ground.reach_id[entry], -1), dtype="Int64"),
            "entry_lon": places[:, 0],
            "entry_lat": places[:, 1],
            "ground_m": np.where(met, ground.reach_m[cells], np.nan),
            "basin": names[np.where(inside, ground.basin[cells], -1)],
        }
    ).replace({"cell": -1, "reach_cell": -1, "reach_id": -1}, pd.NA)


def ground_path(ground: Ground, lon: float, lat: float) -> list[tuple[float, float]]:
    """Return the way over the ground from a point to the first reach as lon, lat: the point, then cell centres.

    Empty outside the raster; only the point where no reach is met.
    """
    cell = int(ground.grid.raster.cells_at(lon, lat)[0])
    if cell < 0:
        return []
    entry = int(ground.reach_cell[cell])
    cells = [] if entry < 0 else ground.grid.path(cell, [entry])
    return [(lon, lat), *map(tuple, ground.grid.raster.centres(cells[1:] if len(cells) > 1 else cells).tolist())]


def ground_length_m(path: list[tuple[float, float]]) -> float:
    """Return the length of a way given as lon, lat."""
    points = np.array(path)
    return float(degrees_to_m(points[:-1], points[1:]).sum()) if len(points) > 1 else 0.0
