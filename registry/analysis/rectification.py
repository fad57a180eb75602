"""Where outlets stand in their rectification: steps in their order, what is out of order, and what follows from it.

Steps come as rows with `outlet_id`, `step`, `taken_on`, `result` and the fields of the kind `steps`.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from registry.vocabulary.outlets import PRESENT_STATUSES
from registry.vocabulary.steps import CLOSED_OUT, FOLLOWS, NEEDS, RECTIFIED, SENT_BACK, STAGES, TRACED

RANKS = {choice.value: rank for rank, choice in enumerate(STAGES)}
FIRST = frozenset({"found", "traced"})
"""Steps with which a record of steps may always begin: that an outlet is registered means that it was found."""
_PROGRESS_STAGES = {"under_way": "under_way", "done": "done", "closed_out": "closed_out"}


class _Step(NamedTuple):
    place: int
    name: str
    stage: str


def stage_after(steps: pd.DataFrame) -> pd.Series:
    """Return the stage that each step leads to: its own; after a failed check the one that it sends back to."""
    failed = steps["result"].eq("failed").fillna(value=False).astype(bool)
    return steps["step"].mask(failed, steps["step"].map(SENT_BACK).fillna(steps["step"]))


def in_order(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps by outlet and time, with the `stage` each leads to and the stage `before` it.

    The first step of an outlet has none before. Steps of one day are taken in the first order of the flow in which
    each may follow the one before; where there is no such order, in the order of the flow.
    """
    ranked = steps.assign(stage=stage_after(steps), rank=steps["step"].map(RANKS))
    ranked = ranked.sort_values(["outlet_id", "taken_on", "rank"], kind="stable", ignore_index=True)
    ordered = ranked.iloc[_places(ranked)].reset_index(drop=True).drop(columns="rank")
    return ordered.assign(before=ordered.groupby("outlet_id")["stage"].shift())


