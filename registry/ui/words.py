"""Values as people read them: numbers, days and choices by language, and the columns of a table."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from registry.language import Label, Message
from registry.quarter import office_time
from registry.ui.session import language, t
from registry.vocabulary import KINDS, Field, FieldType
from registry.vocabulary.grades import GRADES as GRADE_CHOICES
from registry.vocabulary.outlet_types import CLASSES

LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
GRADES = {choice.value: choice.label for choice in GRADE_CHOICES}
COMPUTED = {
    "section_name": Label("所属断面", "Section"),
    "section_code": Label("断面编码", "Section code"),
    "national_section_name": Label("国考断面", "National section"),
    "grade": Label("可靠程度", "Grade"),
    "outlet_class": Label("类别", "Class"),
    "path_to_section_m": Label("至断面水程(m)", "Way to the section (m)"),
    "valid_from": Label("生效", "Valid from"),
    "valid_to": Label("失效", "Valid to"),
    "revision": Label("修订", "Revision"),
}
"""Columns that services add to the stored fields of a kind."""
LIST_STATES = {True: Label("已关账", "closed"), False: Label("草稿", "draft")}
CLASS_LABELS = {choice.value: choice.label for choice in CLASSES}
WIDTHS_PX = {"river": 104}
"""Columns that Streamlit would make too narrow: it measures the first rows only."""
UNITS_EN = {"人": "people", "万元": "10,000 yuan"}


def number(value: float | None, digits: int = 0) -> str:
    """Return a number as the reader's language writes it, a dash when missing."""
    if value is None or pd.isna(value):
        return "—"
    return str(format_decimal(round(value, digits), locale=LOCALES[language()]))


def share(value: float | None) -> str:
    """Return a share 0..1 as per cent, a dash when missing."""
    if value is None or pd.isna(value):
        return "—"
    return str(format_percent(value, format="#,##0.0%", locale=LOCALES[language()]))


def day(value: date) -> str:
    """Return a day as the reader's language writes it."""
    return str(format_date(value, format="long", locale=LOCALES[language()]))


def moment(value: object) -> str:
    """Return a UTC time as the office's clock shows it, to the minute."""
    return clock(office_time(pd.Timestamp(str(value)).to_pydatetime()))


def clock(at: datetime) -> str:
    """Return a time as it stands, to the minute."""
    return str(format_datetime(at, "yyyy-MM-dd HH:mm", locale=LOCALES[language()]))


def said(field: Field, value: Any) -> object:
    """Return a stored value as people read it: the label of a choice, yes or no for a flag."""
    if value is None or pd.isna(value):
        return None
    if field.type is FieldType.CHOICE:
        return t(field.choice_label(value))
    if field.type is FieldType.FLAG:
        return t(Label("是", "yes") if value else Label("否", "no"))
    return value


def plain(value: Any) -> str:
    """Return any value of a product as text: numbers and days by language, labels said, a dash when missing."""
    if isinstance(value, Label | Message):
        return t(value)
    if isinstance(value, list | tuple):
        return ("、" if language() == "zh" else ", ").join(plain(item) for item in value)
    if value is None or pd.isna(value):
        return "—"
    if isinstance(value, pd.Timestamp | date):
        return day(value)
    if isinstance(value, float):
        return number(value, 3)
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def choice_name(kind: str, field: str, value: str) -> str:
    """Return the label of a stored choice."""
    return t(KINDS[kind].field(field).choice_label(value))


def heading(kind: str, column: str) -> str:
    """Return a column's heading with its unit."""
    if column in COMPUTED:
        return t(COMPUTED[column])
    field = KINDS[kind].field(column)
    unit = field.unit if language() == "zh" else UNITS_EN.get(field.unit or "", field.unit)
    return f"{t(field.label)} ({unit})" if unit and unit != "deg" else t(field.label)


def readable(kind: str, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the columns with their values as people read them."""
    shown = frame[list(columns)].copy()
    for column in columns:
        if column == "outlet_class":
            shown[column] = frame[column].map(lambda value: t(CLASS_LABELS[value]))
        elif column not in COMPUTED:
            field = KINDS[kind].field(column)
            if field.type in (FieldType.CHOICE, FieldType.FLAG):
                shown[column] = frame[column].map(lambda value, field=field: said(field, value)).astype("object")
    return shown


def column_config(kind: str, columns: Sequence[str]) -> dict[str, Any]:
    """Return Streamlit's settings for the columns: headings, number and date forms."""
    return {column: one_column(kind, column) for column in columns}


def one_column(kind: str, column: str) -> Any:
    """Return the settings of one column."""
    title = heading(kind, column)
    if column in ("valid_from", "valid_to"):
        return st.column_config.DateColumn(title, format="YYYY-MM-DD")
    if column == "path_to_section_m":
        return st.column_config.NumberColumn(title, format="localized", step=1)
    if column in COMPUTED:
        return st.column_config.Column(title)
    field = KINDS[kind].field(column)
    if field.type is FieldType.DATE:
        return st.column_config.DateColumn(title, format="YYYY-MM-DD")
    if field.type is FieldType.NUMBER:
        form = "%.5f" if field.unit == "deg" else "localized"
        return st.column_config.NumberColumn(title, format=form)
    return st.column_config.Column(title, width=WIDTHS_PX.get(column))


def table(kind: str, frame: pd.DataFrame, columns: Sequence[str], *, height: int | str = "auto") -> None:
    """Show rows of a kind as a table with headings, choices and forms in the reader's language."""
    st.dataframe(
        readable(kind, frame, columns),
        column_config=column_config(kind, columns),
        hide_index=True,
        height=height,  # type: ignore[arg-type]
        placeholder="",
        alt=t(KINDS[kind].label),
    )
