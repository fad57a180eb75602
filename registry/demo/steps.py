"""Rectification steps of the outlets: what the ledger's progress through the year looked like, step by step."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from registry.demo.chance import stream
from registry.demo.timelines import DAY, begin
from registry.vocabulary import STEPS
from registry.vocabulary.steps import STAGES

ORDER = [choice.value for choice in STAGES]
REACHED = {"not_started": "planned", "under_way": "under_way", "done": "done", "closed_out": "closed_out"}
"""The stage that a declared progress stands for."""
DAYS_BEFORE = dict(zip(ORDER, (130, 100, 70, 45, 22, 10, 5, 1), strict=False))
"""About so many days before an outlet enters the list its first steps were taken."""
MOST_DAYS_ASIDE = 8
UNTRACED_SHARE, UNPLANNED_SHARE, FAILED_SHARE, CHECKED_SHARE, SPOT_SHARE = 0.08, 0.3, 0.03, 0.4, 0.1
PEOPLE = ("王工", "李工", "张工", "刘工", "陈工", "杨工", "赵工", "郭工")
FIELDS = [f.name for f in STEPS.stored_fields]
Step = dict[str, object]


@dataclass
class Steps:
    """The steps of one outlet while they are told: where it stands, what is known of it, and a source of chance."""

    rng: np.random.Generator
    outlet: dict[Hashable, Any]
    taken: list[Step]
    stage: str = ""
    rectified_as: str | None = None

    def take(self, step: str, on: pd.Timestamp, **said: object) -> None:
        """Take a step on a day with its evidence."""
        self.taken.append(
            {"outlet_code": self.outlet["code"], "step": step, "taken_on": on} | self.evidence(step, on, said)
        )
        self.stage = step
        if step == "classified":
            self.rectified_as = self.outlet["rectification_class"]

    def evidence(self, step: str, on: pd.Timestamp, said: Step) -> Step:
        """Return what a step needs, and what was said beside."""
        number, county, city = int(self.rng.integers(1, 400)), self.outlet["county"], self.outlet["city"]
        person = PEOPLE[int(self.rng.integers(len(PEOPLE)))]
        usual: dict[str, Step] = {
            "found": {"person": person},
            "traced": {"responsible_unit": self.outlet["responsible_body"], "person": person},
            "classified": {"rectification_class": self.outlet["rectification_class"]},
            "planned": {"evidence": f"{county}一口一策〔{on.year}〕{number}号", "due_on": self.outlet["due_on"]},
            "under_way": {"responsible_unit": self.outlet["responsible_body"]},
            "done": {"evidence": f"整治照片{on:%Y%m%d}-{number:03d}"},
            "checked": {"person": person, "result": "passed", "responsible_unit": f"{county}生态环境主管部门"},
            "closed_out": {"evidence": f"{city}入河口销〔{on.year}〕{number}号"},
            "spot_checked": {"person": person, "result": "passed"},
            "reopened": {"evidence": f"{city}督办〔{on.year}〕{number}号", "remark": "核查发现恢复排水"},
        }
        return usual[step] | said

    def up_to(self, stage: str, day: pd.Timestamp) -> None:
        """Take every step from here to a stage, all on one day."""
        while self.stage != stage:
            self.take(ORDER[ORDER.index(self.stage) + 1], day)


def make_steps(outlets: pd.DataFrame) -> pd.DataFrame:
    """Make the steps behind the declared progress of outlets; one row each, in order of outlet and time.

    Parameters
    ----------
    outlets
        All periods of all outlets as they turn out in the end.
    """
    rng = stream("steps")
    ordered = outlets.sort_values(["feature_id", "valid_from"], kind="stable")
    taken: list[Step] = []
    for _, life in groupby(ordered.to_dict("records"), key=itemgetter("feature_id")):
        taken += tell_steps(list(life), rng)
    frame = pd.DataFrame(taken, columns=FIELDS)
    days = dict.fromkeys(("taken_on", "due_on"), DAY)
    words = dict.fromkeys([name for name in FIELDS if name not in (*days, "synthetic")], "str")
    return frame.assign(synthetic=True).astype(days | words)


def tell_steps(life: list[dict[Hashable, Any]], rng: np.random.Generator) -> list[Step]:
    """Tell the steps of one outlet from the periods of its life, first to last."""
    told = Steps(rng, life[0], [])
    enter(told, life[0]["valid_from"])
    for period in life:
        told.outlet = period
        if isinstance(period["rectification_class"], str):
            go_on(told, period["valid_from"], REACHED[period["rectification_progress"]])
    finish(told, life[-1])
    return told.taken


def enter(told: Steps, on: pd.Timestamp) -> None:
    """Take the steps that lie before the outlet's entry into the list."""
    for step in steps_at_entry(told):
        aside = int(told.rng.integers(-MOST_DAYS_ASIDE, MOST_DAYS_ASIDE + 1))
        before = DAYS_BEFORE[step]
        told.take(step, on - pd.Timedelta(days=before + (aside if before > 2 * MOST_DAYS_ASIDE else 0)))


def steps_at_entry(told: Steps) -> Iterator[str]:
    """Yield the first steps: found and mostly traced; where it is to be rectified, as far as the ledger says."""
    yield "found"
    if not isinstance(told.outlet["rectification_class"], str):
        if told.rng.random() >= UNTRACED_SHARE:
            yield "traced"
        return
    stage = REACHED[told.outlet["rectification_progress"]]
    unplanned = stage == "planned" and told.rng.random() < UNPLANNED_SHARE
    last = "classified" if unplanned else stage
    yield from ORDER[1 : ORDER.index(last) + 1]


def go_on(told: Steps, day: pd.Timestamp, stage: str) -> None:
    """Take the steps that lead to a stage which the ledger says from a day on; back from closed out means reopened."""
    kind = told.outlet["rectification_class"]
    if told.rectified_as not in (None, kind) and told.stage in ("classified", "planned", "under_way"):
        told.take("classified", day - pd.Timedelta(days=1))
    if told.stage == "closed_out" and stage == "under_way":
        told.take("spot_checked", day, result="failed")
        told.take("reopened", day)
        told.take("under_way", day)
    elif told.stage in ORDER and ORDER.index(told.stage) < ORDER.index(stage) and stage != "planned":
        told.up_to(stage, day)


def finish(told: Steps, last: dict[Hashable, Any]) -> None:
    """Have some of what is done checked, and some of what is closed out spot-checked; a few fail and are done again."""
    day, dice = told.taken[-1]["taken_on"], told.rng.random()
    later = pd.Timestamp(str(day)) + pd.Timedelta(days=int(told.rng.integers(5, 40)))
    if told.stage == "done" and dice < FAILED_SHARE:
        told.take("checked", later, result="failed", remark="现场未见标识牌")
        told.take("done", later + pd.Timedelta(days=20))
    elif told.stage == "done" and dice < CHECKED_SHARE:
        told.take("checked", later)
    elif told.stage == "closed_out" and dice < SPOT_SHARE and last["status"] == "active":
        told.take("spot_checked", later + pd.Timedelta(days=30))


def step_timelines(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps as periods: each is true from its day on."""
    return begin(steps, steps["taken_on"])
