from hypothesis import given
from hypothesis import strategies as st

from registry.demo import DemoSize


def test_the_quarters_lead_to_exactly_3730_outlets():
    size = DemoSize()
    assert size.opening + sum(quarter.net for quarter in size.quarters) == size.outlets == 3730


def test_the_totals_are_those_of_the_report():
    size = DemoSize()
    assert (size.tail_water, size.river_mouth, size.in_river) == (14, 10, 16)
    assert (size.villages_finished, size.villages - size.villages_finished) == (634, 900)
    assert size.projects_finished == 62


@given(st.floats(0.01, 1.0))
def test_a_small_demonstration_loses_no_class_of_change(share):
    full, small = DemoSize(), DemoSize().scaled(share)
    for before, after in zip(full.quarters, small.quarters, strict=True):
        assert {name for name, count in vars(before).items() if count} == {n for n, c in vars(after).items() if c}


def test_nothing_is_revived_before_something_was_closed():
    closed = revived = 0
    for quarter in DemoSize().quarters:
        revived += quarter.revived
        assert revived <= closed
        closed += quarter.closed
