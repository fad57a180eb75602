"""Read the rows below the headings: which are features, what each cell says, and what keeps a row out."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from registry.findings import Level, Rule
from registry.language import Message, msg
from registry.ledger import rules
from registry.ledger.coordinates import Coordinate, CoordinateError, parse_coordinate, parse_pair
from registry.ledger.headings import Column, Table, plain
from registry.ledger.rules import Findings
from registry.ledger.source import BrokenCell
from registry.ledger.units import plain_unit
from registry.ledger.values import Value, is_blank, is_clear, read_value
from registry.progress import each
from registry.vocabulary import Field, FieldType, Kind

_TOTAL = re.compile(r"合计|小计|总计|总数|累计|total|subtotal|sum\b")
_FOOTER = re.compile(
    r"(填报|填表|审核|复核|制表|审批|负责|联系|主管|报送|单位[(:]|盖章|日期:|注[:1-9]|注释|备注:|说明:|填写说明|note\b|prepared|reviewed)"
)
_SIGNATURE = re.compile(r"(填报|填表|制表|审核|复核)人?:")
_UNIT = re.compile(r"单位|[(\[].*[)\]]|[a-z%°³²0-9/.]*[a-z%°][a-z%°³²0-9/.]*")
_SPREAD = (FieldType.TEXT, FieldType.CHOICE, FieldType.DATE)
_DTYPES = {
    FieldType.NUMBER: "float64",
    FieldType.DATE: "datetime64[s]",
    FieldType.TIME: "datetime64[s]",
    FieldType.FLAG: "boolean",
}


@dataclass(frozen=True)
class Row:
    """One feature of the ledger: Excel's row number, key, values, the fields it takes away, its place as read."""

    number: int
    key: str | None
    said: dict[str, Value]
    cleared: tuple[str, ...]
    lon: Coordinate | None
    lat: Coordinate | None


def read_rows(table: Table, kind: Kind, findings: Findings) -> list[Row]:
    """Return the features of a sheet; what is no feature is skipped and noted."""
    blanks = 0
    rows = []
    merged = _MergedCells(table)
    for number, cells in each(list(_body(table))):
        filled = [(c, cells[c.index]) for c in table.columns if c.index < len(cells) and not is_blank(cells[c.index])]
        if not filled and all(_is_number(cell) for cell in cells if not is_blank(cell)):
            blanks += 1
        elif not filled or _is_skipped(table, cells, filled := _unsigned(filled, kind), kind):
            _note_skipped(number, cells, findings)
        else:
            rows.append(_read_row(number, filled + merged.fill(number, filled), kind, findings))
    merged.note(findings)
    if blanks:
        findings.add(
            rules.BLANK_ROWS,
            msg("{count} blank rows were skipped.", count=blanks),
            msg("Nothing to do."),
        )
    _note_duplicates(rows, findings)
    return rows


class _MergedCells:
    """Cells merged over several rows, such as a city beside all its outlets; amounts and codes are not spread."""

    def __init__(self, table: Table) -> None:
        self.columns = [column for column in table.columns if column.field.type in _SPREAD]
        self.counts: Counter[str] = Counter()
        self.cells: dict[tuple[int, int], object] = {}
        for top, bottom, left, right in table.sheet.merged:
            for column in self.columns:
                row = table.sheet.rows[top]
                if top > table.heading_row and left <= column.index <= right and left < len(row):
                    self.cells |= dict.fromkeys(((i, column.index) for i in range(top + 1, bottom + 1)), row[left])

    def fill(self, number: int, filled: list[tuple[Column, object]]) -> list[tuple[Column, object]]:
        """Return the cells that a row, by Excel's number, shares with rows above and does not fill itself."""
        own = {column.index for column, _ in filled}
        found = [(c, self.cells.get((number - 1, c.index))) for c in self.columns if c.index not in own]
        shared = [(column, cell) for column, cell in found if not is_blank(cell)]
        self.counts.update(column.heading for column, _ in shared)
        return shared

    def note(self, findings: Findings) -> None:
        for heading, count in self.counts.items():
            findings.add(
                rules.MERGED_CELLS,
                msg("{count} rows take {heading} from a merged cell.", count=count, heading=heading),
                msg("Look at them; better fill in every row."),
            )


