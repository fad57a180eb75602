"""Carry plans out on paper: the timelines they lead to, and the table of changes for people."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from registry.service.importing.book import Period
from registry.service.importing.periods import correction
from registry.service.importing.planning import Plan
from registry.store.timeline import apply_event, start

CHANGE_COLUMNS = ["row", "code", "name", "what", "change_class", "guessed", "effective_on", "field", "old", "new"]


def feature_ids(plans: Sequence[Plan], first: int) -> list[int]:
    """Return the internal id of each plan's feature, new ones numbered from `first` in the order of plans."""
    fresh = iter(range(first, first + len(plans)))
    return [plan.feature_id if plan.feature_id is not None else next(fresh) for plan in plans]


def new_timelines(plans: Sequence[Plan], ids: Sequence[int], known: pd.DataFrame) -> pd.DataFrame:
    """Return all periods, as they become, of the features that the plans touch; `known` are the registry's own."""
    frame = known.drop(columns="revision", errors="ignore")
    changed = {plan.feature_id: plan for plan in plans if plan.feature_id is not None and plan.differences}
    touched = _corrected(frame[frame["feature_id"].isin(changed)], changed)
    for names, on, values in _events(changed):
        named = touched["feature_id"].isin(on.index)
        after = apply_event(touched[named], on, values.astype({name: frame[name].dtype for name in names}))
        touched = pd.concat([touched[~named], after], ignore_index=True)
    return pd.concat([_begun(plans, ids, frame), touched], ignore_index=True)


def _begun(plans: Sequence[Plan], ids: Sequence[int], frame: pd.DataFrame) -> pd.DataFrame:
    """Return the lives of new features: one open period each, in the columns and types of the frame."""
    fresh = [(plan, i) for plan, i in zip(plans, ids, strict=True) if plan.feature_id is None]
    if not fresh:
        return frame.iloc[:0]
    values = pd.DataFrame([plan.said | {"feature_id": i} for plan, i in fresh], columns=frame.columns)
    if "synthetic" in values:
        values["synthetic"] = False
    days = pd.Series({i: plan.on for plan, i in fresh}, dtype="datetime64[s]")
    return start(values.astype(frame.dtypes.to_dict()), days)


def _corrected(frame: pd.DataFrame, plans: Mapping[int, Plan]) -> pd.DataFrame:
    """Return the periods with what was never true put right."""
    lives: dict[int, list[Period]] = {}
    for period in records(frame.sort_values(["feature_id", "valid_from"])):
        lives.setdefault(int(period["feature_id"]), []).append(period)
    periods: list[Period] = []
    for feature_id, life in lives.items():
        plan = plans[feature_id]
        periods += correction(life, plan.on, {d.name: d.new for d in plan.differences if d.is_correction})
    return pd.DataFrame(periods, columns=frame.columns).astype(frame.dtypes.to_dict())


def _events(plans: Mapping[int, Plan]) -> Iterator[tuple[tuple[str, ...], pd.Series, pd.DataFrame]]:
    """Yield events that change the same fields together: the fields, the day and the new values by feature."""
    together: dict[tuple[str, ...], list[tuple[int, Plan]]] = {}
    for feature_id, plan in plans.items():
        names = tuple(d.name for d in plan.differences if not d.is_correction)
        if names:
            together.setdefault(names, []).append((feature_id, plan))
    for names, group in together.items():
        on = pd.Series({i: plan.on for i, plan in group}).astype("datetime64[s]")
        rows = [{"feature_id": i} | {name: plan.said[name] for name in names} for i, plan in group]
        yield names, on, pd.DataFrame(rows)


def records(rows: pd.DataFrame) -> list[Period]:
    """Return rows as dictionaries with plain Python values and timestamps."""
    return [{str(name): value for name, value in record.items()} for record in rows.to_dict("records")]


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
