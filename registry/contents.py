"""What the products hold before they are written: the list, the coverage, a section's plan, an export.

The corridor fills these, the writers of `report` turn them into files; neither needs to know the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import geopandas as gpd
import pandas as pd

from registry.language import Label, Message
from registry.quarter import Quarter


@dataclass(frozen=True)
class Stamp:
    """Where a product comes from: the day it is true on, what was known, on which ground, and whether it is made up."""

    as_of: date
    revision: int
    base_sha256: str | None
    synthetic: bool
    quarter: Quarter | None = None
    version: int = 1


@dataclass(frozen=True)
class Check:
    """One thing that was verified about a product: what, whether it holds, and the figures."""

    title: Message | Label
    holds: bool
    detail: Message | Label


@dataclass(frozen=True)
class Waiver:
    """Findings that did not keep a quarter open: which, how many, by whose name and why."""

    finding: str
    title: Label
    count: int
    by: str
    why: str


@dataclass(frozen=True)
class SignOff:
    """Who closed a quarter, when (UTC), and what was waived."""

    by: str
    at: datetime
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True)
class ListState:
    """A state of the outlet list: the day it is true on, what was known, and whether it is the one published."""

    day: date
    revision: int
    published: bool
    fingerprint: str
    rows: int

    @property
    def quarter(self) -> Quarter | None:
        """The quarter that ends on the day, if one does."""
        quarter = Quarter.of(self.day)
        return quarter if quarter.last_day == self.day else None


@dataclass(frozen=True)
class Comparison:
    """What leads from one state of the outlet list to another.

    `changes` has one row per outlet, class of change and field, `counts` the outlets by class of change; `beside` what
    differs without being a change (`noise`, `follows`); `arrived` the outlets that came; `balance` one row per city,
    class and section; `asked_at` the revision it was asked at. With `old` (the earlier list) these give the later list
    exactly.
    """

    stamp: Stamp
    asked_at: int
    start: ListState
    end: ListState
    old: pd.DataFrame
    new: pd.DataFrame
    changes: pd.DataFrame
    beside: pd.DataFrame
    arrived: pd.DataFrame
    counts: Mapping[str, int]
    balance: pd.DataFrame
    checks: tuple[Check, ...]
    reasons: Mapping[str, Label]


@dataclass(frozen=True)
class ListContent:
    """The outlet list of a quarter: its outlets and totals, and how it came out of the list before (`opening`).

    `outlets` has one row per outlet that exists on the quarter's last day; the frames of change are those of a
    `Comparison`; `reasons` the words of the reason codes in `outlets`; `sign_off` is missing while it is a draft.
    """

    stamp: Stamp
    fingerprint: str
    opening: ListState
    outlets: pd.DataFrame
    totals: pd.DataFrame
    detail_totals: pd.DataFrame
    changes: pd.DataFrame
    beside: pd.DataFrame
    counts: Mapping[str, int]
    balance: pd.DataFrame
    checks: tuple[Check, ...]
    sign_off: SignOff | None = None
    reasons: Mapping[str, Label] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether the quarter is closed."""
        return self.sign_off is not None


@dataclass(frozen=True)
class CoverageContent:
    """Wetland coverage by section; `sections` has no row for features without a section, `unassigned` is that row."""

    stamp: Stamp
    sections: pd.DataFrame
    unassigned: Mapping[str, object]
    totals: Mapping[str, object]
    definitions: Mapping[str, Label]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class BulletinContent:
    """How far rectification, measures and key projects are, and what changed since the last issue.

    `cities` has one row per city, `totals` the same figures of the province; beside each figure `<name>_change` says
    by how much it differs from the end of the quarter before. `stages` counts outlets by city and stage; `standing` has
    one row per outlet. `measures` and `projects` are the rows behind `measure_totals` and `project_totals`,
    `section_projects` the finished ones by the section they should help. `over_limit` has one row per value.
    """

    stamp: Stamp
    before: date
    cities: pd.DataFrame
    totals: Mapping[str, float | int | None]
    stages: pd.DataFrame
    standing: pd.DataFrame
    measures: pd.DataFrame
    problems: pd.DataFrame
    measure_totals: Mapping[str, float | int | None]
    projects: pd.DataFrame
    project_totals: Mapping[str, float | int | None]
    section_projects: pd.DataFrame
    over_limit: pd.DataFrame
    judged: int
    checks: tuple[Check, ...]

    @property
    def overdue(self) -> pd.DataFrame:
        """The outlets not rectified by the day they are due, the latest first."""
        return _latest_first(self.standing)

    @property
    def overdue_measures(self) -> pd.DataFrame:
        """The measures not finished by the day they are due, the latest first."""
        return _latest_first(self.measures)


