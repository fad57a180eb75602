"""The columns of the list workbook, in words: headings of the ledger first, then what was found."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from registry.language import Label
from registry.report.sheets import CellType, SheetColumn
from registry.vocabulary import OUTLETS, Field, FieldType
from registry.vocabulary.changes import CAUSES, CHANGES, NO_CHANGES
from registry.vocabulary.outlet_types import CLASSES

CELL_TYPES: dict[FieldType, CellType] = {FieldType.NUMBER: "number", FieldType.DATE: "date", FieldType.TIME: "date"}
WIDTHS = {
    "code": 22, "name": 28, "outlet_type": 22, "responsible_body": 20, "lon": 11, "lat": 10, "remark": 20,
    "accuracy_m": 9, "bank": 6, "status": 7, "former_code": 22, "merged_into": 22,
}  # fmt: skip
USUAL_WIDTH = 10
CLASS_NAMES = {choice.value: choice.label.zh for choice in CLASSES}
FOUND = {
    "outlet_class": SheetColumn("排污口大类", width=14),
    "section_code": SheetColumn("核定断面编码", width=13),
    "section_name": SheetColumn("核定断面", width=12),
    "national_section_name": SheetColumn("核定国考断面", width=12),
    "grade": SheetColumn("可信等级", width=6),
    "runner_up": SheetColumn("备选断面编码", width=13),
    "reasons": SheetColumn("理由", width=40),
    "synthetic": SheetColumn("合成数据", width=6),
}
CHANGE_NAMES, NO_CHANGE_NAMES, CAUSE_NAMES = (
    {name: label.zh for name, label in words.items()} for words in (CHANGES, NO_CHANGES, CAUSES)
)
PLACE = "lon, lat"
CHANGED_FIELDS = {PLACE: "经度、纬度"} | {name: column.heading for name, column in FOUND.items()}
LEDGER = tuple(field for field in OUTLETS.ledger_fields if field.stored)
LIST_COLUMNS = (
    SheetColumn("序号", "integer", 6),
    *(SheetColumn(f.heading, CELL_TYPES.get(f.type, "text"), WIDTHS.get(f.name, USUAL_WIDTH)) for f in LEDGER),
    *FOUND.values(),
)


def said(field: Field, value: Any) -> Any:
    """Return a stored value as the ledger writes it: a choice by its label, a flag as 是 or 否."""
    if value is None or (not isinstance(value, list) and pd.isna(value)):
        return None
    if field.choices:
        label = field.choice_label(value)
        return label.zh if isinstance(label, Label) else label
    if field.type is FieldType.FLAG:
        return "是" if value else "否"
    return value


def list_frame(outlets: pd.DataFrame, reasons: Mapping[str, Label]) -> pd.DataFrame:
    """Return the list as it is printed: one column per LIST_COLUMNS, choices and reasons in words."""
    number = pd.Series(range(1, len(outlets) + 1), index=outlets.index)
    columns = [number, *(printed(field, outlets[field.name]) for field in LEDGER)]
    columns += [found(name, outlets[name], reasons) for name in FOUND]
    return pd.concat(columns, axis=1)


def printed(field: Field, values: pd.Series) -> pd.Series:
    """Return a ledger column as it is printed."""
    if not field.choices and field.type is not FieldType.FLAG:
        return values
    words = {value: said(field, value) for value in values.dropna().unique()}
    return values.astype("object").map(words)


def found(name: str, values: pd.Series, reasons: Mapping[str, Label]) -> pd.Series:
    """Return a column that was found, as it is printed."""
    if name == "reasons":
        return pd.Series([in_words(codes, reasons) for codes in values], index=values.index, dtype="object")
    if name == "outlet_class":
        return values.map(CLASS_NAMES)
    if name == "synthetic":
        return values.map({True: "是"})
    return values


def in_words(codes: object, reasons: Mapping[str, Label]) -> str | None:
    """Return reason codes in words."""
    return "".join(word(code, reasons) for code in codes) if isinstance(codes, list) and codes else None


def word(code: str, reasons: Mapping[str, Label]) -> str:
    """Return the sentence of a reason; a code without words stays a code."""
    try:
        return reasons[code].zh
    except KeyError:
        return f"{code}。"


def field_name(name: str) -> str:
    """Return the heading of a changed field."""
    return CHANGED_FIELDS.get(name) or OUTLETS.field(name).heading


def changed_value(name: str, value: object, reasons: Mapping[str, Label]) -> str | None:
    """Return an old or new value of a changed field as text."""
    if isinstance(value, list):
        return in_words(value, reasons)
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if name == PLACE:
        return ", ".join(f"{float(part):.6f}" for part in str(value).split(", "))
    if name in FOUND:
        return {True: "是", False: "否"}.get(value) or CLASS_NAMES.get(str(value), str(value))  # type: ignore[call-overload]
    text = said(OUTLETS.field(name), value)
    return text.date().isoformat() if isinstance(text, pd.Timestamp) else said_number(text)


def said_number(value: object) -> str:
    """Return a number without a tail of zeros, anything else as its text."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
