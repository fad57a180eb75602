"""A stored value, the cell it is written to, and the value that a reader takes from that cell."""

from datetime import date
from typing import Any

import pandas as pd

from registry.city_contents import Cell
from registry.findings import Rule
from registry.language import Label, Message
from registry.ledger.values import is_clear, read_value
from registry.service.importing.periods import is_missing
from registry.vocabulary import OUTLETS, Field, FieldType

STORED = tuple(field for field in OUTLETS.ledger_fields if field.stored)
LEDGER_FIELDS = [field.name for field in STORED]
"""Fields that a city's workbook shows; class of change and effective day are for the city to fill in."""


def printed(field: Field, value: Any) -> Cell:
    """Return a stored value as a cell: a choice by its Chinese label, a date as a day, a flag as 是 or 否."""
    if is_missing(value):
        return None
    if field.choices:
        label = field.choice_label(value)
        return label.zh if isinstance(label, Label) else label
    if field.type is FieldType.FLAG:
        return "是" if value else "否"
    if isinstance(value, pd.Timestamp):
        return value.date()
    return float(value) if field.type is FieldType.NUMBER else str(value)


def worded(name: str, value: Any) -> object:
    """Return a value of a field as it stands in a cell, for a sentence."""
    cell = printed(OUTLETS.field(name), value)
    return Label("空", "nothing") if cell is None else f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def as_read(field: Field, value: Any) -> Any:
    """Return what a reader takes from the cell of a stored value, as its frame holds it."""
    cell = printed(field, value)
    if field.type is FieldType.NUMBER or cell is None:
        return cell
    if is_clear(cell):
        return None
    read = read_value(field, cell, _quiet)
    return pd.Timestamp(read) if isinstance(read, date) else read


def _quiet(rule: Rule, message: Message, suggestion: Message) -> None:
    """Note nothing: what is stored was judged when it came in."""
