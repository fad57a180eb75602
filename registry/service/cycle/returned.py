"""Read a workbook that came back: what it was sent out as, its rows as read and as written, the key of each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from registry.city_contents import KEY_HEADING, SLIP_SHEET, Cell
from registry.errors import LedgerError, LedgerFileError
from registry.language import msg
from registry.ledger.headings import Table, find_table, is_ignored, plain
from registry.ledger.reading import Ledger, ledger_of
from registry.ledger.rules import Findings
from registry.ledger.source import Sheet, read_source
from registry.service.cycle.slip import Slip, key_in, read_slip
from registry.vocabulary import OUTLETS

NO_SUCH_SHEET = "F013"


@dataclass(frozen=True)
class Returned:
    """A workbook as it came back; `keys` by the number of the row, of those rows that have one."""

    slip: Slip
    ledger: Ledger
    table: Table
    keys: dict[int, str]

    def cells(self, number: int) -> dict[str, Cell]:
        """Return the cells of a row as written, by field."""
        row = self.table.sheet.rows[number - 1]
        return {c.field.name: row[c.index] for c in self.table.columns if c.index < len(row)}

    @property
    def extra(self) -> dict[int, str]:
        """Columns that the city added, by their place: their headings."""
        headings = self.table.sheet.rows[self.table.heading_row]
        read = {column.index for column in self.table.columns}
        return {
            place: str(heading)
            for place, heading in enumerate(headings)
            if heading is not None and place not in read and not is_ignored(heading)
        }


def read_returned(path: Path) -> Returned:
    """Read a filled workbook that was sent out by `dispatch`, whatever program saved it.

    Raises
    ------
    CallError
        When the file is missing or unreadable.
    LedgerError
        When it was not sent out by this program, or is no ledger any more.
    """
    slip = read_slip(_hidden(path), path.name)
    source = read_source(path)
    table = find_table(source, OUTLETS, Findings(OUTLETS.name))
    return Returned(slip, ledger_of(source, OUTLETS.name), table, _keys(table, slip))


def _hidden(path: Path) -> Sheet:
    """Return the hidden sheet of a workbook."""
    try:
        sheet = read_source(path, SLIP_SHEET).sheets[0]
    except LedgerFileError as error:
        if error.code != NO_SUCH_SHEET:
            raise
        sheet = None
    if sheet is None or sheet.name != SLIP_SHEET:
        raise LedgerError(
            "C004",
            msg(
                "{name} is no workbook that was sent out: its hidden sheet {sheet} is missing; "
                "copy the rows into the one that was, or take it in with import.",
                name=path.name,
                sheet=SLIP_SHEET,
            ),
        )
    return sheet


def _keys(table: Table, slip: Slip) -> dict[int, str]:
    """Return the keys of the rows by Excel's number; a key that was not sent out is none."""
    rows = table.sheet.rows
    place = _place(rows[table.heading_row])
    if place is None:
        return {}
    cells = enumerate(rows[table.heading_row + 1 :], table.heading_row + 2)
    found = ((number, key_in(row[place])) for number, row in cells if place < len(row))
    return {number: key for number, key in found if key is not None and key in slip.codes}


def _place(headings: Sequence[Cell]) -> int | None:
    wanted = plain(KEY_HEADING)
    return next((place for place, cell in enumerate(headings) if cell is not None and plain(cell) == wanted), None)
