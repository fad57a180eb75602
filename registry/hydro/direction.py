"""Find which way lines flow when their digitised direction cannot be trusted: toward a mouth, given or found."""

import numpy as np
import shapely
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra, minimum_spanning_tree
from scipy.spatial import cKDTree

from registry.hydro.flow import Bools, graph
from registry.hydro.lines import Floats, Ints, Objects
from registry.hydro.nodes import end_points

DIGITISED_WEIGHT = 0.85
"""Log-odds that a line is drawn downstream: right seven times in ten."""
ANGLE_WEIGHT = 1.0
"""How much the angle at a junction says: two tributaries meet at a sharp angle and leave together."""
LOOK_M = 200.0
"""How far from a junction the direction of a line is read."""
THREE = 3


def reversed_lines(parts: Objects, start: Ints, end: Ints, mouths: Floats | None) -> Bools:
    """Say which parts run against the water.

    Every part flows toward the mouth of its piece of network along the shorter way. Mouths are the nodes nearest to
    those given; a piece without one gets the loose end that digitised directions and the angles at its junctions speak
    for most.
    """
    nodes = int(max(start.max(), end.max())) + 1
    length_m = np.maximum(shapely.length(parts), 1e-9)
    links = graph(np.concatenate([start, end]), np.concatenate([end, start]), np.tile(length_m, 2), nodes)
    count, piece = connected_components(links, directed=False)
    given = _nearest_nodes(parts, start, end, mouths) if mouths is not None else np.empty(0, dtype=np.int64)
    lacking = np.setdiff1d(np.arange(count), piece[given])
    found = _find_mouths(parts, start, end, links, piece, lacking) if len(lacking) else np.empty(0, dtype=np.int64)
    way_m = dijkstra(links, indices=np.unique(np.concatenate([given, found])), min_only=True)
    return np.asarray(way_m[start] < way_m[end])


def _nearest_nodes(parts: Objects, start: Ints, end: Ints, mouths: Floats) -> Ints:
    _, nearest = cKDTree(end_points(parts)).query(mouths)
    return np.unique(np.concatenate([start, end])[nearest])


def _find_mouths(parts: Objects, start: Ints, end: Ints, links: object, piece: Ints, lacking: Ints) -> Ints:
    """Return for each piece the loose end with the highest score, the first in node order of equal ones."""
    score = _scores(parts, start, end, links, piece)
    degree = np.bincount(np.concatenate([start, end]), minlength=len(piece))
    score = np.where(degree == 1, score, score - 1e6)
    best = np.lexsort((np.arange(len(piece)), -np.round(score, 9), piece))
    _, first = np.unique(piece[best], return_index=True)
    return np.asarray(best[first][lacking])


def _scores(parts: Objects, start: Ints, end: Ints, links: object, piece: Ints) -> Floats:
    """Return how well each node would do as the mouth of its piece, re-rooting a spanning tree step by step."""
    tree = minimum_spanning_tree(links)
    tree = tree + tree.T
    vote = _digitised_votes(start, end)
    leaving = _angle_votes(parts, start, end)
    score = np.zeros(len(piece))
    _, roots = np.unique(piece, return_index=True)
    for root in roots:
        order, above = breadth_first_order(tree, root, directed=False)
        for node in order[1:]:
            parent = int(above[node])
            out_of_parent, out_of_node = (parent, int(node)), (int(node), parent)
            score[node] = (
                score[parent]
                + vote.get(out_of_parent, 0.0)
                - vote.get(out_of_node, 0.0)
                + leaving.get(out_of_parent, 0.0)
                - leaving.get(out_of_node, 0.0)
            )
    return score


def _digitised_votes(start: Ints, end: Ints) -> dict[tuple[int, int], float]:
    """Return the weight of each pair of nodes drawn from the first to the second."""
    votes: dict[tuple[int, int], float] = {}
    for a, b in zip(start.tolist(), end.tolist(), strict=True):
        votes[a, b] = votes.get((a, b), 0.0) + DIGITISED_WEIGHT
    return votes


def _angle_votes(parts: Objects, start: Ints, end: Ints) -> dict[tuple[int, int], float]:
    """Return, for nodes where three lines meet, how well each (node, next node) looks like the way out.

    The way out is opposed to the mean of the two others; tributaries enclose less than a right angle.
    """
    length_m = shapely.length(parts)
    look_m = np.minimum(LOOK_M, length_m)
    ends = end_points(parts)
    ahead = np.concatenate(
        [
            shapely.get_coordinates(shapely.line_interpolate_point(parts, look_m)),
            shapely.get_coordinates(shapely.line_interpolate_point(parts, length_m - look_m)),
        ]
    )
    arm = ahead - ends
    arm /= np.maximum(np.hypot(*arm.T), 1e-12)[:, None]
    node, beyond = np.concatenate([start, end]), np.concatenate([end, start])
    order = np.argsort(node, kind="stable")
    first, counts = np.unique(node[order], return_index=True, return_counts=True)[1:]
    votes: dict[tuple[int, int], float] = {}
    for at in first[counts == THREE]:
        three = order[at : at + 3]
        for out, one, other in ((0, 1, 2), (1, 0, 2), (2, 0, 1)):
            opened = float(arm[three[one]] @ arm[three[other]])
            votes[int(node[three[out]]), int(beyond[three[out]])] = ANGLE_WEIGHT * opened
    return votes
