"""Turn one cell into one value of its field: text, code, number, date, time, choice or flag.

What changes a meaning, and what cannot be read, is noted with the raw value; nothing is guessed in silence.
"""

import difflib
import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Protocol

from registry.findings import Rule
from registry.language import Message, msg
from registry.ledger import rules
from registry.ledger.source import BrokenCell
from registry.ledger.units import factor
from registry.vocabulary import Field, FieldType

Value = str | float | bool | date | datetime | None
CLEAR = "清空"
"""Written in a cell, this word takes a value away; an empty cell leaves it as it was."""
_DASHES = frozenset({"", "-", "--", "—", "——", "/", "\\", "*", "**"})
_NOTHING = frozenset({"无", "暂无", "n/a", "na", "null", "none"})
_MAY_SAY_NOTHING = frozenset(FieldType) - {FieldType.TEXT, FieldType.FLAG}
"""Types for which a word like 无 is no value; in a text it is one, and of a flag it means no."""
_TRUE = frozenset({"是", "有", "已", "y", "yes", "true", "1", "√", "✓"})
_FALSE = frozenset({"否", "无", "未", "n", "no", "false", "0", "×", "x"})
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_AS_TEXT = re.compile(r"=\"([^\"]*)\"")
"""How a text file keeps Excel from making a number of a code: `="140121000001"`."""
_SCIENTIFIC = re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE)
_NUMBER = re.compile(r"([<>≤≥≈~约]?)([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)(.*)", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(?!\d)")
_DAY = re.compile(
    r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[t ]?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?",
    re.IGNORECASE,
)
_DATE_SIGNS = re.compile(r"\s*([-/.年月])\s*")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a ledger's clock has no zone
_SERIALS = (20_000, 80_000)
"""Serial numbers taken as days: October 1954 to January 2119."""
_YEARS = (1900, 2100)
_EXACT_INTEGER = 1e15
"""Excel keeps 15 digits; a longer code typed as a number has lost its end."""


class Note(Protocol):
    """How a reader says what it saw in the cell at hand."""

    def __call__(self, rule: Rule, message: Message, suggestion: Message) -> None:
        """Note one finding."""


def is_blank(cell: object) -> bool:
    """Whether a cell says nothing: empty, or a stroke."""
    return cell is None or (isinstance(cell, str) and cell.strip() in _DASHES)


def is_clear(cell: object) -> bool:
    """Whether a cell takes a value away."""
    return isinstance(cell, str) and cell.strip() == CLEAR


def read_value(field: Field, cell: object, note: Note, scale: float = 1.0) -> Value:
    """Return the value of a cell, None where it says nothing or cannot be read (then noted)."""
    if isinstance(cell, BrokenCell):
        note(
            rules.BROKEN_CELL,
            msg("The cell holds {raw}, no value.", raw=cell.text),
            msg("Mend the formula, or paste its value."),
        )
        return None
    if is_blank(cell) or (field.type in _MAY_SAY_NOTHING and plain(cell) in _NOTHING):
        return None
    if field.type is FieldType.NUMBER:
        return read_number(field, cell, note, scale)
    return READERS[field.type](field, cell, note)


def plain(cell: object) -> str:
    """Return a cell as it is compared: NFKC, lower case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", str(cell)).lower().split())


def read_text(field: Field, cell: object, note: Note) -> str | None:  # noqa: ARG001
    """Return text as written, without outer spaces, line breaks and control characters."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Cf") else " " for c in str(cell))
    return " ".join(kept.split()) or None


def read_code(field: Field, cell: object, note: Note) -> str | None:
    """Return a code as text without spaces and with plain hyphens; a whole number will do while no digit is lost."""
    shown = "".join(c for c in unicodedata.normalize("NFKC", str(cell)) if unicodedata.category(c) != "Cf")
    text = _AS_TEXT.sub(r"\1", "".join(shown.split())).translate(_HYPHENS).lstrip("'’")
    typed = isinstance(cell, float | int) and not isinstance(cell, bool)
    if typed and float(text).is_integer() and abs(float(text)) < _EXACT_INTEGER:
        return str(int(float(text)))
    if typed or isinstance(cell, bool | date) or _SCIENTIFIC.fullmatch(text):
        _lossy(field, cell, note)
        return None
    return (text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text) else text) or None


def _lossy(field: Field, cell: object, note: Note) -> None:
    note(
        rules.LOSSY_CODE,
        msg("{field} {raw} is a number that has lost digits.", field=field.label, raw=str(cell)),
        msg("Format the column as text and enter the code again."),
    )


def read_number(field: Field, cell: object, note: Note, scale: float = 1.0) -> float | None:
    """Return a finite number in the field's unit and range."""
    typed = isinstance(cell, float | int) and not isinstance(cell, bool)
    number = float(cell) * scale if typed else _number_in_text(field, cell, note, scale)  # type: ignore[arg-type]
    if number is None:
        return None
    low, high = field.minimum, field.maximum
    if not math.isfinite(number) or (low is not None and number < low) or (high is not None and number > high):
        note(
            rules.OUT_OF_RANGE,
            msg(
                "{field} {raw} is outside {low} to {high}.",
                field=field.label,
                raw=str(cell),
                low="-∞" if low is None else f"{low:,.10g}",
                high="∞" if high is None else f"{high:,.10g}",
            ),
            msg("Check the value and its unit ({unit}).", unit=field.unit or "-"),
        )
        return None
    return number


