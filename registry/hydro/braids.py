"""Find which way water runs through loops and braids: as a current would, from the heads of rivers to the mouth."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from registry.hydro.flow import Bools
from registry.hydro.grid import compiled
from registry.hydro.lines import Floats, Ints

STILL = 1e-9
"""Heads that differ by less than this share of the highest drive no water."""
WEAK, FIRM = 1.5, 4.0
"""Log-odds that the current is right: this much for a trickle, and as much more as the line's share of the flow."""
MOST_TRUST = 0.98
TWO, UNMET = 2, -2


@dataclass(frozen=True)
class Current:
    """What runs through each part, positive from start to end, and the share of the water at its ends that it takes."""

    flow: Floats
    share: Floats


def current(start: Ints, end: Ints, length_m: Floats, mouths: Ints) -> Current:
    """Let one unit of water in at every loose end but the mouths, and find what each part carries.

    Notes ----- Parts conduct as 1 / length (Kirchhoff's laws). So water never rises or ends within the network, never
    circles, and a tree carries what its branches bring, whatever the lengths.
    """
    nodes = int(max(start.max(), end.max())) + 1
    looped = start == end
    conducts = np.where(looped, 0.0, 1.0 / length_m)
    loose = np.bincount(np.concatenate([start, end]), minlength=nodes) == 1
    let_in = loose.astype(np.float64)
    let_in[mouths] = 0.0
    rows, columns = np.concatenate([start, end, start, end]), np.concatenate([start, end, end, start])
    weights = np.concatenate([conducts, conducts, -conducts, -conducts])
    balance = coo_array((weights, (rows, columns)), shape=(nodes, nodes)).tocsc()
    inner = np.ones(nodes, dtype=bool)
    inner[mouths] = False
    inner &= balance.diagonal() > 0
    head = np.zeros(nodes)
    if inner.any():
        head[inner] = spsolve(balance[inner][:, inner], let_in[inner])
    fall = head[start] - head[end]
    fall[np.abs(fall) <= STILL * np.abs(head).max()] = 0.0
    flow = fall * conducts
    through = np.bincount(np.concatenate([start, end]), weights=np.abs(np.tile(flow, 2)), minlength=nodes) + let_in
    most = np.maximum(through[start], through[end]) / 2
    return Current(flow, np.abs(flow) / np.maximum(most, STILL))


def heed_lines(start: Ints, end: Ints, turned: Bools, run: Current, sure: Bools, fall: Floats) -> Bools:
    """Turn back lines in braids where they speak louder than the current, and return all turns.

    A line speaks by its drawn direction and by its `fall`, the log-odds that elevations give for it.

    How far drawn directions are to be trusted is read off the lines on no loop, whose flow is sure: how often a
    stretch between two junctions, all drawn one way, is drawn downstream. A stretch is turned only where no circle and
    no dead end comes of it.
    """
    stretch = stretches(start, end)
    against = np.bincount(stretch, weights=np.where(turned, 1.0, -1.0)) / np.bincount(stretch)
    telling = (np.bincount(stretch, weights=~sure) == 0) & (np.abs(against) == 1)
    agreeing = (np.count_nonzero(telling & (against < 0)) + 1) / (np.count_nonzero(telling) + TWO)
    trust = min(agreeing, MOST_TRUST)
    climb = np.bincount(stretch, weights=np.where(turned, fall, -fall))[stretch]
    drawn = np.where(run.flow == 0, 0.0, against[stretch] * np.log(trust / (1 - trust)))
    gain = drawn + climb - WEAK - FIRM * run.share
    gain[sure] = -1.0
    out = turned.copy()
    doubtful, first = np.unique(stretch[gain > 0], return_index=True)
    strength = gain[gain > 0][first]
    upper, lower = np.where(turned, end, start), np.where(turned, start, end)
    ways = Ways(upper, lower)
    for c in doubtful[np.argsort(-strength, kind="stable")]:
        if ways.turn(np.flatnonzero(stretch == c)):
            out[stretch == c] = ~out[stretch == c]
    return out


