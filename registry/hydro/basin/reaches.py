"""Cut the drained cells into reaches: directed lines between junctions, with area, length and order."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.crs import STORAGE
from registry.hydro.basin.grid import Cells, Floats, FlowGrid, Raster, absorb, degrees_to_m, jump, steps_to_outlet

MAX_SHIFT_CELLS = 0.45
"""Smoothing never moves a vertex out of its own cell, so a point on a line is also in the right cell."""
SMOOTHING_ROUNDS = 2


@dataclass(frozen=True)
class ReachCells:
    """The cells of all reaches, reach by reach, each from its upper end down.

    `reach_id` is the flat index of the reach's last own cell; the cell where it joins belongs to the next reach.
    `lon_lat` is the cell's vertex on the line.
    """

    cell: Cells
    reach_id: Cells
    lon_lat: Floats


def cut_reaches(grid: FlowGrid, is_stream: npt.NDArray[np.bool_]) -> ReachCells:
    """Cut a stream mask, closed downstream, into reaches at every junction."""
    stream = np.flatnonzero(is_stream)
    below = grid.downstream[stream].astype(np.int64)
    moving = below != stream
    inflows = np.bincount(below[moving], minlength=grid.raster.size)
    last = stream[(inflows[below] > 1) | ~moving]
    reach_id = jump(absorb(grid.downstream, last))[0][stream]
    order = np.lexsort((-steps_to_outlet(grid)[stream], reach_id))
    cells, ids = stream[order], reach_id[order]
    return ReachCells(cells, ids, smooth(grid, cells, ids))


def smooth(grid: FlowGrid, cells: Cells, ids: Cells) -> Floats:
    """Round the staircase of cell centres: ends stay, and no vertex leaves its cell."""
    centres = grid.raster.centres(cells)
    inner = np.flatnonzero((np.roll(ids, 1) == ids) & (np.roll(ids, -1) == ids))
    points = centres.copy()
    limit = MAX_SHIFT_CELLS * grid.raster.step_deg
    for _ in range(SMOOTHING_ROUNDS):
        mean = (points[inner - 1] + 2 * points[inner] + points[inner + 1]) / 4
        points[inner] = centres[inner] + np.clip(mean - centres[inner], -limit, limit)
    return points


def reach_frame(grid: FlowGrid, parts: ReachCells, area_km2: Floats, inflow_orders: dict[int, int]) -> gpd.GeoDataFrame:
    """Return one directed line per reach, indexed by `reach_id`, EPSG:4490, digitised downstream.

    `downstream_id` is missing where the water leaves the grid; `order` is Strahler's, where a head cell named in
    `inflow_orders` brings that order in from outside; `area_km2` is at the lower end. A reach of one cell that leaves
    the grid has no line and is left out.
    """
    ids, first, count = np.unique(parts.reach_id, return_index=True, return_counts=True)
    below = grid.downstream[ids].astype(np.int64)
    reach_at = dict(zip(parts.cell.tolist(), parts.reach_id.tolist(), strict=True))
    leaves = below == ids
    frame = pd.DataFrame(
        {
            "reach_id": ids,
            "downstream_id": pd.array([reach_at[b] for b in below.tolist()], dtype="Int64"),
            "area_km2": area_km2[ids].round(3),
            "head_cell": parts.cell[first],
        }
    )
    frame.loc[leaves, "downstream_id"] = pd.NA
    frame["order"] = strahler(frame, inflow_orders)
    lines, length_m = _lines(grid, parts, first, count, below, leaves)
    frame["length_m"] = length_m.round(1)
    whole = gpd.GeoDataFrame(frame, geometry=lines, crs=STORAGE).set_index("reach_id", drop=False)
    kept = whole[~(leaves & (count == 1))].rename_axis(None)
    kept["downstream_id"] = kept["downstream_id"].where(kept["downstream_id"].isin(kept["reach_id"]))
    return kept


def _lines(
    grid: FlowGrid, parts: ReachCells, first: Cells, count: Cells, below: Cells, leaves: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[Any], Floats]:
    ends = grid.raster.centres(below)
    runs = [parts.lon_lat[start : start + size] for start, size in zip(first, count, strict=True)]
    ways = [
        run if leaving and len(run) > 1 else np.vstack([run, end])
        for run, end, leaving in zip(runs, ends, leaves, strict=True)
    ]
    metres = [degrees_to_m(way[:-1], way[1:]).sum() for way in ways]
    return shapely.linestrings(
        np.vstack(ways), indices=np.repeat(np.arange(len(ways)), [len(w) for w in ways])
    ), np.array(metres)


def strahler(reaches: pd.DataFrame, inflow_orders: dict[int, int]) -> list[int]:
    """Return Strahler's order of each reach; rows need `reach_id`, `downstream_id`, `area_km2`, `head_cell`."""
    arriving: dict[int, list[int]] = {}
    order: dict[int, int] = {}
    rows: list[Any] = list(reaches.sort_values(["area_km2", "reach_id"]).itertuples())
    for row in rows:
        above = sorted([*arriving.get(row.reach_id, []), inflow_orders.get(row.head_cell, 0)], reverse=True)
        order[row.reach_id] = max(above[0] + (len(above) > 1 and above[0] == above[1] > 0), 1)
        if pd.notna(row.downstream_id):
            arriving.setdefault(int(row.downstream_id), []).append(order[row.reach_id])
    return [order[reach] for reach in reaches["reach_id"]]


def keep_connected(reaches: gpd.GeoDataFrame, province: Any) -> gpd.GeoDataFrame:
    """Keep the reaches that touch the province and everything downstream of them."""
    shapely.prepare(province)
    wanted = set(reaches.index[shapely.intersects(province, reaches.geometry.to_numpy())])
    below = reaches["downstream_id"].dropna().astype("int64").to_dict()
    frontier = set(wanted)
    while frontier := {below[r] for r in frontier if r in below} - wanted:
        wanted |= frontier
    return reaches[reaches.index.isin(wanted)]


def cells_of(raster: Raster, reaches: gpd.GeoDataFrame, reach_of_cell: npt.NDArray[Any]) -> ReachCells:
    """Return the cells of reaches from their lines alone: every own vertex lies in its cell, the last in the next's."""
    points, number = shapely.get_coordinates(reaches.geometry.to_numpy(), return_index=True)
    cells = raster.cells_at(points[:, 0], points[:, 1])
    ids = reaches.index.to_numpy()[number]
    own = reach_of_cell[cells] == ids
    return ReachCells(cells[own], ids[own], points[own])
