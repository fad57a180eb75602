"""Which features a change of sections can touch: only they are assigned again."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from registry.crs import STORAGE
from registry.service.declared import section_codes
from registry.service.registry import Registry, active_sections
from registry.service.section_change import (
    BORDER_LOOK_M,
    SAME_PLACE_M,
    UPON_M,
    WATER_LOOK_M,
    Floats,
    SectionChange,
    section_change,
)
from registry.service.section_days import differing_days, known_on
from registry.vocabulary import KINDS

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DatedChange:
    """A change of the active sections, and the stretch of days, from the first until the end, on which it matters."""

    first: pd.Timestamp
    end: pd.Timestamp
    sections: tuple[pd.DataFrame, pd.DataFrame]
    change: SectionChange


def dated_changes(registry: Registry, before: pd.DataFrame, after: pd.DataFrame) -> list[DatedChange]:
    """Return, for two section timelines, every stretch of days on which they hold unlike sections, and what differs."""
    return [dated_change(registry, before, after, first, end) for first, end in differing_days(before, after)]


def dated_change(
    registry: Registry, before: pd.DataFrame, after: pd.DataFrame, first: pd.Timestamp, end: pd.Timestamp
) -> DatedChange:
    """Return what differs between the sections of two timelines on a day, good until another."""
    day = first.date()
    known = known_on(before, first), known_on(after, first)
    old, new = (registry.water(frame, day) for frame in known)
    active = active_sections(known[0], day), active_sections(known[1], day)
    return DatedChange(first, end, active, section_change(registry.network, old, new))


class Search:
    """Looks for the features of any kind that changes can touch, reading no more of them than tells it."""

    def __init__(self, registry: Registry, changes: list[DatedChange]) -> None:
        self._store, self._changes = registry.store, changes
        self._to_metres = Transformer.from_crs(STORAGE, registry.network.crs, always_xy=True)

    def touched(self, kind: str, some: Sequence[int] | None = None) -> list[int]:
        """Return the ids of a kind's features, or of some of them, that any of the changes can touch; sorted."""
        if not self._changes:
            return []
        stated = [name for name in ("declared_section",) if name in {f.name for f in KINDS[kind].stored_fields}]
        columns = ["feature_id", "lon", "lat", "valid_from", "valid_to", *stated]
        periods = self._store.frame(kind, feature_ids=some, columns=columns)
        periods["x"], periods["y"] = self._to_metres.transform(periods["lon"], periods["lat"])
        return sorted(set().union(*(self._touched_by(kind, periods, change) for change in self._changes)))

    def _touched_by(self, kind: str, periods: pd.DataFrame, dated: DatedChange) -> set[int]:
        ends = periods["valid_to"].fillna(dated.end)
        there = periods[(periods["valid_from"] < dated.end) & (ends > dated.first)]
        return set(there.loc[declared_otherwise(dated, there), "feature_id"]) | self._around(kind, there, dated.change)

    def _around(self, kind: str, periods: pd.DataFrame, change: SectionChange) -> set[int]:
        """Return the ids of the features that see something of a change from where they lie."""
        (west, south), (east, north) = change.box
        there = periods[periods["x"].between(west, east) & periods["y"].between(south, north)].reset_index(drop=True)
        ids, xy = there["feature_id"], there[["x", "y"]].to_numpy()
        at_border = within(xy, change.border_places, BORDER_LOOK_M)
        at_section = within(xy, change.section_places, SAME_PLACE_M)
        hit = at_border | at_section | other_unit(change, there)
        beside = ~hit & within(xy, change.water_places, WATER_LOOK_M)
        upon = ~hit & within(xy, change.reach_places, UPON_M)
        located = self._located(kind, ids[beside | upon])
        on_changed = located.index[located.isin(change.reaches)]
        return set(ids[hit | ids.isin(located.index) & beside | ids.isin(on_changed)])

    def _located(self, kind: str, ids: pd.Series) -> pd.Series:
        """Return the reaches on which the features were ever found, by their ids."""
        rows = self._store.assignments(kind, feature_ids=ids.unique().tolist(), columns=["feature_id", "reach_id"])
        return rows.set_index("feature_id")["reach_id"].dropna()


def declared_otherwise(dated: DatedChange, periods: pd.DataFrame) -> Bools:
    """Say which periods declare a section that is another now, or a changed one."""
    if "declared_section" not in periods:
        return np.zeros(len(periods), dtype=bool)
    said = pd.Series(periods["declared_section"].dropna().unique(), dtype="object")
    old, new = (section_codes(said, sections) for sections in dated.sections)
    differs = (old.fillna("") != new.fillna("")) | old.isin(dated.change.codes) | new.isin(dated.change.codes)
    return periods["declared_section"].isin(said[differs]).to_numpy()


def within(xy: Floats, places: Floats, far_m: float) -> Bools:
    """Say which points lie within a distance of any of the places."""
    if not len(places) or not len(xy):
        return np.zeros(len(xy), dtype=bool)
    away_m, _ = cKDTree(places).query(xy, distance_upper_bound=far_m)
    return np.asarray(np.isfinite(away_m))


def other_unit(change: SectionChange, periods: pd.DataFrame) -> Bools:
    """Say which places lie in a unit of one section before and of another after, or in that of a changed section."""
    tree = shapely.STRtree(shapely.points(periods["lon"], periods["lat"]))
    old, new = (label_at(tree, units, len(periods)) for units in (change.old_units, change.new_units))
    return np.asarray((old != new) | old.isin(change.codes) | new.isin(change.codes))


def label_at(tree: shapely.STRtree, units: gpd.GeoDataFrame, count: int) -> pd.Series:
    """Return the label of the unit that holds each of the tree's points, no text where none does."""
    shapes = units.geometry.to_numpy()
    shapely.prepare(shapes)
    unit, row = tree.query(shapes, predicate="intersects")
    label = np.full(count, "", dtype=object)
    label[row] = units["label"].to_numpy(dtype=object)[unit]
    return pd.Series(label)
