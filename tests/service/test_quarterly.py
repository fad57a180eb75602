"""The quarter's list of the demonstration: four quarters that follow from each other."""

from itertools import pairwise

import pandas as pd
import pytest

from registry.analysis.balance import MOVEMENTS
from registry.quarter import Quarter
from registry.service.quarterly import draft_list
from registry.service.registry import AsOf
from registry.service.summary import summary

pytestmark = pytest.mark.base

QUARTERS = [Quarter(2022, number) for number in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def lists(demo):
    return {quarter: draft_list(demo, quarter) for quarter in QUARTERS}


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_every_check_holds_in_every_quarter(lists, quarter):
    assert [check.title.text for check in lists[quarter].checks if not check.holds] == []


def test_a_quarter_opens_with_what_the_one_before_closed_with(lists):
    for earlier, later in pairwise(QUARTERS):
        cells = ["city", "class", "section"]
        closed = lists[earlier].balance.set_index(cells)["closing"].loc[lambda n: n > 0]
        opened = lists[later].balance.set_index(cells)["opening"].loc[lambda n: n > 0]
        pd.testing.assert_series_equal(closed.sort_index(), opened.sort_index(), check_names=False)


def test_the_list_counts_what_the_summary_counts(lists, demo):
    totals = summary(demo, AsOf(QUARTERS[-1].last_day))
    assert len(lists[QUARTERS[-1]].outlets) == totals["outlets"] == 3730


def test_changes_mean_something_and_agree_with_the_books(lists):
    content = lists[QUARTERS[-1]]
    books = content.balance[list(MOVEMENTS)].sum()
    assert all(content.counts[name] > 0 for name in ("new", "closed", "merged", "moved", "recoded", "corrected"))
    assert content.counts["new"] == books["new"]
    assert content.counts["closed"] == -books["closed"]


def test_only_what_was_mended_after_the_reports_were_in_is_a_correction(lists):
    corrected = lists[QUARTERS[-1]].changes.query("change == 'corrected'")
    assert 0 < corrected["feature_id"].nunique() < 50


def test_cities_stand_in_the_order_of_their_codes_and_the_whole_last(lists, demo):
    *cities, whole = lists[QUARTERS[-1]].totals["city"]
    assert cities == [city for city in demo.base.cities["city"] if city in cities]
    assert pd.isna(whole)


def test_made_up_rows_are_stamped(lists):
    assert lists[QUARTERS[-1]].stamp.synthetic


def test_the_list_as_known_at_a_revision_can_be_drawn_again(demo, lists):
    head = demo.store.head()
    assert draft_list(demo, QUARTERS[-1], head).fingerprint == lists[QUARTERS[-1]].fingerprint
    early = draft_list(demo, QUARTERS[-1], 4)
    assert early.stamp.revision == 4
    assert early.fingerprint != lists[QUARTERS[-1]].fingerprint


def test_a_quarter_before_everything_is_an_empty_list(demo):
    content = draft_list(demo, Quarter(1990, 1))
    assert len(content.outlets) == len(content.balance) == len(content.changes) == 0
    assert all(check.holds for check in content.checks)
