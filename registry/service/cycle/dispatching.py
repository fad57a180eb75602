"""Send the outlet list out for a quarter: one workbook per city, with what is known and what is doubtful."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from registry.city_contents import CityContent, CityRow, Doubt, Mark
from registry.errors import NotFoundError
from registry.findings import Finding, Level
from registry.hydro.reasons import REASONS
from registry.language import Label, Message, msg
from registry.quarter import Quarter
from registry.service.checking import check
from registry.service.comparing import REPORTING_DAYS
from registry.service.cycle.cells import LEDGER_FIELDS, STORED, printed, worded
from registry.service.cycle.slip import Slip, row_keys, state
from registry.service.declared import short
from registry.service.features import feature_table, section_table
from registry.service.importing.periods import same
from registry.service.registry import AsOf, Registry
from registry.service.stamps import stamp
from registry.vocabulary import OUTLETS

HEADING_ROW = 4
"""Excel's number of the row of headings: title, unit and date, and groups of headings stand above."""
DOUBTFUL_GRADES = ("C", "D", "U")
DOUBT_OF = {Level.ERROR: Doubt.ERROR, Level.WARNING: Doubt.WARNING}


def due_day(quarter: Quarter) -> date:
    """Return the last day on which reports of a quarter are in time."""
    return quarter.last_day + timedelta(days=REPORTING_DAYS)


def dispatch(
    registry: Registry,
    quarter: Quarter,
    cities: Collection[str] = (),
    due_on: date | None = None,
    known_at: int | None = None,
) -> list[CityContent]:
    """Return the workbook of every city that has outlets, or of those named, in the order of the cities' codes.

    It shows the outlets that exist at the end of the quarter before, as now known (or at a revision).

    Raises
    ------
    NotFoundError
        When a city has no outlets, or none of them has any.
    """
    opening = AsOf(quarter.previous().last_day, registry.store.head() if known_at is None else known_at)
    outlets = feature_table(registry, "outlets", opening)
    there = cities_in_order(registry, outlets)
    chosen = [city for city in there if not cities or short(city) in {short(name) for name in cities}]
    _refuse_unknown(cities, there, opening)
    marker = Marker(registry, quarter, opening)
    due = due_on or due_day(quarter)
    return [
        _content(registry, quarter, opening, city, outlets[outlets["city"] == city], due, marker) for city in chosen
    ]


def cities_in_order(registry: Registry, outlets: pd.DataFrame) -> list[str]:
    """Return the cities that report outlets, in the order of their codes, others behind."""
    place = {city: number for number, city in enumerate(registry.base.cities["city"])}
    return sorted(outlets["city"].dropna().unique(), key=lambda city: (place.get(city, len(place)), city))


def _refuse_unknown(cities: Collection[str], there: Sequence[str], opening: AsOf) -> None:
    unknown = [name for name in cities if short(name) not in {short(city) for city in there}]
    if unknown or not there:
        raise NotFoundError(
            "C003",
            msg(
                "{cities} had no outlet on {day}, so there is nothing to send; cities that have some: {there}.",
                cities=unknown or "-",
                day=str(opening.valid_on),
                there=list(there) or "-",
            ),
        )


def _content(
    registry: Registry,
    quarter: Quarter,
    opening: AsOf,
    city: str,
    outlets: pd.DataFrame,
    due_on: date,
    marker: "Marker",
) -> CityContent:
    keys = row_keys(outlets)
    numbers = range(HEADING_ROW + 1, HEADING_ROW + 1 + len(outlets))
    codes = dict(zip(keys, outlets["code"], strict=True))
    slip = Slip(quarter, city, int(opening.known_at or 0), opening.valid_on, due_on, codes)
    return CityContent(
        stamp(registry, opening, [outlets], quarter),
        quarter,
        city,
        due_on,
        rows=tuple(map(CityRow, numbers, keys, printed_cells(outlets))),
        marks=tuple(marker.marks(outlets, dict(zip(outlets["feature_id"], numbers, strict=True)))),
        slip=slip.lines(),
        counties=counties_of(registry, city),
        sections=active_sections_of(registry, quarter),
    )


