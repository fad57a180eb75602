"""A uniform grid of line segments, and the compiled search for the nearest ones around many points."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
import shapely
from scipy.ndimage import distance_transform_cdt

from registry.hydro.lines import Floats, Ints, Objects

TIE_M = 1e-3
"""Distances closer than this are equal; the smaller rank then wins, whatever the order of rows or the CRS."""
FACING = 1e-5
"""Cosines closer than this are equal."""
MOST_CELLS = 4_000_000

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a loop over plain arrays, keeping the machine code for the next start."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))


class Grid(NamedTuple):
    """Segments from (x, y) in the direction (ux, uy), a unit vector (0, 0 where they have no length), in square cells.

    `start_m` counts from the upper end of their `part`.

    The segments of cell c are `items[first[c]:first[c + 1]]`; cells run row by row from (west, south). `bare[c]` counts
    the rings of cells around c, itself included, that hold nothing.
    """

    x: Floats
    y: Floats
    ux: Floats
    uy: Floats
    length_m: Floats
    start_m: Floats
    part: Ints
    first: Ints
    items: Ints
    bare: Ints
    west: float
    south: float
    cell_m: float
    columns: int
    rows: int


class Segments(NamedTuple):
    """Straight pieces of parts: both ends, where they start along their part, which part."""

    begin: Floats
    finish: Floats
    start_m: Floats
    part: Ints


def segments_of(parts: Objects) -> Segments:
    """Return every straight piece of the parts, in order."""
    coordinates, part = shapely.get_coordinates(parts, return_index=True)
    step_m = np.hypot(*np.diff(coordinates, axis=0, prepend=coordinates[:1]).T)
    first = np.ones(len(part), dtype=bool)
    first[1:] = part[1:] != part[:-1]
    step_m[first] = 0.0
    along_m = np.cumsum(step_m)
    along_m -= along_m[first][np.cumsum(first) - 1]
    inner = np.flatnonzero(~first)
    return Segments(coordinates[inner - 1], coordinates[inner], along_m[inner - 1], part[inner].astype(np.int64))


def build_grid(segments: Segments) -> Grid:
    """Sort segments into cells that hold about two of them each, none shorter than they are on average."""
    begin, finish = segments.begin, segments.finish
    corner = np.vstack([begin, finish]) if len(begin) else np.zeros((1, 2))
    west, south = corner.min(axis=0).tolist()
    width, height = np.maximum(corner.max(axis=0) - (west, south), 1.0)
    long_m = np.hypot(*(finish - begin).T)
    fair_m = np.sqrt(2.0 * width * height / max(len(begin), 1))
    cell_m = float(max(long_m.mean() if len(begin) else 1.0, fair_m, np.sqrt(width * height / MOST_CELLS)))
    columns, rows = int(width // cell_m) + 1, int(height // cell_m) + 1
    c0, r0 = ((np.minimum(begin, finish) - (west, south)) // cell_m).astype(np.int64).T
    c1, r1 = ((np.maximum(begin, finish) - (west, south)) // cell_m).astype(np.int64).T
    first, items = _fill(c0, r0, c1, r1, columns, rows)
    (x, y), (ux, uy) = np.ascontiguousarray(begin.T), (finish - begin).T / np.where(long_m > 0.0, long_m, 1.0)
    of_segments = (x, y, ux, uy, long_m, segments.start_m, segments.part)
    empty = (np.diff(first) == 0).reshape(rows, columns)
    bare = distance_transform_cdt(empty, "chessboard").ravel().astype(np.int64)
    return Grid(*of_segments, first, items, bare, west, south, cell_m, columns, rows)


@compiled
def _fill(c0: Ints, r0: Ints, c1: Ints, r1: Ints, columns: int, rows: int) -> tuple[Ints, Ints]:
    """Count, then place, the segments of every cell their box touches."""
    first = np.zeros(columns * rows + 1, np.int64)
    for i in range(len(c0)):
        for row in range(r0[i], r1[i] + 1):
            for column in range(c0[i], c1[i] + 1):
                first[row * columns + column + 1] += 1
    first = np.cumsum(first)
    items = np.empty(first[-1], np.int64)
    used = first[:-1].copy()
    for i in range(len(c0)):
        for row in range(r0[i], r1[i] + 1):
            for column in range(c0[i], c1[i] + 1):
                items[used[row * columns + column]] = i
                used[row * columns + column] += 1
    return first, items


@compiled
def square_to(grid: Grid, s: int, x: float, y: float) -> tuple[float, float]:
    """Return the square of the distance from a point to a segment, and how far along it that is nearest."""
    ax, ay = x - grid.x[s], y - grid.y[s]
    along = min(max(ax * grid.ux[s] + ay * grid.uy[s], 0.0), grid.length_m[s])
    ax, ay = ax - along * grid.ux[s], ay - along * grid.uy[s]
    return ax * ax + ay * ay, along


@compiled
def spots(grid: Grid, part: Ints, measure_m: Floats) -> tuple[Floats, Floats]:
    """Return x and y at measures along parts; NaN at part -1."""
    x, y = np.full(len(part), np.nan), np.full(len(part), np.nan)
    count = int(grid.part.max()) + 1 if len(grid.part) else 0
    first = np.searchsorted(grid.part, np.arange(count + 1))
    for i in range(len(part)):
        if part[i] < 0:
            continue
        low, high = first[part[i]], first[part[i] + 1] - 1
        while low < high:
            middle = (low + high + 1) // 2
            if grid.start_m[middle] <= measure_m[i]:
                low = middle
            else:
                high = middle - 1
        along = measure_m[i] - grid.start_m[low]
        x[i], y[i] = grid.x[low] + along * grid.ux[low], grid.y[low] + along * grid.uy[low]
    return x, y


@compiled
def closer(d: float, rank: int, best_d: float, best_rank: int) -> bool:
    """Say whether a distance beats the best one, by the smaller rank where they are equal."""
    return d < best_d - TIE_M or (d <= best_d + TIE_M and rank < best_rank)


@compiled
def faces(ax: float, ay: float, ux: float, uy: float, length_m: float, d: float, along: float) -> float:
    """Return how squarely a segment faces a point that is nearest to one of its ends: 0 at a right angle, down to -1.

    (ax, ay) is the point from the segment's start. Of several lines that end where a point is nearest to all of them,
    it most likely belongs to the one facing it.
    """
    if d <= TIE_M or length_m <= 0.0 or (0.0 < along < length_m):
        return 0.0
    outward = ((ax - along * ux) * ux + (ay - along * uy) * uy) / d
    return outward if along <= 0.0 else -outward


@compiled
def goes_first(d: float, face: float, rank: int, best_d: float, best_face: float, best_rank: int) -> bool:
    """Say whether a distance beats the best one; of equal ones the line that faces the point, then the smaller rank."""
    if abs(d - best_d) > TIE_M:
        return d < best_d
    if abs(face - best_face) > FACING:
        return face > best_face
    return rank < best_rank


@compiled
def rings(grid: Grid, x: float, y: float) -> tuple[int, int, int, int, float, float]:
    """Return a point's cell, the first and last ring of cells that can hold anything, and where in its cell it lies.

    The latter is in cells, from the west and from the south.
    """
    x, y = (x - grid.west) / grid.cell_m, (y - grid.south) / grid.cell_m
    column, row = int(np.floor(x)), int(np.floor(y))
    near = max(0, -column, column - grid.columns + 1, -row, row - grid.rows + 1)
    far = max(abs(column), abs(column - grid.columns + 1), abs(row), abs(row - grid.rows + 1))
    if near == 0:
        near = max(grid.bare[row * grid.columns + column], 0)
    return column, row, near, far, x - column, y - row


@compiled
def gap(steps: int, within: float) -> float:
    """Return how far a cell some steps off is from a point that lies `within` its own cell, in cells."""
    if steps > 0:
        return steps - within
    return 0.0 if steps == 0 else within - steps - 1.0


@compiled
def _two_at(  # noqa: C901 - a search in rings is four loops deep
    grid: Grid, x: float, y: float, line: Ints, limit_m: float
) -> tuple[int, float, float, int, float, float]:
    """Search ring by ring around one point."""
    column, row, near, far, fx, fy = rings(grid, x, y)
    bound_m = limit_m
    p1, d1, m1, f1, p2, d2, m2, f2 = -1, np.inf, np.nan, 0.0, -1, np.inf, np.nan, 0.0
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
                    square, along = square_to(grid, s, x, y)
                    if square > (bound_m + TIE_M) ** 2:
                        continue
                    p, d = grid.part[s], np.sqrt(square)
                    if d > limit_m:
                        continue
                    f = faces(x - grid.x[s], y - grid.y[s], grid.ux[s], grid.uy[s], grid.length_m[s], d, along)
                    if p1 >= 0 and line[p] == line[p1]:
                        if goes_first(d, f, p, d1, f1, p1):
                            p1, d1, m1, f1 = p, d, grid.start_m[s] + along, f
                    elif p1 < 0 or goes_first(d, f, p, d1, f1, p1):
                        p2, d2, m2, f2 = p1, d1, m1, f1
                        p1, d1, m1, f1 = p, d, grid.start_m[s] + along, f
                    elif p2 < 0 or goes_first(d, f, p, d2, f2, p2):
                        p2, d2, m2, f2 = p, d, grid.start_m[s] + along, f
                    bound_m = min(d2, limit_m)
    return p1, d1, m1, p2, d2, m2


@compiled
def nearest_two(
    grid: Grid, x: Floats, y: Floats, line: Ints, limit_m: Floats
) -> tuple[Ints, Floats, Floats, Ints, Floats, Floats]:
    """Find the nearest part, and the nearest one of another line, for every point; -1 beyond the point's limit.

    Returns part, offset, measure, then the same of the runner-up. Equal distances go to the part that faces the point,
    then to the smaller one.
    """
    count = len(x)
    part, offset, measure = np.full(count, -1), np.full(count, np.inf), np.full(count, np.nan)
    part2, offset2, measure2 = np.full(count, -1), np.full(count, np.inf), np.full(count, np.nan)
    for i in range(count):
        part[i], offset[i], measure[i], part2[i], offset2[i], measure2[i] = _two_at(grid, x[i], y[i], line, limit_m[i])
    return part, offset, measure, part2, offset2, measure2


@compiled
def _labelled_at(grid: Grid, x: float, y: float, label: Ints, wanted: int, limit_m: float) -> tuple[int, float, float]:
    """Search ring by ring around one point."""
    column, row, near, far, fx, fy = rings(grid, x, y)
    bound_m = limit_m
    best, d1, m1 = -1, np.inf, np.nan
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
                    if label[s] != wanted:
                        continue
                    square, along = square_to(grid, s, x, y)
                    if square > (bound_m + TIE_M) ** 2:
                        continue
                    d = np.sqrt(square)
                    if d <= limit_m and (best < 0 or closer(d, grid.part[s], d1, grid.part[best])):
                        best, d1, m1 = s, d, grid.start_m[s] + along
                        bound_m = min(d1, limit_m)
    return best, d1, m1


@compiled
def nearest_labelled(
    grid: Grid, x: Floats, y: Floats, label: Ints, wanted: Ints, limit_m: Floats
) -> tuple[Ints, Floats, Floats]:
    """Find the nearest segment whose label equals the wanted one; -1 beyond the limit.

    Returns segment, offset, measure along its part. Equal distances go to the smaller part.
    """
    count = len(x)
    found, offset, measure = np.full(count, -1), np.full(count, np.inf), np.full(count, np.nan)
    for i in range(count):
        found[i], offset[i], measure[i] = _labelled_at(grid, x[i], y[i], label, wanted[i], limit_m[i])
    return found, offset, measure
