"""Say where the water of every reach goes next: the choices at its lower node, and the one taken."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra

from registry.hydro.lines import Floats, Ints, Objects

LOOK_M = 50.0
"""How far from a fork the direction of a branch is read."""
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Flow:
    """Downstream pointers by position: `down` (-1 at an end), the choices of each reach, and forks.

    `choices` lists, for reach i, `choices[first[i]:first[i + 1]]`; `cut` marks ends made to break a circle.
    """

    down: Ints
    first: Ints
    choices: Ints
    ambiguous: Bools
    cut: Bools


def graph(start: Ints, end: Ints, weight: Floats, nodes: int) -> csr_array:
    """Return a directed graph of nodes; of several lines between two nodes the shortest counts."""
    order = np.lexsort((weight, end, start))
    s, e, w = start[order], end[order], weight[order]
    first = np.ones(len(s), dtype=bool)
    first[1:] = (s[1:] != s[:-1]) | (e[1:] != e[:-1])
    return coo_array((w[first], (s[first], e[first])), shape=(nodes, nodes)).tocsr()


def follow(parts: Objects, start: Ints, end: Ints, river: Objects) -> Flow:
    """Choose the way on at the lower end of every reach.

    Notes ----- At a fork all branches are listed and the reach is marked ambiguous. Taken is, in this order: a branch
    that reaches the mouth with the largest network above it; one that keeps the river's name; the shorter one (the
    steeper, which keeps the water); the straighter one; the one with the smaller id. Where this would run in a circle,
    the shortest way to the mouth.
    """
    length_m = shapely.length(parts)
    nodes = int(max(start.max(), end.max())) + 1
    goal, way_m = _way_to_mouth(start, end, length_m, nodes)
    upper, lower = _pairs(start, end)
    counts = np.bincount(upper, minlength=len(parts))
    first = np.concatenate([[0], np.cumsum(counts)])
    branch_m = np.round(length_m[lower], 2)
    on_m = np.round(way_m[end[lower]] + length_m[lower], 2)
    renamed = ~(_named(river[upper]) & (river[upper] == river[lower]))
    bend = np.round(1.0 - np.sum(_heading(parts, last=True)[upper] * _heading(parts, last=False)[lower], axis=1), 6)
    astray = goal[end[lower]] != goal[start[lower]]
    self_loop = start[lower] == end[lower]
    usual = np.lexsort((lower, bend, branch_m, renamed, astray, self_loop, upper))
    short = np.lexsort((lower, bend, on_m, astray, self_loop, upper))
    down = _take(usual, upper, lower, len(parts))
    circling = _in_circle(down)
    down[circling] = _take(short, upper, lower, len(parts))[circling]
    down, cut = _break_circles(down)
    return Flow(down, first, lower[np.lexsort((lower, upper))], counts > 1, cut)


def _named(river: Objects) -> Bools:
    return np.asarray([name is not None for name in river], dtype=bool)


def _pairs(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return every (reach, reach that can follow it), sorted by the first; a reach never follows itself."""
    order = np.argsort(start, kind="stable")
    low = np.searchsorted(start[order], end, side="left")
    counts = np.searchsorted(start[order], end, side="right") - low
    upper = np.repeat(np.arange(len(end)), counts)
    lower = order[np.arange(len(upper)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)]
    other = upper != lower
    return upper[other], lower[other]


def _take(order: Ints, upper: Ints, lower: Ints, size: int) -> Ints:
    """Return the first candidate of each reach in the given order, -1 where it has none."""
    down = np.full(size, -1, dtype=np.int64)
    reach, where = np.unique(upper[order], return_index=True)
    down[reach] = lower[order][where]
    return down


def _way_to_mouth(start: Ints, end: Ints, length_m: Floats, nodes: int) -> tuple[Ints, Floats]:
    """Return, per node, the mouth it reaches (the one with most river above it first) and the shortest way there.

    A node that reaches no mouth, because its water circles, has goal -1.
    """
    goal, way_m = np.full(nodes, -1, dtype=np.int64), np.full(nodes, np.inf)
    upward = graph(end, start, np.maximum(length_m, 1e-9), nodes)
    mouths = np.setdiff1d(end, start)
    piece = connected_components(upward, directed=False)[1]
    drained_m = np.bincount(start, weights=length_m, minlength=nodes)
    rivals = np.bincount(piece[mouths], minlength=piece.max() + 1)
    above_m = np.zeros(len(mouths))
    for i in np.flatnonzero(rivals[piece[mouths]] > 1):
        above_m[i] = drained_m[breadth_first_order(upward, mouths[i], return_predecessors=False)].sum()
    alone = mouths[rivals[piece[mouths]] == 1]
    for mouth_set in [alone, *(mouths[[i]] for i in np.lexsort((mouths, -above_m)) if above_m[i] > 0)]:
        if len(mouth_set):
            reached_m = dijkstra(upward, indices=mouth_set, min_only=True)
            new = np.isfinite(reached_m) & (goal < 0)
            goal[new], way_m[new] = mouth_set[0], reached_m[new]
    return goal, way_m


def _heading(parts: Objects, *, last: bool) -> Floats:
    """Return the unit vector in which a reach leaves (or, `last`, arrives), read over LOOK_M."""
    length_m = shapely.length(parts)
    reach_m = np.minimum(LOOK_M, length_m)
    begin = shapely.get_coordinates(
        shapely.line_interpolate_point(parts, length_m - reach_m if last else 0.0 * reach_m)
    )
    finish = shapely.get_coordinates(shapely.line_interpolate_point(parts, length_m if last else reach_m))
    step = finish - begin
    return np.asarray(step / np.maximum(np.hypot(*step.T), 1e-12)[:, None])


def _in_circle(down: Ints) -> Bools:
    """Mark the reaches whose water comes back to them."""
    going = np.flatnonzero(down >= 0)
    pointers = coo_array((np.ones(len(going)), (going, down[going])), shape=(len(down), len(down))).tocsr()
    label = connected_components(pointers, connection="strong")[1]
    return np.asarray(np.bincount(label)[label] > 1)


def _break_circles(down: Ints) -> tuple[Ints, Bools]:
    """End every remaining circle at its largest position; returns the pointers and where they were cut."""
    circling = np.flatnonzero(_in_circle(down))
    cut = np.zeros(len(down), dtype=bool)
    seen: set[int] = set()
    for reach in circling[::-1]:
        if int(reach) not in seen:
            cut[reach] = True
            step = int(down[reach])
            while step not in seen:
                seen.add(step)
                step = int(down[step])
    out = down.copy()
    out[cut] = -1
    return out, cut
