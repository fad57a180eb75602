"""Read one feature typed by hand, by the rules of a ledger's row."""

from collections.abc import Mapping

import pandas as pd

from registry.findings import Finding
from registry.ledger.headings import Column, Table
from registry.ledger.reading import fill_places
from registry.ledger.rows import read_rows, to_frame
from registry.ledger.rules import Findings
from registry.ledger.source import Sheet
from registry.vocabulary import KINDS


def read_entry(kind_name: str, cells: Mapping[str, object]) -> tuple[pd.DataFrame, list[Finding]]:
    """Return one feature as a ledger's frame has it, and the findings of its cells; no row where it reads as none.

    `cells` are what would stand in the ledger, by name of the field; a field without one is empty.
    """
    kind = KINDS[kind_name]
    columns = tuple(Column(place, field, field.heading) for place, field in enumerate(kind.ledger_fields))
    sheet = Sheet(None, [[c.heading for c in columns], [cells.get(c.field.name) for c in columns]])
    findings = Findings(kind_name)
    rows = read_rows(Table(sheet, 0, columns), kind, findings)
    frame = to_frame(rows, kind)
    if kind.has_place:
        fill_places(frame, rows, None, (), findings)
    return frame, findings.items
