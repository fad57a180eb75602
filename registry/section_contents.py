"""What the page of one section holds before it is drawn: facts, totals, neighbours, and the strip of its river."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from registry.contents import Check, PlanTable, SectionCard, Stamp
from registry.findings import Finding
from registry.language import Label, Message

Outline = tuple[tuple[float, float], ...]
Count = tuple[str, str, int]
"""Kind, category, how many."""

COVERAGE = {
    "name": Label("断面", "Section"),
    "river": Label("河流", "River"),
    "level": Label("级别", "Level"),
    "wetlands": Label("湿地", "Wetlands"),
    "tail_water": Label("尾水", "Tail-water"),
    "river_mouth": Label("河口", "River-mouth"),
    "in_river": Label("河道", "In-river"),
    "plants_with_wetland": Label("有湿地的污水厂", "Plants with a wetland"),
    "plants_without_wetland": Label("无湿地的污水厂", "Plants without"),
    "villages_finished": Label("已治理村", "Villages finished"),
    "villages_unfinished": Label("未治理村", "Villages not finished"),
    "share_of_plants": Label("有湿地的污水厂占比", "Share of plants"),
    "share_of_plant_flow": Label("经湿地的水量占比", "Share of plant flow"),
    "code": Label("断面编码", "Section code"),
}
COVERAGE_COUNTS = (
    "wetlands",
    "tail_water",
    "river_mouth",
    "in_river",
    "villages_finished",
    "villages_unfinished",
    "plants_with_wetland",
    "plants_without_wetland",
)
COVERAGE_SHARES = ("share_of_plants", "share_of_plant_flow")


@dataclass(frozen=True)
class Mark:
    """How one category of a kind is drawn: its name, outline in a box of radius 1 (none: a circle), fill and edge."""

    value: str
    label: Label
    outline: Outline
    fill: str
    edge: str
    edge_px: float
    size_px: float


@dataclass(frozen=True)
class KindMarks:
    """How the features of a kind are drawn: the column that picks the mark, the marks, the one for anything else.

    `badge` stands for the whole kind where many features are shown as counts.
    """

    kind: str
    label: Label
    by: str
    marks: Mapping[str, Mark]
    unstated: Mark
    badge: Mark | None = None

    def of(self, value: object) -> Mark:
        """Return the mark of a value."""
        return self.marks.get(str(value), self.unstated)


@dataclass(frozen=True)
class StripRow:
    """One mark of a strip: a feature, a section, a tributary with what lies on it, or several close together.

    `at_m` is metres along the stem up from the section, `to_m` the upper end of several; `distance_m` along the water;
    `bank` is left or right looking downstream, missing where it is not known. `counts` say how many features of each
    kind and category the row stands for.
    """

    kind: str
    code: str
    name: str
    category: str
    at_m: float
    distance_m: float
    bank: str | None
    counts: tuple[Count, ...] = ()
    to_m: float | None = None


@dataclass(frozen=True)
class Strip:
    """A river laid straight, from a section up: its rows by distance, what has no place along it, whether it adds up.

    `bin_m` is the length over which rows were drawn together, none where every feature stands alone.
    """

    code: str
    name: str
    river: str
    length_m: float
    rows: tuple[StripRow, ...]
    features: int
    off_water: tuple[Count, ...]
    below: str
    below_m: float | None
    whole_river: bool
    bin_m: float | None
    check: Check


@dataclass(frozen=True)
class UnitTotals:
    """How many features answer to a section itself, and how many together with all units above it."""

    kind: str
    own: int
    with_above: int


@dataclass(frozen=True)
class Neighbour:
    """A section next to this one along the water, metres to it, and what its own unit holds."""

    code: str
    name: str
    river: str
    level: Label
    distance_m: float | None
    outlets: int
    cod_t_per_a: float
    cod_share: float | None


@dataclass(frozen=True)
class SectionPage:
    """Everything of one section on a day.

    `months` has one row per month as `PlanContent.quality`; `limits` the limits of the target class (class III where
    none is stated, then `target` is None) by parameter; `loads` in tonnes a year of the own unit and with all units
    above; `features` the rows that answer to the section, by kind, as the map shows them; `above` the next sections
    upstream, each with all that lies above it; `said` what a person should know before anything else.
    """

    stamp: Stamp
    code: str
    name: str
    river: str
    card: SectionCard
    target: int | None
    measured: int | None
    months: pd.DataFrame
    limits: Mapping[str, float]
    totals: tuple[UnitTotals, ...]
    loads: Mapping[str, tuple[float, float]]
    unit_facts: tuple[tuple[Label, object], ...]
    coverage: Mapping[str, object]
    above: tuple[Neighbour, ...]
    below: Neighbour | None
    tables: tuple[PlanTable, ...]
    doubts: tuple[PlanTable, ...]
    overdue: pd.DataFrame
    findings: tuple[Finding, ...]
    said: tuple[Message, ...]
    features: Mapping[str, pd.DataFrame]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class PackContext:
    """What a stand-alone file says about itself: title, filter, day, revision, base layers, fingerprint of its rows."""

    title: str
    filter: str
    day: date
    revision: int
    base_sha256: str
    fingerprint: str
    synthetic: bool


@dataclass(frozen=True)
class MapParts:
    """A map as the parts of a larger document: head, its place, script, legend, and the name of its script's object."""

    head: str
    body: str
    script: str
    legend: str
    name: str


@dataclass(frozen=True)
class PackContent:
    """One stand-alone file: its context, the ground and features of its map, and of one section its page and strips."""

    context: PackContext
    ground: Mapping[str, gpd.GeoDataFrame]
    features: Mapping[str, pd.DataFrame]
    page: SectionPage | None = None
    strips: tuple[Strip, ...] = ()
