"""Which area holds a point, how far its border is, and what lies beyond: for many points and few polygons."""

from threading import Lock

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from scipy import ndimage

from registry.crs import require_crs, to_metric
from registry.hydro.flow import Bools
from registry.hydro.grid import Grid, Segments, build_grid, compiled, nearest_labelled, segments_of
from registry.hydro.lines import Floats, Ints, Objects, densified

OUTSIDE = -1
ON_BORDER_M = 0.1
"""A point this near to a border lies on it: the area with the first label takes it, in any CRS."""
BESIDE_M = 0.05
AFTER_ALL = 2**40
CELLS = 1_000_000


class Areas:
    """Labelled polygons in a metric CRS. Labels are numbers ≥ 0 that come first, or < -1; OUTSIDE is -1.

    A raster of cells remembers the label wherever no border between two labels passes; only points in the other cells
    are tested against the polygons themselves.
    """

    def __init__(self, shapes: gpd.GeoDataFrame, label: Ints, crs: CRS, what: str) -> None:
        require_crs(shapes, what)
        geometry = shapes.geometry
        if geometry.crs != crs:
            geometry = to_metric(densified(geometry), crs, what)
        raw = geometry.to_numpy()
        kept = ~(shapely.is_missing(raw) | shapely.is_empty(raw))
        first = np.lexsort((label[kept], label[kept] < 0))[::-1]
        self._shapes: Objects = raw[kept][first]
        self._label = label[kept][first]
        shapely.prepare(self._shapes)
        self._asking = Lock()  # GEOS' prepared shapes may be asked by one thread at a time (libgeos/geos#825)
        borders, self._sides = self._borders()
        self._grid: Grid = build_grid(borders)
        self._raster()

    def label_at(self, x: Floats, y: Floats) -> Ints:
        """Return the label of the area that holds each point, borders included; the first of several."""
        column, row = self._cell(x, y)
        inside = (column >= 0) & (row >= 0) & (column < self._known.shape[1]) & (row < self._known.shape[0])
        label = np.full(len(x), OUTSIDE, dtype=np.int64)
        label[inside] = self._known[row[inside], column[inside]]
        unsure = np.zeros(len(x), dtype=bool)
        unsure[inside] = self._mixed[row[inside], column[inside]]
        label[unsure] = self._test(x[unsure], y[unsure])
        return label

    def border(self, x: Floats, y: Floats, label: Ints, limit_m: Floats) -> tuple[Ints, Floats, Ints]:
        """Return label, metres to the nearest border of it, and the label beyond; inf and OUTSIDE beyond the limit.

        A point on a border gets the first label of both sides.
        """
        anything = np.zeros(len(self._grid.x), dtype=np.int64)
        wanted = np.zeros(len(x), dtype=np.int64)
        segment, border_m, _ = nearest_labelled(self._grid, x, y, anything, wanted, limit_m)
        found = segment >= 0
        pair = self._sides[np.where(found, segment, 0)] if len(self._sides) else np.full((len(x), 2), OUTSIDE)
        on = found & (border_m <= ON_BORDER_M)
        label = np.where(on, pair[:, 0], label)
        beyond = np.where(pair[:, 0] == label, pair[:, 1], pair[:, 0])
        return label, border_m, np.where(found, beyond, OUTSIDE)

    def _test(self, x: Floats, y: Floats) -> Ints:
        """Ask the polygons: the many points are indexed, the few prepared polygons look them up."""
        label = np.full(len(x), OUTSIDE, dtype=np.int64)
        if len(x) and len(self._shapes):
            tree = shapely.STRtree(shapely.points(x, y))
            with self._asking:
                shape, point = tree.query(self._shapes, predicate="intersects")
            turn = np.argsort(shape, kind="stable")
            label[point[turn]] = self._label[shape[turn]]
        return label

    def _borders(self) -> tuple[Segments, Ints]:
        """Return the edges that part two labels, ranked by them, and both labels with the first one first."""
        polygons, shape = shapely.get_parts(self._shapes, return_index=True)
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        edges = segments_of(rings)
        owner = self._label[shape[polygon[edges.part]]] if len(edges.part) else np.empty(0, dtype=np.int64)
        ends = np.round(np.hstack([edges.begin, edges.finish]) * 1e3)
        flip = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
        ends[flip] = ends[flip][:, [2, 3, 0, 1]]
        group = pd.DataFrame(ends).groupby([0, 1, 2, 3], sort=False).ngroup().to_numpy()
        count = np.bincount(group, minlength=1)
        where = np.argsort(group, kind="stable")
        lead = where[np.searchsorted(group[where], np.arange(count.size if len(group) else 0))]
        last = where[np.searchsorted(group[where], np.arange(count.size if len(group) else 0), side="right") - 1]
        sides = np.column_stack([owner[lead], owner[last]])
        lone = count[: len(lead)] != 2  # noqa: PLR2004 - an edge shared by exactly two polygons needs no test
        sides[lone] = self._beside(edges.begin[lead[lone]], edges.finish[lead[lone]])
        sides = np.where(_comes_first(sides[:, [0]], sides[:, [1]]), sides, sides[:, ::-1])
        parting = sides[:, 0] != sides[:, 1]
        kept, sides = lead[parting], sides[parting]
        pair = np.unique(np.where(sides >= 0, sides, sides + AFTER_ALL), axis=0, return_inverse=True)[1].reshape(-1)
        return Segments(edges.begin[kept], edges.finish[kept], edges.start_m[kept], pair.astype(np.int64)), sides

    def _beside(self, begin: Floats, finish: Floats) -> Ints:
        """Return the labels left and right of the middle of each edge."""
        step = finish - begin
        across = np.column_stack([-step[:, 1], step[:, 0]]) / np.maximum(np.hypot(*step.T), 1e-9)[:, None] * BESIDE_M
        middle = (begin + finish) / 2
        return np.column_stack([self._test(*(middle + across).T), self._test(*(middle - across).T)])

    def _raster(self) -> None:
        low, high = (np.zeros(2), np.ones(2))
        if len(self._shapes):
            bounds = shapely.total_bounds(self._shapes)
            low, high = bounds[:2], bounds[2:]
        size = np.maximum(high - low, 1.0)
        self._cell_m = float(np.sqrt(size[0] * size[1] / CELLS))
        self._west, self._south = low - 2 * self._cell_m
        columns, rows = (size // self._cell_m).astype(int) + 5
        self._mixed = np.zeros((rows, columns), dtype=np.bool_)
        _mark(self._mixed, self._grid, self._west, self._south, self._cell_m)
        self._known = self._fill()

    def _fill(self) -> Ints:
        """Label each patch of cells that no border enters by the middle of its first cell."""
        patch, count = ndimage.label(~self._mixed)
        spot = np.zeros(count + 1, dtype=np.int64)
        spot[patch.ravel()[::-1]] = np.arange(patch.size)[::-1]
        row, column = np.divmod(spot[1:], patch.shape[1])
        label = np.full(count + 1, OUTSIDE, dtype=np.int64)
        label[1:] = self._test(self._west + (column + 0.5) * self._cell_m, self._south + (row + 0.5) * self._cell_m)
        return np.asarray(label[patch])

    def _cell(self, x: Floats, y: Floats) -> tuple[Ints, Ints]:
        column = np.floor((x - self._west) / self._cell_m).astype(np.int64)
        return column, np.floor((y - self._south) / self._cell_m).astype(np.int64)


def _comes_first(one: Ints, other: Ints) -> Bools:
    """Say whether a label goes before another: sections by number, then what has none."""
    both = (one >= 0) == (other >= 0)
    return np.where(both, one <= other, one >= 0)


@compiled
def _mark(mixed: Bools, borders: Grid, west: float, south: float, cell_m: float) -> None:
    """Mark every cell that a border, walked in steps of half a cell, comes near."""
    for i in range(len(borders.x)):
        steps = int(borders.length_m[i] / (0.5 * cell_m)) + 1
        for k in range(steps + 1):
            cx = (borders.x[i] + borders.ux[i] * borders.length_m[i] * k / steps - west) / cell_m
            cy = (borders.y[i] + borders.uy[i] * borders.length_m[i] * k / steps - south) / cell_m
            for row in range(int(cy - 0.3), int(cy + 0.3) + 1):
                for column in range(int(cx - 0.3), int(cx + 0.3) + 1):
                    mixed[row, column] = True
