"""Change timelines: what happened on a day, what we had wrong, and the end of a feature.

A timeline is a frame of periods as `Store.frame` gives them without a day: feature_id, fields, valid_from, valid_to
(NaT: open); it may hold many features. The functions write nothing and return new frames, by feature and first day.
New values are a mapping for all features, or a frame with feature_id and the columns to change, one row per feature;
a missing value in it is a new value too, and features it does not name stay as they are. `on` is one day, or a series
of days by feature_id.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from registry.errors import StoreError
from registry.language import msg

New = Mapping[str, object] | pd.DataFrame
Day = date | pd.Series

_ID = "feature_id"
_KEYS = (_ID, "valid_from", "valid_to", "revision")


def start(values: New, on: Day) -> pd.DataFrame:
    """Return timelines of one open period each: the features begin on the day."""
    begun = values.reset_index(drop=True) if isinstance(values, pd.DataFrame) else pd.DataFrame([dict(values)])
    open_end = np.full(len(begun), "NaT", dtype="datetime64[s]")
    return begun.assign(valid_from=_days(on, begun), valid_to=open_end)


def apply_event(timeline: pd.DataFrame, on: Day, values: New) -> pd.DataFrame:
    """Return the timelines after something happened: from the day on, the features have the new values.

    The period that holds the day ends there and another follows; one that starts on that very day has its values
    replaced. Later periods take a new value over, up to the first in which that field had changed again by itself.
    A feature that had ended by then begins again, with what was last known of it.

    Raises
    ------
    StoreError
        When a feature begins only after the day.
    """
    frame = _ordered(timeline)
    day, named = _days(on, frame), _named(values, frame)
    _refuse_unless_all(frame, (frame["valid_from"] <= day) | ~named)
    frame = _split(frame, day, named)
    changing = _named(values, frame) & (frame["valid_from"] >= _days(on, frame))
    follows = changing & changing.shift(fill_value=False) & frame[_ID].eq(frame[_ID].shift())
    fields = {}
    for name, new in _columns(values, frame).items():
        changed_again = (follows & _differs(frame[name])).groupby(frame[_ID]).cumsum() if name in frame else 0
        fields[name] = _replace(frame, name, changing & (changed_again == 0), new)
    return frame.assign(**fields)


def apply_correction(timeline: pd.DataFrame, values: New, on: Day | None = None) -> pd.DataFrame:
    """Return the timelines with wrong values put right: in the period that holds the day, or in all without one.

    Raises
    ------
    StoreError
        When no period of a feature holds the day.
    """
    frame = _ordered(timeline)
    wrong = named = _named(values, frame)
    if on is not None:
        day = _days(on, frame)
        wrong = named & (frame["valid_from"] <= day) & ~(frame["valid_to"] <= day)
        _refuse_unless_all(frame, wrong | ~named)
    return frame.assign(**{name: _replace(frame, name, wrong, new) for name, new in _columns(values, frame).items()})


def end(timeline: pd.DataFrame, on: Day) -> pd.DataFrame:
    """Return the timelines cut off at a day: the first on which the features are no more.

    Raises
    ------
    StoreError
        When a feature would end before it began.
    """
    frame = _ordered(timeline)
    day = _days(on, frame)
    kept = frame["valid_from"] < day
    _refuse_unless_all(frame, kept)
    last = frame["valid_to"].where(frame["valid_to"] <= day, day)
    return frame.assign(valid_to=last).loc[kept].reset_index(drop=True)


def _ordered(timeline: pd.DataFrame) -> pd.DataFrame:
    dates = {name: timeline[name].astype("datetime64[s]") for name in ("valid_from", "valid_to")}
    return timeline.assign(**dates).sort_values([_ID, "valid_from"], ignore_index=True)


def _days(on: Day, frame: pd.DataFrame) -> pd.Series:
    """Return the day that concerns each row."""
    days = frame[_ID].map(on) if isinstance(on, pd.Series) else pd.Series(pd.Timestamp(on), index=frame.index)
    return days.astype("datetime64[s]")


def _split(frame: pd.DataFrame, day: pd.Series, named: pd.Series) -> pd.DataFrame:
    """Begin a period on the day wherever none does, with the values of the one before."""
    following = frame["valid_from"].shift(-1).where(frame[_ID].eq(frame[_ID].shift(-1)))
    before = named & (frame["valid_from"] < day) & ~(following <= day)
    ended = frame["valid_to"] <= day
    begun = frame.assign(valid_from=day, valid_to=frame["valid_to"].mask(ended, following)).loc[before]
    cut = frame.assign(valid_to=frame["valid_to"].mask(before & ~ended, day))
    return _ordered(pd.concat([cut, begun], ignore_index=True))


def _named(values: New, frame: pd.DataFrame) -> pd.Series:
    """Say which rows belong to features that the new values name."""
    if isinstance(values, pd.DataFrame):
        return frame[_ID].isin(values[_ID])
    return pd.Series(data=True, index=frame.index)


def _columns(values: New, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the new value of each changed field for each row, in the type the field has."""
    if isinstance(values, pd.DataFrame):
        by_feature = values.set_index(_ID)
        columns = {str(name): frame[_ID].map(by_feature[name]) for name in by_feature.columns if name not in _KEYS}
    else:
        columns = {
            name: pd.Series([value] * len(frame), index=frame.index, dtype=object)
            for name, value in values.items()
            if name not in _KEYS
        }
    return {name: new.astype(frame[name].dtype) if name in frame else new for name, new in columns.items()}


def _replace(frame: pd.DataFrame, name: str, where: pd.Series, new: pd.Series) -> pd.Series:
    """Return a field with new values in some rows; one the timeline did not have is missing in the others."""
    return frame[name].mask(where, new) if name in frame else new.where(where)


def _differs(column: pd.Series) -> pd.Series:
    """Say where a value is not the one of the row above; missing equals missing."""
    above = column.shift()
    same = (column == above).fillna(value=False).astype(bool)
    return ~(same | (column.isna() & above.isna()))


def _refuse_unless_all(frame: pd.DataFrame, holds: pd.Series) -> None:
    """Refuse when a feature has no period for which it holds."""
    found = holds.groupby(frame[_ID]).any()
    if not found.all():
        number = found.index[~found][0]
        row = frame.loc[frame[_ID] == number].iloc[0]
        raise StoreError(
            "S070",
            msg("{code} is not in the registry on that day; choose another date.", code=row.get("code", number)),
        )
