"""Two states of the outlet list, an earlier and a later one: who came, who went, who stayed, and why."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce

import numpy as np
import pandas as pd
from pyproj import Geod

from registry.vocabulary.outlets import PRESENT_STATUSES

CELL = ("city", "outlet_class", "section_code")
"""Where an outlet counts: the city that reports it, its class, its section."""
OWN = ("lon", "lat", "outlet_type", "city", "county", "river", "declared_section")
"""What the ledger itself says and a cell depends on."""

DEFAULT_ACCURACY_M = 10.0
"""Stated precision of a place that states none (default, unverified)."""
_GEOD = Geod(ellps="GRS80")


@dataclass(frozen=True)
class Ends:
    """The outlets that exist on two days, as known now, and what was on record of the first one.

    `periods` are all periods of all outlets begun by the later day (`feature_id, status, valid_from, merged_into`),
    closed and merged-away ones included. `recorded` is the earlier list as it was `published`, or else as it was known
    when its reports were in; None where there was neither.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    periods: pd.DataFrame
    before_on: date
    recorded: pd.DataFrame | None = None
    published: bool = False

    @property
    def opening(self) -> pd.DataFrame:
        """The list that the books open with: the one published, else the outlets as now known."""
        return self.recorded if self.recorded is not None and self.published else self.before

    @cached_property
    def come(self) -> pd.DataFrame:
        """The outlets of `after` that are not in `before`."""
        return without(self.after, self.before)

    @cached_property
    def gone(self) -> pd.DataFrame:
        """The outlets of `before` that are not in `after`, with the status and the successor they ended with."""
        gone = without(self.before, self.after)
        last = self.periods.sort_values("valid_from", kind="stable").drop_duplicates("feature_id", keep="last")
        ends = last.set_index("feature_id")
        ids = gone["feature_id"]
        return gone.assign(last_status=ids.map(ends["status"]), merged_into=ids.map(ends["merged_into"]))

    @cached_property
    def missed(self) -> pd.DataFrame:
        """The outlets of `before` that the published list should have held."""
        return without(self.before, self.opening)

    @cached_property
    def never(self) -> pd.DataFrame:
        """The outlets of the published list that were not there, as is known now."""
        return without(self.opening, self.before)

    @cached_property
    def arrivals(self) -> pd.Series:
        """Why each of `come` came, by feature_id: new, split, merged or revived.

        Split: its former code is that of another outlet of the earlier list. Merged: outlets that ended name it as what
        they were merged into. Revived, whatever else: it existed some time up to the earlier day.
        """
        come = self.come.set_index("feature_id")
        present = self.periods["status"].fillna("active").isin(PRESENT_STATUSES)
        earlier = self.periods[present & (self.periods["valid_from"] <= pd.Timestamp(self.before_on))]
        reason = pd.Series("new", come.index, dtype="object")
        reason[come["former_code"].isin(set(self.before["code"])).to_numpy()] = "split"
        reason[come["code"].isin(set(self.gone["merged_into"].dropna())).to_numpy()] = "merged"
        reason[come.index.isin(earlier["feature_id"])] = "revived"
        return reason

    @cached_property
    def departures(self) -> pd.Series:
        """Why each of `gone` went, by feature_id: merged, split or closed."""
        gone = self.gone.set_index("feature_id")
        reason = pd.Series("closed", gone.index, dtype="object")
        parents = self.come.loc[self.come["feature_id"].map(self.arrivals) == "split", "former_code"]
        reason[gone["code"].isin(set(parents)).to_numpy()] = "split"
        reason[((gone["last_status"] == "merged") | gone["merged_into"].notna()).to_numpy()] = "merged"
        return reason


def without(these: pd.DataFrame, those: pd.DataFrame) -> pd.DataFrame:
    """Return the outlets of the first frame that are not in the second."""
    return these[~these["feature_id"].isin(those["feature_id"])]


def pair(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the outlets present in both frames, both sides indexed by feature_id in the same order.

    One that stands twice is paired once; the books then do not balance and say so.
    """
    old, new = (frame.drop_duplicates("feature_id").set_index("feature_id") for frame in (before, after))
    both = new.index[new.index.isin(old.index)]
    return old.loc[both], new.loc[both]


def shifts_m(old: pd.DataFrame, new: pd.DataFrame) -> pd.Series:
    """Return how far each outlet's place lies from its former one, in metres on the GRS80 ellipsoid; 0 without one."""
    distance = _GEOD.inv(old["lon"].to_numpy(), old["lat"].to_numpy(), new["lon"].to_numpy(), new["lat"].to_numpy())[2]
    return pd.Series(distance, index=new.index).fillna(0.0)


def stated_precision_m(old: pd.DataFrame, new: pd.DataFrame) -> pd.Series:
    """Return the coarser of both stated precisions, DEFAULT_ACCURACY_M where none is stated."""
    return pd.concat([old["accuracy_m"], new["accuracy_m"]], axis=1).max(axis=1).fillna(DEFAULT_ACCURACY_M)


def differs(old: pd.Series, new: pd.Series) -> np.ndarray:
    """Return where two columns differ; missing equals missing."""
    both_missing = old.isna() & new.isna()
    return np.asarray(~((old == new).fillna(value=False) | both_missing), dtype=bool)


def any_differs(old: pd.DataFrame, new: pd.DataFrame, names: tuple[str, ...]) -> np.ndarray:
    """Return where any of the named columns differs."""
    return reduce(np.logical_or, [differs(old[name], new[name]) for name in names])


def cell_changed(old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Return where city, class or section of an outlet is another one."""
    return any_differs(old, new, CELL)


def own_changed(old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Return where the ledger itself says something else of what a cell depends on."""
    return any_differs(old, new, OWN)