def _body(table: Table) -> Iterator[tuple[int, list[object]]]:
    """Yield the rows below the headings with Excel's number, up to the last one that holds anything."""
    rows = table.sheet.rows
    last = max((i for i, cells in enumerate(rows) if not all(map(is_blank, cells))), default=-1)
    for i in range(table.heading_row + 1, last + 1):
        yield i + 1, rows[i]


def _is_skipped(table: Table, cells: Sequence[object], filled: list[tuple[Column, object]], kind: Kind) -> bool:
    """Whether a row is a total, a signature, a note, a line of units or column numbers, or the headings again."""
    key = kind.key[0]
    words = [plain(cell) for cell in cells if not is_blank(cell)]
    key_cell = next((plain(cell) for column, cell in filled if column.field.name == key), "")
    lead, is_unkeyed = words[0], not key_cell or key_cell == words[0]
    if (
        is_unkeyed
        and not _is_full(filled, kind)
        and (_FOOTER.match(lead) or any(_TOTAL.match(word) for word in words[:4]))
    ):
        return True
    if _TOTAL.fullmatch(lead):
        return True
    if not key_cell and all(_UNIT.fullmatch(plain_unit(word)) for word in words):
        return True
    repeated = sum(word in table.words for word in words)
    return repeated * 2 > len(table.columns) or _counts_columns(words)


def _unsigned(filled: list[tuple[Column, object]], kind: Kind) -> list[tuple[Column, object]]:
    """Return the cells of a row, without the template's line of signatures where a feature was written over it."""
    if not _is_full(filled, kind):
        return filled
    key = kind.key[0]
    return [(c, cell) for c, cell in filled if c.field.name != key or not _SIGNATURE.match(plain(cell))]


def _is_full(filled: list[tuple[Column, object]], kind: Kind) -> bool:
    """Whether a row fills more than half of what is required, its code apart."""
    key = kind.key[0]
    needed = [column for column, _ in filled if column.field.required and column.field.name != key]
    return len(needed) * 2 > sum(field.required for field in kind.ledger_fields)


def _counts_columns(words: list[str]) -> bool:
    """Whether the cells are 1, 2, 3 …: the line of column numbers that office forms carry."""
    numbers = [int(float(word)) for word in words if re.fullmatch(r"\d+(\.0)?", word)]
    steps = [b - a for a, b in pairwise(numbers)]
    return len(numbers) > 2 and len(numbers) >= len(words) - 2 and numbers[0] <= 1 and set(steps) == {1}  # noqa: PLR2004


def _is_number(cell: object) -> bool:
    """Whether a cell beside the known columns is a running number, prepared on an empty line."""
    return isinstance(cell, float) or str(cell).strip().isdigit()


def _note_skipped(number: int, cells: Sequence[object], findings: Findings) -> None:
    text = " ".join(f"{cell:.10g}" if isinstance(cell, float) else str(cell) for cell in cells if not is_blank(cell))
    findings.add(
        rules.SKIPPED_ROW,
        msg("Row skipped, no feature: {text}", text=text[:60]),
        msg("Nothing to do; if it is a feature, give it a code."),
        row=number,
    )


def _read_row(number: int, filled: list[tuple[Column, object]], kind: Kind, findings: Findings) -> Row:
    reader = _CellReader(number, None, findings)
    cells = {column.field.name: (column, cell) for column, cell in filled}
    values: dict[str, Value] = {}
    for name in sorted(cells, key=lambda n: n not in kind.key):
        column, cell = cells[name]
        if column.field.unit == "deg" or is_clear(cell):
            continue
        values[name] = reader.value(column, cell)
        reader.key = reader.key or key_of(kind, values)
    places = _read_place(reader, {name: cell for name, cell in cells.items() if not is_clear(cell[1])})
    cleared = tuple(name for name, (column, cell) in cells.items() if is_clear(cell) and not column.field.required)
    for field in kind.ledger_fields:
        said = values.get(field.name) is not None or places.get(field.name) is not None
        needed = field.required or (field.unit == "deg" and bool(places))
        if needed and not said and field.name not in reader.faulty:
            reader.missing(field)
    return Row(number, reader.key, values, cleared, places.get("lon"), places.get("lat"))


