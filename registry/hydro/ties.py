"""Decide between lines that are equally near to a point: most often they share the junction nearest to it."""

from typing import NamedTuple

import numpy as np

from registry.hydro.grid import Grid, compiled, square_to
from registry.hydro.lines import Floats, Ints

EQUAL_M = 1e-5
"""Distances to a shared junction are equal to this in any CRS; of lines farther apart the nearer one comes first."""
REACH, BEYOND = 1.05, 1.2
"""A line counts as far as the accuracy reaches, and a touch on; where none is stated, a little beyond the junction."""
RIM, RIM_WEIGHT = (0.98, 1.02), 20.0
"""A line that passes just as far off as the accuracy says counts more: often what is stated is how far it was.

Fitted on points strewn around a published network: of two lines that meet, the right one is taken for 98 % of points at
right angles to theirs, for 66 % of those at the stated distance in any direction, for 58 % of those jittered within it.
"""
SAME_M = 0.01
MOST = 16
"""No more lines than this are told apart at one point."""


class Tied(NamedTuple):
    """The part each point belongs to, how far off it is, the measure on it; then the next best one, of another line."""

    part: Ints
    offset_m: Floats
    measure_m: Floats
    other: Ints
    other_offset_m: Floats


class _Lines(NamedTuple):
    """The line of every part; `part[start[n]:start[n + 1]]` are those of line n, and `first` their first segments."""

    number: Ints
    start: Ints
    part: Ints
    first: Ints


def settle_ties(grid: Grid, x: Floats, y: Floats, line: Ints, doubt_m: Floats, near_m: Floats) -> Tied:
    """Choose for each point between the lines that are nearest to it, all of them within `near_m`.

    It belongs to the one with most of its length within the doubt: the more of a line lies there, the likelier its true
    place does. Equal ones go to the smaller part.
    """
    order = np.argsort(line, kind="stable")
    start = np.searchsorted(line[order], np.arange(line.max() + 2))
    lines = _Lines(line, start, order, np.searchsorted(grid.part, np.arange(len(line) + 1)))
    return Tied(*_settle(grid, x, y, lines, doubt_m, near_m))


@compiled
def _settle(
    grid: Grid, x: Floats, y: Floats, lines: _Lines, doubt_m: Floats, near_m: Floats
) -> tuple[Ints, Floats, Floats, Ints, Floats]:
    best, best_m, measure_m = np.full(len(x), -1), np.full(len(x), np.nan), np.full(len(x), np.nan)
    other, other_m = np.full(len(x), -1), np.full(len(x), np.nan)
    part, off_m, at_m, weight = np.empty(MOST, np.int64), np.empty(MOST), np.empty(MOST), np.empty(MOST)
    for i in range(len(x)):
        count = _tied(grid, x[i], y[i], lines.number, near_m[i], part, off_m, at_m)
        for k in range(count):
            weight[k] = _weight(grid, x[i], y[i], doubt_m[i], near_m[i], lines, part[k])
        one = _first(count, part, off_m, weight, -1)
        two = _first(count, part, off_m, weight, part[one])
        best[i], best_m[i], measure_m[i] = part[one], off_m[one], at_m[one]
        other[i], other_m[i] = part[two], off_m[two]
    return best, best_m, measure_m, other, other_m


@compiled
def _first(count: int, part: Ints, off_m: Floats, weight: Floats, besides: int) -> int:
    """Return which of the tied parts comes first, besides one."""
    first = -1
    for k in range(count):
        if part[k] == besides:
            continue
        ahead_m = off_m[first] - off_m[k] if first >= 0 else np.inf
        if ahead_m > EQUAL_M or (ahead_m >= -EQUAL_M and _more(weight[k], part[k], weight[first], part[first])):
            first = k
    return first


@compiled
def _weight(grid: Grid, x: float, y: float, doubt_m: float, near_m: float, lines: _Lines, part: int) -> float:
    """Return how much of the line of a part lies within the doubt of a point."""
    if doubt_m <= near_m:
        return _length_within(grid, x, y, BEYOND * near_m, lines, part)
    rim_m = _length_within(grid, x, y, RIM[1] * doubt_m, lines, part)
    rim_m -= _length_within(grid, x, y, RIM[0] * doubt_m, lines, part)
    return _length_within(grid, x, y, REACH * doubt_m, lines, part) + RIM_WEIGHT * rim_m


@compiled
def _more(one_m: float, one: int, other_m: float, other: int) -> bool:
    return one_m > other_m + SAME_M or (one_m >= other_m - SAME_M and one < other)


@compiled
def _tied(grid: Grid, x: float, y: float, line: Ints, near_m: float, part: Ints, off_m: Floats, at_m: Floats) -> int:
    """Fill in the nearest part of every line within near_m, how far off, and the measure there; return how many."""
    count = 0
    west, east = int((x - near_m - grid.west) // grid.cell_m), int((x + near_m - grid.west) // grid.cell_m)
    south, north = int((y - near_m - grid.south) // grid.cell_m), int((y + near_m - grid.south) // grid.cell_m)
    for row in range(max(south, 0), min(north, grid.rows - 1) + 1):
        for column in range(max(west, 0), min(east, grid.columns - 1) + 1):
            cell = row * grid.columns + column
            for s in grid.items[grid.first[cell] : grid.first[cell + 1]]:
                square, along = square_to(grid, s, x, y)
                if square > near_m * near_m:
                    continue
                d, p = np.sqrt(square), grid.part[s]
                k = 0
                while k < count and line[part[k]] != line[p]:
                    k += 1
                if k == MOST or (k < count and (d > off_m[k] + EQUAL_M or (d >= off_m[k] - EQUAL_M and p >= part[k]))):
                    continue
                part[k], off_m[k], at_m[k] = p, d, grid.start_m[s] + along
                count = max(count, k + 1)
    return count


@compiled
def _length_within(grid: Grid, x: float, y: float, radius_m: float, lines: _Lines, part: int) -> float:
    """Return metres of the line of a part inside the circle around a point."""
    total_m, line = 0.0, lines.number[part]
    for p in lines.part[lines.start[line] : lines.start[line + 1]]:
        for s in range(lines.first[p], lines.first[p + 1]):
            foot = (x - grid.x[s]) * grid.ux[s] + (y - grid.y[s]) * grid.uy[s]
            away_x, away_y = x - grid.x[s] - foot * grid.ux[s], y - grid.y[s] - foot * grid.uy[s]
            half = radius_m * radius_m - away_x * away_x - away_y * away_y
            if half > 0.0:
                half = np.sqrt(half)
                total_m += max(min(foot + half, grid.length_m[s]) - max(foot - half, 0.0), 0.0)
    return total_m
