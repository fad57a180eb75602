"""A quarter knows its days and its neighbours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import CallError
from registry.quarter import Quarter

quarters = st.builds(Quarter, st.integers(1990, 2100), st.integers(1, 4))


@given(quarters)
def test_reading_what_was_printed_gives_the_same_quarter(quarter):
    assert Quarter.parse(str(quarter)) == quarter


@given(quarters)
def test_quarters_follow_each_other_without_a_gap(quarter):
    assert quarter.next().previous() == quarter
    assert quarter.last_day + timedelta(days=1) == quarter.next().first_day
    assert Quarter.of(quarter.first_day) == Quarter.of(quarter.last_day) == quarter
    assert quarter < quarter.next()


def test_the_fourth_quarter_of_2022_ends_with_the_year():
    assert Quarter(2022, 4).last_day == date(2022, 12, 31)
    assert Quarter(2022, 4).label("zh") == "2022年第四季度"


@pytest.mark.parametrize("text", ["", "2022", "2022Q5", "Q4 2022", "二〇二二"])
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(CallError, match="2022Q4"):
        Quarter.parse(text)
