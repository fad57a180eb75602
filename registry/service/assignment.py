"""Assign features to sections for every period of their lives, and recompute where the ground or sections changed."""

import time
from datetime import date

import numpy as np
import pandas as pd

from registry.hydro.assign import assign_sections
from registry.language import msg
from registry.service.base_layers import accuracy_m
from registry.service.conservation import account
from registry.service.decided import effective_assignments
from registry.service.declared import declared_frame
from registry.service.registry import AsOf, Registry, active_sections, points
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
UNSTATED_ACCURACY_M = {"plants": 1000.0}
"""Accuracy of a place that states none, where the usual 100 m would be bold: plants come from lists without one."""
METRES = ["offset_m", "measure_m", "path_to_section_m", "flip_m"]


def assignments_for(
    registry: Registry, kind: str, timelines: pd.DataFrame, sections: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Assign complete timelines: one row per feature for as long as its answer stays the same.

    `timelines` holds all periods of the features of one kind; `sections` the timelines of all sections, by default
    the registry's own. The result has `feature_id`, `valid_from`, `valid_to` and RESULT_COLUMNS; metres are rounded
    to 0.1.
    """
    if sections is None:
        sections = registry.store.frame("sections", valid_on=None)
    pieces = cut(timelines, section_dates(sections))
    parts = [
        assign_on(registry, kind, group, sections, pd.Timestamp(str(on)).date())
        for on, group in pieces.groupby("sections_on", sort=True)
    ]
    columns = ["feature_id", "valid_from", "valid_to", *RESULT_COLUMNS]
    if not parts:
        return pd.DataFrame(columns=columns)
    return joined(pd.concat(parts)[columns])


def section_dates(sections: pd.DataFrame) -> np.ndarray:
    """Return the days on which the set of active sections, or one of their places, changes; sorted."""
    days = pd.concat([sections[name] for name in ("active_from", "active_to", "valid_from", "valid_to")])
    return np.sort(days.dropna().unique().astype("datetime64[s]"))


def cut(timelines: pd.DataFrame, days: np.ndarray) -> pd.DataFrame:
    """Cut periods at the given days; `sections_on` is the day whose sections a piece answers to."""
    start = timelines["valid_from"].to_numpy("datetime64[s]")
    end = timelines["valid_to"].fillna(pd.Timestamp.max.floor("s")).to_numpy("datetime64[s]")
    first, last = np.searchsorted(days, start, "right"), np.searchsorted(days, end, "left")
    counts = np.maximum(last - first, 0) + 1
    pieces = timelines.loc[timelines.index.repeat(counts)].reset_index(drop=True)
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    epoch = np.repeat(first, counts) + number
    padded = np.concatenate([np.array(["1900-01-01"], "datetime64[s]"), days])
    final = number == np.repeat(counts - 1, counts)
    pieces["valid_from"] = pieces["valid_from"].where(number == 0, pd.Series(padded[epoch]))
    pieces["valid_to"] = pieces["valid_to"].where(final, pd.Series(np.append(padded, padded[-1])[epoch + 1]))
    return pieces.assign(sections_on=padded[epoch])


def joined(assigned: pd.DataFrame) -> pd.DataFrame:
    """Join rows of a feature that follow each other without a gap and say the same; by feature and first day."""
    rows = assigned.sort_values(["feature_id", "valid_from"], ignore_index=True)
    said = comparable(rows).drop(columns=["valid_from", "valid_to"])
    goes_on = (said == said.shift()).all(axis=1) & (rows["valid_from"] == rows["valid_to"].shift())
    begun = rows[~goes_on].reset_index(drop=True)
    return begun.assign(valid_to=rows["valid_to"][~goes_on.shift(-1, fill_value=False)].to_numpy())


def assign_on(registry: Registry, kind: str, features: pd.DataFrame, sections: pd.DataFrame, on: date) -> pd.DataFrame:
    """Assign the features to the sections active on a day; one row per feature, same order."""
    day = pd.Timestamp(on)
    known = sections[(sections["valid_from"] <= day) & (sections["valid_to"].isna() | (sections["valid_to"] > day))]
    water = registry.water(known, on)
    placed = points(features.reset_index(drop=True))
    placed["on_ground"] = KINDS[kind].on_ground
    result = assign_sections(
        placed,
        water.sections,
        network=registry.network,
        units=water.units,
        counties=registry.base.counties,
        accuracy_m=placed["accuracy_m"].fillna(UNSTATED_ACCURACY_M.get(kind, np.nan)),
        declared=declared_frame(kind, placed, active_sections(known, on), registry.base),
        layer_accuracy_m=accuracy_m(registry.base),
    )
    result[METRES] = result[METRES].astype("float64").round(1)
    return pd.DataFrame(placed[["feature_id", "valid_from", "valid_to"]]).join(result)


def after_sections_change(registry: Registry, timelines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the assignments that differ once the given section timelines replace or join the registry's own."""
    known = registry.store.frame("sections", valid_on=None)
    kept = known[~known["feature_id"].isin(timelines["feature_id"])]
    sections = pd.concat([kept, timelines], ignore_index=True) if len(kept) else timelines
    return changed_assignments(registry, sections)


def changed_assignments(registry: Registry, sections: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Recompute every assigned kind and return, by kind, the complete new rows of features whose answer changed."""
    changed = {}
    for kind in ASSIGNED_KINDS:
        timelines = registry.store.frame(kind, valid_on=None)
        fresh = assignments_for(registry, kind, timelines, sections)
        ids = differing_features(joined(registry.store.assignments(kind, valid_on=None)), fresh)
        if len(ids):
            changed[kind] = fresh[fresh["feature_id"].isin(ids)].reset_index(drop=True)
    return changed


def differing_features(old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Return the ids of features whose rows are not the same in both frames."""
    rows = pd.concat([comparable(old).assign(side=0), comparable(new).assign(side=1)], ignore_index=True)
    columns = [name for name in rows.columns if name != "side"]
    return np.sort(rows.loc[~rows.duplicated(columns, keep=False), "feature_id"].unique())


def comparable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as text without types, so that a stored and a fresh row compare by content."""
    plain = frame[["feature_id", "valid_from", "valid_to", *RESULT_COLUMNS]].copy()
    plain["reasons"] = plain["reasons"].map(" ".join)
    plain["reach_id"] = plain["reach_id"].astype("Int64")
    text = plain.drop(columns="feature_id").astype("object")
    return text.where(text.notna(), "").astype(str).assign(feature_id=plain["feature_id"].astype("int64"))


def assign_all(registry: Registry, actor: Actor, as_of: AsOf) -> dict[str, object]:
    """Recompute all assignments, keep what changed as one revision, and report with a certificate per kind.

    People's decisions stay as they are; the report is about what is in force with them.
    """
    started = time.perf_counter()
    now = AsOf(as_of.valid_on)
    before = {kind: effective_assignments(registry, kind, now) for kind in ASSIGNED_KINDS}
    changed = changed_assignments(registry)
    revision = None
    if changed:
        reason = str(msg("Assignments recomputed"))
        revision = registry.store.commit(
            ChangeSet(assignments=changed), actor, reason, base_sha256=registry.base.sha256
        )
    after = {kind: effective_assignments(registry, kind, now) for kind in ASSIGNED_KINDS}
    accounts = {kind: account(registry, kind, after[kind], as_of) for kind in ASSIGNED_KINDS}
    return {
        "revision": revision,
        "changed": sum(frame["feature_id"].nunique() for frame in changed.values()),
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
