"""What needs a person today: what waits, what is late, what is out of its class, and what lies ahead."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from registry.analysis.quality import CLASS_NAMES, period_quality, river_limits
from registry.findings import Finding
from registry.quarter import Quarter
from registry.service.bulletin import measure_table
from registry.service.checking import check
from registry.service.cycle.dispatching import due_day
from registry.service.cycle.scores import CityScore, scores
from registry.service.features import section_table
from registry.service.registry import AsOf, Registry
from registry.service.reviewing import review
from registry.service.steps import standing_table

AHEAD_DAYS = 30
"""What is due within so many days lies ahead."""
REVISIONS_TOLD = 5


@dataclass(frozen=True)
class OutOfClass:
    """A section whose water is worse than its target; classes are numbers 1 to 6, 6 is worse than V."""

    code: str
    name: str
    measured: int
    target: int
    deciding: tuple[str, ...]


@dataclass(frozen=True)
class Water:
    """How the sections stand by the readings of a quarter (None: there are none yet).

    `with_target` of the `measured` sections have a target; `out_of_class` are worse than theirs, the worst first;
    `worse_than_v` counts those worse than class V.
    """

    quarter: Quarter | None = None
    measured: int = 0
    with_target: int = 0
    out_of_class: tuple[OutOfClass, ...] = ()
    worse_than_v: int = 0


@dataclass(frozen=True)
class Told:
    """One revision as the history tells it; `at` is a UTC time."""

    revision: int
    at: str
    actor: str
    reason: str


@dataclass(frozen=True)
class Today:
    """What needs a person on a day; every figure is of the whole province.

    `doubtful` counts by grade what waits for a decision. `overdue` are outlets and `overdue_measures` measures past
    the day they are due, `longest_days` how long the latest; `due_soon` outlets are due within AHEAD_DAYS.
    `collecting` is the quarter whose workbooks come back, until `returns_due`, with a line per city.
    """

    valid_on: date
    doubtful: Mapping[str, int]
    decided: int
    overdue: int
    overdue_measures: int
    longest_days: int
    due_soon: int
    collecting: Quarter
    returns_due: date
    cities: tuple[CityScore, ...]
    water: Water
    quarter: Quarter
    closed: bool
    next_to_close: Quarter | None
    revisions: tuple[Told, ...]

    @property
    def waiting(self) -> int:
        """How many features wait for a decision."""
        return sum(self.doubtful.values())

    @property
    def returned(self) -> int:
        """How many cities have returned their workbook."""
        return sum(city.returns > 0 for city in self.cities)

    @property
    def late(self) -> int:
        """How many cities are late, or returned late."""
        return sum(city.late for city in self.cities)


def today(registry: Registry, as_of: AsOf) -> Today:
    """Return what needs a person on a day."""
    day = as_of.valid_on
    looked = review(registry, as_of)
    standing = standing_table(registry, as_of)
    late = standing["days_late"].dropna()
    collecting = collected_quarter(day)
    closed = {Quarter.parse(str(name)) for name in registry.store.closings()["quarter"]}
    return Today(
        valid_on=day,
        doubtful=dict(sorted(Counter(looked.queue["grade"]).items())),
        decided=looked.decided,
        overdue=len(late),
        overdue_measures=int(measure_table(registry, as_of)["days_late"].notna().sum()),
        longest_days=int(late.max()) if len(late) else 0,
        due_soon=due_soon(standing, day),
        collecting=collecting,
        returns_due=due_day(collecting),
        cities=tuple(scores(registry, collecting, today=day)),
        water=water(registry, as_of),
        quarter=Quarter.of(day),
        closed=Quarter.of(day) in closed,
        next_to_close=next_to_close(closed, day),
        revisions=last_revisions(registry, as_of.known_at),
    )


def findings(registry: Registry, as_of: AsOf) -> list[Finding]:
    """Return what the rules say of everything that holds on the day, the gravest first; it takes seconds."""
    order = ["error", "warning", "info"]
    return sorted(check(registry, as_of), key=lambda one: (order.index(one.level), one.kind, one.feature_id or ""))


def collected_quarter(day: date) -> Quarter:
    """Return the quarter whose workbooks come back on a day: the one before until its returns are due, else its own."""
    own = Quarter.of(day)
    return own.previous() if day <= due_day(own.previous()) else own


def due_soon(standing: pd.DataFrame, day: date) -> int:
    """Count the outlets that have to be rectified within AHEAD_DAYS after a day."""
    first, last = pd.Timestamp(day), pd.Timestamp(day + timedelta(days=AHEAD_DAYS))
    open_yet = standing["needed"] & ~standing["rectified"] & standing["days_late"].isna()
    return int((open_yet & standing["due_on"].between(first, last)).sum())


def next_to_close(closed: set[Quarter], day: date) -> Quarter | None:
    """Return the first quarter after the closed ones, None while it is not over; without any, the one before."""
    after = max(closed).next() if closed else Quarter.of(day).previous()
    return after if after.last_day < day else None


def water(registry: Registry, as_of: AsOf) -> Water:
    """Return the measured classes of the quarter of the day, or of the one before while it has no readings."""
    quarter = Quarter.of(as_of.valid_on)
    for shown in (quarter, quarter.previous()):
        classes = quarter_classes(registry, shown, as_of)
        if len(classes):
            return against_targets(shown, section_table(registry, as_of).query("active"), classes)
    return Water()


def quarter_classes(registry: Registry, quarter: Quarter, as_of: AsOf) -> pd.DataFrame:
    """Return the class of every section by its readings in a quarter, up to the day: one row each."""
    readings = registry.store.frame("readings", valid_on=None, known_at=as_of.known_at)
    end = pd.Timestamp(min(quarter.last_day, as_of.valid_on)) + pd.Timedelta(days=1)
    inside = (readings["measured_at"] >= pd.Timestamp(quarter.first_day)) & (readings["measured_at"] < end)
    own = readings[inside & (readings["subject_kind"] == "sections")]
    if own.empty:
        return pd.DataFrame(columns=["subject_code", "water_class", "deciding"])
    limits = pd.read_csv(registry.settings.facts_dir / "gb3838_limits.csv", dtype=str)
    return period_quality(own, river_limits(limits)).dropna(subset=["water_class"])


def against_targets(quarter: Quarter, sections: pd.DataFrame, classes: pd.DataFrame) -> Water:
    """Return how the active sections stand; `classes` has a row for each that was measured in the quarter."""
    joined = sections.merge(classes, left_on="code", right_on="subject_code", validate="1:1")
    numbers = {name: number for number, name in enumerate(CLASS_NAMES, 1)}
    rows = zip(*(joined[name] for name in ("code", "name", "water_class", "target_class", "deciding")), strict=True)
    worse = [
        OutOfClass(code, name, int(measured), numbers[target], tuple(deciding))
        for code, name, measured, target, deciding in rows
        if target in numbers and measured > numbers[target]
    ]
    return Water(
        quarter,
        measured=len(joined),
        with_target=int(joined["target_class"].isin(numbers).sum()),
        out_of_class=tuple(sorted(worse, key=lambda row: (row.target - row.measured, row.code))),
        worse_than_v=int((joined["water_class"] > len(CLASS_NAMES)).sum()),
    )


def last_revisions(registry: Registry, known_at: int | None) -> tuple[Told, ...]:
    """Return the newest revisions known, the newest first."""
    rows = registry.store.revisions()
    known = rows if known_at is None else rows[rows["revision"] <= known_at]
    newest = known.sort_values("revision", ascending=False).head(REVISIONS_TOLD)
    told = newest[["revision", "at", "actor", "reason"]].itertuples(index=False, name=None)
    return tuple(Told(int(number), str(at), str(actor), str(reason)) for number, at, actor, reason in told)
