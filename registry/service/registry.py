"""Open a registry: its file, its base layers, and what is derived from both once and kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from threading import RLock

import geopandas as gpd
import pandas as pd

from registry.base import BaseLayers, open_base
from registry.crs import STORAGE
from registry.hydro.network import RiverNetwork
from registry.hydro.sections import section_tree, tier_section
from registry.service.base_layers import units_for
from registry.service.kept_tables import KeptTables
from registry.settings import Settings
from registry.store import Store

Key = tuple[tuple[object, ...], ...]
WATERS = 24
"""Days and revisions whose units and tree are found without reading the sections."""


@dataclass(frozen=True)
class AsOf:
    """As true on a day, as known at a revision (None: now)."""

    valid_on: date
    known_at: int | None = None


@dataclass(eq=False)
class Registry:
    """The open registry: settings, store, base layers, and the water derived from them."""

    settings: Settings
    store: Store
    base: BaseLayers
    _waters: dict[Key, "Water"] = field(default_factory=dict)
    _at: dict[tuple[date, int], "Water"] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)
    tables: KeptTables = field(default_factory=KeptTables)
    small: KeptTables = field(default_factory=KeptTables)

    @cached_property
    def network(self) -> RiverNetwork:
        """The directed reach network of the base layers."""
        return RiverNetwork.from_lines(self.base.reaches, id_column="reach_id", name_column="river")

    def revision(self, as_of: AsOf) -> int:
        """Return the revision as known at which it is asked: the one given, or the newest there is now."""
        return self.store.head() if as_of.known_at is None else as_of.known_at

    def pinned(self, as_of: AsOf) -> AsOf:
        """Return the same with its revision: all that is read by it belongs together, whatever is written meanwhile."""
        return AsOf(as_of.valid_on, self.revision(as_of))

    def sections(self, as_of: AsOf) -> pd.DataFrame:
        """Return every section known on the day, one row each, retired ones included."""
        return self.of_sections("all", as_of, lambda then: self.store.frame("sections", then.valid_on, then.known_at))

    def of_sections(self, name: str, as_of: AsOf, make: Callable[[AsOf], pd.DataFrame]) -> pd.DataFrame:
        """Return a table that hangs on sections alone: kept until a revision touches one."""
        day, revision = as_of.valid_on, self.revision(as_of)
        return self.small.table(
            (name, day),
            revision,
            lambda _: make(AsOf(day, revision)),
            lambda earlier: None if self.store.touched(["sections"], earlier, revision) else [],
        )

    def water_at(self, as_of: AsOf) -> "Water":
        """Return units and tree for the sections assessed on the day."""
        when = (as_of.valid_on, self.revision(as_of))
        with self._lock:
            if when not in self._at:
                self._at[when] = self.water(self.sections(AsOf(*when)), as_of.valid_on)
                self._at = dict(list(self._at.items())[-WATERS:])
            return self._at[when]

    def water(self, sections: pd.DataFrame, on: date) -> "Water":
        """Return units and tree for the sections assessed on a day; derived once per set of sections."""
        active = active_sections(sections, on)
        columns = ["code", "lon", "lat", "river", "accuracy_m", "level"]
        key = tuple(active[columns].astype("object").fillna("").itertuples(index=False, name=None))
        with self._lock:
            if key not in self._waters:
                self._waters[key] = Water.derive(self, active)
            return self._waters[key]


@dataclass(frozen=True)
class Water:
    """What one set of active sections makes of the ground: points, control units, the tree downstream."""

    sections: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    tree: pd.DataFrame

    @cached_property
    def tiers(self) -> pd.DataFrame:
        """By code of every active section, `next_section` of any level and the section it counts to in each tier.

        A section of a tier counts to itself in that tier.
        """
        codes = self.tree.index.to_series()
        counted = {f"{tier}_section": tier_section(self.tree, codes, tier) for tier in ("national", "provincial")}
        return pd.DataFrame({"next_section": self.tree["next_section"]} | counted, index=self.tree.index)

    @classmethod
    def derive(cls, registry: Registry, active: pd.DataFrame) -> "Water":
        """Derive control units and tree; a registry without sections has units without a section."""
        sections = points(active.rename(columns={"code": "section_code"}))
        units = units_for(registry.base, sections)
        elsewhere = registry.base.basins.query("basin != '黄河'").rename(columns={"basin": "drains_to"})
        both = pd.concat([units, elsewhere[["drains_to", "geometry"]]], ignore_index=True)
        return cls(sections, gpd.GeoDataFrame(both, crs=STORAGE), section_tree(registry.network, sections))


def active_sections(sections: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the sections assessed on a day, by code: from `active_from` on, before `active_to`."""
    day = pd.Timestamp(on)
    begun = sections["active_from"].isna() | (sections["active_from"] <= day)
    ended = sections["active_to"].notna() & (sections["active_to"] <= day)
    return sections[begun & ~ended].sort_values("code").reset_index(drop=True)


def points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the frame with point geometry from `lon`, `lat`; rows without both have none."""
    geometry = gpd.GeoSeries(gpd.points_from_xy(frame["lon"], frame["lat"]), index=frame.index, crs=STORAGE)
    placed = frame["lon"].notna() & frame["lat"].notna()
    return gpd.GeoDataFrame(frame, geometry=geometry.where(placed, None), crs=STORAGE)


def open_registry(settings: Settings) -> Registry:
    """Open the registry file and the base layers; a file of an earlier schema is brought up to this one first.

    Raises
    ------
    CallError
        When the registry file or the base layers are missing.
    StoreError
        When the file is damaged, not a registry, or newer than this program.
    """
    base = open_base(settings.base_dir)
    return Registry(settings, Store.upgrade(settings.registry_path), base)
