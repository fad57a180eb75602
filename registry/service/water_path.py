"""The way of the water from a feature to its section: down its river, or over the ground to the first one."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from registry.crs import STORAGE
from registry.hydro.basin.ground import follow_ground, ground_path
from registry.hydro.network import next_section_path
from registry.service.base_layers import ground_of
from registry.service.registry import AsOf, Registry

Row = dict[str, Any]
Path = list[tuple[float, float]]


@dataclass(frozen=True)
class Descent:
    """The way over the ground from a place to the first reach: lon, lat down to it, metres, and where on it that is."""

    path: Path
    ground_m: float
    reach_id: int
    measure_m: float


def water_path(registry: Registry, feature: Row, assigned: Row, as_of: AsOf) -> Path:
    """Return lon, lat along the water from the feature's own place to its section; empty where no water leads there.

    What lies on a river goes down it; what follows its control unit goes over the ground to the first reach.
    """
    tree = registry.water_at(as_of).tree
    section = assigned.get("section_code")
    if section not in tree.index or pd.isna(feature["lon"]) or pd.isna(feature["lat"]):
        return []
    end = tree.loc[section]
    reach = assigned.get("reach_id")
    if assigned.get("method") != "unit" and reach is not None and pd.notna(reach):
        below = down_river(registry, assigned, end)
        return [(float(feature["lon"]), float(feature["lat"])), *below] if below else []
    way = descent(registry, float(feature["lon"]), float(feature["lat"]))
    if way is None:
        return []
    measure_m = min(way.measure_m, end["measure_m"]) if way.reach_id == end["reach_id"] else way.measure_m
    below = down_river(registry, {"reach_id": way.reach_id, "measure_m": measure_m}, end)
    return [*way.path, *below] if below else []


def down_river(registry: Registry, place: Row, end: Any) -> Path:
    """Return lon, lat down the river from one place on the network to another; empty off its way."""
    line = next_section_path(registry.network, place, end)
    return [] if line is None else [(round(x, 6), round(y, 6)) for x, y in line.coords]


def descent(registry: Registry, lon: float, lat: float) -> Descent | None:
    """Follow the ground from a place down to the first reach; None where it meets none."""
    ground = ground_of(registry.base)
    met = follow_ground(ground, [lon], [lat]).iloc[0]
    if pd.isna(met["reach_id"]) or met["reach_id"] not in registry.network.reaches.index:
        return None
    entry = gpd.GeoSeries.from_xy([met["entry_lon"]], [met["entry_lat"]], crs=STORAGE).to_crs(registry.network.crs)
    measure_m = float(registry.network.reaches.geometry[met["reach_id"]].project(entry.iloc[0]))
    return Descent(ground_path(ground, lon, lat), float(met["ground_m"]), int(met["reach_id"]), measure_m)