def _read_place(reader: "_CellReader", cells: dict[str, tuple[Column, object]]) -> Mapping[str, Coordinate | None]:
    """Return what a row says of its place; one text may name both axes, in either cell or in both."""
    texts = {str(cells[name][1]) for name in ("lon", "lat") if name in cells}
    pair = parse_pair(texts.pop()) if len(texts) == 1 else None
    if pair:
        return {str(axis): coordinate for axis, coordinate in pair.items()}
    return {name: reader.coordinate(*cells[name]) for name in ("lon", "lat") if name in cells}


def key_of(kind: Kind, values: dict[str, Value]) -> str | None:
    """Return what identifies a row: its code; for a reading its subject, time and parameter."""
    missing = any(values.get(name) is None for name in kind.key)
    return None if missing else kind.key_text(values)


class _CellReader:
    """Reads the cells of one row and says which of them are at fault."""

    def __init__(self, number: int, key: str | None, findings: Findings) -> None:
        self.number, self.key, self.findings = number, key, findings
        self.faulty: set[str] = set()

    def value(self, column: Column, cell: object) -> Value:
        return read_value(column.field, cell, self._noter(column.field), column.factor)

    def coordinate(self, column: Column, cell: object) -> Coordinate | None:
        if isinstance(cell, BrokenCell):
            read_value(column.field, cell, self._noter(column.field))
            return None
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        try:
            return parse_coordinate(text)
        except CoordinateError as error:
            self._noter(column.field)(
                rules.BAD_COORDINATE, error.message, msg("Write decimal degrees, six digits after the point.")
            )
            return None

    def missing(self, field: Field) -> None:
        self._noter(field)(
            rules.REQUIRED,
            msg("{field} is missing.", field=field.label),
            msg("Fill in column {heading}.", heading=field.heading),
        )

    def _noter(self, field: Field) -> "_Noter":
        return _Noter(self, field)


@dataclass(frozen=True)
class _Noter:
    """Notes a finding of one cell."""

    reader: _CellReader
    field: Field

    def __call__(self, rule: Rule, message: Message, suggestion: Message) -> None:
        reader = self.reader
        if rule.level is Level.ERROR:
            reader.faulty.add(self.field.name)
        reader.findings.add(rule, message, suggestion, field=self.field.name, row=reader.number, feature_id=reader.key)


def _note_duplicates(rows: Sequence[Row], findings: Findings) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.key is not None and first.setdefault(row.key.casefold(), row.number) != row.number:
            findings.add(
                rules.DUPLICATE_CODE,
                msg("{code} stands in row {row} already.", code=row.key, row=first[row.key.casefold()]),
                msg("Keep one of the rows, or correct the code."),
                field="code",
                row=row.number,
                feature_id=row.key,
            )


def to_frame(rows: Sequence[Row], kind: Kind) -> pd.DataFrame:
    """Return the rows as a frame: `row`, `code` (the key), `cleared`, and every field of the template, typed."""
    columns: dict[str, pd.Series] = {
        "row": pd.Series([row.number for row in rows], dtype="int64"),
        "cleared": pd.Series([row.cleared for row in rows], dtype="object"),
        "code": pd.Series([row.key for row in rows], dtype="str"),
    }
    for field in kind.ledger_fields:
        column = [row.said.get(field.name) for row in rows]
        columns[field.name] = pd.Series(column, dtype=_DTYPES.get(field.type, "str"))
    return pd.DataFrame(columns)
