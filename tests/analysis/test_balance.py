"""The books balance in every cell and every margin."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.balance import COUNTS, MOVEMENTS, balance_rows, margin
from registry.analysis.ends import Ends
from registry.errors import DataRefusedError
from tests.analysis.toy import OPENED, ends, one, outlets, periods


def test_the_toy_quarter_balances_as_counted_by_hand():
    whole = margin(balance_rows(ends())).iloc[0]
    assert dict(whole) == {
        "opening": 10, "new": 1, "revived": 1, "split": 1, "merged": -1, "closed": -1, "corrected": 0,
        "reassigned": 0, "closing": 11,
    }  # fmt: skip


def test_a_changed_section_leaves_one_cell_and_enters_another():
    rows = balance_rows(ends()).set_index("section")
    assert rows["reassigned"].to_dict() == {"DM1": -1, "DM2": 1}


def test_an_outlet_without_a_section_has_a_cell_of_its_own():
    after = outlets(one(1, section_code=None))
    rows = balance_rows(Ends(after, after, periods(), OPENED))
    assert rows["section"].isna().tolist() == [True]
    assert rows["closing"].tolist() == [1]


def test_against_a_published_opening_the_differences_are_corrections():
    known, now = outlets(one(1), one(2)), outlets(one(1), one(2))
    published = outlets(one(1, section_code="DM9", lon=111.5), one(3))
    rows = balance_rows(Ends(known, now, periods(), OPENED, published, published=True))
    assert margin(rows).iloc[0]["corrected"] == 0
    assert margin(rows, ["section"]).set_index("section")["corrected"].to_dict() == {"DM1": 1, "DM9": -1}
    assert rows["opening"].sum() == 2


def test_a_section_that_only_the_rule_changed_is_no_correction():
    known, published = outlets(one(1)), outlets(one(1, section_code="DM9"))
    rows = balance_rows(Ends(known, known, periods(), OPENED, published, published=True)).set_index("section")
    assert rows["reassigned"].to_dict() == {"DM1": 1, "DM9": -1}
    assert not rows["corrected"].any()


def test_an_outlet_that_stands_twice_is_refused():
    twice = outlets(one(1), one(1))
    quarter = Ends(outlets(one(1)), twice, periods(), OPENED)
    with pytest.raises(DataRefusedError, match="do not balance"):
        balance_rows(quarter)


CELLS = st.fixed_dictionaries(
    {
        "city": st.sampled_from(["太原市", "临汾市"]),
        "outlet_class": st.sampled_from(["industrial", "other"]),
        "section_code": st.sampled_from(["DM1", "DM2", None]),
    }
)
LISTS = st.dictionaries(st.integers(1, 9), CELLS, min_size=1)


@settings(max_examples=40, deadline=None)
@given(published=LISTS, before=LISTS, after=LISTS)
def test_any_three_lists_balance_in_every_cell_and_margin(published, before, after):
    frames = [outlets(*(one(n, **cell) for n, cell in chosen.items())) for chosen in (published, before, after)]
    rows = balance_rows(Ends(frames[1], frames[2], periods(), OPENED, frames[0], published=True))
    assert (rows["opening"] + rows[list(MOVEMENTS)].sum(axis=1) == rows["closing"]).all()
    for by in (["city"], ["class"], ["section"], ["city", "class"]):
        pd.testing.assert_frame_equal(margin(margin(rows, by)), margin(rows))
    assert rows["closing"].sum() == len(after)
    assert rows["opening"].sum() == len(published)
    assert rows["reassigned"].sum() == 0
    assert list(rows.columns[-len(COUNTS) :]) == list(COUNTS)
