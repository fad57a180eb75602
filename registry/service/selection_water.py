"""What enters a stretch of water: places put on the network, and who comes in between two of them."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.crs import STORAGE
from registry.errors import CallError
from registry.hydro.basin.ground import follow_ground
from registry.hydro.network import RiverNetwork
from registry.hydro.trace import path_down
from registry.language import Label, msg
from registry.service.base_layers import ground_of
from registry.service.registry import Registry
from registry.service.water_path import Path
from registry.service.way_between import MOST_LOOK_M, OnWater, Place, on_water, passes, path_of, rivers_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
SECTIONS = "sections"


@dataclass(frozen=True)
class Stretch:
    """The water between an upper and a lower place: its line (lon, lat), length and rivers."""

    upper: OnWater
    lower: OnWater
    path: Path
    length_m: float
    rivers: list[str | Label]


def stretch_of(registry: Registry, one: Place, other: Place) -> Stretch:
    """Return the stretch between two places, whichever is the upper.

    Raises
    ------
    CallError
        When one of them lies on no water, or the water of neither passes the other.
    """
    network = registry.network
    first, second = on_water(network, [one, other], MOST_LOOK_M)
    if first is None or second is None:
        raise CallError("E041", msg("One of the two places lies far from any river; click on the water."))
    if not passes(network, first, second):
        first, second = second, first
    if not passes(network, first, second):
        raise CallError("E042", msg("Neither place lies below the other; choose two places on one river, up and down."))
    length_m = first.to_mouth_m - second.to_mouth_m
    return Stretch(first, second, list(path_of(network, first, second)), length_m, rivers_of(network, first, second))


def enters(
    registry: Registry, stretch: Stretch, kind: str, table: pd.DataFrame, tree: pd.DataFrame, *, only_beside: bool
) -> Bools:
    """Say which features' water enters a stretch: with its tributaries, or only beside the stretch itself."""
    network = registry.network
    reach, measure_m = places_in_water(registry, kind, table, tree)
    if only_beside:
        path = path_down(network.down, stretch.upper.reach)
        beside = path[: path.index(stretch.lower.reach) + 1]
        there = np.isin(reach, beside)
        return (
            there & ~_above(network, stretch.upper, reach, measure_m) & _above(network, stretch.lower, reach, measure_m)
        )
    below = _above(network, stretch.lower, reach, measure_m)
    return below & ~_above(network, stretch.upper, reach, measure_m)


def _above(network: RiverNetwork, place: OnWater, reach: Ints, measure_m: Floats) -> Bools:
    """Say whose water passes a place."""
    known = reach >= 0
    turn = np.where(known, network.enter[reach], -1)
    on_path = known & (network.enter[place.reach] <= turn) & (turn < network.leave[place.reach])
    return np.asarray(on_path & ((reach != place.reach) | (measure_m <= place.measure_m)))


def places_in_water(registry: Registry, kind: str, table: pd.DataFrame, tree: pd.DataFrame) -> tuple[Ints, Floats]:
    """Return the reach (its position, -1 for none) that each feature's water enters, and where on it in metres.

    A feature that was found on no reach enters the one that its water comes to over the ground; sections stand in it.
    """
    index = registry.network.reaches.index
    if kind == SECTIONS:
        rows = tree.reindex(table["code"])
        return index.get_indexer(rows["reach_id"]).astype(np.int64), rows["measure_m"].to_numpy(float)
    found = table["reach_id"].where(table["method"] != "unit")
    reach, measure_m = index.get_indexer(found).astype(np.int64), table["measure_m"].to_numpy(float, copy=True)
    rest = np.flatnonzero((reach < 0) & table["lon"].notna().to_numpy() & table["lat"].notna().to_numpy())
    if len(rest):
        reach[rest], measure_m[rest] = _over_ground(registry, table.iloc[rest])
    return reach, measure_m


def _over_ground(registry: Registry, table: pd.DataFrame) -> tuple[Ints, Floats]:
    network = registry.network
    met = follow_ground(ground_of(registry.base), table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    reach = network.reaches.index.get_indexer(met["reach_id"].astype("float64")).astype(np.int64)
    entry = gpd.GeoSeries.from_xy(met["entry_lon"], met["entry_lat"], crs=STORAGE).to_crs(network.crs).to_numpy()
    measure_m = np.where(reach >= 0, shapely.line_locate_point(network.parts[reach], entry), np.nan)
    return reach, measure_m