def _latest_first(rows: pd.DataFrame) -> pd.DataFrame:
    late = rows[rows["days_late"].notna()]
    return late.sort_values(["days_late", "code"], ascending=[False, True], ignore_index=True)


@dataclass(frozen=True)
class SectionCard:
    """Facts of one assessed section; `facts` pairs a label with what is known, in the order of printing."""

    code: str
    name: str
    facts: tuple[tuple[Label, object], ...]


@dataclass(frozen=True)
class Column:
    """A column of a printed table: its label, its share of the width, and how many digits its numbers show."""

    label: Label
    width: float = 1.0
    digits: int = 0


@dataclass(frozen=True)
class PlanTable:
    """A table of a plan: its columns, the rows shown, how many there are in all, and what to say below it."""

    title: Message
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    total: int
    note: Message | None = None

    @property
    def left_out(self) -> int:
        """How many rows are not shown."""
        return self.total - len(self.rows)


@dataclass(frozen=True)
class PlanMap:
    """What the map of a plan shows, all in EPSG:4490.

    `units` are the section's own (none where it has no area of its own); `reaches` have `order`, `river` and `inside`,
    `sections` have `own`; `features` by kind have what their symbols differ by.
    """

    units: gpd.GeoDataFrame
    reaches: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    sections: gpd.GeoDataFrame
    features: Mapping[str, gpd.GeoDataFrame]


@dataclass(frozen=True)
class PlanContent:
    """One section, one plan.

    `quality` has one row per month: `month`, `water_class` (1 to 6) and a column per measured parameter; `limits` the
    class III limit of each parameter that has one. `lists`, `loads` and `doubts` hold only tables with rows.
    """

    stamp: Stamp
    card: SectionCard
    quality: pd.DataFrame
    limits: Mapping[str, float]
    unit_facts: tuple[tuple[Label, object], ...]
    map: PlanMap
    lists: tuple[PlanTable, ...]
    loads: tuple[PlanTable, ...]
    doubts: tuple[PlanTable, ...]
    sources: tuple[Message, ...]


@dataclass(frozen=True)
class ExportLayer:
    """One table of an export: ASCII name, title, rows, and the titles of its columns."""

    name: str
    title: Label
    frame: gpd.GeoDataFrame
    fields: Mapping[str, Label]


@dataclass(frozen=True)
class ExportContent:
    """Everything that one GeoPackage holds."""

    stamp: Stamp
    layers: tuple[ExportLayer, ...] = field(default=())


@dataclass(frozen=True)
class SelectionTotals:
    """How many features a selection holds by kind, class (outlets), grade (all but sections) and section.

    `sections` has one row per section with `section_code` (missing where there is none), `section_name`, a column per
    kind that answers to sections, and `total`.
    """

    kinds: Mapping[str, int]
    classes: Mapping[str, int]
    grades: Mapping[str, int]
    sections: pd.DataFrame


@dataclass(frozen=True)
class SelectionContent:
    """What was selected on the map: in words, under which filters (field and values), and its features by kind."""

    stamp: Stamp
    what: Message
    filters: tuple[tuple[Message | Label, tuple[Label | str, ...]], ...]
    totals: SelectionTotals
    tables: Mapping[str, pd.DataFrame]
