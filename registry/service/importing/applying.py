"""Carry plans out on paper: the timelines they lead to, and the table of changes for people."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from registry.service.importing.book import Period
from registry.service.importing.periods import correction, event, start
from registry.service.importing.planning import Plan

CHANGE_COLUMNS = ["row", "code", "name", "what", "change_class", "guessed", "effective_on", "field", "old", "new"]


def records(rows: pd.DataFrame) -> list[Period]:
    """Return rows as dictionaries with plain Python values and timestamps."""
    return [{str(name): value for name, value in record.items()} for record in rows.to_dict("records")]


def feature_ids(plans: Sequence[Plan], first: int) -> list[int]:
    """Return the internal id of each plan's feature, new ones numbered from `first` in the order of plans."""
    fresh = iter(range(first, first + len(plans)))
    return [plan.feature_id if plan.feature_id is not None else next(fresh) for plan in plans]


def new_timelines(plans: Sequence[Plan], ids: Sequence[int], known: pd.DataFrame) -> pd.DataFrame:
    """Return all periods, as they become, of the features that the plans touch."""
    columns = [name for name in known.columns if name != "revision"]
    touched = [plan.feature_id for plan in plans if plan.feature_id is not None and plan.differences]
    lives: dict[int, list[Period]] = {}
    for period in records(known[known["feature_id"].isin(touched)].sort_values(["feature_id", "valid_from"])):
        lives.setdefault(int(period["feature_id"]), []).append(period)
    periods: list[Period] = []
    for plan, feature_id in zip(plans, ids, strict=True):
        if plan.what != "unchanged":
            life = start(plan.said, plan.on) if plan.feature_id is None else _applied(plan, lives[feature_id])
            periods += [period | {"feature_id": feature_id} for period in life]
    frame = pd.DataFrame(periods, columns=columns)
    if "synthetic" in frame:
        frame["synthetic"] = frame["synthetic"].map(lambda flag: flag is True or flag == 1)
    return frame.astype({name: known[name].dtype for name in columns})


def _applied(plan: Plan, life: list[Period]) -> list[Period]:
    wrong = {d.name: d.new for d in plan.differences if d.is_correction}
    moved_on = {d.name: d.new for d in plan.differences if not d.is_correction}
    life = correction(life, plan.on, wrong) if wrong else life
    return event(life, plan.on, moved_on) if moved_on else life


def change_table(plans: Sequence[Plan], what: Sequence[str]) -> pd.DataFrame:
    """Return what would change as a table for people, by row of the file."""
    rows: list[tuple[object, ...]] = []
    for plan, verdict in zip(plans, what, strict=True):
        head = (plan.row, plan.code, plan.name, verdict)
        day = plan.on.date().isoformat()
        if verdict == "new":
            rows.append((*head, plan.change_class, plan.guessed, day, None, None, None))
        elif verdict == "changed" and not plan.differences:
            rows.append((*head, "updated", plan.guessed, day, "links", None, None))
        rows += [
            (*head, d.change_class, plan.guessed, day, d.name, _shown(d.old), _shown(d.new)) for d in plan.differences
        ]
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS).sort_values("row", kind="stable", ignore_index=True)


def _shown(value: object) -> str | None:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat().removesuffix("T00:00:00")
    return f"{value:.10g}" if isinstance(value, float | np.floating) else str(value)
