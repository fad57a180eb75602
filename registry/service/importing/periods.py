"""Change the periods of one feature: an event cuts its life at a day, a correction mends what was never true."""

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


def start(values: Mapping[str, Any], on: pd.Timestamp) -> list[Period]:
    """Return the life of a new feature: one open period."""
    return [{**values, "valid_from": on, "valid_to": pd.NaT}]


def holding(periods: Sequence[Period], on: pd.Timestamp) -> int:
    """Return the place of the period that holds on a day; the first before all, the last after all."""
    begun = [i for i, period in enumerate(periods) if period["valid_from"] <= on]
    return begun[-1] if begun else 0


def event(periods: Sequence[Period], on: pd.Timestamp, values: Mapping[str, Any]) -> list[Period]:
    """Return the periods with new values from a day on; a field that changed again later keeps its later value.

    On the first day of a period the period itself takes the values: a day has one truth.
    """
    now = holding(periods, on)
    before, after = [dict(p) for p in periods[: now + 1]], [dict(p) for p in periods[now:]]
    if before[-1]["valid_from"] == on:
        before.pop()
    else:
        before[-1]["valid_to"] = after[0]["valid_from"] = on
    for name, value in values.items():
        _replace(after, 0, name, value, step=1)
    return before + after


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
