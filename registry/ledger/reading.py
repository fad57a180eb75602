"""Read a ledger: file in, typed rows and findings out."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from registry.findings import Finding
from registry.ledger.headings import find_table
from registry.ledger.places import Pair, checked_crs, resolve
from registry.ledger.rows import Row, read_rows, to_frame
from registry.ledger.rules import Findings
from registry.ledger.source import Source, read_source
from registry.vocabulary import KINDS


@dataclass(frozen=True)
class LedgerFile:
    """The file a ledger was read from: its name, the hash of its bytes, the sheet read, the encoding of a text file."""

    name: str
    sha256: str
    sheet: str | None
    encoding: str | None


@dataclass(frozen=True)
class Ledger:
    """A ledger as read.

    `frame` has one row per feature in the file, faulty ones included: `row` (Excel's number), `code` (for readings
    the key made of subject, time and parameter), `cleared` (fields taken away) and every field of the template; a
    value that was empty or unreadable is missing. Places are in the storage CRS.
    """

    kind: str
    source: LedgerFile
    frame: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)
    crs: dict[str, str | None] = field(default_factory=dict)


def read_ledger(
    path: Path,
    kind_name: str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
    accept: Collection[str] = (),
) -> Ledger:
    """Read the ledger of one kind from a workbook or delimited text file.

    Raises
    ------
    CallError
        When the file is missing or unreadable, or the coordinate system unknown.
    LedgerError
        When the file is no ledger of this kind.
    """
    named_crs = checked_crs(crs)
    return ledger_of(read_source(path, sheet, encoding), kind_name, named_crs, accept)


def ledger_of(source: Source, kind_name: str, named_crs: str | None = None, accept: Collection[str] = ()) -> Ledger:
    """Return the ledger of one kind that a file, read as `source`, holds.

    Raises
    ------
    LedgerError
        When the file is no ledger of this kind.
    """
    kind = KINDS[kind_name]
    findings = Findings(kind_name)
    table = find_table(source, kind, findings)
    rows = read_rows(table, kind, findings)
    frame = to_frame(rows, kind)
    systems: dict[str, str | None] = {"detected": None, "applied": None}
    if kind.has_place:
        systems = fill_places(frame, rows, named_crs, accept, findings)
    file = LedgerFile(source.name, source.sha256, table.sheet.name, source.encoding)
    return Ledger(kind_name, file, frame, findings.items, systems)


def fill_places(
    frame: pd.DataFrame, rows: list[Row], crs: str | None, accept: Collection[str], findings: Findings
) -> dict[str, str | None]:
    """Fill in `lon` and `lat`; returns the systems met and used."""
    pairs = [Pair(row.number, row.key, row.lon, row.lat) for row in rows if row.lon and row.lat]
    places = resolve(pairs, crs, accept, findings)
    placed = frame["row"].isin([pair.row for pair in pairs]).to_numpy()
    for name, values in (("lon", places.lon), ("lat", places.lat)):
        column = np.full(len(frame), np.nan)
        column[placed] = np.where(np.isfinite(values), values, np.nan)
        frame[name] = column
    return {"detected": ", ".join(places.detected) or None, "applied": ", ".join(places.applied) or None}
