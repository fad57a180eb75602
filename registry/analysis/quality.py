"""Water class of a section from its readings: the worst single item decides (GB 3838-2002)."""

import numpy as np
import pandas as pd

WORST = 6
"""Class numbers are 1 to 5, and 6 for worse than class V (劣Ⅴ)."""

CLASS_NAMES = ("I", "II", "III", "IV", "V")
PARAMETERS = {"do": "DO", "codmn": "CODMn", "cod": "COD", "bod5": "BOD5", "nh3n": "NH3-N", "tp": "TP", "ph": "pH"}
"""Registry parameter -> row of the limits table. COD is not the permanganate index; TN is not judged in rivers."""

UNITS = {"mg/l", "mg/L", "毫克/升", "毫克/L"}


def river_limits(limits: pd.DataFrame) -> pd.DataFrame:
    """Return the limits that hold in rivers, by registry parameter: `direction` and the five columns I to V.

    `limits` is the fact table as text (`param, direction, I..V, scope`). A range such as 6-9 stays text.
    """
    rows = limits[limits["scope"].str.startswith("river")].set_index("param")
    known = {name: param for name, param in PARAMETERS.items() if param in rows.index}
    return rows.loc[list(known.values()), ["direction", *CLASS_NAMES]].set_axis(list(known), axis=0)


def item_class(parameter: str, values: pd.Series, limits: pd.DataFrame) -> pd.Series:
    """Return the class number of each value of one parameter, same index; missing stays missing.

    A value on the limit still belongs to the better class. Outside a range (pH 6-9) is worse than V.
    """
    row = limits.loc[parameter]
    if row["direction"] == "range":
        low, high = (float(edge) for edge in str(row["I"]).split("-"))
        classes = np.where(values.between(low, high), 1, WORST)
    else:
        sign = -1.0 if row["direction"] == "min" else 1.0
        edges = sign * row[list(CLASS_NAMES)].astype("float64").to_numpy()
        classes = np.searchsorted(edges, sign * values.to_numpy("float64")) + 1
    return pd.Series(classes, index=values.index).astype("Int64").where(values.notna())


def usable(readings: pd.DataFrame) -> pd.DataFrame:
    """Return the section readings that can be judged: a known river parameter in mg/L (pH in any unit)."""
    judged = readings["parameter"].isin(PARAMETERS)
    unit = readings["unit"].fillna("").str.strip().isin(UNITS) | (readings["parameter"] == "ph")
    return readings[judged & unit & (readings["subject_kind"] == "sections")]


def monthly_quality(readings: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Return one row per section and month: mean of each parameter, class of the month and what decides it.

    Columns: `subject_code, month` (first day), one column per parameter of PARAMETERS, `water_class` (1 to 6),
    `deciding` (list of parameters in the worst class). `limits` comes from `river_limits`. Sorted by section and month.

    Notes
    -----
    Single-factor assessment; COD alone can never tell class I from II, whose limit is the same.
    """
    good = usable(readings)
    month = good["measured_at"].dt.to_period("M").dt.start_time.dt.as_unit("s")
    table = good.assign(month=month).pivot_table(
        index=["subject_code", "month"], columns="parameter", values="value", aggfunc="mean"
    )
    table = table.reindex(columns=list(PARAMETERS))
    return table.join(judge(table, limits)).reset_index()


def period_quality(readings: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Return one row per section: class of the means of all its months, what decides it, and `months` covered."""
    by_section = monthly_quality(readings, limits).groupby("subject_code")
    means = by_section[list(PARAMETERS)].mean()
    return means.join(judge(means, limits)).assign(months=by_section["month"].nunique()).reset_index()


def judge(values: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Return `water_class` and `deciding` for each row of one value per parameter; same index."""
    classes = pd.DataFrame({name: item_class(name, values[name], limits) for name in limits.index}, index=values.index)
    worst = classes.max(axis=1)
    is_worst = classes.eq(worst, axis=0).fillna(value=False).astype("bool").to_numpy()
    names = classes.columns.to_numpy()
    deciding = pd.Series([list(names[row]) for row in is_worst], index=values.index, dtype="object")
    return pd.DataFrame({"water_class": worst, "deciding": deciding}, index=values.index)


def main_pollutants(values: pd.Series, limits: pd.DataFrame, *, at_most: int = 3) -> list[str]:
    """Name the main pollutants of one section: items worse than class III, worst class first, then exceedance multiple.

    `values` holds one mean per parameter. Ties end in alphabetical order.
    """
    ranked = []
    for name in limits.index:
        water_class = item_class(name, values[[name]].astype("float64"), limits).iloc[0]
        if pd.notna(water_class) and water_class > CLASS_NAMES.index("III") + 1:
            ranked.append((-int(water_class), -_exceedance(values[name], limits.loc[name]), name))
    return [name for _, _, name in sorted(ranked)][:at_most]


def _exceedance(value: float, row: pd.Series) -> float:
    """Return by what multiple a value exceeds the class III limit; 0 where more is better or a range holds."""
    return float(value / float(row["III"]) - 1) if row["direction"] == "max" else 0.0
