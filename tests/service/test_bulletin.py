"""The bulletin of the demonstration: its figures add up, and follow from rows that can be named."""

import pandas as pd
import pytest

from registry.analysis.bulletin import over_limit_rows
from registry.quarter import Quarter
from registry.service.bulletin import bulletin, effluent_limits, progress
from registry.service.registry import AsOf
from registry.service.steps import standing_table

Q4 = Quarter(2022, 4)


@pytest.fixture(scope="module")
def content(demo):
    return bulletin(demo, Q4)


def test_every_check_of_the_bulletin_holds(content):
    assert [check.title for check in content.checks if not check.holds] == []
    assert content.stamp.synthetic


def test_the_province_is_the_sum_of_its_cities(content):
    for name in ("found", "present", "traced", "needed", "rectified", "closed_out", "overdue", "rectified_change"):
        assert content.totals[name] == content.cities[name].sum(), name
    assert content.totals["rectified_share"] == content.totals["rectified"] / content.totals["needed"]
    assert content.totals["present"] == 3730
    assert 0 < content.totals["closed_out"] <= content.totals["rectified"] <= content.totals["needed"]
    assert content.totals["found"] - content.totals["traced"] == (content.standing["stage"] == "found").sum()


def test_changes_are_against_the_end_of_the_quarter_before(demo, content):
    before = progress(demo, AsOf(Q4.previous().last_day))
    for name in ("found", "rectified", "closed_out", "rectified_share"):
        assert content.totals[f"{name}_change"] == pytest.approx(content.totals[name] - before.totals[name])
    assert content.project_totals["finished_change"] == 62 - before.project_totals["finished"]


def test_the_reports_23_problems_and_86_measures(content):
    totals = content.measure_totals
    assert (totals["problems"], totals["measures"]) == (23, 86)
    assert (content.problems["closed"] == (content.problems["measures"] == content.problems["measures_closed"])).all()
    assert 0 < totals["problems_closed"] < 23
    assert totals["measures_closed"] == (content.measures["status"] == "closed_out").sum()


def test_the_62_finished_projects_stand_under_the_sections_they_should_help(content):
    helped = content.section_projects
    assert helped["projects"].sum() == content.project_totals["finished"] == 62
    assert helped["section_code"].is_unique
    assert helped.loc[helped["section_code"].notna(), "section_name"].notna().all()


def test_what_is_overdue_is_named_with_its_days(content):
    assert len(content.overdue) == content.totals["overdue"] > 0
    days = (pd.Timestamp(Q4.last_day) - content.overdue["due_on"]).dt.days
    assert (content.overdue["days_late"] == days).all()
    assert not content.overdue["rectified"].any()
    assert content.overdue["days_late"].is_monotonic_decreasing


def test_a_value_over_the_limit_is_named_with_its_multiple(demo, content):
    rows = content.over_limit
    assert len(rows) > 0
    assert (rows["multiple"] == rows["value"] / rows["limit"] - 1).all()
    assert rows["sampled_on"].between(pd.Timestamp(Q4.first_day), pd.Timestamp(Q4.last_day)).all()
    assert content.judged >= rows["code"].nunique()


def test_the_plants_standard_and_the_season_set_the_limit(demo):
    plain = {"name": "甲", "city": "太原市", "county": "清徐县", "outlet_type": "municipal_plant", "synthetic": True}
    values = {"cod_mg_per_l": 45.0, "nh3n_mg_per_l": 6.0, "tp_mg_per_l": 0.1}
    outlets = pd.DataFrame(
        [
            plain | values | {"code": "A", "standard": "GB18918-1A", "sampled_on": pd.Timestamp("2022-12-01")},
            plain | values | {"code": "B", "standard": "GB18918-1A", "sampled_on": pd.Timestamp("2022-10-01")},
            plain | values | {"code": "C", "standard": None, "sampled_on": pd.Timestamp("2022-12-01")},
            plain
            | values
            | {"code": "D", "standard": None, "outlet_type": "other", "sampled_on": pd.Timestamp("2022-12-01")},
            plain | values | {"code": "E", "standard": None, "sampled_on": pd.Timestamp("2022-08-01")},
        ]
    )
    readings = pd.DataFrame(
        {
            "subject_code": ["C"],
            "parameter": ["cod"],
            "measured_at": pd.to_datetime(["2022-12-31T15:00"]),
            "value": [38.0],
        }
    )
    rows = over_limit_rows(
        outlets, effluent_limits(demo), readings, pd.Timestamp(Q4.first_day), pd.Timestamp(Q4.last_day)
    )
    found = {(row.code, row.item): (row.limit, row.stated) for row in rows.itertuples()}
    assert found == {("B", "nh3n_mg_per_l"): (5.0, True), ("C", "nh3n_mg_per_l"): (2.0, False)}


def test_before_anything_was_known_everything_is_nothing(demo):
    empty = progress(demo, AsOf(Q4.last_day, 0))
    assert empty.totals["found"] == 0
    assert empty.totals["rectified_share"] is None
    assert (empty.measure_totals["measures"], empty.project_totals["total"]) == (0, 0)
    assert all(check.holds for check in empty.checks)


def test_steps_agree_with_the_ledger_of_the_demonstration(demo):
    standing = standing_table(demo, AsOf(Q4.last_day))
    assert standing["by_steps"].all()
    assert standing["feature_id"].is_unique