def stretches(start: Ints, end: Ints) -> Ints:
    """Give a number to each stretch: parts that follow each other without a junction between them share one."""
    count, ends = len(start), np.concatenate([start, end])
    through = np.flatnonzero(np.bincount(ends) == TWO)
    order = np.argsort(ends, kind="stable")
    at = np.searchsorted(ends[order], through)
    one, other = order[at] % count, order[at + 1] % count
    return np.asarray(connected_components(coo_array((np.ones(len(one)), (one, other)), shape=(count, count)))[1])


class Ways:
    """The directed lines, as they are turned one stretch after another."""

    def __init__(self, upper: Ints, lower: Ints) -> None:
        self._upper, self._lower = upper.copy(), lower.copy()
        self._leaving: dict[int, set[int]] = {}
        self._arriving: dict[int, set[int]] = {}
        for part, (a, b) in enumerate(zip(upper.tolist(), lower.tolist(), strict=True)):
            self._leaving.setdefault(a, set()).add(part)
            self._arriving.setdefault(b, set()).add(part)

    def turn(self, parts: Ints) -> bool:
        """Turn a stretch unless that would make a circle, a dead end or a spring; say whether it was turned."""
        uppers, lowers = self._upper[parts], self._lower[parts]
        top, foot = np.setdiff1d(uppers, lowers), np.setdiff1d(lowers, uppers)
        mine = set(parts.tolist())
        if len(top) != 1 or len(foot) != 1:
            return False
        a, b = int(top[0]), int(foot[0])
        if not self._leaving[a] - mine or not self._arriving[b] - mine or self._leads(a, b, mine):
            return False
        for part in mine:
            upper, lower = int(self._upper[part]), int(self._lower[part])
            self._leaving[upper].discard(part)
            self._arriving[lower].discard(part)
            self._leaving.setdefault(lower, set()).add(part)
            self._arriving.setdefault(upper, set()).add(part)
            self._upper[part], self._lower[part] = lower, upper
        return True

    def _leads(self, a: int, b: int, without: set[int]) -> bool:
        seen, waiting = {a}, [a]
        while waiting:
            for part in self._leaving.get(waiting.pop(), set()) - without:
                node = int(self._lower[part])
                if node == b:
                    return True
                if node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return False


def bridges(start: Ints, end: Ints) -> Bools:
    """Say which parts lie on no loop: without one, its piece of network falls in two.

    Notes ----- Every part off a spanning tree gets a number at random, and every part of the tree the exclusive-or of
    those that close a loop over it: zero where there is none, and by chance once in 2**62.
    """
    nodes = int(max(start.max(), end.max())) + 1
    code = np.random.default_rng(0).integers(1, 2**62, len(start))
    first, to, via = _arms(start, end, nodes)
    return np.asarray(_uncovered(first, to, via, code))


def _arms(start: Ints, end: Ints, nodes: int) -> tuple[Ints, Ints, Ints]:
    """Return, node by node, the node at the other end of every part there, and the part."""
    at = np.concatenate([start, end])
    order = np.argsort(at, kind="stable")
    first = np.searchsorted(at[order], np.arange(nodes + 1))
    return first, np.concatenate([end, start])[order], order % len(start)


@compiled
def _uncovered(first: Ints, to: Ints, via: Ints, code: Ints) -> Bools:
    nodes = len(first) - 1
    held, by = np.zeros(nodes, np.int64), np.full(nodes, -1)
    above, order = np.full(nodes, UNMET), np.empty(nodes, np.int64)
    reached = 0
    for root in range(nodes):
        if above[root] != UNMET:
            continue
        above[root] = -1
        order[reached] = root
        done, reached = reached, reached + 1
        while done < reached:
            node = order[done]
            done += 1
            for k in range(first[node], first[node + 1]):
                if above[to[k]] == UNMET:
                    above[to[k]], by[to[k]] = node, via[k]
                    order[reached] = to[k]
                    reached += 1
                elif via[k] != by[node]:
                    held[node] ^= code[via[k]]
    alone = np.zeros(len(code), np.bool_)
    for i in range(nodes - 1, -1, -1):
        node = order[i]
        if above[node] >= 0:
            alone[by[node]] = held[node] == 0
            held[above[node]] ^= held[node]
    return alone
