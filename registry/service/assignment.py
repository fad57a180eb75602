"""Assign features to sections for every period of their lives, and again where features, ground or sections changed."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from registry.hydro.assign import assign_sections
from registry.language import msg
from registry.service.base_layers import accuracy_m
from registry.service.conservation import account
from registry.service.decided import effective_assignments
from registry.service.declared import declared_frame
from registry.service.out_of_date import out_of_date
from registry.service.registry import AsOf, Registry, active_sections, points
from registry.service.section_days import EVER, Stretches, complement, during, known_on, section_dates
from registry.service.touched import Search, dated_changes
from registry.store import Actor, ChangeSet
from registry.vocabulary import ASSIGNED_KINDS, KINDS

RESULT_COLUMNS = [
    "section_code",
    "grade",
    "method",
    "unit_section",
    "water_section",
    "runner_up",
    "reach_id",
    "offset_m",
    "measure_m",
    "path_to_section_m",
    "flip_m",
    "reasons",
    "county_code",
]
ROW_COLUMNS = ["feature_id", "valid_from", "valid_to", *RESULT_COLUMNS]
UNSTATED_ACCURACY_M = {"plants": 1000.0}
"""Accuracy of a place that states none, where the usual 100 m would be bold: plants come from lists without one."""
METRES = ["offset_m", "measure_m", "path_to_section_m", "flip_m"]
TYPES: dict[str, Any] = dict.fromkeys(RESULT_COLUMNS, "str") | {
    "feature_id": "int64",
    "valid_from": "datetime64[s]",
    "valid_to": "datetime64[s]",
    "reach_id": "float64",
    **dict.fromkeys(METRES, "float64"),
}


def assignments_for(
    registry: Registry, kind: str, timelines: pd.DataFrame, sections: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Assign complete timelines: one row per feature for as long as its answer stays the same.

    `timelines` holds all periods of the features of one kind; `sections` the timelines of all sections, by default
    the registry's own. The result has `feature_id`, `valid_from`, `valid_to` and RESULT_COLUMNS; metres are rounded
    to 0.1.
    """
    return assignments_of(registry, {kind: timelines}, sections)[kind]


def assignments_of(
    registry: Registry, timelines: Mapping[str, pd.DataFrame], sections: pd.DataFrame | None = None
) -> dict[str, pd.DataFrame]:
    """Assign complete timelines of several kinds, as `assignments_for`; together they cost little more than one."""
    if sections is None:
        sections = registry.store.frame("sections", valid_on=None)
    return {kind: joined(rows) for kind, rows in assigned_pieces(registry, timelines, sections).items()}


