"""The workbook that goes back to a city: its rows in its order, what is doubtful marked, and a list of questions."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from registry.city_contents import Cell, CityContent, CityRow, Doubt, Mark, Question
from registry.findings import Finding, Level
from registry.language import msg
from registry.ledger import rules
from registry.ledger.rules import rejected_rows
from registry.service.cycle.cells import LEDGER_FIELDS, printed
from registry.service.cycle.collecting import Collected
from registry.service.cycle.dispatching import HEADING_ROW, active_sections_of, counties_of, section_marks
from registry.service.cycle.receipts import receipts
from registry.service.cycle.slip import Slip, row_keys, state
from registry.service.cycle.weighing import Verdict
from registry.service.features import feature_table
from registry.service.registry import AsOf, Registry
from registry.service.stamps import stamp
from registry.vocabulary import OUTLETS, Field

DOUBTS = {
    rules.CHANGED_SINCE.code: Doubt.QUESTION,
    rules.EMPTIED_CELL.code: Doubt.QUESTION,
    rules.CHANGE_OF_NOTHING.code: Doubt.QUESTION,
    rules.NOT_RETURNED.code: Doubt.QUESTION,
    rules.HELD_BACK.code: Doubt.HELD,
}
SHOWN = frozenset(field.name for field in OUTLETS.ledger_fields)
_ROW_OUT = msg("This row was not taken in.")
_MEND_ROW = msg("Correct its red cells and send the workbook back.")


def city_return(registry: Registry, collected: Collected) -> CityContent:
    """Return the workbook that answers a returned one, as the registry stands now: after it was taken in, or before.

    Its version is the number of the city's returns of the quarter.
    """
    return _Return(registry, collected).content()


class _Return:
    def __init__(self, registry: Registry, collected: Collected) -> None:
        self.registry, self.collected = registry, collected
        slip = collected.returned.slip
        self.as_of = AsOf(slip.quarter.last_day, registry.store.head())
        frame = collected.returned.ledger.frame
        self.rows = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
        self.numbers = {int(row["row"]) for row in self.rows}
        self.edits = {(edit.row, edit.field): edit.verdict for edit in collected.edits}
        self.shift = HEADING_ROW - 1 - collected.returned.table.heading_row
        self.findings = [f for f in collected.preview.findings if f.level is not Level.INFO]
        self.outlet_of = self._outlets()
        held = state(registry.store, self._ids(), *self._when())
        self.held = {int(row["feature_id"]): row for row in held.to_dict("records")}
        self.keys = dict(zip(map(int, held["feature_id"]), row_keys(held), strict=True))
        table = feature_table(registry, "outlets", self.as_of)
        self.table = table[table["feature_id"].isin(list(self.held))]
        self.section_marks = self._section_marks()

    def _when(self) -> tuple[Any, Any]:
        return self.as_of.valid_on, self.as_of.known_at

    def _outlets(self) -> dict[int, int]:
        """Return the outlet of each row: as paired, or registered under the code of a row that went in."""
        pairs = self.collected.pairs
        kept_out = rejected_rows(self.findings)
        fresh = [r["code"] for r in self.rows if r["row"] not in pairs.outlet and isinstance(r["code"], str)]
        known = self.registry.store.frame("outlets", *self._when(), codes=fresh)
        by_code = dict(zip(known["code"], map(int, known["feature_id"]), strict=True))
        found = {int(r["row"]): by_code.get(r["code"]) for r in self.rows if r["row"] not in kept_out}
        new = {number: outlet for number, outlet in found.items() if outlet is not None}
        return new | {n: outlet for n, outlet in pairs.outlet.items() if n not in pairs.copies}

    def _ids(self) -> list[int]:
        return sorted({*self.outlet_of.values(), *self.collected.pairs.missing})

    def content(self) -> CityContent:
        returned, slip = self.collected.returned, self.collected.returned.slip
        ids = [outlet for outlet in self._ids() if outlet in self.keys]
        codes = {self.keys[outlet]: str(self.held[outlet]["code"]) for outlet in ids}
        mark = stamp(self.registry, self.as_of, [self.table], slip.quarter)
        returns = sum(line.city == slip.city for line in receipts(self.registry, slip.quarter))
        return CityContent(
            replace(mark, version=max(returns, 1)),
            slip.quarter,
            slip.city,
            slip.due_on,
            rows=tuple(map(self._row, self.rows)),
            marks=(*self._marks(), *self.section_marks),
            slip=Slip(
                slip.quarter, slip.city, int(self.as_of.known_at or 0), self.as_of.valid_on, slip.due_on, codes
            ).lines(),
            counties=counties_of(self.registry, slip.city),
            sections=active_sections_of(self.registry, slip.quarter),
            extra_headings=tuple(returned.extra.values()),
            questions=(*map(self._question, self.findings), *map(self._section_question, self.section_marks)),
        )

    def _row(self, row: Mapping[str, Any]) -> CityRow:
        """Return a row as the city wrote it, and the registry's value where it wrote nothing of its own."""
        number = int(row["row"])
        outlet = self.outlet_of.get(number)
        written = self.collected.returned.cells(number)
        cells = {field.name: self._cell(row, field, written.get(field.name)) for field in OUTLETS.ledger_fields}
        line = self.collected.returned.table.sheet.rows[number - 1]
        extra = tuple(line[place] if place < len(line) else None for place in self.collected.returned.extra)
        key = self.keys.get(outlet) if outlet is not None else None
        return CityRow(number + self.shift, key, cells, extra)

    def _cell(self, row: Mapping[str, Any], field: Field, written: Cell) -> Cell:
        """Return what a cell shows; one that was only emptied has its value again."""
        number = int(row["row"])
        held = self.held.get(self.outlet_of.get(number, -1)) if number in self.collected.pairs.outlet else None
        kept = self.edits.get((number, field.name), Verdict.EMPTIED) is Verdict.EMPTIED
        if held is not None and field.stored and kept and (field.name != "code" or written is None):
            return printed(field, held[field.name])
        return written if written is not None else printed(field, row[field.name])

    def _marks(self) -> Iterable[Mark]:
        for finding in self.findings:
            if finding.row is not None:
                field = finding.field if finding.field in SHOWN else None
                yield Mark(finding.row + self.shift, field, doubt(finding), finding.message, finding.suggestion)
        for number in rejected_rows(self.findings):
            yield Mark(number + self.shift, None, Doubt.ERROR, _ROW_OUT, _MEND_ROW)

    def _section_marks(self) -> list[Mark]:
        numbers = {outlet: number + self.shift for number, outlet in self.outlet_of.items()}
        return section_marks(self.table.to_dict("records"), numbers)

    def _question(self, finding: Finding) -> Question:
        number = finding.row if finding.row in self.numbers else None
        written = {} if number is None else self.collected.returned.cells(number)
        name = str(written["name"]) if written.get("name") is not None else None
        held = None if number is None else self.held.get(self.outlet_of.get(number, -1))
        field = finding.field if finding.field in LEDGER_FIELDS else None
        return Question(
            None if finding.row is None else finding.row + self.shift,
            finding.feature_id,
            name,
            finding.field,
            written.get(finding.field or ""),
            printed(OUTLETS.field(field), held[field]) if held and field else None,
            doubt(finding),
            finding.message,
            finding.suggestion,
        )

    def _section_question(self, mark: Mark) -> Question:
        number = mark.row - self.shift
        held = self.held[self.outlet_of[number]]
        section = printed(OUTLETS.field("declared_section"), held["declared_section"])
        told = (mark.field, section, section, mark.doubt, mark.message, mark.remedy)
        return Question(mark.row, str(held["code"]), str(held["name"]), *told)


def doubt(finding: Finding) -> Doubt:
    """Return how doubtful the cell of a finding is."""
    return Doubt.ERROR if finding.level is Level.ERROR else DOUBTS.get(finding.code, Doubt.WARNING)
