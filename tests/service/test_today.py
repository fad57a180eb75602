"""What Home says needs a person: the same figures as the places where they are dealt with."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from registry.quarter import Quarter
from registry.service.bulletin import progress
from registry.service.registry import AsOf, Registry
from registry.service.reviewing import review
from registry.service.today import (
    AHEAD_DAYS,
    Water,
    against_targets,
    collected_quarter,
    due_soon,
    findings,
    next_to_close,
    today,
)
from registry.settings import Settings
from registry.store import Store

ON = AsOf(date(2022, 12, 31))


@pytest.fixture(scope="module")
def small(small_demo_path, base_layers):
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


def test_the_figures_are_those_of_the_places_they_lead_to(small):
    told = today(small, ON)
    queue, content = review(small, ON), progress(small, ON)
    assert (told.waiting, told.decided) == (len(queue.queue), queue.decided)
    assert told.overdue == len(content.overdue) == content.totals["overdue"]
    assert told.overdue_measures == len(content.overdue_measures)
    assert sum(city.outlets for city in told.cities) > 0
    assert (told.returned, told.late) == (0, 0)
    assert told.revisions[0].revision == small.store.head()
    assert not told.closed


def test_an_older_revision_is_told_as_it_was_known_then(small):
    told = today(small, replace(ON, known_at=3))
    assert [one.revision for one in told.revisions] == [3, 2, 1]


def test_findings_come_with_the_gravest_first(small):
    order = ["error", "warning", "info"]
    places = [order.index(one.level) for one in findings(small, ON)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2022-12-31", "2022Q4"), ("2023-01-31", "2022Q4"), ("2023-02-01", "2023Q1"), ("2023-01-01", "2022Q4")],
)
def test_the_returns_of_a_quarter_are_collected_until_they_are_due(day, quarter):
    assert str(collected_quarter(date.fromisoformat(day))) == quarter


def test_the_quarter_after_the_last_closed_one_waits_once_it_is_over():
    closed = {Quarter(2022, 2), Quarter(2022, 3)}
    assert next_to_close(closed, date(2022, 12, 31)) is None
    assert next_to_close(closed, date(2023, 1, 1)) == Quarter(2022, 4)
    assert next_to_close(set(), date(2023, 1, 1)) == Quarter(2022, 4)


def test_due_soon_counts_what_is_open_and_due_within_the_days_ahead():
    day = date(2022, 12, 1)
    rows = [  # needed, rectified, days late, due
        (True, False, None, "2022-12-01"),
        (True, False, None, "2022-12-31"),
        (True, False, None, "2023-01-01"),
        (True, True, None, "2022-12-15"),
        (False, False, None, "2022-12-15"),
        (True, False, 3, "2022-11-28"),
        (True, False, None, None),
    ]
    frame = pd.DataFrame(rows, columns=["needed", "rectified", "days_late", "due_on"])
    frame["due_on"] = pd.to_datetime(frame["due_on"])
    assert AHEAD_DAYS == 30
    assert due_soon(frame, day) == 2


def test_sections_worse_than_their_target_are_named_the_worst_first():
    sections = pd.DataFrame({"code": list("abcd"), "name": list("甲乙丙丁"), "target_class": ["III", "III", None, "V"]})
    measured = pd.Series([4, 6, 6, 5], dtype="Int64")
    classes = pd.DataFrame(
        {"subject_code": list("abcd"), "water_class": measured, "deciding": [["cod"], ["tp", "cod"], ["tp"], ["tp"]]}
    )
    found = against_targets(Quarter(2022, 4), sections, classes)
    assert [(row.code, row.measured, row.target) for row in found.out_of_class] == [("b", 6, 3), ("a", 4, 3)]
    assert (found.measured, found.with_target, found.worse_than_v) == (4, 3, 2)


def test_without_a_reading_nothing_is_said_of_classes(small):
    assert today(small, AsOf(date(2015, 1, 1))).water == Water()
