"""What changed between two states of the outlet list: classes of change by immutable id, told apart from noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from registry.analysis.ends import CELL, Ends, differs, own_changed, pair, shifts_m, stated_precision_m
from registry.analysis.quarter_list import KEPT_COLUMNS, LIST_COLUMNS
from registry.vocabulary import OUTLETS
from registry.vocabulary.changes import CHANGES, NO_CHANGES

CHANGE_CLASSES = tuple(CHANGES)
NOISE, FOLLOWS = NO_CHANGES
"""Differences that are no change: a place within its stated precision; what was found again for the same cell."""
PLACE = "lon, lat"
COLUMNS = (
    "feature_id", "code", "name", "city", "county", "change", "field", "old", "new", "distance_m",
    "section_changed", "because", "number", "late",
)  # fmt: skip
_OF_ITS_OWN = ("code", "former_code", "lon", "lat", "accuracy_m", *CELL, "synthetic", "change_class", "effective_on")
UPDATED_FIELDS = tuple(f.name for f in OUTLETS.stored_fields if f.name not in _OF_ITS_OWN)
FOUND_FIELDS = tuple(name for name in LIST_COLUMNS if name not in {f.name for f in OUTLETS.fields} | set(CELL))


@dataclass(frozen=True)
class ChangeList:
    """How one list becomes the other, to the last field.

    `rows` has one row per outlet, class of change and field (COLUMNS), in the order of CHANGE_CLASSES, then by code;
    `beside` likewise what differs without being a change. `arrived` are the outlets that came, as rows of the list.
    `number` is 1 where an outlet came, -1 where it went, else 0; `late` marks what is known differently of the earlier
    list, `because` says why a cell changed: point, type, city, decision, unit or rule.
    """

    rows: pd.DataFrame
    beside: pd.DataFrame
    arrived: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Outlets by class of change; one outlet may carry several classes, and counts once in each."""
        return change_counts(self.rows)


def change_list(ends: Ends) -> ChangeList:
    """Return everything that leads from the earlier list to the later one.

    Where the earlier list was published, what is known of it now comes first: outlets it should have held or not,
    values that were wrong (`corrected`), and cells that only the unit or the rule changed (`reassigned`).
    """
    late = _late(ends) if ends.recorded is not None else []
    pieces = [*late, *_came_and_went(ends), *_stayed(*pair(ends.before, ends.after))]
    rows = _in_order(pieces)
    no_change = rows["change"].isin((NOISE, FOLLOWS))
    missed = ends.missed.assign(late=True)
    came = ends.come.assign(late=False)
    arrived = pd.concat([part for part in (missed, came) if len(part)] or [came])
    return ChangeList(
        rows[~no_change].reset_index(drop=True),
        rows[no_change].reset_index(drop=True),
        arrived.reindex(columns=["feature_id", "late", *LIST_COLUMNS, *KEPT_COLUMNS]).reset_index(drop=True),
    )


def change_counts(rows: pd.DataFrame) -> dict[str, int]:
    """Count outlets by class of change; one outlet may carry several classes, and counts once in each."""
    counts = rows.drop_duplicates(["feature_id", "change"])["change"].value_counts()
    return {name: int(counts.get(name, 0)) for name in CHANGE_CLASSES}


def _in_order(pieces: list[pd.DataFrame]) -> pd.DataFrame:
    rows = pd.concat([piece for piece in pieces if len(piece)] or [pd.DataFrame(columns=list(COLUMNS))])
    rows = rows.reindex(columns=list(COLUMNS))
    place = {name: number for number, name in enumerate((*CHANGE_CLASSES, NOISE, FOLLOWS))}
    ordered = rows.assign(order=rows["change"].map(place)).sort_values(["order", "code", "field"], kind="stable")
    return ordered.drop(columns="order").reset_index(drop=True)


def _came_and_went(ends: Ends) -> list[pd.DataFrame]:
    why = ends.come["feature_id"].map(ends.arrivals)
    parent = ends.come["former_code"].where(why == "split").astype("object")
    came = ends.come.assign(change=why, field="code", old=parent, new=ends.come["code"].astype("object"))
    why = ends.gone["feature_id"].map(ends.departures)
    into = ends.gone["merged_into"].where(why == "merged").astype("object")
    went = ends.gone.assign(change=why, field="code", old=ends.gone["code"].astype("object"), new=into)
    return [came.assign(number=1, late=False), went.assign(number=-1, late=False)]


