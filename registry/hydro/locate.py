"""Find the place on the network that a point belongs to, the best other choice, and whether to doubt it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from registry.crs import require_crs, to_metric
from registry.errors import CallError
from registry.hydro.flow import Bools
from registry.hydro.grid import TIE_M, nearest_labelled, nearest_two
from registry.hydro.lines import Floats, Ints, Objects
from registry.hydro.names import river_numbers
from registry.hydro.ties import settle_ties
from registry.language import msg

if TYPE_CHECKING:
    from registry.hydro.network import RiverNetwork

NAME_TRUST = 0.75
"""A declared river right nine times in ten outweighs a place nearer by this share of the accuracy (in squares).

With a 95 % radius R (sigma = R / 2.45) and odds of 9 to 1: d_named^2 - d_nearest^2 < 2 ln 9 sigma^2 = 0.73 R^2.
"""
SIMILAR = 1.25
"""A runner-up at most this much farther than the nearest line is as likely."""


@dataclass(frozen=True)
class Places:
    """Where points lie on the network, by position of the reach; -1, inf and NaN beyond the limit."""

    reach: Ints
    offset_m: Floats
    measure_m: Floats
    rival: Ints
    rival_offset_m: Floats
    named: Bools
    """The declared river is the one the point was put on."""
    contradicted: Bools
    """The network knows the declared river, and the point was put on another named one."""
    ambiguous: Bools


def middles(shapes: Objects) -> Objects:
    """Return the centre of gravity of every shape, or where that lies outside, a point on its surface."""
    centre = shapely.centroid(shapes)
    return np.asarray(np.where(shapely.intersects(shapes, centre), centre, shapely.point_on_surface(shapes)))


def metric_xy(
    features: gpd.GeoDataFrame | gpd.GeoSeries,
    crs: CRS,
    what: str,
    place: Callable[[Objects, Ints], Objects] = lambda shapes, _rows: middles(shapes),
) -> tuple[Floats, Floats, Bools]:
    """Return x and y in metres and which rows have a place.

    `place` gives a point in `crs` for shapes that are none, by their rows; without it, their middle.

    Raises
    ------
    CrsError
        When the features have no CRS.
    """
    shapes = features.geometry
    own = require_crs(shapes, what)
    raw = shapes.to_numpy()
    kind, drawn = shapely.get_type_id(raw), ~shapely.is_empty(raw)
    pointed = raw if (kind == 0).all() and drawn.all() else np.where((kind == 0) & drawn, raw, None)
    x, y = shapely.get_x(pointed), shapely.get_y(pointed)
    if own != crs:
        x, y = Transformer.from_crs(own, crs, always_xy=True).transform(x, y)
    extended = np.flatnonzero((kind > 0) & drawn)
    if len(extended):
        places = place(to_metric(shapes.iloc[extended], crs, what).to_numpy(), extended)
        x[extended], y[extended] = shapely.get_x(places), shapely.get_y(places)
    return x, y, np.isfinite(x) & np.isfinite(y)


def per_row(value: Any, index: pd.Index, default: float, what: str) -> Floats:
    """Return one number per row from a number, a series on the same index or an array; `default` where missing.

    Raises
    ------
    CallError
        When there are as many numbers as neither one nor the rows, or a value is negative or no number.
    """
    if value is None:
        return np.full(len(index), default)
    wrong = CallError("H010", msg("{what} must be one number ≥ 0, or one per feature.", what=what))
    try:
        if isinstance(value, pd.Series) and not value.index.equals(index):
            value = value.reindex(index)
        numbers = np.asarray(pd.to_numeric(pd.Series(np.atleast_1d(value)), errors="raise"), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise wrong from error
    if len(numbers) not in {1, len(index)} or (numbers < 0).any():
        raise wrong
    full = np.broadcast_to(numbers, len(index)) if len(numbers) == 1 else numbers
    return np.where(np.isnan(full), default, full)


def place(network: "RiverNetwork", x: Floats, y: Floats, limit_m: Floats, river: Any, accuracy_m: Floats) -> Places:
    """Put points on the network: nearest line, unless the declared river lies about as near.

    Notes ----- Ambiguous is a point whose runner-up lies within its accuracy, or hardly farther off than the nearest
    line; so is one that its declared river drew away from the nearest line.
    """
    doubt_m = np.maximum(accuracy_m, 0.0)
    limit_m = np.maximum(limit_m, doubt_m) + TIE_M
    reach, offset, measure, rival, rival_offset, _ = nearest_two(network.grid, x, y, network.line_number, limit_m)
    tied = np.flatnonzero((rival >= 0) & (rival_offset <= offset + TIE_M))
    settled = settle_ties(network.grid, x[tied], y[tied], network.line_number, doubt_m[tied], offset[tied] + 2 * TIE_M)
    reach[tied], offset[tied], measure[tied], rival[tied], rival_offset[tied] = settled
    drawn, contradicted = np.zeros(len(x), dtype=bool), np.zeros(len(x), dtype=bool)
    named = np.zeros(len(x), dtype=bool)
    if river is not None:
        known, asked = river_numbers(network.river, river)
        ask = np.flatnonzero((asked >= 0) & (reach >= 0))
        rows = ask[known[reach[ask]] != asked[ask]]
        far_m = np.sqrt(offset[rows] ** 2 + NAME_TRUST * np.maximum(doubt_m[rows], offset[rows]) ** 2)
        part = network.grid.part
        found, d, m = nearest_labelled(network.grid, x[rows], y[rows], known[part], asked[rows], far_m)
        hit = rows[found >= 0]
        rival[hit], rival_offset[hit] = reach[hit], offset[hit]
        reach[hit], offset[hit], measure[hit] = part[found[found >= 0]], d[found >= 0], m[found >= 0]
        drawn[hit] = True
        here = np.where(reach >= 0, known[reach], -1)
        named = (asked >= 0) & (here == asked)
        contradicted = (asked >= 0) & (here >= 0) & (here != asked)
    alike = rival_offset <= np.maximum(doubt_m, SIMILAR * offset) + network.snap_tolerance_m
    return Places(reach, offset, measure, rival, rival_offset, named, contradicted, (rival >= 0) & (alike | drawn))


def locate(network: "RiverNetwork", points: Any, tolerance_m: float, river: Any, accuracy_m: Any) -> pd.DataFrame:
    """Return the frame of `RiverNetwork.locate`."""
    index = points.index
    x, y, usable = metric_xy(points, network.crs, "points")
    accuracy = per_row(accuracy_m, index, 0.0, "accuracy_m")
    rivers = _rivers(river, index)
    found = place(
        network,
        x[usable],
        y[usable],
        np.full(int(usable.sum()), float(tolerance_m)),
        None if rivers is None else rivers[usable],
        accuracy[usable],
    )
    rows = np.full(len(index), -1)
    near = found.offset_m <= tolerance_m + TIE_M
    rows[usable] = np.where(near, np.arange(len(near)), -1)
    return _frame(network, found, rows, index)


def _rivers(river: Any, index: pd.Index) -> Any:
    if river is None:
        return None
    if isinstance(river, pd.Series):
        return (river if river.index.equals(index) else river.reindex(index)).to_numpy(dtype=object)
    rivers = np.full(len(index), river, dtype=object) if isinstance(river, str) else np.asarray(river, dtype=object)
    if rivers.shape != (len(index),):
        raise CallError("H011", msg("Declare one river for all points, or one for each."))
    return rivers


def _frame(network: "RiverNetwork", found: Places, rows: Ints, index: pd.Index) -> pd.DataFrame:
    def pick(values: Any, missing: Any) -> Any:
        return np.where(rows >= 0, np.append(values, missing)[rows], missing)

    reach, rival = pick(found.reach, -1), pick(found.rival, -1)
    measure_m = pick(found.measure_m, np.nan)
    to_mouth_m = np.append(network.length_m + network.way_m, np.nan)[reach] - measure_m
    return pd.DataFrame(
        {
            "reach_id": network.ids_at(reach),
            "line_id": network.line_ids_at(reach),
            "offset_m": np.where(reach >= 0, pick(found.offset_m, np.nan), np.nan),
            "measure_m": measure_m,
            "path_to_mouth_m": to_mouth_m,
            "runner_up_id": network.ids_at(rival),
            "runner_up_offset_m": np.where(rival >= 0, pick(found.rival_offset_m, np.nan), np.nan),
            "ambiguous": pick(found.ambiguous, False).astype(bool),
        },
        index=index,
    )
