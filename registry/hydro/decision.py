"""Decide the section and the grade: two short tables, read from the top; they are the documentation.

SOURCES says where the section comes from: the first row that fits decides. DOUBTS then lowers the grade: each row that
fits adds its reason, and the worst grade stands.

The limits on room come from the meaning of accuracy, a 95 % radius R of a round error, so sigma = R / 2.45: a border at
1.25 R is crossed by 1 true place in 1,000, one at 0.5 R by 1 in 9 at most.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from registry.hydro.flow import Bools
from registry.hydro.grid import TIE_M
from registry.hydro.lines import Floats, Ints
from registry.hydro.reasons import REASONS

CLEAR_ROOM = 1.25
CLOSE_ROOM = 0.5
VAGUE_M = 5000.0
NONE = -1
UNKNOWN = -2
GRADES = np.asarray(["A", "B", "C", "D", "U"], dtype=object)


class Grade(IntEnum):
    """How sure the answer is, the best first."""

    A = 0
    B = 1
    C = 2
    D = 3
    U = 4


class From(IntEnum):
    """Which evidence the section is taken from."""

    NOTHING = 0
    UNIT = 1
    WATER = 2


@dataclass(frozen=True)
class Evidence:
    """All that is known of each feature, one array entry per row; sections are numbers, -1 for none, -2 for unknown.

    Rooms are distances to another answer divided by the doubt about them.
    """

    placed: Bools
    on_ground: Bools
    is_point: Bools
    has_units: bool
    has_network: bool
    in_unit: Bools
    drains_away: Bools
    unit: Ints
    border_m: Floats
    near_reach: Bools
    water: Ints
    offset_m: Floats
    fork: Bools
    border_room: Floats
    river_room: Floats
    section_room: Floats
    accuracy_m: Floats
    accuracy_unknown: Bools
    declared: Ints
    other_river: Bools
    river_section: Ints
    county_differs: Bools

    @property
    def room(self) -> Floats:
        """The smallest of the rooms."""
        return np.asarray(np.minimum(np.minimum(self.border_room, self.river_room), self.section_room))

    @property
    def uses_water(self) -> Bools:
        """Whether the water counts as evidence: a mouth within the tolerance of a reach."""
        return self.near_reach & ~self.on_ground

    @property
    def both(self) -> Bools:
        """Whether unit and water each name a section."""
        return self.uses_water & (self.unit >= 0) & (self.water >= 0)

    @property
    def differ(self) -> Bools:
        """Whether unit and water name different sections."""
        return np.asarray(self.both & (self.unit != self.water))


@dataclass(frozen=True)
class Chosen:
    """What the first table chose, and how the ledger's section stands to it."""

    section: Ints
    declared_differs: Bools
    declared_below: Bools

    def confirmed(self, evidence: Evidence) -> Bools:
        """Whether unit, water and ledger all name the section that was chosen."""
        agreed = evidence.both & (evidence.unit == evidence.water) & (evidence.declared == self.section)
        return np.asarray(agreed)


@dataclass(frozen=True)
class Source:
    """One row of the first table: when it fits, method, where the section comes from, best grade, reasons."""

    when: Callable[[Evidence], Bools]
    method: str
    section: From
    grade: Grade
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """One row of the second table: when it fits, the reason, and the best grade it leaves (None: a note only)."""

    when: Callable[[Evidence, Chosen], Bools]
    reason: str
    at_best: Grade | None


def _always(e: Evidence) -> Bools:
    return np.ones(len(e.placed), dtype=bool)


SOURCES: tuple[Source, ...] = (
    # no place, or not ours to assess
    Source(lambda e: ~e.placed, "none", From.NOTHING, Grade.U, ("no_place",)),
    Source(lambda e: e.drains_away, "none", From.NOTHING, Grade.U, ("out_of_basin",)),
    Source(lambda e: ~e.in_unit if e.has_units else ~_always(e), "none", From.NOTHING, Grade.U, ("outside_units",)),
    Source(lambda e: e.in_unit & (e.unit < 0), "none", From.NOTHING, Grade.U, ("no_section_downstream",)),
    # on the ground
    Source(lambda e: e.on_ground & e.in_unit, "unit", From.UNIT, Grade.B, ("on_ground",)),
    Source(lambda e: e.on_ground & e.near_reach & (e.water >= 0), "network", From.WATER, Grade.D, ("ground_by_river",)),
    # a mouth on a river, area and water both known
    Source(lambda e: e.both & ~e.differ, "unit+network", From.WATER, Grade.A, ("agree",)),
    Source(
        lambda e: e.differ & (e.declared == e.water),
        "network", From.WATER, Grade.C, ("evidence_differs", "declared_decides"),
    ),
    Source(
        lambda e: e.differ & (e.declared == e.unit),
        "unit", From.UNIT, Grade.C, ("evidence_differs", "declared_decides"),
    ),
    Source(
        lambda e: e.differ & (e.offset_m <= e.border_m + TIE_M),
        "network", From.WATER, Grade.C, ("evidence_differs", "nearer_to_river"),
    ),
    Source(lambda e: e.differ, "unit", From.UNIT, Grade.C, ("evidence_differs", "nearer_to_border")),
    # one kind of evidence
    Source(lambda e: e.in_unit & e.uses_water, "unit", From.UNIT, Grade.C, ("water_without_section",)),
    Source(lambda e: e.in_unit if e.has_network else ~_always(e), "unit", From.UNIT, Grade.B, ("beyond_tolerance",)),
    Source(lambda e: e.in_unit, "unit", From.UNIT, Grade.B, ("unit_only",)),
    Source(lambda e: e.uses_water & (e.water >= 0), "network", From.WATER, Grade.B, ("water_only",)),
    Source(lambda e: e.near_reach, "none", From.NOTHING, Grade.U, ("no_section_downstream",)),
    Source(_always, "none", From.NOTHING, Grade.U, ("out_of_reach",)),
)  # fmt: skip