def _stayed(old: pd.DataFrame, new: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the differences of outlets in both lists, as events."""
    recoded, moved = differs(old["code"], new["code"]), _far(old, new)
    pieces = [
        _field_rows(old, new, "recoded", ["code"]),
        _field_rows(old, new, "recoded", ["former_code"], recoded),
        _field_rows(old, new, "updated", ["former_code"], ~recoded),
        _place_rows(old, new, moved, "moved"),
        _field_rows(old, new, "moved", ["accuracy_m"], moved),
        _field_rows(old, new, "updated", ["accuracy_m"], ~moved),
        _cell_rows(old, new, "reassigned"),
        _field_rows(old, new, "updated", UPDATED_FIELDS),
        *_no_changes(old, new),
    ]
    return [piece.assign(number=0, late=False) for piece in pieces]


def _late(ends: Ends) -> list[pd.DataFrame]:
    """Return how the earlier list, as it was on record, differs from what is known of it now."""
    old, new = pair(pd.DataFrame(ends.recorded), ends.before)
    own = own_changed(old, new)
    values = ["code", "former_code", "accuracy_m", *UPDATED_FIELDS]
    never, missed = (frame.assign(change="corrected", field="code") for frame in (ends.never, ends.missed))
    pieces = [
        never.assign(old=never["code"].astype("object"), new=None, number=-1),
        missed.assign(old=None, new=missed["code"].astype("object"), number=1),
        _field_rows(old, new, "corrected", values),
        _place_rows(old, new, _far(old, new), "corrected"),
        _cell_rows(old, new, "corrected", own),
        _cell_rows(old, new, "reassigned", ~own),
        *_no_changes(old, new),
    ]
    return [piece.assign(late=True) if "number" in piece else piece.assign(number=0, late=True) for piece in pieces]


def _no_changes(old: pd.DataFrame, new: pd.DataFrame) -> list[pd.DataFrame]:
    """Return what differs without being a change: shivers of a place, and what was found or flagged besides."""
    near = (differs(old["lon"], new["lon"]) | differs(old["lat"], new["lat"])) & ~_far(old, new)
    return [_place_rows(old, new, near, NOISE), _field_rows(old, new, FOLLOWS, [*FOUND_FIELDS, "synthetic"])]


def _far(old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Return where a place lies farther from its former one than both are known, or one of them is missing."""
    gained = old[["lon", "lat"]].isna().any(axis=1) != new[["lon", "lat"]].isna().any(axis=1)
    return np.asarray((shifts_m(old, new) > stated_precision_m(old, new)) | gained, dtype=bool)


def _place_rows(old: pd.DataFrame, new: pd.DataFrame, where: np.ndarray, change: str) -> pd.DataFrame:
    was, now = (frame.loc[where, ["lon", "lat"]] for frame in (old, new))
    return _named(new, where).assign(
        change=change,
        field=PLACE,
        old=_place(was),
        new=_place(now),
        distance_m=shifts_m(was, now).round(1).to_numpy(),
        section_changed=differs(old.loc[where, "section_code"], new.loc[where, "section_code"]),
    )


def _place(frame: pd.DataFrame) -> np.ndarray:
    """Return places as text that reads back to the same numbers, None where there is none."""
    texts = np.array([f"{lon!r}, {lat!r}" for lon, lat in zip(frame["lon"], frame["lat"], strict=True)], dtype=object)
    texts[frame[["lon", "lat"]].isna().any(axis=1).to_numpy()] = None
    return texts


def _cell_rows(old: pd.DataFrame, new: pd.DataFrame, change: str, only: np.ndarray | None = None) -> pd.DataFrame:
    rows = _field_rows(old, new, change, CELL, only)
    if rows.empty:
        return rows
    of_section = rows["feature_id"].map(pd.Series(_causes(old, new), index=new.index))
    return rows.assign(because=rows["field"].map({"city": "city", "outlet_class": "type"}).fillna(of_section))


def _causes(old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Say why a section is another one: the point or what is declared of it, a decision, the unit, else the rule."""
    stated = differs(old["river"], new["river"]) | differs(old["declared_section"], new["declared_section"])
    point = differs(old["lon"], new["lon"]) | differs(old["lat"], new["lat"]) | stated
    conditions = [
        point,
        differs(old["decided_by"], new["decided_by"]),
        differs(old["unit_section"], new["unit_section"]),
    ]
    return np.select(conditions, ["point", "decision", "unit"], "rule")


def _field_rows(
    old: pd.DataFrame, new: pd.DataFrame, change: str, fields: Sequence[str], only: np.ndarray | None = None
) -> pd.DataFrame:
    """Return a row for every outlet and field that differs, of all outlets or those of a mask."""
    pieces = []
    for name in fields:
        where = differs(old[name], new[name])
        where = where if only is None else where & only
        if where.any():
            values = {side: frame.loc[where, name].astype("object").to_numpy() for side, frame in _sides(old, new)}
            pieces.append(_named(new, where).assign(change=change, field=name, **values))
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=list(COLUMNS))


def _sides(old: pd.DataFrame, new: pd.DataFrame) -> tuple[tuple[str, pd.DataFrame], ...]:
    return (("old", old), ("new", new))


def _named(new: pd.DataFrame, where: np.ndarray) -> pd.DataFrame:
    """Return what a row of changes says of its outlet."""
    return new.loc[where, ["code", "name", "city", "county"]].reset_index()
