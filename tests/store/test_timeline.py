from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import StoreError
from registry.store.timeline import apply_correction, apply_event, end, start

FIRST, MARCH, JULY = date(2022, 1, 1), date(2022, 3, 1), date(2022, 7, 1)


def begun(feature_id=1, on=FIRST):
    return start({"feature_id": feature_id, "code": "A", "flow": 1.0, "type": "x"}, on)


def told(timeline):
    """The timeline as plain tuples: first day, day after the last, flow, type."""
    ends = timeline["valid_to"].map(lambda day: None if pd.isna(day) else day.date())
    return list(zip(timeline["valid_from"].dt.date, ends, timeline["flow"], timeline["type"], strict=True))


def test_a_feature_starts_with_one_open_period():
    assert told(begun()) == [(FIRST, None, 1.0, "x")]


def test_an_event_ends_the_period_and_begins_another():
    assert told(apply_event(begun(), JULY, {"flow": 2.0})) == [(FIRST, JULY, 1.0, "x"), (JULY, None, 2.0, "x")]


def test_an_event_on_the_day_of_another_adds_to_it():
    timeline = apply_event(apply_event(begun(), JULY, {"flow": 2.0}), JULY, {"type": "y"})
    assert told(timeline) == [(FIRST, JULY, 1.0, "x"), (JULY, None, 2.0, "y")]


def test_an_event_told_late_lasts_until_the_field_changed_by_itself():
    timeline = apply_event(begun(), JULY, {"flow": 2.0})
    late = apply_event(timeline, MARCH, {"flow": 1.5, "type": "y"})
    assert told(late) == [(FIRST, MARCH, 1.0, "x"), (MARCH, JULY, 1.5, "y"), (JULY, None, 2.0, "y")]


def test_a_feature_that_ended_begins_again_with_what_was_known():
    timeline = apply_event(end(begun(), MARCH), JULY, {"type": "y"})
    assert told(timeline) == [(FIRST, MARCH, 1.0, "x"), (JULY, None, 1.0, "y")]
    between = apply_event(timeline, date(2022, 5, 1), {"flow": 3.0})
    assert told(between)[1:] == [(date(2022, 5, 1), JULY, 3.0, "x"), (JULY, None, 3.0, "y")]


def test_a_correction_changes_one_period_or_all():
    timeline = apply_event(begun(), JULY, {"flow": 2.0})
    assert told(apply_correction(timeline, {"type": "y"}, MARCH)) == [(FIRST, JULY, 1.0, "y"), (JULY, None, 2.0, "x")]
    assert told(apply_correction(timeline, {"type": "y"})) == [(FIRST, JULY, 1.0, "y"), (JULY, None, 2.0, "y")]
    assert told(timeline)[0][3] == "x"


def test_an_end_cuts_off_what_follows():
    timeline = apply_event(begun(), JULY, {"flow": 2.0})
    assert told(end(timeline, MARCH)) == [(FIRST, MARCH, 1.0, "x")]
    assert told(end(timeline, JULY)) == [(FIRST, JULY, 1.0, "x")]


def test_what_lies_outside_the_life_of_a_feature_is_refused():
    timeline = end(begun(on=MARCH), JULY)
    for attempt in (
        lambda: apply_event(timeline, FIRST, {"flow": 2.0}),
        lambda: apply_correction(timeline, {"flow": 2.0}, JULY),
        lambda: end(timeline, MARCH),
    ):
        with pytest.raises(StoreError, match="A is not in the registry on that day"):
            attempt()


def test_many_features_change_at_once_each_on_its_day():
    timeline = pd.concat([begun(1), begun(2), begun(3)])
    values = pd.DataFrame({"feature_id": [3, 1], "type": [None, "y"]})
    days = pd.Series({1: MARCH, 3: JULY})
    changed = apply_event(timeline, days, values)
    assert changed["feature_id"].tolist() == [1, 1, 2, 3, 3]
    assert changed["type"].fillna("").tolist() == ["x", "y", "x", "x", ""]
    assert changed.dtypes.equals(timeline.dtypes)


def test_a_field_the_timeline_did_not_have_is_missing_before():
    assert apply_event(begun(), JULY, {"remark": "新"})["remark"].isna().tolist() == [True, False]


DAYS = st.integers(0, 20)
EVENTS = st.lists(st.tuples(DAYS, st.sampled_from(["flow", "type"]), st.integers(0, 3)), max_size=8)


@settings(max_examples=25)
@given(EVENTS, st.permutations(range(8)))
def test_the_order_in_which_events_of_different_days_are_told_does_not_matter(events, order):
    """Each (day, field) told once, with a value unlike its neighbours', gives one timeline in whatever order."""
    base = pd.Timestamp(2022, 1, 1)
    once = {(day, field): (place + 1) * 10.0 + value for place, (day, field, value) in enumerate(events)}
    timeline = start({"feature_id": 1, "flow": 0.0, "type": 0.0}, base)
    forward, shuffled = timeline, timeline
    told_events = sorted(once.items())
    for (day, field), value in told_events:
        forward = apply_event(forward, base + pd.Timedelta(days=day), {field: value})
    for place in order:
        if place < len(told_events):
            (day, field), value = told_events[place]
            shuffled = apply_event(shuffled, base + pd.Timedelta(days=day), {field: value})
    pd.testing.assert_frame_equal(forward, shuffled)
