"""Look into a workbook's zip before any reader does: sizes, document types, far cells.

Imported by the worker process only, so it knows nothing of the rest of the registry.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat

from registry.ledger import limits

XML_MEMBER = re.compile(r".*\.(xml|rels|vml)", re.IGNORECASE)
CELL_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
CHUNK_BYTES = 1 << 20


class RefusedFileError(Exception):
    """A file that must not be read further: a reason code and the values of its sentence."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


@dataclass
class SheetScan:
    """What a sheet's XML says before it is read: its extent, and cells that hold no usable value."""

    rows: int = 0
    columns: int = 0
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells (row, column from 0) with an error such as #REF!, or a formula nobody has computed."""

    @cached_property
    def broken_rows(self) -> dict[int, list[int]]:
        """Columns of the broken cells by row; read once the scan is done."""
        rows: dict[int, list[int]] = {}
        for row, column in self.broken:
            rows.setdefault(row, []).append(column)
        return rows


def check_workbook(path: Path) -> dict[str, SheetScan]:
    """Scan every XML member of a workbook; returns the scans of its sheets by sheet name.

    Raises
    ------
    RefusedFileError
        When it is no workbook, too large, packed too tightly, has a document type, or a cell far out.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            check_sizes(members)
            _check_content(members)
            scans = {m.filename: _scan_member(archive, m) for m in members if XML_MEMBER.fullmatch(m.filename)}
            return {name: scans.get(member, SheetScan()) for name, member in _sheet_members(archive)}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise RefusedFileError("damaged", detail=str(error)) from error


def check_sizes(members: list[zipfile.ZipInfo]) -> None:
    """Look at what a zip says of its members before any is unpacked.

    Raises
    ------
    RefusedFileError
        When there are too many, or they unpack to too much.
    """
    if len(members) > limits.MAX_MEMBERS:
        raise RefusedFileError("bomb")
    if sum(m.file_size for m in members) > limits.MAX_UNPACKED_BYTES:
        raise RefusedFileError("bomb")
    for member in members:
        tight = member.file_size > limits.MAX_RATIO * max(member.compress_size, 1)
        if tight and member.file_size > limits.RATIO_FREE_BYTES:
            raise RefusedFileError("bomb")


def _check_content(members: list[zipfile.ZipInfo]) -> None:
    names = {m.filename for m in members}
    if "xl/workbook.xml" not in names:
        raise RefusedFileError("not_a_workbook")


def _sheet_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and the member that holds it; called once document types are refused."""
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        if sheet.tag.endswith("}sheet"):
            target = targets.get(next((v for k, v in sheet.items() if k.endswith("}id")), ""), "")
            yield sheet.get("name", ""), posixpath.join("xl", target).removeprefix("/")


def _scan_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> SheetScan:
    scanner = _Scanner()
    with archive.open(member) as stream:
        scanner.read(iter(lambda: stream.read(CHUNK_BYTES), b""))
    return scanner.scan


class _Scanner:
    """Walk through one XML member, chunk by chunk, and note what the cells hold."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._row = self._column = -1
        self._type: str | None = None
        self._has_formula = self._has_value = self._in_value = False

    def read(self, chunks: Iterator[bytes]) -> None:
        try:
            for chunk in chunks:
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise RefusedFileError("damaged", detail=str(error)) from error

    def _refuse_doctype(self, *_: object) -> None:
        raise RefusedFileError("document_type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self._row = int(attributes.get("r") or self._row + 2) - 1
            self._column = -1
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self._has_formula = True
        elif tag in ("v", "is"):
            self._in_value = True

    def _start_cell(self, attributes: dict[str, str]) -> None:
        match = CELL_REFERENCE.fullmatch(attributes.get("r", ""))
        self._column += 1
        if match:
            self._row = int(match[2]) - 1
            self._column = column_number(match[1])
        self._type = attributes.get("t")
        self._has_formula = self._has_value = False

    def _text(self, text: str) -> None:
        if not self._in_value or not text.strip():
            return
        self._has_value = True
        self.scan.rows = max(self.scan.rows, self._row + 1)
        self.scan.columns = max(self.scan.columns, self._column + 1)
        if (
            self.scan.rows > limits.MAX_ROWS
            or self.scan.columns > limits.MAX_COLUMNS
            or self.scan.rows * self.scan.columns > limits.MAX_CELLS
        ):
            raise RefusedFileError("far_cell", row=self._row + 1, column=self._column + 1)
        if self._type == "e":
            self.scan.broken[self._row, self._column] = text.strip()

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in ("v", "is"):
            self._in_value = False
        elif tag == "c" and self._has_formula and not self._has_value and self._type != "str":
            self.scan.broken[self._row, self._column] = "=?"


def column_number(letters: str) -> int:
    """Return the number of a column from 0: A is 0, XFD is 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
