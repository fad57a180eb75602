"""Measure how far a point on the network is from water that goes to another section."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import distance_transform_cdt

from registry.hydro.grid import TIE_M, Grid, closer, compiled, gap, rings, square_to
from registry.hydro.lines import Floats, Ints

STRAIGHT = 1.02
"""Water that runs at most this many times the straight way runs straight: a point must move as far as it."""


MIXED = -(2**31)


class Paths(NamedTuple):
    """What says whether one reach lies on the path of another: the tour, and metres from the upper end to the mouth."""

    enter: Ints
    leave: Ints
    top_m: Floats


class Own(NamedTuple):
    """Where points lie: reach, metres to the mouth, the place on the reach, number of their section."""

    reach: Ints
    to_mouth_m: Floats
    x: Floats
    y: Floats
    label: Ints


class Calm(NamedTuple):
    """What lets a search skip its first rings: per cell a label, and the rings around it that hold no other one."""

    label: Ints
    rings: Ints


def calm_rings(grid: Grid, label: Ints) -> Calm:
    """Say, for every cell, how many rings of cells around it, itself included, surely hold segments of one label only.

    Cells without segments count to the nearest one that has some; a cell of several labels counts as one of its own.
    """
    shape = (grid.rows, grid.columns)
    told = np.append(label, 0)[np.append(grid.items, len(label))]
    count = np.diff(grid.first)
    filled = count > 0
    low, high = np.zeros(len(count), dtype=np.int64), np.zeros(len(count), dtype=np.int64)
    low[filled] = np.minimum.reduceat(told, grid.first[:-1][filled])
    high[filled] = np.maximum.reduceat(told, grid.first[:-1][filled])
    held = np.where(low == high, low, MIXED).reshape(shape)
    row, column = distance_transform_cdt(
        ~filled.reshape(shape), "chessboard", return_distances=False, return_indices=True
    )
    held = held[row, column]
    wide = np.pad(held, 1, mode="edge")
    calm = np.lib.stride_tricks.sliding_window_view(wide, (3, 3))
    edge = (calm != held[..., None, None]).any(axis=(2, 3)) | (held == MIXED)
    rings = distance_transform_cdt(~edge, "chessboard")
    rings[rings < 0] = max(shape)
    return Calm(held.ravel(), np.where(held == MIXED, 0, rings + 1).ravel().astype(np.int64))


@compiled
def _straight_on(grid: Grid, s: int, along: float, paths: Paths, own: Own, i: int) -> bool:
    """Say whether a place along a segment is on the way of a point's own water, which runs straight between them."""
    p, o = grid.part[s], own.reach[i]
    below = paths.enter[p] <= paths.enter[o] < paths.leave[p]
    if not below and not paths.enter[o] <= paths.enter[p] < paths.leave[o]:
        return False
    way_m = abs(own.to_mouth_m[i] - (paths.top_m[p] - grid.start_m[s] - along))
    east_m = grid.x[s] + along * grid.ux[s] - own.x[i]
    north_m = grid.y[s] + along * grid.uy[s] - own.y[i]
    return bool(way_m <= STRAIGHT * np.hypot(east_m, north_m))


@compiled
def _other_at(  # noqa: C901 - a search in rings is four loops deep
    grid: Grid, x: float, y: float, label: Ints, calm: Calm, paths: Paths, own: Own, i: int, limit_m: float
) -> tuple[int, float]:
    column, row, near, far, fx, fy = rings(grid, x, y)
    if 0 <= column < grid.columns and 0 <= row < grid.rows:
        cell = row * grid.columns + column
        if calm.label[cell] == own.label[i]:
            near = max(near, calm.rings[cell])
    bound_m = limit_m
    best, best_m = -1, np.inf
    for ring in range(near, far + 1):
        if ring > 0 and (ring - 1 + min(fx, 1.0 - fx, fy, 1.0 - fy)) * grid.cell_m > bound_m + TIE_M:
            break
        most = ((bound_m + TIE_M) / grid.cell_m) ** 2
        for r in range(max(row - ring, 0), min(row + ring, grid.rows - 1) + 1):
            step = 1 if abs(r - row) == ring else max(2 * ring, 1)
            across = gap(r - row, fy) ** 2
            for c in range(column - ring, column + ring + 1, step):
                if c < 0 or c >= grid.columns or gap(c - column, fx) ** 2 + across > most:
                    continue
                cell = r * grid.columns + c
                for k in range(grid.first[cell], grid.first[cell + 1]):
                    s = grid.items[k]
                    if label[s] == own.label[i]:
                        continue
                    square, along = square_to(grid, s, x, y)
                    if square > (bound_m + TIE_M) ** 2:
                        continue
                    p, d = grid.part[s], np.sqrt(square)
                    if d > limit_m or (best >= 0 and not closer(d, p, best_m, grid.part[best])):
                        continue
                    if not _straight_on(grid, s, along, paths, own, i):
                        best, best_m, bound_m = s, d, d
    return best, best_m


@compiled
def nearest_other(
    grid: Grid, x: Floats, y: Floats, label: Ints, calm: Calm, paths: Paths, own: Own, limit_m: Floats
) -> tuple[Ints, Floats]:
    """Find the nearest segment that leads to another section; -1 and inf beyond the limit.

    Left out is the same river going straight on past its section: the way along the water measures that.
    """
    segment, distance_m = np.full(len(x), -1), np.full(len(x), np.inf)
    for i in range(len(x)):
        segment[i], distance_m[i] = _other_at(grid, x[i], y[i], label, calm, paths, own, i, limit_m[i])
    return segment, distance_m
