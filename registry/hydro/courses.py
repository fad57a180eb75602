"""Keep the lines of a named river flowing one way: names say which lines are one course."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from registry.hydro.braids import Ways
from registry.hydro.flow import Bools
from registry.hydro.lines import Floats, Ints

NAME_WEIGHT = 3.0
"""Log-odds that where a river goes through a junction, it leaves by that river and not by another line."""
TWO = 2


def passing(start: Ints, end: Ints, river: Ints) -> tuple[Ints, Ints]:
    """Return the pairs of ends (positions among all starts, then all ends) by which a named river passes a node.

    A pair is two ends of the same river at a node where no third one is.
    """
    node, name = np.concatenate([start, end]), np.tile(river, 2)
    named = np.flatnonzero(name >= 0)
    order = named[np.lexsort((named, name[named], node[named]))]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (node[order][1:] != node[order][:-1]) | (name[order][1:] != name[order][:-1])
    first = np.flatnonzero(fresh)
    pairs = first[np.diff(np.append(first, len(order))) == TWO]
    return order[pairs], order[pairs + 1]


def name_votes(start: Ints, end: Ints, river: Ints) -> dict[tuple[int, int], float]:
    """Return, for (node, next node), what names say against leaving a node by another line than the river's own."""
    one, other = passing(start, end, river)
    node, beyond = np.concatenate([start, end]), np.concatenate([end, start])
    passed = set(node[one].tolist())
    inside = set(one.tolist()) | set(other.tolist())
    return {
        (int(node[i]), int(beyond[i])): -NAME_WEIGHT
        for i in range(len(node))
        if int(node[i]) in passed and i not in inside
    }


def keep_courses(start: Ints, end: Ints, turned: Bools, river: Ints, weight: Floats, sure: Bools) -> Bools:
    """Turn the lines of a named river that run against the rest of its course, and return all turns.

    The lines on no loop are sure; of the others those that carry less water yield. A run of lines is turned as a whole,
    and only where no circle and no dead end comes of it.
    """
    one, other = passing(start, end, river)
    count = len(start)
    if not len(one):
        return turned
    along = _along(one, other, count)
    course = connected_components(coo_array((np.ones(len(one)), (one % count, other % count)), shape=(count, count)))[1]
    down = np.where(turned, -along, along)
    pull = np.bincount(course, weights=down * np.where(sure, 1e6, weight))
    wrong = (down * np.sign(pull)[course] < 0) & ~sure
    same = wrong[one % count] & wrong[other % count]
    links = coo_array((np.ones(int(same.sum())), (one[same] % count, other[same] % count)), shape=(count, count))
    run = connected_components(links)[1]
    ways = Ways(np.where(turned, end, start), np.where(turned, start, end))
    out = turned.copy()
    for r in np.unique(run[wrong]):
        if ways.turn(np.flatnonzero(run == r)):
            out[run == r] = ~out[run == r]
    return out


def _along(one: Ints, other: Ints, count: int) -> Ints:
    """Say for each part whether it is drawn along its course (1) or against it (-1), as its first part counts."""
    beside: dict[int, list[tuple[int, int]]] = {}
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        against = -1 if (a < count) == (b < count) else 1
        beside.setdefault(a % count, []).append((b % count, against))
        beside.setdefault(b % count, []).append((a % count, against))
    along = np.zeros(count, dtype=np.int64)
    for seed in range(count):
        waiting = [] if along[seed] else [seed]
        along[seed] = along[seed] or 1
        while waiting:
            part = waiting.pop()
            for next_part, against in beside.get(part, []):
                if not along[next_part]:
                    along[next_part] = along[part] * against
                    waiting.append(next_part)
    return along