DOUBTS: tuple[Doubt, ...] = (
    # room to another answer
    Doubt(lambda e, _: e.border_room <= CLOSE_ROOM, "border_close", Grade.C),
    Doubt(lambda e, _: e.river_room <= CLOSE_ROOM, "river_close", Grade.C),
    Doubt(lambda e, _: e.section_room <= CLOSE_ROOM, "section_close", Grade.C),
    Doubt(lambda e, _: (e.room > CLOSE_ROOM) & (e.room <= CLEAR_ROOM), "little_room", Grade.B),
    # at a fork a third witness, the ledger, must speak for the branch that ground and water agree on
    Doubt(lambda e, c: e.fork & e.uses_water & c.confirmed(e), "fork", Grade.B),
    Doubt(lambda e, c: e.fork & e.uses_water & ~c.confirmed(e), "fork", Grade.C),
    Doubt(lambda e, _: e.accuracy_m >= VAGUE_M, "place_vague", Grade.D),
    Doubt(lambda e, _: e.accuracy_unknown & ~e.on_ground, "accuracy_unknown", Grade.B),
    Doubt(lambda e, _: ~e.is_point & e.placed, "not_a_point", Grade.B),
    # what the ledger says
    Doubt(lambda e, c: (e.declared >= 0) & (e.declared == c.section), "declared_agrees", None),
    Doubt(lambda _, c: c.declared_differs & c.declared_below, "declared_further_down", Grade.B),
    Doubt(lambda _, c: c.declared_differs & ~c.declared_below, "declared_section_differs", Grade.C),
    Doubt(
        lambda e, c: (
            c.declared_differs & ~c.declared_below & e.differ & (e.declared != e.unit) & (e.declared != e.water)
        ),
        "contradicted",
        Grade.D,
    ),
    Doubt(lambda e, _: e.declared == UNKNOWN, "declared_section_unknown", None),
    Doubt(lambda e, c: e.other_river & (e.river_section != c.section), "river_differs", Grade.C),
    Doubt(lambda e, c: e.other_river & (e.river_section == c.section), "river_differs_same_section", Grade.B),
    Doubt(lambda e, _: e.county_differs, "county_differs", Grade.C),
)


@dataclass(frozen=True)
class Decision:
    """The answer per row: number of the section (-1 none), grade, row of SOURCES, reasons as bits in REASON_CODES."""

    section: Ints
    grade: Ints
    source: Ints
    reasons: Ints


REASON_CODES = tuple(REASONS)


def _bit(reason: str) -> int:
    return 1 << REASON_CODES.index(reason)


def decide(evidence: Evidence, is_below: Callable[[Ints, Ints], Bools]) -> Decision:
    """Read both tables for every row; `is_below(one, other)` says whether section one lies downstream of the other."""
    count = len(evidence.placed)
    source = np.full(count, -1)
    for number, row in enumerate(SOURCES):
        source[(source < 0) & row.when(evidence)] = number
    origin = np.asarray([row.section for row in SOURCES])[source]
    section = np.where(origin == From.UNIT, evidence.unit, np.where(origin == From.WATER, evidence.water, NONE))
    grade = np.asarray([row.grade for row in SOURCES])[source]
    reasons = np.asarray([sum(map(_bit, row.reasons)) for row in SOURCES], dtype=np.int64)[source]
    differs = (evidence.declared >= 0) & (evidence.declared != section) & (section >= 0)
    below = np.zeros(count, dtype=bool)
    below[differs] = is_below(evidence.declared[differs], section[differs])
    chosen = Chosen(section, differs, below)
    for doubt in DOUBTS:
        fits = doubt.when(evidence, chosen)
        reasons[fits] |= _bit(doubt.reason)
        if doubt.at_best is not None:
            grade[fits] = np.maximum(grade[fits], doubt.at_best)
    return Decision(section, grade, source, reasons)
