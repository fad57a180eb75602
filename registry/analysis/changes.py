"""What changed between two quarter ends: classes of change by immutable id, told apart from noise."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce

import numpy as np
import pandas as pd
from pyproj import Geod

from registry.vocabulary import OUTLETS
from registry.vocabulary.outlets import PRESENT_STATUSES

CHANGE_CLASSES = (
    "new", "revived", "closed", "merged", "split", "recoded", "moved", "reassigned", "corrected", "updated",
)  # fmt: skip
CELL = ("city", "outlet_class", "section_code")
"""Where an outlet counts: the city that reports it, its class, its section."""

DEFAULT_ACCURACY_M = 10.0
"""Stated precision of a place that states none (default, unverified)."""

COLUMNS = ("feature_id", "code", "name", "city", "county", "change", "field", "old", "new", "distance_m")
_NOT_NEWS = {
    "code",
    "former_code",
    "merged_into",
    "lon",
    "lat",
    "accuracy_m",
    "synthetic",
    "change_class",
    "effective_on",
}
UPDATED_FIELDS = tuple(f.name for f in OUTLETS.stored_fields if f.name not in _NOT_NEWS)
_GEOD = Geod(ellps="GRS80")


@dataclass(frozen=True)
class Ends:
    """Both ends of a quarter as known now.

    `before` and `after` list the outlets that exist on the two days; `periods` are all periods of all outlets begun by
    the closing day (`feature_id, status, valid_from, merged_into`), closed and merged-away ones included.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    periods: pd.DataFrame
    before_on: date

    @cached_property
    def come(self) -> pd.DataFrame:
        """The outlets of `after` that are not in `before`."""
        return self.after[~self.after["feature_id"].isin(self.before["feature_id"])]

    @cached_property
    def gone(self) -> pd.DataFrame:
        """The outlets of `before` that are not in `after`, with the status and the successor they ended with."""
        gone = self.before[~self.before["feature_id"].isin(self.after["feature_id"])]
        last = self.periods.sort_values("valid_from", kind="stable").drop_duplicates("feature_id", keep="last")
        ends = last.set_index("feature_id")
        ids = gone["feature_id"]
        return gone.assign(last_status=ids.map(ends["status"]), merged_into=ids.map(ends["merged_into"]))

    @cached_property
    def arrivals(self) -> pd.Series:
        """Why each of `come` came, by feature_id: new, revived, split or merged.

        Revived: it existed some time up to the opening day. Split: its former code is that of another outlet of the
        opening list. Merged: outlets that ended name it as what they were merged into.
        """
        come = self.come.set_index("feature_id")
        present = self.periods["status"].fillna("active").isin(PRESENT_STATUSES)
        earlier = self.periods[present & (self.periods["valid_from"] <= pd.Timestamp(self.before_on))]
        reason = pd.Series("new", come.index, dtype="object")
        reason[come.index.isin(earlier["feature_id"])] = "revived"
        reason[come["former_code"].isin(set(self.before["code"])).to_numpy()] = "split"
        reason[come["code"].isin(set(self.gone["merged_into"].dropna())).to_numpy()] = "merged"
        return reason

    @cached_property
    def departures(self) -> pd.Series:
        """Why each of `gone` went, by feature_id: merged, split or closed."""
        gone = self.gone.set_index("feature_id")
        reason = pd.Series("closed", gone.index, dtype="object")
        reason[gone["code"].isin(set(self.come["former_code"].dropna())).to_numpy()] = "split"
        reason[((gone["last_status"] == "merged") | gone["merged_into"].notna()).to_numpy()] = "merged"
        return reason


