"""Pieces that several pages draw: numbers and days by locale, filters, tables, checks, downloads, refusals."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from registry.errors import RegistryError
from registry.language import Label, Message, msg
from registry.quarter import Quarter
from registry.ui.session import language, t, valid_on
from registry.vocabulary import KINDS, FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
GRADES = {
    "A": Label("A 可靠", "A certain"),
    "B": Label("B 较可靠", "B right on the evidence"),
    "C": Label("C 需人工核对", "C to be looked at"),
    "D": Label("D 推测", "D a guess"),
    "U": Label("U 无断面", "U no section"),
}
COMPUTED = {
    "section_name": Label("计算断面", "Section"),
    "national_section_name": Label("国考断面", "National section"),
    "grade": Label("可靠程度", "Grade"),
    "outlet_class": Label("类别", "Class"),
    "path_to_section_m": Label("至断面水程(m)", "Way to the section (m)"),
    "valid_from": Label("生效", "Valid from"),
    "valid_to": Label("失效", "Valid to"),
    "revision": Label("修订", "Revision"),
}
"""Columns that services add to the stored fields of a kind."""


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
    """Return a UTC time to the minute."""
    at = pd.Timestamp(str(value)).to_pydatetime()
    return str(format_datetime(at, "yyyy-MM-dd HH:mm", locale=LOCALES[language()]))
