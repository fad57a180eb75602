"""From elevations to flow: courses that are known are forced, everything else follows the ground."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyflwdir.dem import fill_depressions
from scipy.ndimage import binary_dilation
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from registry.errors import BaseLayersError
from registry.hydro.basin.grid import NEIGHBOURS, Cells, Floats, FlowGrid, Raster
from registry.language import msg

OFF_COURSE_COST = 25.0
"""A cell off the mapped course costs as much as this many on it: gaps are bridged, braids never left."""
BRIDGE_CELLS = 6
D8_OFFSETS: dict[int, tuple[int, int]] = {
    1: (0, 1), 2: (1, 1), 4: (1, 0), 8: (1, -1), 16: (0, -1), 32: (-1, -1), 64: (-1, 0), 128: (-1, 1),
}  # fmt: skip


def cells_touched(raster: Raster, lines: Iterable[Any]) -> Cells:
    """Return the cells that lines (degrees) run through, ascending."""
    dense = shapely.segmentize(np.asarray(list(lines), dtype=object), raster.step_deg / 8)
    points = shapely.get_coordinates(dense)
    cells = np.unique(raster.cells_at(points[:, 0], points[:, 1]))
    return cells[cells >= 0]


def force_course(raster: Raster, lines: Iterable[Any], end: Cells, start: int | None = None) -> Cells:
    """Return one connected path of cells along mapped lines, upstream first, down to the nearest of the `end` cells.

    `start` is the upper cell; without it the path begins at the mapped cell farthest from the end, so that braids,
    islands and breaks of a map leave exactly one way.

    Raises
    ------
    BaseLayersError
        When the lines do not lead from the start to any of the end cells.
    """
    mapped = cells_touched(raster, lines)
    near = np.zeros((raster.rows, raster.cols), dtype=bool)
    near.flat[mapped if start is None else np.append(mapped, start)] = True
    nodes = np.flatnonzero(binary_dilation(near, np.ones((3, 3)), iterations=BRIDGE_CELLS))
    ends = np.flatnonzero(np.isin(nodes, end))
    if not ends.size:
        raise BaseLayersError("B011", msg("A forced river course does not come near the river it joins."))
    graph = _step_graph(raster, nodes, np.isin(nodes, mapped))
    cost, before, _ = dijkstra(graph, indices=ends, return_predecessors=True, min_only=True)
    starts = np.searchsorted(nodes, mapped if start is None else [start])
    starts = starts[np.isfinite(cost[starts])]
    if not starts.size:
        raise BaseLayersError("B012", msg("A forced river course is broken: no way along it to the river it joins."))
    way = [int(starts[np.argmax(cost[starts])])]
    while before[way[-1]] >= 0:
        way.append(int(before[way[-1]]))
    return np.asarray(nodes[way])


def largest_near(raster: Raster, area_km2: Floats, point: Sequence[float], radius: int) -> int:
    """Return the cell with the largest upstream area within `radius` cells of a point (lon, lat): the river meant."""
    near = raster.around(int(raster.cells_at(point[0], point[1])[0]), radius)
    return int(near[np.argmax(area_km2[near])])


def _step_graph(raster: Raster, nodes: Cells, on_map: npt.NDArray[np.bool_]) -> csr_array:
    cost = np.where(on_map, 1.0, OFF_COURSE_COST)
    row, col = np.divmod(nodes, raster.cols)
    heads, tails, weights = [], [], []
    for down, right in NEIGHBOURS:
        inside = (row + down >= 0) & (row + down < raster.rows) & (col + right >= 0) & (col + right < raster.cols)
        target = nodes + down * raster.cols + right
        place = np.minimum(np.searchsorted(nodes, target), nodes.size - 1)
        known = np.flatnonzero(inside & (nodes[place] == target))
        heads.append(known)
        tails.append(place[known])
        weights.append((cost[known] + cost[place[known]]) / 2 * np.hypot(down, right))
    triple = np.concatenate(weights), (np.concatenate(heads), np.concatenate(tails))
    return csr_array(triple, shape=(nodes.size, nodes.size))


def flow_directions(raster: Raster, elevation_m: npt.NDArray[Any], courses: Sequence[Cells]) -> FlowGrid:
    """Let every cell drain to its neighbour on the way to a forced course or the raster's edge.

    Each course is a path of cells, upstream first; its last cell lies on another course, on the edge, or is an outlet.

    Notes
    -----
    Depressions are filled after Wang and Liu (2006), doi:10.1080/13658810500433453. Burning a course in by 20-50 m does
    not do: the Yellow River then runs backwards above Wanjiazhai and the Fen astray in the flat Taiyuan basin.
    """
    forced = np.concatenate([*courses, raster.edge_cells]) if len(courses) else raster.edge_cells
    _, directions = fill_depressions(
        elevation_m.astype(np.float32), idxs_pit=np.unique(forced), nodata=-9999.0, connectivity=8
    )
    downstream = _pointers(raster, directions)
    downstream[forced] = forced
    for course in courses:
        downstream[course[:-1]] = course[1:]
    for course in courses:
        _close_corners(raster, downstream, course)
    return FlowGrid(raster, downstream.astype(np.int32))


def _close_corners(raster: Raster, downstream: Cells, course: Cells) -> None:
    """Let water that would cross a course between two cells touching at a corner join the course there."""
    (rows, cols), ends = np.divmod(course, raster.cols), course[1:]
    one, other = rows[:-1] * raster.cols + cols[1:], rows[1:] * raster.cols + cols[:-1]
    for from_cell, to_cell in ((one, other), (other, one)):
        crosses = (from_cell != to_cell) & (downstream[from_cell] == to_cell)
        downstream[from_cell[crosses]] = ends[crosses]


def _pointers(raster: Raster, directions: npt.NDArray[np.uint8]) -> Cells:
    offset = np.zeros(256, dtype=np.int64)
    for code, (down, right) in D8_OFFSETS.items():
        offset[code] = down * raster.cols + right
    return np.arange(raster.size) + offset[directions.ravel()]