def pair(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the outlets present in both frames, both sides indexed by feature_id in the same order.

    One that stands twice is paired once; the books then do not balance and say so.
    """
    old, new = (frame.drop_duplicates("feature_id").set_index("feature_id") for frame in (before, after))
    both = new.index[new.index.isin(old.index)]
    return old.loc[both], new.loc[both]


def shifts_m(old: pd.DataFrame, new: pd.DataFrame) -> pd.Series:
    """Return how far each outlet's place lies from its former one, in metres on the GRS80 ellipsoid."""
    distance = _GEOD.inv(old["lon"].to_numpy(), old["lat"].to_numpy(), new["lon"].to_numpy(), new["lat"].to_numpy())[2]
    return pd.Series(distance, index=new.index)


def stated_precision_m(old: pd.DataFrame, new: pd.DataFrame) -> pd.Series:
    """Return the coarser of both stated precisions, DEFAULT_ACCURACY_M where none is stated."""
    return pd.concat([old["accuracy_m"], new["accuracy_m"]], axis=1).max(axis=1).fillna(DEFAULT_ACCURACY_M)


def differs(old: pd.Series, new: pd.Series) -> np.ndarray:
    """Return where two columns differ; missing equals missing."""
    both_missing = old.isna() & new.isna()
    return np.asarray(~((old == new).fillna(value=False) | both_missing), dtype=bool)


def cell_changed(old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Return where city, class or section of an outlet is another one."""
    return reduce(np.logical_or, [differs(old[name], new[name]) for name in CELL])


def noise(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the outlets whose place changed, but only within its stated precision: not a move, and said to be."""
    old, new = pair(before, after)
    distance = shifts_m(old, new)
    within = (distance > 0) & (distance <= stated_precision_m(old, new))
    return new[within].assign(distance_m=distance[within]).reset_index()


def change_rows(ends: Ends, recorded: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row per outlet, class of change and field (COLUMNS), in the order of CHANGE_CLASSES, then by code.

    `recorded` is the opening list as it was published or known then: where it differs from what is known now, the
    difference is a correction, not an event.
    """
    old, new = pair(ends.before, ends.after)
    pieces = [
        _came(ends),
        _went(ends),
        _field_rows(old, new, "recoded", ["code"]),
        _moved(old, new),
        _field_rows(old, new, "reassigned", list(CELL)),
        _field_rows(old, new, "updated", [name for name in UPDATED_FIELDS if name not in CELL]),
    ]
    if recorded is not None:
        was, known = pair(recorded, ends.before)
        pieces.append(_field_rows(was, known, "corrected", ["code", "lon", "lat", *UPDATED_FIELDS, *CELL[1:]]))
    rows = pd.concat([piece for piece in pieces if len(piece)] or [pd.DataFrame(columns=list(COLUMNS))])
    rows = rows.reindex(columns=list(COLUMNS))
    order = rows["change"].map({name: place for place, name in enumerate(CHANGE_CLASSES)})
    return rows.assign(order=order).sort_values(["order", "code", "field"]).drop(columns="order").reset_index(drop=True)


def change_counts(rows: pd.DataFrame) -> dict[str, int]:
    """Count outlets by class of change; one outlet may carry several classes, and counts once in each."""
    counts = rows.drop_duplicates(["feature_id", "change"])["change"].value_counts()
    return {name: int(counts.get(name, 0)) for name in CHANGE_CLASSES}


def _came(ends: Ends) -> pd.DataFrame:
    why = ends.come["feature_id"].map(ends.arrivals)
    parent = ends.come["former_code"].where(why == "split").astype("object")
    return ends.come.assign(change=why, field="code", old=parent, new=ends.come["code"].astype("object"))


def _went(ends: Ends) -> pd.DataFrame:
    why = ends.gone["feature_id"].map(ends.departures)
    into = ends.gone["merged_into"].where(why == "merged").astype("object")
    return ends.gone.assign(change=why, field="code", old=ends.gone["code"].astype("object"), new=into)


def _moved(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    distance = shifts_m(old, new)
    far = (distance > stated_precision_m(old, new)).to_numpy()
    rows = new[far].reset_index()
    return rows.assign(
        change="moved",
        field="lon, lat",
        old=_place(old[far]),
        new=_place(new[far]),
        distance_m=distance[far].round(1).to_numpy(),
    )


def _place(frame: pd.DataFrame) -> list[str]:
    return [f"{lon:.6f}, {lat:.6f}" for lon, lat in zip(frame["lon"], frame["lat"], strict=True)]


def _field_rows(old: pd.DataFrame, new: pd.DataFrame, change: str, fields: list[str]) -> pd.DataFrame:
    pieces = []
    for name in fields:
        where = differs(old[name], new[name])
        rows = new[where].reset_index()
        values = {"old": old.loc[where, name].astype("object"), "new": new.loc[where, name].astype("object")}
        pieces.append(rows.assign(change=change, field=name, **{side: v.to_numpy() for side, v in values.items()}))
    return pd.concat(pieces, ignore_index=True)
