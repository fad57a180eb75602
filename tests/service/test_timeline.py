"""The marks of a timeline: outlets with an entry dated in each quarter."""

from dataclasses import replace

import pytest

from registry.quarter import Quarter
from registry.service.registry import Registry
from registry.service.timeline import timeline
from registry.settings import Settings
from registry.store import Store


@pytest.fixture
def small_demo(small_demo_path, base_layers):
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


def test_marks_count_each_outlet_once_per_quarter_and_follow_the_revision(small_demo):
    marks = timeline(small_demo)
    periods = small_demo.store.frame("outlets", valid_on=None)
    assert list(marks) == sorted(marks)
    for quarter, count in marks.items():
        dated = periods[periods["valid_from"].dt.date.map(Quarter.of) == quarter]
        assert count == dated["feature_id"].nunique() > 0
    first = timeline(small_demo, small_demo.store.head() - 1)
    assert sum(first.values()) <= sum(marks.values())
    assert timeline(small_demo, 1) == {}
