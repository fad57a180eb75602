"""Where two office documents differ: parts of the archive, and cells of a workbook."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path

from registry.errors import RegistryError
from registry.ledger.source import Sheet, read_source

MOST_CELLS = 20
LARGEST_PART = 1_000_000_000
CONTAINER, PACKING = "container", "packing"
"""What differs where no part does: the archive cannot be read, or only the way it is packed is another."""


@dataclass(frozen=True)
class Difference:
    """One difference: the part of the file, for a cell its sheet and address, and what stands where what should."""

    part: str
    cell: str | None = None
    expected: str | None = None
    found: str | None = None


def differences(ours: Path, theirs: Path) -> Iterator[Difference]:
    """Yield the parts that differ, then the first MOST_CELLS cells; CONTAINER or PACKING where no part does."""
    mine, other = _parts(ours), _parts(theirs)
    if other is None:
        yield Difference(CONTAINER)
        return
    changed = sorted(name for name in {*(mine or {}), *other} if (mine or {}).get(name) != other.get(name))
    yield from map(Difference, changed or [PACKING])
    if changed and theirs.suffix.lower() == ".xlsx":
        yield from islice(_cells(ours, theirs), MOST_CELLS)


def _parts(path: Path) -> dict[str, str] | None:
    """Return the hash of each part; None where the archive cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST_PART:
                return None
            return {name: _part_hash(archive, name) for name in archive.namelist()}
    except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile):
        return None


def _part_hash(archive: zipfile.ZipFile, name: str) -> str:
    """Return the hash of a part, another word where it is damaged."""
    try:
        return hashlib.sha256(archive.read(name)).hexdigest()
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
        return "damaged"


def _cells(ours: Path, theirs: Path) -> Iterator[Difference]:
    """Yield the cells whose values differ; nothing where the other file cannot be read safely."""
    try:
        mine, other = (read_source(path).sheets for path in (ours, theirs))
    except RegistryError:
        return  # the parts are named all the same
    by_name = {sheet.name: sheet for sheet in other}
    for sheet in mine:
        yield from _sheet_cells(sheet, by_name.get(sheet.name, Sheet(sheet.name, [])))


def _sheet_cells(mine: Sheet, other: Sheet) -> Iterator[Difference]:
    empty: list[object] = []
    for number, (ours, theirs) in enumerate(zip_longest(mine.rows, other.rows, fillvalue=empty), start=1):
        if ours == theirs:
            continue
        for column, (expected, found) in enumerate(zip_longest(ours, theirs)):
            if (expected or None) != (found or None):
                yield Difference(str(mine.name), f"{_letters(column)}{number}", _text(expected), _text(found))


def _letters(column: int) -> str:
    """Return the letters of a column, from 0."""
    head, tail = divmod(column, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + tail)


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
