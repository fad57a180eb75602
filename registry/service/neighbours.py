"""What lies next up and down the same water: features and sections, with the metres along the water between."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from registry.hydro.grid import TIE_M
from registry.service.mapping import data_version, map_features
from registry.service.registry import AsOf, Registry
from registry.vocabulary import ASSIGNED_KINDS

COLUMNS = ["kind", "code", "name", "river", "lon", "lat"]
AT_MOST = 4
"""How many neighbours are told on either side, sections not counted."""


@dataclass(frozen=True)
class Neighbours:
    """The nearest up and down the water, nearest first: COLUMNS and `distance_m`; None where it lies on no water.

    The next section on either side is among them, however many others lie between.
    """

    upstream: pd.DataFrame
    downstream: pd.DataFrame


def neighbours(registry: Registry, kind: str, code: str, as_of: AsOf, at_most: int = AT_MOST) -> Neighbours | None:
    """Return what lies next to a feature along the water on a day, None where it lies on no reach.

    Upstream is all whose water passes it, by whatever tributary; downstream all that its own water passes. What lies at
    the same place counts as downstream, once.
    """
    table = along_the_water(registry, as_of.valid_on, data_version(registry, as_of).revision)
    own = table[(table["kind"] == kind) & (table["code"] == code)]
    if own.empty:
        return None
    place = own.iloc[0]
    others = table.drop(index=own.index)
    enter, leave = registry.network.enter, registry.network.leave
    here, there = int(place["reach"]), others["reach"].to_numpy()
    away_m = others["to_mouth_m"].to_numpy() - float(place["to_mouth_m"])
    passes_here = (enter[here] <= enter[there]) & (enter[there] < leave[here]) & (away_m > TIE_M)
    passed = (enter[there] <= enter[here]) & (enter[here] < leave[there]) & (away_m <= TIE_M)
    told = others.assign(distance_m=np.abs(away_m).round(0))
    return Neighbours(nearest(told[passes_here], at_most), nearest(told[passed], at_most))


def nearest(side: pd.DataFrame, at_most: int) -> pd.DataFrame:
    """Return the nearest on one side and the nearest section, in the order of their distance, then by kind and code."""
    ordered = side.sort_values(["distance_m", "kind", "code"])
    sections = ordered[ordered["kind"] == "sections"].head(1)
    chosen = ordered.loc[ordered.index.isin([*ordered.head(at_most).index, *sections.index])]
    return chosen[[*COLUMNS, "distance_m"]].reset_index(drop=True)


@lru_cache(maxsize=4)
def along_the_water(registry: Registry, valid_on: object, known_at: int) -> pd.DataFrame:
    """Return all that lies on a reach on a day: COLUMNS, `reach` (its row in the network), metres to the mouth."""
    as_of = AsOf(pd.Timestamp(str(valid_on)).date(), known_at)
    features = map_features(registry, as_of)
    tree = registry.water_at(as_of).tree
    sections = features["sections"].drop(columns=["reach_id", "measure_m"], errors="ignore")
    placed = {kind: features[kind] for kind in ASSIGNED_KINDS}
    placed["sections"] = sections.join(tree[["reach_id", "measure_m"]], on="code")
    wanted = [*COLUMNS[1:], "reach_id", "measure_m"]
    frames = [frame.reindex(columns=wanted).assign(kind=kind) for kind, frame in placed.items()]
    table = pd.concat([frame.astype({"river": "object"}) for frame in frames], ignore_index=True)
    network = registry.network
    table["reach"] = network.reaches.index.get_indexer(table["reach_id"])
    table = table[(table["reach"] >= 0) & table["measure_m"].notna()].reset_index(drop=True)
    reach = table["reach"].to_numpy()
    return table.assign(to_mouth_m=network.way_m[reach] + network.length_m[reach] - table["measure_m"])
