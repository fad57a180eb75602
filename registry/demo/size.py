"""How much the demonstration holds: every total in one place, so that a test can build a small one."""

from dataclasses import dataclass, fields, replace

SEED = 20221231
"""The one number that everything synthetic is generated from."""


@dataclass(frozen=True)
class QuarterSize:
    """How many outlets a quarter's list changes, by class of change."""

    new: int = 0
    closed: int = 0
    merged: int = 0
    revived: int = 0
    split: int = 0
    recoded: int = 0
    moved: int = 0
    corrected: int = 0
    updated: int = 0

    @property
    def net(self) -> int:
        """Closing minus opening: a split ends the parent and brings two children."""
        return self.new + self.revived + self.split - self.closed - self.merged

    def scaled(self, share: float) -> "QuarterSize":
        """Return a smaller quarter in which nothing that happens is lost altogether."""
        return QuarterSize(**{f.name: _scale(getattr(self, f.name), share) for f in fields(self)})


@dataclass(frozen=True)
class DemoSize:
    """Totals on 2022-12-31 and what happened on the way; the defaults are the issue's figures."""

    outlets: int = 3730
    outside_basin: int = 93
    near_border: int = 40
    near_section: int = 24
    wrong_county: int = 55
    gcj02_batch: int = 30
    settlements: int = 2600
    tail_water: int = 14
    river_mouth: int = 10
    in_river: int = 16
    villages_finished: int = 634
    villages_direct: int = 520
    villages_under_way: int = 180
    villages_sewered: int = 200
    projects_finished: int = 62
    projects_started: int = 13
    projects_preparing: int = 7
    problems: int = 23
    measures: int = 86
    quarters: tuple[QuarterSize, ...] = (
        QuarterSize(new=72),
        QuarterSize(new=84, closed=15, merged=9, recoded=12, moved=18, corrected=14, updated=190),
        QuarterSize(new=97, closed=19, merged=14, revived=3, split=1, recoded=9, moved=22, corrected=17, updated=230),
        QuarterSize(new=66, closed=23, merged=12, revived=4, recoded=14, moved=16, corrected=11, updated=260),
    )

    @property
    def opening(self) -> int:
        """Outlets that the survey before the first quarter found."""
        return self.outlets - sum(quarter.net for quarter in self.quarters)

    @property
    def ever(self) -> int:
        """All outlets that ever enter the registry, the children of a split apart."""
        return self.opening + sum(quarter.new for quarter in self.quarters)

    @property
    def villages(self) -> int:
        """All villages, whatever their state at the end of the year."""
        return self.villages_finished + self.villages_direct + self.villages_under_way + self.villages_sewered

    def scaled(self, share: float) -> "DemoSize":
        """Return a demonstration of about that share of the size, wetlands and history included."""
        totals = {f.name: _scale(getattr(self, f.name), share) for f in fields(self) if f.name != "quarters"}
        return replace(self, **totals, quarters=tuple(quarter.scaled(share) for quarter in self.quarters))


def _scale(number: int, share: float) -> int:
    return max(1, round(number * share)) if number else 0
