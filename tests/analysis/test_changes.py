"""A change has a class, and noise is told apart from it."""

from dataclasses import replace

import pytest

from registry.analysis.applying import leads_to
from registry.analysis.changes import change_list
from registry.analysis.quarter_list import list_rows
from tests.analysis.toy import ends, one, outlets


@pytest.fixture(scope="module")
def rows():
    return change_list(ends()).rows


def test_every_class_of_change_is_found_once_per_outlet():
    assert change_list(ends()).counts == {
        "new": 1, "revived": 1, "closed": 1, "merged": 3, "split": 3, "recoded": 1, "moved": 1, "reassigned": 1,
        "corrected": 0, "updated": 1,
    }  # fmt: skip


def test_a_merge_names_what_went_where(rows):
    merged = rows[rows["change"] == "merged"].set_index("code")
    assert merged.loc["P03", "new"] == merged.loc["P04", "new"] == "P13"


def test_children_of_a_split_name_their_parent(rows):
    split = rows[(rows["change"] == "split") & rows["code"].isin(["P14", "P15"])]
    assert list(split["old"]) == ["P05", "P05"]


def test_a_recoded_outlet_stays_one_outlet(rows):
    recoded = rows[rows["change"] == "recoded"].iloc[0]
    assert (recoded["feature_id"], recoded["old"], recoded["new"]) == (6, "P06", "P06-NEW")


def test_a_move_beyond_the_stated_precision_is_measured_on_the_ellipsoid(rows):
    moved = rows[rows["change"] == "moved"].iloc[0]
    assert moved["feature_id"] == 7
    assert moved["distance_m"] == pytest.approx(893.6, abs=1.0)


def test_a_shift_within_the_stated_precision_is_noise_and_said_to_be(rows):
    assert 8 not in set(rows["feature_id"])
    beside = change_list(ends()).beside
    assert list(beside.loc[beside["change"] == "noise", "feature_id"]) == [8]


def test_an_update_names_field_old_and_new_value(rows):
    updated = rows[rows["change"] == "updated"].iloc[0]
    assert (updated["field"], updated["old"], updated["new"]) == ("cod_mg_per_l", 30.0, 35.0)


def test_what_was_recorded_differently_then_is_a_correction():
    quarter = replace(ends(), recorded=outlets(one(1, city="运城市"), one(2, name="旧名")))
    corrected = change_list(quarter).rows.query("change == 'corrected'")
    assert list(zip(corrected["code"], corrected["field"], corrected["old"], strict=True)) == [
        ("P01", "city", "运城市"),
        ("P02", "name", "旧名"),
    ]


def test_an_outlet_that_is_new_now_and_closed_later_is_not_revived():
    quarter = ends()
    assert quarter.arrivals[12] == "new"
    assert quarter.arrivals[11] == "revived"


def test_equal_lists_have_no_changes():
    quarter = ends()
    same = change_list(replace(quarter, after=quarter.before))
    assert len(same.rows) == len(same.beside) == len(same.arrived) == 0


def test_the_changes_turn_the_earlier_list_into_the_later_one():
    quarter = ends()
    assert leads_to(list_rows(quarter.before), change_list(quarter), list_rows(quarter.after))


def test_a_change_list_that_lacks_a_row_does_not_lead_to_the_later_list():
    quarter = ends()
    whole = change_list(quarter)
    for place in range(len(whole.rows)):
        torn = replace(whole, rows=whole.rows.drop(index=place), arrived=whole.arrived.iloc[:0])
        assert not leads_to(list_rows(quarter.before), torn, list_rows(quarter.after))
