"""Compare what a row says with what is known, and correct one feature's periods as far as a wrong value reaches."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from registry.service.importing.book import Period

_TOLERANCE = 5e-9
"""Half of the last place of a coordinate; amounts are compared by their ninth digit."""


def is_missing(value: Any) -> bool:
    """Whether a value says nothing."""
    return value is None or bool(pd.isna(value))


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: both nothing, equal, or equal numbers to nine digits."""
    if is_missing(one) or is_missing(other):
        return is_missing(one) and is_missing(other)
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=_TOLERANCE)
    return bool(one == other)


def holding(periods: Sequence[Period], on: pd.Timestamp) -> int:
    """Return the place of the period that holds on a day; the first before all, the last after all."""
    begun = [i for i, period in enumerate(periods) if period["valid_from"] <= on]
    return begun[-1] if begun else 0


def correction(periods: Sequence[Period], on: pd.Timestamp, values: Mapping[str, Any]) -> list[Period]:
    """Return the periods with wrong values put right, as far back and on as the wrong value reaches."""
    mended = [dict(p) for p in periods]
    now = holding(periods, on)
    for name, value in values.items():
        wrong = mended[now].get(name)
        _replace(mended, now, name, value, step=1)
        if now and same(mended[now - 1].get(name), wrong):
            _replace(mended, now - 1, name, value, step=-1)
    return mended


def _replace(periods: list[Period], first: int, name: str, value: Any, step: int) -> None:
    """Replace a value in one period and in its neighbours on one side while they hold the same old value."""
    old = periods[first].get(name)
    place = first
    while 0 <= place < len(periods) and same(periods[place].get(name), old):
        periods[place][name] = value
        place += step