def _number_in_text(field: Field, cell: object, note: Note, scale: float) -> float | None:
    text = unicodedata.normalize("NFKC", str(cell)).replace(" ", "").replace("−", "-")
    if _THOUSANDS.match(text):
        text = text.replace(",", "")
    match = _NUMBER.fullmatch(text)
    unit_scale = None if match is None else _unit_scale(match[3], field, scale)
    if match is None or unit_scale is None or isinstance(cell, date):
        note(
            rules.BAD_NUMBER,
            msg("{field} {raw} is not a number.", field=field.label, raw=str(cell)),
            msg("Enter a plain number in {unit}.", unit=field.unit or "-"),
        )
        return None
    _note_signs(field, str(cell), match, unit_scale / scale, note)
    return float(match[2]) * unit_scale


def _unit_scale(unit: str, field: Field, scale: float) -> float | None:
    """Return what turns a number with this unit into the field's; a unit in the cell wins over the heading's."""
    if unit in ("", "l", "L") and (not unit or field.unit == "mg/L"):
        return scale
    return factor(unit, field.unit or "")


def _note_signs(field: Field, raw: str, match: re.Match[str], converted: float, note: Note) -> None:
    if match[1] or match[3] in ("l", "L"):
        note(
            rules.LOST_DIGITS,
            msg("{field} {raw} is kept as {number}.", field=field.label, raw=raw, number=match[2]),
            msg("Correct it if another number should count."),
        )
    elif converted != 1.0:
        note(
            rules.CELL_UNIT,
            msg(
                "{field} {raw} is converted to {unit}: times {factor}.",
                field=field.label,
                raw=raw,
                unit=str(field.unit),
                factor=f"{converted:.6g}",
            ),
            msg("Check it; better use the unit of the template."),
        )


def read_date(field: Field, cell: object, note: Note) -> date | None:
    """Return a day; a month alone is its first day, noted."""
    moment = read_moment(field, cell, note)
    return moment.date() if moment else None


def read_moment(field: Field, cell: object, note: Note) -> datetime | None:
    """Return a time to the second in the ledger's own clock; a day alone is its midnight."""
    moment = _cell_moment(field, cell, note)
    if moment is None or not _YEARS[0] <= moment.year < _YEARS[1]:
        note(
            rules.BAD_DATE,
            msg("{field} {raw} is not a date.", field=field.label, raw=str(cell)),
            msg("Write it like 2022-10-01."),
        )
        return None
    return moment.replace(microsecond=0)


def _cell_moment(field: Field, cell: object, note: Note) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
    if isinstance(cell, bool):
        return None
    text = _DATE_SIGNS.sub(r"\1", unicodedata.normalize("NFKC", str(cell)).strip().replace("号", "日"))
    if isinstance(cell, float) and cell.is_integer():
        text = str(int(cell))
    try:
        return _text_moment(field, text, note, from_number=isinstance(cell, float))
    except ValueError:
        return None


def _text_moment(field: Field, text: str, note: Note, *, from_number: bool) -> datetime | None:
    day = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if day:
        return datetime(*(int(part or 0) for part in day.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    month = _MONTH.fullmatch(text)
    # A number 2022.1 may have been typed as 2022.10.
    if month and not (from_number and month[2] == "1"):
        first = datetime(int(month[1]), int(month[2]), 1)  # noqa: DTZ001
        note(
            rules.PART_DATE,
            msg("{field} {raw} has no day and is taken as {day}.", field=field.label, raw=text, day=str(first.date())),
            msg("Enter the day where it is known."),
        )
        return first
    if _SERIAL.fullmatch(text) and _SERIALS[0] <= float(text) < _SERIALS[1]:
        moment = _EPOCH + timedelta(seconds=round(float(text) * 86_400))
        note(
            rules.SERIAL_DATE,
            msg("{field} {raw} is read as {day}.", field=field.label, raw=text, day=str(moment.date())),
            msg("Format the column as a date."),
        )
        return moment
    return None


@cache
def _choices(field: Field) -> dict[str, str]:
    known: dict[str, str] = {}
    tiers = (lambda c: (c.value,), lambda c: (c.label.zh, c.label.en), lambda c: c.aliases)
    for spellings in tiers:
        for choice in field.choices:
            for word in spellings(choice):
                known.setdefault(plain(word), choice.value)
    return known


def read_choice(field: Field, cell: object, note: Note) -> str | None:
    """Return the stored value of a word of the list: by value, label in either language, or alias."""
    known = _choices(field)
    text = plain(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    if text in known:
        return known[text]
    near = difflib.get_close_matches(text, known, n=1)
    note(
        rules.UNKNOWN_CHOICE,
        msg("{field} {raw} is not in the list.", field=field.label, raw=str(cell)),
        msg("Did you mean {choice}?", choice=field.choice_label(known[near[0]]))
        if near
        else msg("Choose one of: {choices}.", choices=[choice.label for choice in field.choices]),
    )
    return None


def read_flag(field: Field, cell: object, note: Note) -> bool | None:
    """Return yes or no."""
    if isinstance(cell, bool):
        return cell
    text = plain(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    note(
        rules.UNKNOWN_CHOICE,
        msg("{field} {raw} is not in the list.", field=field.label, raw=str(cell)),
        msg("Write 是 or 否."),
    )
    return None


READERS: dict[FieldType, Callable[[Field, object, Note], Value]] = {
    FieldType.TEXT: read_text,
    FieldType.CODE: read_code,
    FieldType.DATE: read_date,
    FieldType.TIME: read_moment,
    FieldType.CHOICE: read_choice,
    FieldType.FLAG: read_flag,
}