def _places(ranked: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the order of steps sorted by outlet, day and rank; only lives with two steps on a day are looked into."""
    days = ranked["taken_on"].to_numpy("datetime64[D]").astype("int64")
    outlet = ranked["outlet_id"]
    shared = pd.DataFrame({"outlet": outlet, "day": days}).duplicated(keep=False)
    asked = outlet.isin(outlet[shared]).to_numpy()
    rows = ranked[asked]
    named = zip(np.flatnonzero(asked).tolist(), rows["step"], rows["stage"], strict=True)
    steps = [_Step(place, name, stage) for place, name, stage in named]
    taken = list(zip(rows["outlet_id"], zip(days[asked], steps, strict=True), strict=True))
    places = np.arange(len(ranked))
    found: list[int] = []
    for _, life in groupby(taken, key=lambda pair: pair[0]):
        found += _life_in_order([step for _, step in life])
    places[asked] = found
    return places


def _life_in_order(life: Iterable[tuple[Hashable, _Step]]) -> list[int]:
    """Return the places of one outlet's steps in their order."""
    stage, places = None, []
    for _, steps in groupby(life, key=lambda pair: pair[0]):
        day = [step for _, step in steps]
        if len(day) > 1:
            day = _chain(stage, day) or day
        places += [step.place for step in day]
        stage = day[-1].stage
    return places


def _chain(stage: str | None, left: Sequence[_Step]) -> list[_Step] | None:
    """Return the steps left in the first order in which each may follow, None where there is none."""
    if not left:
        return []
    for n, step in enumerate(left):
        if stage is None or step.name in FOLLOWS[stage]:
            rest = _chain(step.stage, [*left[:n], *left[n + 1 :]])
            if rest is not None:
                return [step, *rest]
    return None


def may_follow(before: str | None, declared: str) -> frozenset[str]:
    """Return the steps that may be taken at a stage; without any before, at the stage that the ledger declares."""
    return FOLLOWS[before] if before is not None else FIRST | {declared} | FOLLOWS[declared]


def out_of_order(ordered: pd.DataFrame, declared: pd.Series) -> "pd.Series[bool]":
    """Say which of the ordered steps may not follow the one before.

    `declared` is the stage that the ledger declared on the day of an outlet's first step, by `outlet_id`.
    """
    before = ordered["before"].astype("object").where(ordered["before"].notna(), None)
    stages = declared.reindex(ordered["outlet_id"]).fillna("found")
    wrong = [
        step not in may_follow(stage, start) for step, stage, start in zip(ordered["step"], before, stages, strict=True)
    ]
    return pd.Series(wrong, index=ordered.index, dtype=bool)


def lacking(steps: pd.DataFrame) -> list[tuple[tuple[str, ...], ...]]:
    """Return for each step the groups of fields of which one should be filled and none is."""
    filled = {name: steps[name].notna() for groups in NEEDS.values() for group in groups for name in group}
    has = pd.DataFrame(filled, index=steps.index).to_dict("records")
    return [
        tuple(group for group in NEEDS[step] if not any(row[name] for name in group))
        for step, row in zip(steps["step"], has, strict=True)
    ]


def declared_stage(outlets: pd.DataFrame) -> pd.Series:
    """Return the stage that the outlets' own ledger declares, for those without recorded steps; same index.

    Progress says it where it is under way, done or closed out (so does a day of closing out). Else the furthest of:
    a class and a due day are a plan, a class is classified, a responsible body is traced, the rest is found. What was
    closed or merged away and has a class counts as done.
    """
    classed = outlets["rectification_class"].notna()
    stage = pd.Series("found", index=outlets.index, dtype="str")
    stage = stage.mask(outlets["responsible_body"].notna(), "traced").mask(classed, "classified")
    stage = stage.mask(classed & outlets["due_on"].notna(), "planned")
    told = outlets["rectification_progress"].map(_PROGRESS_STAGES).astype("str")
    stage = told.fillna(stage).mask(told.isna() & outlets["closed_out_on"].notna(), "closed_out")
    gone = ~outlets["status"].fillna(PRESENT_STATUSES[0]).isin(PRESENT_STATUSES)
    return stage.mask(gone & classed & ~stage.isin(RECTIFIED), "done").astype("str")


def standings(outlets: pd.DataFrame, steps: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return where every outlet stands on a day, one row each, same order.

    Parameters
    ----------
    outlets
        Outlets as true on the day, with `feature_id`.
    steps
        All steps taken by then.
    day
        The day by which what is due counts as late.

    Returns
    -------
    pandas.DataFrame
        The outlets, with `stage`, `since` (its day), `by_steps` (else the ledger says so), `rectification_class` and
        `due_on` in force, `days_late` (missing when not late), and whether it is `needed`, `traced`, `rectified`,
        `closed_out`.
    """
    told = told_by(in_order(steps)).reindex(outlets["feature_id"]).set_axis(outlets.index)
    stage = told["stage"].fillna(declared_stage(outlets)).astype("str")
    kind = told["rectification_class"].fillna(outlets["rectification_class"])
    again = told["reopened_on"]
    declared_due = outlets["due_on"].where(again.isna() | (outlets["due_on"] > again))
    due = told["due_on"].fillna(declared_due)
    rectified = stage.isin(RECTIFIED)
    needed = kind.notna() | ~stage.isin(["found", "traced"])
    late = needed & ~rectified & (due < day)
    return outlets.assign(
        stage=stage,
        since=told["since"],
        by_steps=told["stage"].notna(),
        rectification_class=kind,
        due_on=due,
        days_late=(day - due).dt.days.where(late).astype("Int64"),
        needed=needed,
        traced=stage.isin(TRACED),
        rectified=rectified,
        closed_out=stage.isin(CLOSED_OUT),
    )


def told_by(ordered: pd.DataFrame) -> pd.DataFrame:
    """Return what the ordered steps say of each outlet, by its id: stage, since, class, due day, day of reopening.

    A due day holds until the outlet is reopened.
    """
    outlet = ordered["outlet_id"]
    reopened = ordered["stage"].eq("reopened") & ~ordered["before"].eq("reopened")
    round_ = reopened.groupby(outlet).cumsum()
    current = round_ == round_.groupby(outlet).transform("max")
    by_outlet = ordered.assign(
        since=ordered["taken_on"],
        due_on=ordered["due_on"].where(current),
        reopened_on=ordered["taken_on"].where(reopened),
    ).groupby("outlet_id")
    return by_outlet[["stage", "since", "rectification_class", "due_on", "reopened_on"]].last()


def city_rows(standing: pd.DataFrame) -> pd.DataFrame:
    """Return one row per city: outlets found, present, traced, to be rectified, rectified, closed out, overdue, shares.

    Shares are of the outlets found (traced) and of those to be rectified (rectified); none without any.
    """
    present = standing["status"].fillna(PRESENT_STATUSES[0]).isin(PRESENT_STATUSES)
    counts = pd.DataFrame(
        {
            "city": standing["city"],
            "found": 1,
            "present": present,
            "traced": standing["traced"],
            "needed": standing["needed"],
            "rectified": standing["needed"] & standing["rectified"],
            "closed_out": standing["needed"] & standing["closed_out"],
            "overdue": standing["days_late"].notna(),
        }
    )
    return with_shares(counts.groupby("city", sort=True).sum().astype("int64").reset_index())


def with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the shares traced and rectified; missing where nothing is to be."""
    return rows.assign(
        traced_share=rows["traced"] / rows["found"].where(rows["found"] > 0, np.nan),
        rectified_share=rows["rectified"] / rows["needed"].where(rows["needed"] > 0, np.nan),
    )


def stage_counts(standing: pd.DataFrame) -> pd.DataFrame:
    """Return outlets by city and stage, a column for every stage in the order of the flow, and their total."""
    counts = pd.crosstab(standing["city"], standing["stage"]).reindex(columns=list(RANKS), fill_value=0)
    return counts.assign(total=counts.sum(axis=1)).rename_axis(columns=None).reset_index()
