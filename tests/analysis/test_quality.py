"""A section's class is that of its worst item, by the limits for rivers."""

from pathlib import Path

import pandas as pd
import pytest

from registry.analysis.quality import item_class, main_pollutants, monthly_quality, period_quality, river_limits

FACTS = Path(__file__).parents[2] / "data" / "facts" / "gb3838_limits.csv"
COLUMNS = ["subject_kind", "subject_code", "measured_at", "parameter", "value", "unit"]


@pytest.fixture(scope="module")
def limits():
    return river_limits(pd.read_csv(FACTS, dtype=str))


def readings(*rows):
    frame = pd.DataFrame([("sections", "DM1", *row) for row in rows], columns=COLUMNS)
    return frame.astype({"measured_at": "datetime64[s]"})


def test_river_limits_take_the_river_row_of_phosphorus_and_no_nitrogen(limits):
    assert limits.loc["tp", "III"] == "0.2"
    assert "tn" not in limits.index


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("cod", 15, 1), ("cod", 15.1, 3), ("cod", 20, 3), ("cod", 41, 6), ("nh3n", 1.0, 3), ("nh3n", 2.01, 6),
        ("do", 7.5, 1), ("do", 5, 3), ("do", 4.9, 4), ("do", 1.9, 6), ("ph", 7, 1), ("ph", 9.5, 6), ("codmn", 6, 3),
    ],
)  # fmt: skip
def test_a_value_on_the_limit_belongs_to_the_better_class(limits, parameter, value, expected):
    assert item_class(parameter, pd.Series([float(value)]), limits).tolist() == [expected]


def test_the_worst_item_decides_and_total_nitrogen_does_not(limits):
    month = readings(
        ("2022-10-01", "nh3n", 0.4, "mg/L"), ("2022-10-01", "tp", 0.18, "mg/L"), ("2022-10-01", "tn", 6.5, "mg/L")
    )
    found = monthly_quality(month, limits).iloc[0]
    assert (found["water_class"], found["deciding"]) == (3, ["tp"])


def test_permanganate_index_is_not_judged_as_cod(limits):
    found = monthly_quality(readings(("2022-10-01", "codmn", 12.0, "mg/L")), limits).iloc[0]
    assert found["water_class"] == 5
    assert pd.isna(found["cod"])


def test_a_quarter_is_judged_by_the_means_of_its_months(limits):
    months = readings(
        *((f"2022-{month}-01", "nh3n", value, "mg/L") for month, value in ((10, 0.4), (11, 1.0), (12, 1.0)))
    )
    found = period_quality(months, limits).iloc[0]
    assert (found["water_class"], found["months"]) == (3, 3)


def test_another_unit_is_not_judged(limits):
    assert monthly_quality(readings(("2022-10-01", "tp", 180.0, "ug/L")), limits).empty


def test_main_pollutants_are_named_only_when_worse_than_three(limits):
    good = pd.Series({"nh3n": 0.9, "cod": 20.0, "tp": 0.2, "codmn": 6.0, "bod5": 4.0, "do": 5.0, "ph": 7.0})
    assert main_pollutants(good, limits) == []
    assert main_pollutants(pd.Series(dict(good) | {"nh3n": 1.8, "cod": 38.0, "tp": 0.39}), limits) == [
        "tp",
        "cod",
        "nh3n",
    ]