def assigned_pieces(
    registry: Registry, timelines: Mapping[str, pd.DataFrame], sections: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return an answer for every piece of the timelines on which neither feature nor sections change."""
    days = section_dates(sections)
    pieces = {kind: cut(frame, days) for kind, frame in timelines.items()}
    asked = sorted({on for frame in pieces.values() for on in frame["sections_on"]})
    parts = [
        assign_on(registry, {kind: frame[frame["sections_on"] == on] for kind, frame in pieces.items()}, sections, on)
        for on in asked
    ]
    together = pd.concat(parts) if parts else pd.DataFrame(columns=["kind", *ROW_COLUMNS])
    return {kind: together.loc[together["kind"] == kind, ROW_COLUMNS] for kind in timelines}


def cut(timelines: pd.DataFrame, days: np.ndarray) -> pd.DataFrame:
    """Cut periods at the given days; `sections_on` is the day whose sections a piece answers to."""
    start = timelines["valid_from"].to_numpy("datetime64[s]")
    end = timelines["valid_to"].fillna(pd.Timestamp.max.floor("s")).to_numpy("datetime64[s]")
    first, last = np.searchsorted(days, start, "right"), np.searchsorted(days, end, "left")
    counts = np.maximum(last - first, 0) + 1
    pieces = timelines.loc[timelines.index.repeat(counts)].reset_index(drop=True)
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    epoch = np.repeat(first, counts) + number
    padded = np.concatenate([EVER, days])
    final = number == np.repeat(counts - 1, counts)
    pieces["valid_from"] = pieces["valid_from"].where(number == 0, pd.Series(padded[epoch]))
    pieces["valid_to"] = pieces["valid_to"].where(final, pd.Series(np.append(padded, padded[-1])[epoch + 1]))
    return pieces.assign(sections_on=padded[epoch])


def joined(assigned: pd.DataFrame) -> pd.DataFrame:
    """Join rows of a feature that follow each other without a gap and say the same; by feature and first day."""
    rows = assigned.sort_values(["feature_id", "valid_from"], ignore_index=True)
    said = comparable(rows).drop(columns=["valid_from", "valid_to"])
    before = said.shift()
    says_same = ((said == before) | (said.isna() & before.isna())).all(axis=1)
    goes_on = says_same & (rows["valid_from"] == rows["valid_to"].shift())
    begun = rows[~goes_on].reset_index(drop=True)
    return begun.assign(valid_to=rows["valid_to"][~goes_on.shift(-1, fill_value=False)].to_numpy())


def assign_on(
    registry: Registry, features: Mapping[str, pd.DataFrame], sections: pd.DataFrame, on: pd.Timestamp
) -> pd.DataFrame:
    """Assign features, by kind, to the sections active on a day; one row per feature, same order, with its `kind`."""
    known, day = known_on(sections, on), on.date()
    water = registry.water(known, day)
    active = active_sections(known, day)
    told = {kind: frame for kind, frame in features.items() if len(frame)}
    placed = points(pd.concat([asked_of(kind, frame) for kind, frame in told.items()], ignore_index=True))
    declared = [declared_frame(kind, frame, active, registry.base) for kind, frame in told.items()]
    result = assign_sections(
        placed,
        water.sections,
        network=registry.network,
        units=water.units,
        counties=registry.base.counties,
        accuracy_m=placed["accuracy_m"],
        declared=pd.concat(declared, ignore_index=True),
        layer_accuracy_m=accuracy_m(registry.base),
    )
    result[METRES] = result[METRES].astype("float64").round(1)
    return pd.DataFrame(placed[["kind", "feature_id", "valid_from", "valid_to"]]).join(result)


def asked_of(kind: str, features: pd.DataFrame) -> pd.DataFrame:
    """Return what an assignment asks of features besides what they declare."""
    accuracy = features["accuracy_m"].astype("float64").fillna(UNSTATED_ACCURACY_M.get(kind, np.nan))
    own = features[["feature_id", "valid_from", "valid_to", "lon", "lat"]]
    return own.assign(kind=kind, on_ground=KINDS[kind].on_ground, accuracy_m=accuracy)


@dataclass(frozen=True)
class Recomputed:
    """How many features were assigned again, and by kind the complete new rows of those whose answer changed."""

    count: int = 0
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def changed_count(self) -> int:
        """How many features have another answer."""
        return sum(frame["feature_id"].nunique() for frame in self.changed.values())


def after_sections_change(registry: Registry, timelines: pd.DataFrame) -> Recomputed:
    """Assign again what is touched once the given section timelines replace or join the registry's own."""
    known = registry.store.frame("sections", valid_on=None)
    kept = known[~known["feature_id"].isin(timelines["feature_id"])]
    sections = pd.concat([kept, timelines], ignore_index=True) if len(kept) else timelines
    changes = dated_changes(registry, known, sections)
    search = Search(registry, changes)
    ids = {kind: search.touched(kind) for kind in ASSIGNED_KINDS}
    return changed_assignments(registry, sections, ids, [(change.first, change.end) for change in changes])


def changed_assignments(
    registry: Registry,
    sections: pd.DataFrame | None = None,
    ids: Mapping[str, Sequence[int]] | None = None,
    stretches: Stretches | None = None,
) -> Recomputed:
    """Assign the named features again, all without names, and tell which answers are others than those stored.

    Where stretches of days are given, what is stored for all other days stands.
    """
    if sections is None:
        sections = registry.store.frame("sections", valid_on=None)
    wanted = {kind: None if ids is None else ids[kind] for kind in ASSIGNED_KINDS if ids is None or len(ids[kind])}
    timelines = {kind: registry.store.frame(kind, feature_ids=some) for kind, some in wanted.items()}
    stored = {kind: registry.store.assignments(kind, feature_ids=some) for kind, some in wanted.items()}
    if stretches is None:
        fresh = assignments_of(registry, timelines, sections)
    else:
        asked = {kind: during(rows, stretches) for kind, rows in timelines.items()}
        kept = {kind: during(rows, complement(stretches)) for kind, rows in stored.items()}
        pieces = assigned_pieces(registry, asked, sections)
        fresh = {kind: joined(pd.concat([rows, kept[kind]])) for kind, rows in pieces.items()}
    changed = {}
    for kind, rows in fresh.items():
        differing = differing_features(stored[kind], rows)
        if len(differing):
            changed[kind] = rows.loc[rows["feature_id"].isin(differing), ROW_COLUMNS].reset_index(drop=True)
    return Recomputed(sum(frame["feature_id"].nunique() for frame in timelines.values()), changed)


def differing_features(old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Return the ids of features whose rows are not the same in both frames."""
    rows = pd.concat([comparable(old).assign(side=0), comparable(new).assign(side=1)], ignore_index=True)
    columns = [name for name in rows.columns if name != "side"]
    return np.sort(rows.loc[~rows.duplicated(columns, keep=False), "feature_id"].unique())


def comparable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in types that a stored and a fresh row share, so that they compare by content."""
    plain = frame[ROW_COLUMNS].copy()
    plain["reasons"] = plain["reasons"].map(" ".join)
    plain["reach_id"] = plain["reach_id"].astype("Int64")
    return plain.astype(TYPES)


def assign_all(registry: Registry, actor: Actor, as_of: AsOf, *, everything: bool = True) -> dict[str, object]:
    """Recompute assignments, keep what changed as one revision, and report with a certificate per kind.

    Where not everything is asked for, only what may be out of date is recomputed, see `out_of_date`. People's decisions
    stay as they are; the report is about what is in force with them.
    """
    started = time.perf_counter()
    now = AsOf(as_of.valid_on)
    before = {kind: effective_assignments(registry, kind, now) for kind in ASSIGNED_KINDS}
    head = registry.store.head()
    stale = None if everything else out_of_date(registry)
    done = changed_assignments(registry, ids=stale.ids if stale else None)
    revision = None
    if done.changed:
        revision = registry.store.commit(
            ChangeSet(assignments=done.changed),
            actor,
            str(msg("Assignments recomputed")),
            base_sha256=registry.base.sha256,
            expected_head=head,
        )
    after = {kind: effective_assignments(registry, kind, now) for kind in ASSIGNED_KINDS}
    accounts = {kind: account(registry, kind, after[kind], as_of) for kind in ASSIGNED_KINDS}
    return {
        "revision": revision,
        "recomputed": done.count,
        "because": stale.because if stale else {"all": done.count},
        "changed": done.changed_count,
        "moved": [move for kind in ASSIGNED_KINDS for move in moves(registry, kind, before[kind], after[kind])],
        "grades": {kind: found["grades"] for kind, found in accounts.items()},
        "certificate": accounts,
        "seconds": round(time.perf_counter() - started, 2),
    }


def moves(registry: Registry, kind: str, before: pd.DataFrame, after: pd.DataFrame) -> list[dict[str, object]]:
    """Return the features whose section is another one now: kind, code, from, to, why."""
    both = before.merge(after, on="feature_id", suffixes=("_old", "_new"))
    old, new = both["section_code_old"].fillna(""), both["section_code_new"].fillna("")
    moved = both[old != new]
    features = registry.store.frame(kind, valid_on=None).drop_duplicates("feature_id", keep="last")
    names = features.set_index("feature_id")["code"]
    rows = zip(moved["feature_id"].map(names), old[moved.index], new[moved.index], moved["reasons_new"], strict=True)
    return [
        {"kind": kind, "code": code, "from": a or None, "to": b or None, "why": list(why)} for code, a, b, why in rows
    ]
