"""The stem above a place on the network, and where other places join it: what a strip of a river is laid out along."""

from typing import Any

import numpy as np
import pandas as pd
import shapely

from registry.hydro.grid import TIE_M
from registry.hydro.lines import Floats, Ints, Objects
from registry.hydro.network import RiverNetwork

AHEAD_M = 60.0
"""How far up and down the water its direction is read."""
LEFT, RIGHT = "left", "right"
NOWHERE = -2


def main_stem(network: RiverNetwork, reach_id: Any, area_km2: Floats) -> Ints:
    """Return the positions of a reach and of the reaches above it that carry the river on, up to its source.

    At every junction the reach of the same river goes on, of several (or none) the one with the largest area; equal
    ones by position. `area_km2` follows the network's reaches.
    """
    at = network.position(reach_id)
    above = _tributaries_of(network)
    stem = [at]
    while above.get(stem[-1]):
        river = network.river[stem[-1]]
        stem.append(max(above[stem[-1]], key=lambda r: (_same(network.river[r], river), area_km2[r], -r)))
    return np.array(stem, dtype=np.int64)


def _tributaries_of(network: RiverNetwork) -> dict[int, list[int]]:
    above: dict[int, list[int]] = {}
    for upper, lower in enumerate(network.down):
        if lower >= 0:
            above.setdefault(int(lower), []).append(upper)
    return above


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, str) and one == other


def joining(network: RiverNetwork, stem: Ints) -> Ints:
    """Return, for every reach, itself on the stem, the last reach before it on the way there, -1 where none leads."""
    on = np.zeros(len(network.down), dtype=bool)
    on[stem] = True
    joins = np.full(len(network.down), -1, dtype=np.int64)
    for reach in network.order:
        below = network.down[reach]
        if on[reach] or (below >= 0 and on[below]):
            joins[reach] = reach
        elif below >= 0:
            joins[reach] = joins[below]
    return joins


def along_stem(network: RiverNetwork, stem: Ints, measure_m: float, places: pd.DataFrame) -> pd.DataFrame:
    """Return where places lie above a place on the first reach of the stem; one row per place, on the same index.

    Parameters
    ----------
    places
        `reach_id`, `measure_m` (missing off the network), `x`, `y` in the network's CRS.

    Returns
    -------
    pandas.DataFrame
        `at_m` from the lower place up along the stem (of a tributary: to its mouth), `water_m` along the water,
        `branch` (the reach a tributary ends with, missing on the stem), `side` (left or right looking downstream, of a
        tributary that of its mouth). Missing where the water does not pass the lower place.
    """
    reach = network.reaches.index.get_indexer(places["reach_id"])
    joins = joining(network, stem)
    last = np.where(reach >= 0, joins[reach], -1)
    floor_m = network.way_m[stem[0]] + network.length_m[stem[0]] - measure_m
    measure = places["measure_m"].to_numpy("float64")
    water_m = network.way_m[reach] + network.length_m[reach] - measure - floor_m
    on_stem = np.isin(last, stem)
    mouth_m = network.way_m[last] - floor_m
    passed = (last >= 0) & ~(water_m < -TIE_M) & ~np.isnan(water_m)
    at_m = np.where(on_stem, water_m, mouth_m)
    xy = places[["x", "y"]].to_numpy("float64")
    sides = sides_of(network, reach, measure, xy, np.where(passed, np.where(on_stem, -1, last), NOWHERE))
    return pd.DataFrame(
        {
            "at_m": np.where(passed, np.maximum(at_m, 0.0), np.nan),
            "water_m": np.where(passed, np.maximum(water_m, 0.0), np.nan),
            "branch": pd.array(np.where(passed & ~on_stem, last, -1), dtype="Int64"),
            "side": sides,
        },
        index=places.index,
    ).replace({"branch": -1}, pd.NA)


def sides_of(network: RiverNetwork, reach: Ints, measure_m: Floats, xy: Floats, branch: Ints) -> Objects:
    """Return the side of every place: its own on the stem (branch -1), that of its tributary's mouth, None NOWHERE."""
    sides = np.full(len(branch), None, dtype=object)
    here, there = np.flatnonzero(branch == -1), np.flatnonzero(branch >= 0)
    sides[here] = side_of(network.parts[reach[here]], measure_m[here], xy[here])
    mouths = np.unique(branch[there])
    by_mouth = dict(zip(mouths, mouth_sides(network, mouths), strict=True))
    sides[there] = [by_mouth[one] for one in branch[there]]
    return sides


def mouth_sides(network: RiverNetwork, branches: Ints) -> Objects:
    """Return from which side each reach enters the one it flows into, looking downstream."""
    below = network.down[branches]
    upper = shapely.line_interpolate_point(
        network.parts[branches], np.maximum(network.length_m[branches] - 4 * AHEAD_M, 0.0)
    )
    ends = shapely.line_interpolate_point(network.parts[branches], network.length_m[branches])
    measure = shapely.line_locate_point(network.parts[below], ends)
    return side_of(network.parts[below], measure, shapely.get_coordinates(upper))


def side_of(lines: Objects, measure_m: Floats, xy: Floats) -> Objects:
    """Return `left` or `right` of the water, looking downstream, for points beside measures on lines; None on it."""
    ends = shapely.length(lines)
    before, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines, np.clip(measure_m + step, 0.0, ends)))
        for step in (-AHEAD_M, AHEAD_M)
    )
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.clip(measure_m, 0.0, ends)))
    ahead, beside = after - before, xy - here
    turn = ahead[:, 0] * beside[:, 1] - ahead[:, 1] * beside[:, 0]
    sides = np.where(turn > 0, LEFT, RIGHT).astype(object)
    sides[~(np.abs(turn) > 0)] = None
    return sides
