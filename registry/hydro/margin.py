"""Measure how far a point on the network is from water that goes to another section."""

from typing import NamedTuple

import numpy as np

from registry.hydro.grid import Grid, closer, compiled, distance_to, rings
from registry.hydro.lines import Floats, Ints

STRAIGHT = 1.02
"""Water that runs at most this many times the straight way runs straight: a point must move as far as it."""


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


@compiled
def _other_at(
    grid: Grid, x: float, y: float, label: Ints, paths: Paths, own: Own, i: int, limit_m: float
) -> tuple[int, float]:
    size_m = grid.cell_m
    column, row, near, far, room = rings(grid, x, y)
    best, best_m = -1, np.inf
    for ring in range(near, far + 1):
        if ring > 0 and (ring - 1 + room) * size_m > min(best_m, limit_m):
            break
        for r in range(max(row - ring, 0), min(row + ring, grid.rows - 1) + 1):
            step = 1 if abs(r - row) == ring else max(2 * ring, 1)
            for c in range(column - ring, column + ring + 1, step):
                if c < 0 or c >= grid.columns:
                    continue
                cell = r * grid.columns + c
                for k in range(grid.first[cell], grid.first[cell + 1]):
                    s = grid.items[k]
                    if label[s] == own.label[i]:
                        continue
                    d, along = distance_to(x - grid.x[s], y - grid.y[s], grid.dx[s], grid.dy[s], grid.length_m[s])
                    p = grid.part[s]
                    if d > limit_m or (best >= 0 and not closer(d, p, best_m, grid.part[best])):
                        continue
                    o = own.reach[i]
                    on_path = (paths.enter[p] <= paths.enter[o] < paths.leave[p]) or (
                        paths.enter[o] <= paths.enter[p] < paths.leave[o]
                    )
                    gap_m = abs(own.to_mouth_m[i] - (paths.top_m[p] - grid.start_m[s] - along))
                    share = along / max(grid.length_m[s], 1e-9)
                    straight_m = np.hypot(
                        grid.x[s] + share * grid.dx[s] - own.x[i], grid.y[s] + share * grid.dy[s] - own.y[i]
                    )
                    if not (on_path and gap_m <= STRAIGHT * straight_m):
                        best, best_m = s, d
    return best, best_m


@compiled
def nearest_other(
    grid: Grid, x: Floats, y: Floats, label: Ints, paths: Paths, own: Own, limit_m: Floats
) -> tuple[Ints, Floats]:
    """Find the nearest segment that leads to another section; -1 and inf beyond the limit.

    Left out is the same river going straight on past its section: the way along the water measures that.
    """
    segment, distance_m = np.full(len(x), -1), np.full(len(x), np.inf)
    for i in range(len(x)):
        segment[i], distance_m[i] = _other_at(grid, x[i], y[i], label, paths, own, i, limit_m[i])
    return segment, distance_m
