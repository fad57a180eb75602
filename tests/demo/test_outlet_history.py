import numpy as np
import pandas as pd
import pytest

from registry.quarter import Quarter
from registry.vocabulary.outlets import PRESENT_STATUSES
from tests.demo.conftest import known, true_on
from tests.demo.toy import toy_size

QUARTERS = [Quarter(2022, number) for number in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def periods(story):
    return known(story, "outlets")


def present(periods, day):
    rows = true_on(periods, day)
    return rows[rows["status"].isin(PRESENT_STATUSES)]


def test_the_year_ends_with_the_exact_total(periods):
    assert len(present(periods, "2022-12-31")) == toy_size().outlets


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_opening_and_what_happened_make_the_closing(cast, periods, quarter):
    opening = len(present(periods, quarter.previous().last_day))
    closing = len(present(periods, quarter.last_day))
    within = cast.events["on"].between(pd.Timestamp(quarter.first_day), pd.Timestamp(quarter.last_day))
    counts = (
        cast.events[within]["change_class"].value_counts().reindex(["new", "revived", "closed", "merged"]).fillna(0)
    )
    split = cast.events[within & (cast.events["change_class"] == "split")]["feature_id"]
    began = split.isin(periods[periods["code"].str.endswith(("-01", "-02"))]["feature_id"])
    net_split = began.sum() - (~began).sum()
    assert closing - opening == counts["new"] + counts["revived"] + net_split - counts["closed"] - counts["merged"]


def test_every_class_of_change_happens(cast):
    classes = {"new", "closed", "merged", "revived", "split", "recoded", "moved", "corrected", "updated"}
    assert set(cast.events["change_class"]) == classes


@pytest.mark.parametrize("day", ["2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31"])
def test_codes_are_unique_and_well_formed_at_every_date(periods, day):
    codes = true_on(periods, day)["code"]
    assert codes.is_unique
    assert codes.str.fullmatch(r"D[AB]-\d{6}-\d{4}-[A-Z]{2}-\d{2}").all()


def test_a_code_given_up_is_never_given_again(periods):
    assert not periods[["code", "feature_id"]].drop_duplicates()["code"].duplicated().any()


def test_merged_outlets_name_one_that_exists(periods):
    merged = true_on(periods, "2022-12-31").query("status == 'merged'")
    assert len(merged) == sum(quarter.merged for quarter in toy_size().quarters)
    assert merged["merged_into"].isin(present(periods, "2022-12-31")["code"]).all()
    assert (merged["merged_into"].str[3:9] == merged["code"].str[3:9]).all()


def test_a_recoded_outlet_keeps_its_identity_and_remembers_its_code(periods):
    renumbered = periods[periods["former_code"].notna() & periods["code"].str.endswith("-00")]
    assert len(renumbered)
    for row in renumbered.itertuples(index=False):
        earlier = periods[(periods["feature_id"] == row.feature_id) & (periods["valid_to"] == row.valid_from)]
        assert row.former_code in set(periods.loc[periods["feature_id"] == row.feature_id, "code"])
        assert len(earlier) == 1


def test_a_split_ends_the_parent_and_shares_its_flow(periods):
    children = periods[periods["code"].str.endswith(("-01", "-02"))].drop_duplicates("feature_id")
    parents = periods[periods["code"].isin(children["former_code"])].drop_duplicates("feature_id", keep="last")
    assert len(children) == 2 * len(parents) > 0
    assert (parents["status"] == "closed").all()
    flows = children.groupby("former_code")["flow_m3_per_d"].sum(min_count=2)
    assert flows.fillna(-1).to_numpy() == pytest.approx(
        parents.set_index("code")["flow_m3_per_d"][flows.index].fillna(-1)
    )


def test_a_move_is_farther_than_the_accuracy_that_was_stated(cast, periods):
    moved = cast.events[cast.events["change_class"] == "moved"]
    assert len(moved)
    for event in moved.itertuples(index=False):
        own = periods[periods["feature_id"] == event.feature_id]
        before, after = own[own["valid_to"] == event.on].iloc[0], own[own["valid_from"] == event.on].iloc[0]
        apart_m = np.hypot((after.lon - before.lon) * 88_000, (after.lat - before.lat) * 111_000)
        assert apart_m > before.accuracy_m


def test_a_correction_reaches_back_to_the_survey(story):
    told = [r.timelines["outlets"] for r in story if "更正" in r.reason]
    assert told
    first = next(r.timelines["outlets"] for r in story if "outlets" in r.timelines)
    names = ["lon", "lat", "outlet_type", "flow_m3_per_d"]
    for corrected in told:
        for ident, own in corrected.groupby("feature_id"):
            before = first[first["feature_id"] == ident].iloc[0]
            assert (own.iloc[0][names] != before[names]).any()
            assert own.iloc[0]["valid_from"] == before["valid_from"]


def test_outlets_of_real_plants_keep_code_and_place(story, periods):
    codes = known(story, "plants")["outlet_code"].dropna().unique()
    own = periods[periods["code"].isin(codes)]
    assert set(own["code"]) == set(codes)
    assert (own["status"] == "active").all()
