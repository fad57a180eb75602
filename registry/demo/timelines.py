"""Change many timelines at once: one row per period of a feature, open-ended while `valid_to` is missing."""

import numpy as np
import pandas as pd

DAY = "datetime64[s]"


def begin(values: pd.DataFrame, on: str | pd.Series | np.ndarray) -> pd.DataFrame:
    """Start one open period per row; `on` is one day or one day per row."""
    return without_day(values.assign(valid_from=on).astype({"valid_from": DAY}), "valid_to")


def without_day(values: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the frame with a date that is missing in every row."""
    return values.assign(**{name: np.full(len(values), "NaT", dtype=DAY)})


def change(periods: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """End the open period of each changed feature and open the next one with new values.

    Parameters
    ----------
    periods
        Periods of all features.
    changes
        Indexed by `feature_id`: the day `on`, after the start of the open period, and the fields that change.
    """
    is_open = periods["valid_to"].isna() & periods["feature_id"].isin(changes.index)
    following = periods[is_open].copy()
    values = changes.reindex(following["feature_id"]).set_axis(following.index)
    following[values.columns.drop("on")] = values.drop(columns="on").astype(
        {name: periods[name].dtype for name in values.columns.drop("on")}
    )
    following["valid_from"] = values["on"].to_numpy(DAY)
    ended = periods.copy()
    ended.loc[is_open, "valid_to"] = values["on"].to_numpy(DAY)
    return in_order(pd.concat([ended, following], ignore_index=True))


def correct(periods: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Put right what was never true: the named fields of every period of each corrected feature."""
    wrong = periods["feature_id"].isin(corrections.index)
    right = corrections.reindex(periods.loc[wrong, "feature_id"]).set_axis(periods.index[wrong])
    corrected = periods.copy()
    for name in corrections.columns:
        corrected.loc[wrong, name] = right[name].astype(periods[name].dtype)
    return corrected


def known_by(periods: pd.DataFrame, day: pd.Timestamp, since: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return what an office knows on a day: no period that begins later, and the running one still open.

    Parameters
    ----------
    periods
        Periods of all features as they turn out in the end.
    day
        The day of knowledge.
    since
        Only features with a period that began after this earlier day; all that have begun where it is missing.
    """
    known = periods[periods["valid_from"] <= day].copy()
    known["valid_to"] = known["valid_to"].where(known["valid_to"] <= day)
    if since is None:
        return known
    news = known.loc[known["valid_from"] > since, "feature_id"]
    return known[known["feature_id"].isin(news)]


def in_order(periods: pd.DataFrame) -> pd.DataFrame:
    """Sort periods by feature and start."""
    return periods.sort_values(["feature_id", "valid_from"], kind="stable", ignore_index=True)
