"""Find which line ends meet: exactly, across a tiny gap, or on the middle of another line."""

from collections import defaultdict

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from registry.hydro.lines import SHORTEST_M, Floats, Ints, Objects, split_at

Bools = npt.NDArray[np.bool_]


def end_points(parts: Objects) -> Floats:
    """Return the first points of all parts, then their last points, as an array of x, y."""
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    return np.asarray(shapely.get_coordinates(ends))


def joined(lines: Objects, tolerance_m: float) -> tuple[Objects, Ints, Ints, Ints]:
    """Return the parts of lines that meet at their ends alone, the line of each, and the nodes it starts and ends at.

    A part drawn twice within the tolerance counts once.
    """
    parts, origin = split_where_touched(lines, tolerance_m)
    start, end = number_nodes(parts, tolerance_m)
    once = ~near_doubles(parts, start, end, tolerance_m)
    return parts[once], origin[once], start[once], end[once]


def split_where_touched(parts: Objects, tolerance_m: float) -> tuple[Objects, Ints]:
    """Cut each part where the end of another one touches its middle; returns pieces and the part each came from.

    Two lines that merely cross, with no end at the crossing, are a bridge or a siphon and stay uncut.
    """
    points = np.unique(end_points(parts), axis=0)
    hits = shapely.STRtree(parts).query(shapely.points(points), predicate="dwithin", distance=tolerance_m)
    point, part = hits
    ends = end_points(parts)
    near_m = np.minimum(
        np.hypot(*(points[point] - ends[part]).T), np.hypot(*(points[point] - ends[part + len(parts)]).T)
    )
    inside = near_m > tolerance_m
    point, part = point[inside], part[inside]
    measure_m = shapely.line_locate_point(parts[part], shapely.points(points[point]))
    return split_at(parts, part, measure_m)


def number_nodes(parts: Objects, tolerance_m: float) -> tuple[Ints, Ints]:
    """Return the node at the start and at the end of each part; ends within the tolerance are one node.

    Nearest pairs join first, and no join may shrink a line to a point, or a chain of short ones to a loop: a river
    shorter than the tolerance survives.
    """
    ends = end_points(parts)
    _, inverse = np.unique(np.round(ends / SHORTEST_M), axis=0, return_inverse=True)
    node = np.asarray(inverse, dtype=np.int64).reshape(-1)
    places = np.zeros((node.max() + 1, 2))
    places[node] = ends
    close = (
        cKDTree(places).query_pairs(tolerance_m, output_type="ndarray") if tolerance_m > 0 else np.empty((0, 2), int)
    )
    merged = _join(node, close, places, _chains(node, shapely.length(parts) <= tolerance_m))
    _, node = np.unique(merged[node], return_inverse=True)
    return node[: len(parts)], node[len(parts) :]


def _chains(node: Ints, short: Bools) -> Ints:
    """Return for each node the first one that short lines lead to from it."""
    count, one, other = int(node.max()) + 1, *np.split(node, 2)
    links = coo_array((np.ones(int(short.sum())), (one[short], other[short])), shape=(count, count))
    chain = connected_components(links)[1]
    first: Ints = np.unique(chain, return_index=True)[1][chain]
    return first


def _join(node: Ints, pairs: Ints, places: Floats, chain: Ints) -> Ints:
    """Unite pairs of nodes from the nearest on; returns the representative of each node.

    Nodes that a chain of short lines and joins connects are left as they are, so are both ends of any line.
    """
    root = np.arange(len(places))
    across: dict[int, set[int]] = defaultdict(set)
    count = len(node) // 2
    for a, b in zip(node[:count], node[count:], strict=True):
        if a != b:
            across[int(a)].add(int(b))
            across[int(b)].add(int(a))
    first, second = places[pairs[:, 0]], places[pairs[:, 1]]
    distance_m = np.hypot(*(first - second).T)
    for a, b in pairs[np.lexsort((second[:, 1], second[:, 0], first[:, 1], first[:, 0], distance_m))]:
        one, other = _find(root, int(a)), _find(root, int(b))
        if other in across[one] or _find(chain, int(a)) == _find(chain, int(b)):
            continue
        root[other] = one
        chain[_find(chain, int(b))] = _find(chain, int(a))
        for neighbour in across.pop(other, set()):
            across[neighbour].discard(other)
            across[neighbour].add(one)
            across[one].add(neighbour)
    return np.asarray([_find(root, n) for n in range(len(root))], dtype=np.int64)


def _find(root: Ints, node: int) -> int:
    while root[node] != node:
        root[node] = root[root[node]]
        node = int(root[node])
    return node


def near_doubles(parts: Objects, start: Ints, end: Ints, tolerance_m: float) -> Bools:
    """Mark every part that an earlier one between the same two nodes draws too, nowhere farther off than allowed.

    Parts so short that nothing between their nodes could be farther off are left.
    """
    pair = pd.DataFrame({"low": np.minimum(start, end), "high": np.maximum(start, end)})
    several = pair[pair.duplicated(keep=False)].reset_index(names="part")
    both = several.merge(several, on=["low", "high"], suffixes=("", "_later")).query("part < part_later")
    both = both[shapely.length(parts[both["part_later"]]) > 2 * tolerance_m]
    first, later = both["part"].to_numpy(), both["part_later"].to_numpy()
    double = np.zeros(len(parts), dtype=bool)
    double[later[shapely.hausdorff_distance(parts[first], parts[later]) <= tolerance_m]] = True
    return double


def reversed_slivers(parts: Objects, start: Ints, end: Ints, tolerance_m: float) -> Bools:
    """Say which parts no longer than the tolerance run against their neighbours.

    Cutting and snapping leave such slivers, drawn either way. One is turned where that frees both its ends, then where
    it frees one: at a node that is not free all lines end, or all begin.
    """
    upper, lower = start.copy(), end.copy()
    leaving, arriving = (np.bincount(at, minlength=int(max(start.max(), end.max())) + 1) for at in (start, end))
    short = np.flatnonzero((shapely.length(parts) <= tolerance_m) & (start != end)).tolist()
    for least in (2, 1):
        for part in short:
            a, b = upper[part], lower[part]
            out_a, in_a, out_b, in_b = leaving[a] - 1, arriving[a], leaving[b], arriving[b] - 1
            stuck = _stuck(out_a + 1, in_a) + _stuck(out_b, in_b + 1)
            if stuck - _stuck(out_a, in_a + 1) - _stuck(out_b + 1, in_b) >= least:
                upper[part], lower[part] = b, a
                leaving[a], arriving[a], leaving[b], arriving[b] = out_a, in_a + 1, out_b + 1, in_b
    return np.asarray(upper != start)


def _stuck(leaving: int, arriving: int) -> int:
    return int(leaving + arriving > 1 and (leaving == 0 or arriving == 0))
