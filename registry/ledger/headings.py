"""Find the heading row of a ledger and say which column holds which field, in which unit."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from registry.city_contents import KEY_HEADING
from registry.errors import LedgerError
from registry.language import msg
from registry.ledger.rules import HEADING_UNIT, OTHER_SHEETS, REPEATED_HEADING, UNKNOWN_HEADING, Findings
from registry.ledger.source import Sheet, Source
from registry.ledger.units import factor
from registry.vocabulary import KINDS, Field, Kind

MAX_HEADING_ROW = 15
IGNORED = frozenset({"序号", "no", "no.", KEY_HEADING})
"""Columns that every office form has and no ledger needs."""
_BRACKETS = re.compile(r"[(\[【](.*?)[)\]】]")
_MAP_DATUM = re.compile(r"gcj|bd-?09|火星|高德|腾讯|百度")
_MARKS = re.compile(r"[*★☆]|[(\[【]?必填[)\]】]?|[(\[【]?选填[)\]】]?")


@dataclass(frozen=True)
class Column:
    """One column that is read: its place from 0, its field, and what its numbers are multiplied by."""

    index: int
    field: Field
    heading: str
    factor: float = 1.0


@dataclass(frozen=True)
class Table:
    """A sheet whose headings are understood: rows below `heading_row` (from 0) hold the values."""

    sheet: Sheet
    heading_row: int
    columns: tuple[Column, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        """The headings that are read, as they are compared."""
        return frozenset(plain(column.heading) for column in self.columns)


def plain(text: object) -> str:
    """Return a heading as it is compared: NFKC, lower case, without spaces, line breaks and marks of required."""
    joined = "".join(unicodedata.normalize("NFKC", str(text)).lower().split())
    return _MARKS.sub("", joined).strip(":;,。")


def is_ignored(heading: object) -> bool:
    """Whether a column is none of the ledger's and nobody need be told."""
    return plain(heading) in IGNORED


@cache
def known_headings(kind_name: str) -> dict[str, Field]:
    """Return every spelling of a kind's headings; a template heading wins over an alias, an alias over a label."""
    fields = KINDS[kind_name].ledger_fields
    tiers = (
        [(f.heading, f) for f in fields],
        [(alias, f) for f in fields for alias in f.aliases],
        [(word, f) for f in fields for word in (f.label.zh, f.name, f.label.en)],
    )
    known: dict[str, Field] = {}
    for heading, field in (pair for tier in tiers for pair in tier):
        known.setdefault(plain(heading), field)
    return known


def match(kind: Kind, heading: object) -> tuple[Field, float] | None:
    """Return the field of a heading and its factor to the field's unit, None when it names none.

    `排水量（万吨/年）` is the flow times 27.397; a unit that cannot be converted makes the heading unknown.
    """
    key = plain(heading)
    known = known_headings(kind.name)
    if key in known:
        return known[key], 1.0
    bracket = _BRACKETS.search(key)
    stem, inside = (_BRACKETS.sub("", key), bracket[1]) if bracket else _split_unit(key, known)
    field = known.get(stem)
    if field is None or field.unit is None:
        return None if field is None else (field, 1.0)
    if field.unit == "deg":
        # Degrees or metres are told cell by cell; a map datum in the heading must be named with --crs instead.
        return None if _MAP_DATUM.search(inside) else (field, 1.0)
    scale = factor(inside, field.unit)
    return None if scale is None else (field, scale)


def _split_unit(key: str, known: dict[str, Field]) -> tuple[str, str]:
    """Part a heading such as `排水量m3/d` into a known heading and what follows it."""
    stem = max((word for word in known if key.startswith(word) and known[word].unit), key=len, default="")
    return stem, key.removeprefix(stem)


def find_table(source: Source, kind: Kind, findings: Findings) -> Table:
    """Return the sheet and heading row with the most known headings; the first on a tie.

    Raises
    ------
    LedgerError
        When no row within the first 15 has a known heading, or required ones are missing.
    """
    candidates = [(score, sheet, row) for sheet in source.sheets for score, row in [_best_row(sheet, kind)]]
    best, sheet, row = max(candidates, key=lambda c: c[0], default=(0, None, 0))
    if best == 0 or sheet is None:
        raise LedgerError(
            "L080",
            msg(
                "{name} has no heading of {kind} in its first {rows} rows; download the template and use its headings.",
                name=source.name,
                kind=kind.label,
                rows=MAX_HEADING_ROW,
            ),
        )
    table = Table(sheet, row, _columns(sheet.rows[row], row + 1, kind, findings))
    _require_headings(source, kind, table)
    others = [s.name for _, s, row in candidates if s is not sheet and _is_whole(s, row, kind)]
    if others:
        findings.add(
            OTHER_SHEETS,
            msg("Sheet {sheet} is read; {others} look like ledgers too.", sheet=sheet.name, others=others),
            msg("Import each of them by itself: name the sheet under Options (--sheet)."),
        )
    return table


def _best_row(sheet: Sheet, kind: Kind) -> tuple[int, int]:
    scores = [(len(_named(cells, kind)), -number) for number, cells in enumerate(sheet.rows[:MAX_HEADING_ROW])]
    score, row = max(scores, default=(0, 0))
    return score, -row


def _named(cells: Sequence[object], kind: Kind) -> set[str]:
    return {found[0].name for cell in cells if cell is not None and (found := match(kind, cell))}


def _is_whole(sheet: Sheet, row: int, kind: Kind) -> bool:
    """Whether a row of a sheet has every heading that a ledger must have."""
    required = {field.name for field in kind.ledger_fields if field.required}
    return bool(sheet.rows) and required <= _named(sheet.rows[row], kind)


def _require_headings(source: Source, kind: Kind, table: Table) -> None:
    present = {column.field.name for column in table.columns}
    missing = [f.heading for f in kind.ledger_fields if f.required and f.name not in present]
    if missing:
        raise LedgerError(
            "L081",
            msg(
                "{name} lacks the headings {missing}, not in row {row}; download the template of {kind}.",
                name=source.name,
                missing=missing,
                row=table.heading_row + 1,
                kind=kind.label,
            ),
        )


def _columns(cells: Sequence[object], row: int, kind: Kind, findings: Findings) -> tuple[Column, ...]:
    columns: dict[str, Column] = {}
    for index, cell in enumerate(cells):
        heading = "" if cell is None else str(cell).strip()
        if not heading or is_ignored(heading):
            continue
        found = match(kind, heading)
        if found is None:
            findings.add(
                UNKNOWN_HEADING,
                msg("Column {heading} is none of the headings of {kind}; not read.", heading=heading, kind=kind.label),
                msg("Leave it, or rename it to a heading of the template."),
                row=row,
            )
        elif found[0].name in columns:
            findings.add(
                REPEATED_HEADING,
                msg(
                    "Columns {first} and {second} both name {field}; the first is read.",
                    first=columns[found[0].name].heading,
                    second=heading,
                    field=found[0].label,
                ),
                msg("Delete the one that does not count."),
                row=row,
                field=found[0].name,
            )
        else:
            columns[found[0].name] = Column(index, found[0], heading, found[1])
            _note_unit(columns[found[0].name], row, findings)
    return tuple(columns.values())


def _note_unit(column: Column, row: int, findings: Findings) -> None:
    if column.factor != 1.0:
        findings.add(
            HEADING_UNIT,
            msg(
                "Column {heading} is multiplied by {factor} to be in {unit}.",
                heading=column.heading,
                factor=f"{column.factor:.6g}",
                unit=str(column.field.unit),
            ),
            msg("Check one value; better use the unit of the template."),
            row=row,
            field=column.field.name,
        )
