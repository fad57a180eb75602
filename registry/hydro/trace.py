"""Follow the water over chosen pointers: ways to the mouth, what lies above, and the line drawn on the map."""

from typing import Any

import numpy as np
import shapely

from registry.hydro.grid import compiled
from registry.hydro.lines import Floats, Ints, Objects


@compiled
def downstream_order(down: Ints) -> Ints:
    """Return positions so that every reach comes after the one it flows into."""
    count = len(down)
    order, placed = np.empty(count, np.int64), np.zeros(count, np.bool_)
    stack = np.empty(count, np.int64)
    done = 0
    for i in range(count):
        high, j = 0, i
        while j >= 0 and not placed[j]:
            stack[high] = j
            placed[j] = True
            high += 1
            j = down[j]
        for k in range(high - 1, -1, -1):
            order[done] = stack[k]
            done += 1
    return order


@compiled
def way_to_mouth(down: Ints, order: Ints, length_m: Floats) -> Floats:
    """Return metres from the lower end of each reach to the end of its path."""
    way_m = np.zeros(len(down))
    for i in order:
        if down[i] >= 0:
            way_m[i] = way_m[down[i]] + length_m[down[i]]
    return way_m


@compiled
def tour(down: Ints, order: Ints) -> tuple[Ints, Ints]:
    """Give numbers to reaches so that b lies on the path down from a exactly when `enter[b] <= enter[a] < leave[b]`."""
    size = np.ones(len(down), np.int64)
    for k in range(len(order) - 1, -1, -1):
        i = order[k]
        if down[i] >= 0:
            size[down[i]] += size[i]
    enter, leave = np.empty(len(down), np.int64), np.empty(len(down), np.int64)
    used = np.zeros(len(down), np.int64)
    roots = 0
    for i in order:
        if down[i] < 0:
            enter[i] = roots
            roots += size[i]
        else:
            enter[i] = enter[down[i]] + 1 + used[down[i]]
            used[down[i]] += size[i]
        leave[i] = enter[i] + size[i]
    return enter, leave


def path_down(down: Ints, reach: int) -> list[int]:
    """Return the reach and all that follow it."""
    path = [reach]
    while down[path[-1]] >= 0:
        path.append(int(down[path[-1]]))
    return path


def line_between(parts: Objects, path: list[int], from_m: float, to_m: float) -> Any:
    """Return the line along the path from a measure on its first reach to a measure on its last one."""
    last = len(path) - 1
    pieces = [
        _stretch(parts[reach], from_m if i == 0 else 0.0, to_m if i == last else float(shapely.length(parts[reach])))
        for i, reach in enumerate(path)
    ]
    points = np.concatenate([shapely.get_coordinates(piece) for piece in pieces])
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = np.hypot(*np.diff(points, axis=0).T) > 0
    points = points[moved]
    return shapely.linestrings(points if len(points) > 1 else np.repeat(points, 2, axis=0))


def _stretch(line: Any, from_m: float, to_m: float) -> Any:
    points = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    stops = np.unique(np.concatenate([[from_m, to_m], along[(along > from_m) & (along < to_m)]]))
    return shapely.multipoints(np.column_stack([np.interp(stops, along, points[:, axis]) for axis in (0, 1)]))
