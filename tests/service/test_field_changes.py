"""What a revision changed: events and corrections told apart by what was known before and after."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from registry.service.field_changes import EXISTS, changed_fields, lived
from registry.service.importing.periods import correction
from registry.store.timeline import apply_event, end
from tests.conftest import FULL
from tests.service.lives import frame, life, moment

FIELDS = (EXISTS, "name", "status", "flow_m3_per_d")
BOTH = life(1, "A", ("2021-01-01", {"flow_m3_per_d": 1.0}), ("2022-01-01", {"flow_m3_per_d": 2.0, "name": "乙"}))


def told(before, after, **options):
    found = changed_fields(before, after, FIELDS, **options)
    return [
        (c.change, c.field, str(c.valid_from.date()), None if pd.isna(c.valid_to) else str(c.valid_to.date()), c.new)
        for c in found
    ]


def periods(rows):
    return lived(rows if isinstance(rows, pd.DataFrame) else frame(rows))


def after_event(on, **values):
    return periods(apply_event(frame(BOTH), moment(on).date(), values))


def test_what_begins_on_a_day_is_an_event():
    after = after_event("2022-05-01", status="closed")
    assert told(periods(BOTH), after) == [("event", "status", "2022-05-01", None, "closed")]


def test_an_event_on_the_day_of_another_change_is_an_event_still():
    after = after_event("2022-01-01", status="closed")
    assert told(periods(BOTH), after) == [("event", "status", "2022-01-01", None, "closed")]


def test_an_event_before_a_later_change_of_the_field_lasts_until_then():
    after = after_event("2021-06-01", flow_m3_per_d=9.0)
    assert told(periods(BOTH), after) == [("event", "flow_m3_per_d", "2021-06-01", "2022-01-01", 9.0)]


def test_a_value_put_right_over_a_whole_stretch_is_a_correction():
    wrong = periods(correction(BOTH, moment("2022-03-01"), {"flow_m3_per_d": 3.0, "status": "stopped"}))
    assert told(periods(BOTH), wrong) == [
        ("correction", "status", "2021-01-01", None, "stopped"),
        ("correction", "flow_m3_per_d", "2022-01-01", None, 3.0),
    ]


@pytest.mark.parametrize("day", ["2021-09-01", "2022-04-01"])
def test_another_day_for_the_same_change_is_a_correction(day):
    other = life(1, "A", ("2021-01-01", {"flow_m3_per_d": 1.0}), (day, {"flow_m3_per_d": 2.0}))
    known = life(1, "A", ("2021-01-01", {"flow_m3_per_d": 1.0}), ("2022-01-01", {"flow_m3_per_d": 2.0}))
    (found,) = told(periods(known), periods(other))
    assert found[:2] == ("correction", "flow_m3_per_d")


def test_an_end_is_an_event_and_another_first_day_a_correction():
    ended = periods(end(frame(BOTH), moment("2022-06-01").date()))
    assert told(periods(BOTH), ended) == [("event", EXISTS, "2022-06-01", None, False)]
    earlier = [BOTH[0] | {"valid_from": moment("2020-01-01")}, BOTH[1]]
    assert told(periods(BOTH), periods(earlier)) == [("correction", EXISTS, "2020-01-01", "2021-01-01", True)]


def test_one_that_had_ended_and_begins_again_says_since_when_and_with_what():
    ended = end(frame(BOTH), moment("2022-06-01").date())
    again = apply_event(ended, moment("2023-01-01").date(), {"status": "stopped"})
    assert told(periods(ended), periods(again)) == [
        ("event", EXISTS, "2023-01-01", None, True),
        ("event", "status", "2023-01-01", None, "stopped"),
    ]


def test_a_first_record_lists_every_value_and_its_removal_is_a_correction():
    assert told([], periods(BOTH), is_first=True) == [
        ("new", "name", "2021-01-01", "2022-01-01", "对象A"),
        ("new", "name", "2022-01-01", None, "乙"),
        ("new", "status", "2021-01-01", None, "active"),
        ("new", "flow_m3_per_d", "2021-01-01", "2022-01-01", 1.0),
        ("new", "flow_m3_per_d", "2022-01-01", None, 2.0),
    ]
    assert told(periods(BOTH), []) == [("correction", EXISTS, "2021-01-01", None, False)]


VALUES = st.sampled_from([None, "甲", "乙", "丙"])


@st.composite
def lives(draw):
    """Draw a life without gaps on days 0 to 9, the last period open or ended."""
    cuts = sorted(draw(st.sets(st.integers(0, 9), min_size=1, max_size=4)))
    ends = [*cuts[1:], draw(st.none() | st.just(10))]
    day = pd.Timestamp("2022-01-01")
    return [
        {
            "valid_from": day + pd.Timedelta(days=begun),
            "valid_to": pd.NaT if until is None else day + pd.Timedelta(days=until),
            "name": draw(VALUES),
            "status": draw(VALUES),
        }
        for begun, until in zip(cuts, ends, strict=True)
    ]


def on(life, name, day):
    held = [p for p in life if p["valid_from"] <= day and not p["valid_to"] <= day]
    return held[0][name] if held else None


@given(lives(), lives())
@hypothesis_settings(max_examples=3000 if FULL else 150)
def test_the_changes_say_of_every_day_what_it_was_and_what_it_is(before, after):
    """Naive replay, a day at a time: the rows are the difference, no more and no less."""
    found = changed_fields(before, after, ["name", "status"])
    for number in range(12):
        day = pd.Timestamp("2022-01-01") + pd.Timedelta(days=number)
        for name in ("name", "status"):
            rows = [c for c in found if c.field == name and c.valid_from <= day and not c.valid_to <= day]
            was, now = (on(life, name, day) for life in (before, after))
            if all(any(p["valid_from"] <= day and not p["valid_to"] <= day for p in life) for life in (before, after)):
                assert [(c.old, c.new) for c in rows] == ([] if was == now else [(was, now)])
            elif rows:
                assert rows[0].new == now
    for name in ("name", "status"):
        assert all(a.valid_to <= b.valid_from for a, b in pairwise([c for c in found if c.field == name]))
