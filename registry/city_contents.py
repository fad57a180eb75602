"""The workbook of one city for one quarter before it is written: as it goes out, and as it goes back with questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from registry.contents import Stamp
from registry.language import Message
from registry.quarter import Quarter

LEDGER_SHEET, SLIP_SHEET = "台账", "机读信息"
KEY_HEADING = "登记键"
"""Heading of the hidden column by which rows are found again, whatever was done to their order."""

Cell = object
"""A text, number, day or yes/no as it stands in a cell; None for an empty one."""


class Doubt(IntEnum):
    """Why a cell is marked, from a note to what keeps a row out; the greatest gives the colour."""

    NEWS = 1
    """The registry knows something newer already."""
    SECTION = 2
    """The section that was found is doubtful."""
    WARNING = 3
    """A rule wants a look; the value counts."""
    HELD = 4
    """Not taken, because of another cell of its row."""
    QUESTION = 5
    """Not taken until somebody answers."""
    ERROR = 6
    """Wrong; its row is not taken."""


@dataclass(frozen=True)
class Mark:
    """What is doubtful about a cell: its row, its field (None: the row as a whole), why, and what to do."""

    row: int
    field: str | None
    doubt: Doubt
    message: Message
    remedy: Message


@dataclass(frozen=True)
class CityRow:
    """One line of the ledger: its number, the key of its outlet (None: no outlet yet), cells by field, other cells."""

    number: int
    key: str | None
    cells: Mapping[str, Cell]
    extra: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Question:
    """A line of the sheet of questions: where, what was sent, what the registry has, what it is about, what to do."""

    row: int | None
    code: str | None
    name: str | None
    field: str | None
    sent: Cell
    held: Cell
    doubt: Doubt
    message: Message
    remedy: Message


@dataclass(frozen=True)
class CityContent:
    """The workbook of one city: rows by number (Excel's), marks by the same numbers.

    `slip` is what the hidden sheet says of the workbook; `questions` None for one that goes out for the first time.
    """

    stamp: Stamp
    quarter: Quarter
    city: str
    due_on: date
    rows: tuple[CityRow, ...]
    marks: tuple[Mark, ...]
    slip: tuple[tuple[str, str], ...]
    counties: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    extra_headings: tuple[str, ...] = ()
    questions: tuple[Question, ...] | None = None
