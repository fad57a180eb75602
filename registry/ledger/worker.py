"""The process that opens an untrusted file: `python -m registry.ledger.worker FILE OPTIONS` prints its cells as JSON.

It limits itself before it reads, knows no registry, and dies alone when a file is hostile.
"""

import codecs
import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

from registry.ledger import limits
from registry.ledger.containers import RefusedFileError, SheetScan, check_workbook

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = ",;\t，"
SAMPLE_ROWS = 50
WORKBOOK_SUFFIXES = {".xlsx", ".xls", ".xlsm"}


def main(arguments: list[str]) -> int:
    """Read one file within limits and print what it holds, or why it is refused."""
    limit_resources()
    path, options = Path(arguments[0]), json.loads(arguments[1])
    try:
        answer: dict[str, object] = read_file(path, options.get("sheet"), options.get("encoding"))
    except RefusedFileError as refused:
        answer = {"refused": refused.reason, "values": refused.values}
    except MemoryError:
        answer = {"refused": "limits", "values": {}}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode())
    return 0


def limit_resources() -> None:
    """Cap memory, processor time and open files where the system knows how (Windows does not)."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415  absent on Windows

        for what, value in (
            ("RLIMIT_AS", limits.WORKER_MEMORY_BYTES),
            ("RLIMIT_CPU", limits.WORKER_CPU_SECONDS),
            ("RLIMIT_NOFILE", limits.WORKER_OPEN_FILES),
            ("RLIMIT_CORE", 0),
        ):
            # macOS refuses some limits, and none may be raised above what is already set.
            with suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, what), (value, value))


def read_file(path: Path, sheet: str | None, encoding: str | None) -> dict[str, object]:
    """Return the sheets of a file, its type told by its content.

    Raises
    ------
    RefusedFileError
        When the file is empty, of another type, or not safe to read.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise RefusedFileError("empty")
    if head.startswith(ZIP_MAGIC):
        return read_workbook(path, sheet, check_workbook(path))
    if head.startswith(OLE_MAGIC):
        return read_workbook(path, sheet, {})
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        raise RefusedFileError("not_a_workbook")
    return read_text(path.read_bytes(), encoding)


def read_workbook(path: Path, sheet: str | None, scans: dict[str, SheetScan]) -> dict[str, object]:
    """Return the cells of one sheet, or of all visible ones, from the sheet's first cell on.

    Raises
    ------
    RefusedFileError
        When the workbook is damaged, protected, too large, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415  after the limits

    try:
        book = CalamineWorkbook.from_path(path)
        visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        if sheet is not None and sheet not in book.sheet_names:
            raise RefusedFileError("no_such_sheet", sheet=sheet, sheets=visible)
        budget = _Budget()
        sheets = [
            _read_sheet(name, book.get_sheet_by_name(name), scans.get(name, SheetScan()), budget)
            for name in ([sheet] if sheet is not None else visible)
        ]
    except CalamineError as error:
        reason = "protected" if "password" in f"{type(error).__name__}{error}".lower() else "damaged"
        raise RefusedFileError(reason, detail=str(error)) from error
    return {"sheets": sheets, "encoding": None}


class _Budget:
    """What may still be read: cells and characters over all sheets."""

    def __init__(self) -> None:
        self.cells, self.chars = limits.MAX_CELLS, limits.MAX_TEXT_CHARS

    def spend(self, row: list[object]) -> None:
        self.cells -= len(row)
        self.chars -= sum(len(cell) for cell in row if isinstance(cell, str))
        if self.cells < 0 or self.chars < 0:
            raise RefusedFileError("limits")


def _read_sheet(name: str, sheet: object, scan: SheetScan, budget: _Budget) -> dict[str, object]:
    rows = _sheet_rows(sheet, scan, budget)
    # A merge may be declared over a million empty rows; only those that hold something count.
    merged = [
        [top, min(bottom, len(rows) - 1), left, right]
        for (top, left), (bottom, right) in getattr(sheet, "merged_cell_ranges", None) or ()
        if top < bottom and top < len(rows)
    ]
    if sum(bottom - top for top, bottom, _, _ in merged) > limits.MAX_MERGED_ROWS:
        raise RefusedFileError("limits")
    return {"name": name, "rows": rows, "merged": merged}


def _sheet_rows(sheet: object, scan: SheetScan, budget: _Budget) -> list[list[object]]:
    rows: list[list[object]] = []
    if getattr(sheet, "end", None) is None:
        return rows
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False)):  # type: ignore[attr-defined]
        row = [_plain(cell) for cell in cells]
        for column in scan.broken_rows.get(number, []):
            row += [None] * (column + 1 - len(row))
            row[column] = {"broken": scan.broken[number, column]}
        budget.spend(row)
        rows.append(row)
    return rows


def _plain(cell: object) -> object:
    if cell == "":
        return None
    if isinstance(cell, datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def read_text(data: bytes, encoding: str | None) -> dict[str, object]:
    """Return the cells of a delimited text file.

    Raises
    ------
    RefusedFileError
        When the bytes are not text in the encoding named, or in any that ledgers come in.
    """
    text, used = decode(data, encoding)
    if "\0" in text or sum(ord(c) < 32 and c not in "\t\r\n\f" for c in text[:10_000]) > 0:  # noqa: PLR2004
        raise RefusedFileError("not_text")
    if not text.strip():
        raise RefusedFileError("empty")
    csv.field_size_limit(1 << 20)
    budget = _Budget()
    rows: list[list[object]] = []
    try:
        for cells in _numbered(text, pick_delimiter(text)):
            row: list[object] = [cell or None for cell in cells]
            budget.spend(row)
            rows.append(row)
    except csv.Error as error:
        raise RefusedFileError("damaged", detail=str(error)) from error
    if len(rows) > limits.MAX_ROWS:
        raise RefusedFileError("limits")
    return {"sheets": [{"name": None, "rows": rows}], "encoding": used}


def _numbered(text: str, delimiter: str) -> Iterable[list[str]]:
    """Yield rows as Excel would number them: one per record, blank lines included."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    """Return the text and the encoding used: as told, else by mark, else strict UTF-8, else GB18030, whole file.

    Raises
    ------
    RefusedFileError
        When no encoding fits every byte.
    """
    marked = next((name for mark, name in BOMS.items() if data.startswith(mark)), None)
    for name in (encoding,) if encoding else (marked,) if marked else ENCODINGS:
        with suppress(UnicodeError, LookupError):
            return data.decode(str(name)).removeprefix("\ufeff"), str(name)
    raise RefusedFileError("encoding", encoding=encoding or marked or " / ".join(ENCODINGS))


def pick_delimiter(text: str) -> str:
    """Return the delimiter that cuts the first rows into the most columns of one number; a comma on a tie."""
    lines = text.splitlines()[:SAMPLE_ROWS]
    return max(DELIMITERS, key=lambda delimiter: _columns(lines, delimiter))


def _columns(lines: list[str], delimiter: str) -> int:
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    return max((width * count for width, count in widths.items()), default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