def printed_cells(outlets: pd.DataFrame) -> list[dict[str, object]]:
    """Return the cells of each outlet, by field."""
    return [
        {field.name: printed(field, row[field.name]) for field in STORED}
        for row in outlets[LEDGER_FIELDS].to_dict("records")
    ]


def counties_of(registry: Registry, city: str) -> tuple[str, ...]:
    """Return the counties of a city, for its drop-down."""
    counties = registry.base.counties
    return tuple(counties.loc[counties["city"].map(short) == short(city), "county"])


def active_sections_of(registry: Registry, quarter: Quarter) -> tuple[str, ...]:
    """Return the names of the sections assessed at the end of a quarter, for their drop-down."""
    sections = section_table(registry, AsOf(quarter.last_day))
    return tuple(dict.fromkeys(sections.loc[sections["active"], "name"]))


class Marker:
    """Says what is doubtful about outlets: their section, the findings of the rules, what is known to have changed."""

    def __init__(self, registry: Registry, quarter: Quarter, opening: AsOf) -> None:
        self.registry, self.quarter, self.known_at = registry, quarter, opening.known_at
        self.findings: dict[str, list[Finding]] = {}
        for finding in check(registry, opening, kinds=(OUTLETS.name,)):
            if finding.level in DOUBT_OF and finding.feature_id:
                self.findings.setdefault(finding.feature_id, []).append(finding)

    def marks(self, outlets: pd.DataFrame, numbers: Mapping[int, int]) -> list[Mark]:
        """Return the marks of outlets (a feature table) by the number of their rows."""
        rows = outlets.to_dict("records")
        marks = section_marks(rows, numbers)
        for row in rows:
            number = numbers[row["feature_id"]]
            marks += [finding_mark(finding, number) for finding in self.findings.get(row["code"], ())]
        now = state(self.registry.store, list(numbers), self.quarter.last_day, self.known_at)
        marks += news_marks(rows, now.set_index("feature_id"), numbers)
        return sorted(marks, key=lambda mark: mark.row)


def section_marks(rows: Iterable[Mapping[Any, Any]], numbers: Mapping[int, int]) -> list[Mark]:
    """Return a mark for every outlet whose section is doubtful, with the reasons."""
    return [
        Mark(numbers[row["feature_id"]], "declared_section", Doubt.SECTION, _section_found(row), _LOOK_AT_PLACE)
        for row in rows
        if row["feature_id"] in numbers and row["grade"] in DOUBTFUL_GRADES
    ]


_LOOK_AT_PLACE = msg("Check coordinates, river and section, and correct the one that is wrong.")


def _section_found(row: Mapping[Any, Any]) -> Message:
    known = {name: value if isinstance(value, str) else None for name, value in row.items()}
    none = Label("无", "none")
    told = row["reasons"] if isinstance(row["reasons"], list) else []
    return msg(
        "Section found: {section}, grade {grade}; second best: {runner_up}. {reasons}",
        section=known.get("section_name") or known["section_code"] or none,
        grade=row["grade"],
        runner_up=known.get("runner_up") or none,
        reasons=_sentences([REASONS[code] for code in told]),
    )


def _sentences(parts: Sequence[Label]) -> Label:
    """Return sentences one after the other."""
    return Label("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def finding_mark(finding: Finding, number: int) -> Mark:
    """Return the mark of what a rule saw."""
    return Mark(number, finding.field, DOUBT_OF[finding.level], finding.message, finding.suggestion)


def news_marks(rows: Iterable[Mapping[Any, Any]], now: pd.DataFrame, numbers: Mapping[int, int]) -> list[Mark]:
    """Return a mark for every cell of which the registry knows a newer value by the end of the quarter."""
    return [
        Mark(
            numbers[row["feature_id"]],
            field.name,
            Doubt.NEWS,
            msg("The registry has a change of this quarter already: {value}.", value=worded(field.name, newest)),
            msg("Nothing to do if that is right; else enter the right value."),
        )
        for row in rows
        if row["feature_id"] in now.index
        for field in STORED
        if not same(row[field.name], newest := now.loc[row["feature_id"], field.name])
    ]
