"""Say what looks wrong with a network of river lines, where, and what to do about it."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from registry.crs import STORAGE
from registry.findings import Finding, Level, Rule
from registry.hydro.lines import Floats, Ints
from registry.hydro.nodes import end_points, number_nodes
from registry.language import Label, Message, msg

if TYPE_CHECKING:
    from registry.hydro.network import RiverNetwork

BREAK_M = 50.0
"""A loose end this near to another line looks like a break."""
BREAK = Rule("H101", Level.WARNING, Label("河线断开", "A line ends just short of another"))
REVERSED = Rule("H102", Level.WARNING, Label("河线流向相反", "Lines run against each other, or were turned"))
CYCLE = Rule("H103", Level.WARNING, Label("河流成环", "Water runs in a circle"))
DEAD_END = Rule("H104", Level.WARNING, Label("断头河", "Water ends inside the network"))
ISOLATED = Rule("H105", Level.INFO, Label("孤立河段", "Lines are joined to no others"))
DROPPED = Rule("H106", Level.WARNING, Label("未采用的线", "A line was left out"))
RULES = (BREAK, REVERSED, CYCLE, DEAD_END, ISOLATED, DROPPED)

WHY_DROPPED = {
    "missing": Label("没有图形", "it has no shape"),
    "zero_length": Label("长度为零", "it has no length"),
    "duplicate": Label("与另一条线重复", "another line draws it already"),
}


class _Seen(NamedTuple):
    """What one rule saw: where (in the network's metres, or nowhere), which line, and the words for it."""

    rule: Rule
    line: object
    place: object
    message: Message
    suggestion: Message


class _Nodes(NamedTuple):
    """Nodes at the upper and lower end of each reach, lines arriving and leaving at each, and the piece it is in."""

    upper: Ints
    lower: Ints
    arriving: Ints
    leaving: Ints
    piece: Ints


def findings(network: "RiverNetwork", dropped_at: pd.Series, mouths: Floats | None) -> list[Finding]:
    """Return what a person should look at, by rule, then by line; every message names its place as lon, lat."""
    nodes = _nodes(network)
    seen = [
        *_breaks(network, nodes),
        *_reversed(network, nodes),
        *_cycles(network),
        *_dead_ends(network, nodes, mouths),
        *_isolated(network, nodes),
        *_dropped(network, dropped_at),
    ]
    places = gpd.GeoSeries([one.place for one in seen], crs=network.crs).to_crs(STORAGE)
    return [_finding(one, point) for one, point in zip(seen, places, strict=True)]


def _finding(one: _Seen, point: object) -> Finding:
    there = Label("无位置", "no place")
    lon_lat: dict[str, object] = {"lon": there, "lat": there}
    if point is not None:
        lon_lat = {"lon": f"{shapely.get_x(point):.6f}", "lat": f"{shapely.get_y(point):.6f}"}
    message = replace(one.message, values=dict(one.message.values) | lon_lat)
    return Finding(one.rule.code, one.rule.level, "reaches", str(one.line), None, message, one.suggestion)


def _nodes(network: "RiverNetwork") -> _Nodes:
    upper, lower = number_nodes(network.parts, network.snap_tolerance_m)
    count = int(max(upper.max(), lower.max())) + 1
    piece = connected_components(coo_array((np.ones(len(upper)), (upper, lower)), shape=(count, count)))[1]
    arriving, leaving = np.bincount(lower, minlength=count), np.bincount(upper, minlength=count)
    return _Nodes(upper, lower, arriving, leaving, piece[upper])


def _breaks(network: "RiverNetwork", nodes: _Nodes) -> list[_Seen]:
    """Look from every loose end for another line near it, of another piece or far along the water."""
    at = np.concatenate([nodes.upper, nodes.lower])
    loose = np.flatnonzero((nodes.arriving + nodes.leaving)[at] == 1)
    count = len(network.parts)
    ends = shapely.points(end_points(network.parts)[loose])
    row, other = shapely.STRtree(network.parts).query(ends, predicate="dwithin", distance=BREAK_M)
    apart = nodes.piece[loose[row] % count] != nodes.piece[other]
    row, other = row[apart], other[apart]
    gap_m = shapely.distance(ends[row], network.parts[other])
    nearest = np.lexsort((other, gap_m, row))
    _, first = np.unique(row[nearest], return_index=True)
    line = network.reaches["line_id"].to_numpy(dtype=object)
    return [
        _Seen(
            BREAK,
            line[loose[row[k]] % count],
            ends[row[k]],
            msg(
                "Line {line} ends {gap} m short of line {other} at {lon}, {lat}.",
                line=line[loose[row[k]] % count],
                other=line[other[k]],
                gap=f"{gap_m[k]:.1f}",
            ),
            msg("Join the two lines, or raise the tolerance above {gap} m.", gap=f"{gap_m[k]:.1f}"),
        )
        for k in nearest[first]
    ]


def _reversed(network: "RiverNetwork", nodes: _Nodes) -> list[_Seen]:
    """Name lines turned against their drawing, and meeting points that water cannot leave or does not come to."""
    line, turned = network.reaches["line_id"].to_numpy(dtype=object), network.reaches["reversed"].to_numpy()
    middle = shapely.line_interpolate_point(network.parts, 0.5, normalized=True)
    seen = [
        _Seen(
            REVERSED,
            line[i],
            middle[i],
            msg("Line {line} is drawn against its water at {lon}, {lat}.", line=line[i]),
            msg("Check the direction, and turn the line in the source."),
        )
        for i in np.flatnonzero(turned)
    ]
    for node, ends, message in (
        *((n, nodes.lower, True) for n in np.flatnonzero((nodes.leaving == 0) & (nodes.arriving > 1))),
        *((n, nodes.upper, False) for n in np.flatnonzero((nodes.arriving == 0) & (nodes.leaving > 1))),
    ):
        there = np.flatnonzero(ends == node)
        lines = [str(line[i]) for i in there]
        seen.append(
            _Seen(
                REVERSED,
                lines[0],
                shapely.get_point(network.parts[there[0]], -1 if message else 0),
                msg("Lines {lines} all end at {lon}, {lat}, and none leads on.", lines=lines)
                if message
                else msg("Lines {lines} all begin at {lon}, {lat}, and none leads there.", lines=lines),
                msg("Turn the line that is drawn against its water, or infer the directions."),
            )
        )
    return seen


def _cycles(network: "RiverNetwork") -> list[_Seen]:
    line = network.reaches["line_id"].to_numpy(dtype=object)
    return [
        _Seen(
            CYCLE,
            line[i],
            shapely.get_point(network.parts[i], -1),
            msg("Water runs in a circle through line {line}; it was cut at {lon}, {lat}.", line=line[i]),
            msg("Turn or remove one line of the circle."),
        )
        for i in np.flatnonzero(network.reaches["cut"])
    ]


def _dead_ends(network: "RiverNetwork", nodes: _Nodes, mouths: Floats | None) -> list[_Seen]:
    """Name the single lines that end at no mouth that was given, in pieces whose most water ends elsewhere."""
    above_m = _length_above(network)
    ends = np.flatnonzero((network.down < 0) & (nodes.leaving[nodes.lower] == 0) & (nodes.arriving[nodes.lower] == 1))
    best = pd.Series(above_m[ends]).groupby(nodes.piece[ends]).transform("max").to_numpy()
    line = network.reaches["line_id"].to_numpy(dtype=object)
    return [
        _Seen(
            DEAD_END,
            line[i],
            shapely.get_point(network.parts[i], -1),
            msg("Line {line} ends at {lon}, {lat}, though its network flows on elsewhere.", line=line[i]),
            msg("Extend the line to the next river, or turn it if it is drawn against its water."),
        )
        for i in np.setdiff1d(ends[above_m[ends] < best], _last_of(network, mouths))
    ]


def _last_of(network: "RiverNetwork", mouths: Floats | None) -> Ints:
    """Return the reaches that end where one of the mouths is nearest."""
    if mouths is None:
        return np.empty(0, dtype=np.int64)
    ends = end_points(network.parts)
    nearest = ends[cKDTree(ends).query(mouths)[1]]
    return np.flatnonzero(cKDTree(nearest).query(ends[len(network.parts) :])[0] <= network.snap_tolerance_m)


def _length_above(network: "RiverNetwork") -> Floats:
    """Return metres of river whose water passes each reach, its own included."""
    total_m = network.length_m.copy()
    for i in network.order[::-1]:
        if network.down[i] >= 0:
            total_m[network.down[i]] += total_m[i]
    return np.asarray(total_m)


def _isolated(network: "RiverNetwork", nodes: _Nodes) -> list[_Seen]:
    """Name every piece but the longest."""
    line = network.reaches["line_id"].to_numpy(dtype=object)
    length_m = np.bincount(nodes.piece, weights=network.length_m)
    count = np.bincount(nodes.piece)
    pieces, first = np.unique(nodes.piece, return_index=True)
    return [
        _Seen(
            ISOLATED,
            line[i],
            shapely.get_point(network.parts[i], 0),
            msg(
                "A piece of {count} reaches, {km} km long, is joined to no other; see line {line} at {lon}, {lat}.",
                count=int(count[piece]),
                km=f"{length_m[piece] / 1000:.1f}",
                line=line[i],
            ),
            msg("Join it to the river it flows into, or leave it if it flows out of the map."),
        )
        for piece, i in zip(pieces, first, strict=True)
        if piece != int(length_m.argmax())
    ]


def _dropped(network: "RiverNetwork", dropped_at: pd.Series) -> list[_Seen]:
    return [
        _Seen(
            DROPPED,
            line,
            dropped_at.get(line),
            msg("Line {line} at {lon}, {lat} was left out: {why}.", line=line, why=WHY_DROPPED[reason]),
            msg("Remove or repair the line in the source."),
        )
        for line, reason in zip(network.dropped["line_id"], network.dropped["reason"], strict=True)
    ]
