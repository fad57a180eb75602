"""How each city did in a quarter: when it returned its workbook, what was found, and what was corrected since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from registry.ledger.rules import BY_CODE
from registry.quarter import Quarter, office_time
from registry.service.checking import check
from registry.service.cycle.dispatching import cities_in_order, due_day
from registry.service.cycle.receipts import COUNTS, Key, Receipt, finding_keys, receipts
from registry.service.features import feature_table
from registry.service.registry import AsOf, Registry
from registry.vocabulary import OUTLETS

STANDING = ("L1", "L3")
"""Rules of these families can be asked again of the registry; the others look at the file alone."""


@dataclass(frozen=True)
class CityScore:
    """One city's quarter.

    `outlets` were sent out. `new` and `changed` sum over its returns; `rows`, `rejected` and `missing` are those of the
    last one. `findings` were found in any of them, `corrected` of those do not stand any more. A city without a return
    has no date, and is late once the due day is past.
    """

    city: str
    outlets: int
    returned: date | None
    last_returned: date | None
    returns: int
    late: bool
    rows: int
    new: int
    changed: int
    rejected: int
    missing: int
    findings: int
    corrected: int


def scores(
    registry: Registry, quarter: Quarter, due_on: date | None = None, today: date | None = None
) -> list[CityScore]:
    """Return the score of every city that has outlets or returned a workbook, in the order of the cities' codes.

    A return is in time until `due_on`, by default the day that its workbook names.
    """
    opening = feature_table(registry, "outlets", AsOf(quarter.previous().last_day))
    returned = receipts(registry, quarter)
    names = pd.DataFrame({"city": [*opening["city"].dropna(), *(line.city for line in returned)]})
    standing = _standing(registry, quarter) if returned else set()
    counts = opening["city"].value_counts()
    now = today or date.today()  # noqa: DTZ011  the office's calendar day
    return [
        _score(
            city,
            int(counts.get(city, 0)),
            [line for line in returned if line.city == city],
            standing,
            due_on,
            due_day(quarter),
            now,
        )
        for city in cities_in_order(registry, names)
    ]


def _standing(registry: Registry, quarter: Quarter) -> set[Key]:
    """Return the findings of the rules as the registry stands now."""
    return set(finding_keys(check(registry, AsOf(quarter.last_day), kinds=(OUTLETS.name,))))


def _score(
    city: str,
    outlets: int,
    lines: list[Receipt],
    standing: set[Key],
    due_on: date | None,
    usual: date,
    today: date,
) -> CityScore:
    days = [office_day(line.at) for line in lines]
    due = due_on or (date.fromisoformat(lines[-1].due_on) if lines else usual)
    found = {key for line in lines for key in line.findings}
    still_open = _open(lines[-1].findings if lines else (), standing)
    sums = {name: sum(line.counts[name] for line in lines) for name in COUNTS}
    return CityScore(
        city,
        outlets,
        returned=min(days, default=None),
        last_returned=max(days, default=None),
        returns=len(lines),
        late=min(days, default=today) > due,
        rows=lines[-1].counts["rows"] if lines else 0,
        new=sums["new"],
        changed=sums["changed"],
        rejected=lines[-1].counts["rejected"] if lines else 0,
        missing=lines[-1].missing if lines else 0,
        findings=len(found),
        corrected=len(found) - len(still_open),
    )


def _open(last: Iterable[Key], standing: set[Key]) -> set[Key]:
    """Return the findings of the last return that stand; of those the registry can be asked about, if it agrees."""
    return {key for key in last if not (key[0] in BY_CODE and key[0].startswith(STANDING)) or key in standing}


def office_day(at: str) -> date:
    """Return the day in the office of a moment in UTC."""
    return office_time(datetime.fromisoformat(at)).date()
