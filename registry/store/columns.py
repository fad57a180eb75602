"""Turn a column of a frame into values that SQLite keeps, and back.

Dates and times are ISO text, so that they sort as they follow; a missing value is NULL.
"""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from registry.errors import StoreError
from registry.language import Label, msg
from registry.vocabulary import Field, FieldType

Values = list[Any]
Encoder = Callable[[pd.Series], Values]
Decoder = Callable[[Sequence[Any]], Any]

_NUMBERS = {"integer", "floating", "mixed-integer-float"}
_MOMENTS = {"datetime64", "datetime", "date"}
_TEXT, _FINITE, _WHOLE = Label("文本", "text"), Label("有限数值", "finite numbers"), Label("整数", "whole numbers")
_DATES, _YES_NO = Label("日期", "dates"), Label("是或否", "yes and no")


def _refuse(column: pd.Series, what: Label) -> StoreError:
    return StoreError(
        "S020", msg("Column {column} holds something other than {what}; correct it.", column=column.name, what=what)
    )


def _values(column: pd.Series, forms: Collection[str], what: Label) -> Values:
    """Return the values as Python objects, None where missing; refuse those of another form."""
    plain = column.to_numpy(dtype=object, copy=True)
    missing = pd.isna(plain)
    if missing.all():
        return [None] * len(plain)
    if pd.api.types.infer_dtype(column, skipna=True) not in forms:
        raise _refuse(column, what)
    plain[missing] = None
    return plain.tolist()


def encode_text(column: pd.Series) -> Values:
    """Return text; refuse numbers, which would lose the zeros a code starts with."""
    return _values(column, {"string"}, _TEXT)


def encode_number(column: pd.Series) -> Values:
    """Return finite floats."""
    values = _values(column, _NUMBERS, _FINITE)
    numbers = [None if value is None else float(value) for value in values]
    if np.isinf(np.array(numbers, dtype=float)).any():
        raise _refuse(column, _FINITE)
    return numbers


def encode_integer(column: pd.Series) -> Values:
    """Return whole numbers."""
    values = _values(column, _NUMBERS, _WHOLE)
    if not all(value is None or float(value).is_integer() for value in values):
        raise _refuse(column, _WHOLE)
    return [None if value is None else int(value) for value in values]


def encode_flag(column: pd.Series) -> Values:
    """Return 0 and 1."""
    return [None if value is None else int(value) for value in _values(column, {"boolean"}, _YES_NO)]


def encode_set_flag(column: pd.Series) -> Values:
    """Return 0 and 1 of a flag that the program sets: missing means no."""
    return [value or 0 for value in encode_flag(column)]


def _encode_moment(column: pd.Series, unit: str, length: int) -> Values:
    values = _values(column, _MOMENTS, _DATES)
    if not any(value is not None for value in values):
        return values
    moments = pd.to_datetime(column)
    if getattr(moments.dtype, "tz", None) is not None:
        raise _refuse(column, _DATES)
    texts = np.datetime_as_string(moments.to_numpy(dtype=f"datetime64[{unit}]")).tolist()
    if any(len(text) not in (length, len("NaT")) for text in texts):
        raise _refuse(column, _DATES)
    return [None if text == "NaT" else text for text in texts]


def encode_date(column: pd.Series) -> Values:
    """Return days as `2022-12-31`."""
    return _encode_moment(column, "D", 10)


def encode_time(column: pd.Series) -> Values:
    """Return times to the second as `2022-12-31T08:00:00`, in the clock of the ledger."""
    return _encode_moment(column, "s", 19)


def encode_list(column: pd.Series) -> Values:
    """Return lists of text as JSON; a missing one is empty."""
    lists = column.astype(object).where(column.notna(), None)
    return [json.dumps([] if value is None else list(value), ensure_ascii=False) for value in lists]


def decode_text(values: Sequence[Any]) -> Any:
    """Return text."""
    return pd.array(values, dtype="str")


def decode_number(values: Sequence[Any]) -> Any:
    """Return floats, NaN where missing."""
    return np.array(values, dtype=float)


def decode_integer(values: Sequence[Any]) -> Any:
    """Return whole numbers, NA where missing."""
    return pd.array(values, dtype="Int64")


def decode_id(values: Sequence[Any]) -> Any:
    """Return whole numbers that are never missing."""
    return np.array(values, dtype="int64")


def decode_flag(values: Sequence[Any]) -> Any:
    """Return yes, no, or NA where the ledger did not say."""
    return pd.array([None if value is None else bool(value) for value in values], dtype="boolean")


def decode_set_flag(values: Sequence[Any]) -> Any:
    """Return yes or no."""
    return np.array(values, dtype=bool)


def decode_moment(values: Sequence[Any]) -> Any:
    """Return dates or times as datetime64[s], NaT where missing."""
    return np.array(values, dtype="datetime64[s]")


def decode_list(values: Sequence[Any]) -> Any:
    """Return lists of text."""
    lists = np.empty(len(values), dtype=object)
    lists[:] = [json.loads(value) for value in values]
    return lists


_CODECS: dict[FieldType, tuple[Encoder, Decoder]] = {
    FieldType.CODE: (encode_text, decode_text),
    FieldType.TEXT: (encode_text, decode_text),
    FieldType.CHOICE: (encode_text, decode_text),
    FieldType.NUMBER: (encode_number, decode_number),
    FieldType.DATE: (encode_date, decode_moment),
    FieldType.TIME: (encode_time, decode_moment),
    FieldType.FLAG: (encode_flag, decode_flag),
}


def field_codec(field: Field) -> tuple[Encoder, Decoder]:
    """Return how a field is written and read: a flag that no ledger states is the program's own, never missing."""
    if field.type is FieldType.FLAG and not field.in_ledger:
        return encode_set_flag, decode_set_flag
    return _CODECS[field.type]
