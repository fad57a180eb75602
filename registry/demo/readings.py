"""Monthly readings of the sections in 2022, worse in winter, and bad at a few sections."""

import numpy as np
import pandas as pd

from registry.demo.chance import significant, stream

MEDIANS_MG_PER_L = {"cod": 15.0, "nh3n": 0.45, "tp": 0.10, "codmn": 3.6}
WINTER = {"cod": 0.12, "nh3n": 0.55, "tp": 0.05, "codmn": 0.05}
"""How far January stands above the year, July below it: nitrification slows in cold water."""
BAD_SHARE = 0.1
BAD_FACTOR = {"cod": 1.9, "nh3n": 3.2, "tp": 2.6, "codmn": 1.8}


def make_readings(sections: pd.DataFrame, year: int) -> pd.DataFrame:
    """Make one value per month, active section and parameter, in mg/L.

    Parameters
    ----------
    sections
        `code`, `active_from`, `active_to`; a section is measured in months in whose first day it is active.
    year
        The calendar year.
    """
    rng = stream("readings")
    codes = sections.sort_values("code", ignore_index=True)
    parameters = list(MEDIANS_MG_PER_L)
    months = pd.date_range(f"{year}-01-01", periods=12, freq="MS").astype("datetime64[s]")
    shape = (len(codes), 12, len(parameters))
    bad = rng.random(len(codes)) < BAD_SHARE
    usual = rng.normal(0, 0.3, (len(codes), 1, len(parameters))) + rng.normal(0, 0.15, shape)
    season = np.cos(2 * np.pi * np.arange(12) / 12)[None, :, None] * np.array(list(WINTER.values()))
    strength = np.log([MEDIANS_MG_PER_L[name] for name in parameters]) + usual + season
    strength = strength + np.where(bad[:, None, None], np.log(list(BAD_FACTOR.values())), 0.0)
    days = rng.integers(2, 9, (len(codes), 12))
    section, month, parameter = (index.ravel() for index in np.indices(shape))
    at = months.to_numpy()[month] + (days[section, month] * 24 + 10) * np.timedelta64(3600, "s")
    readings = pd.DataFrame(
        {
            "subject_kind": "sections",
            "subject_code": codes["code"].to_numpy()[section],
            "measured_at": at,
            "parameter": np.array(parameters, dtype=object)[parameter],
            "value": significant(np.exp(strength).ravel()),
            "unit": "mg/L",
            "synthetic": True,
        }
    )
    return readings[measured(codes, section, months.to_numpy()[month])].reset_index(drop=True)


def measured(codes: pd.DataFrame, section: np.ndarray, month: np.ndarray) -> np.ndarray:
    """Return whether each reading's section is active on the first of its month."""
    start = codes["active_from"].to_numpy("datetime64[s]")[section]
    end = codes["active_to"].to_numpy("datetime64[s]")[section]
    return np.asarray((np.isnat(start) | (start <= month)) & (np.isnat(end) | (month < end)))
