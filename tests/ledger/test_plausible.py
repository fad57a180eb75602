from datetime import date

import pandas as pd
import pytest

from registry.ledger.plausible import CHECKS, check_rows, county_in_code
from registry.vocabulary import KINDS, FieldType

TODAY = date(2022, 12, 31)
DTYPES = {FieldType.NUMBER: "float64", FieldType.DATE: "datetime64[s]", FieldType.TIME: "datetime64[s]"}


def frame(kind, **values):
    """Return one row of a kind with every field missing but those given."""
    columns = {
        f.name: pd.Series([values.get(f.name)], dtype=DTYPES.get(f.type, "str")) for f in KINDS[kind].stored_fields
    }
    return pd.DataFrame(
        {"row": [7], "code": ["140121001001"]} | columns | ({"code": [values["code"]]} if "code" in values else {})
    )


@pytest.mark.parametrize(
    ("kind", "values", "code", "field"),
    [
        ("outlets", {"code": "A1"}, "L101", "code"),
        ("outlets", {"code": "DB-140121-0001-SH-00", "sampled_on": date(2023, 1, 1)}, "L107", "sampled_on"),
        ("outlets", {"code": "DB-140121-0001-SH-00", "flow_m3_per_d": 600_000.0}, "L109", "flow_m3_per_d"),
        (
            "outlets",
            {"code": "DB-140121-0001-SH-00", "cod_mg_per_l": 5.0, "nh3n_mg_per_l": 9.0},
            "L109",
            "nh3n_mg_per_l",
        ),
        ("outlets", {"code": "DB-140121-0001-SH-00", "status": "merged"}, "L108", "merged_into"),
        ("plants", {"flow_m3_per_d": 16_000.0, "design_m3_per_d": 10_000.0}, "L109", "flow_m3_per_d"),
        ("wetlands", {"area_m2": 100.0, "design_m3_per_d": 8_000.0}, "L109", "area_m2"),
        ("wetlands", {"status": "planned", "built_on": date(2020, 1, 1)}, "L108", "status"),
        ("villages", {"code": "14012100100"}, "L101", "code"),
        (
            "villages",
            {"code": "140121001001", "state": "direct", "finished_on": date(2022, 5, 1)},
            "L108",
            "finished_on",
        ),
        ("sections", {"active_from": date(2021, 1, 1), "active_to": date(2020, 1, 1)}, "L110", "active_to"),
        (
            "projects",
            {"started_on": date(2022, 5, 1), "finished_on": date(2022, 4, 1), "status": "finished"},
            "L110",
            "finished_on",
        ),
    ],
)
def test_each_rule_sees_the_one_thing_wrong(kind, values, code, field):
    findings = check_rows(kind, frame(kind, **values), TODAY)
    assert [(f.code, f.field, f.row) for f in findings] == [(code, field, 7)]


@pytest.mark.parametrize("kind", list(CHECKS))
def test_a_row_that_says_nothing_conflicts_with_nothing(kind):
    code = "DB-140121-0001-SH-00" if kind == "outlets" else "140121001001"
    assert check_rows(kind, frame(kind, code=code), TODAY) == []


def test_deadlines_may_lie_in_the_future():
    assert check_rows("outlets", frame("outlets", code="DB-140121-0001-SH-00", due_on=date(2030, 1, 1)), TODAY) == []


def test_the_county_stands_in_codes_of_outlets_and_villages():
    assert county_in_code("outlets", "DB-140121-0001-SH-00") == "140121"
    assert county_in_code("villages", "140121001001") == "140121"
    assert county_in_code("plants", "140121001001") is None
    assert county_in_code("outlets", None) is None
