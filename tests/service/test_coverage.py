"""Wetland coverage of the demonstration adds up to what the work report says."""

import pytest

from registry.quarter import Quarter
from registry.service.coverage import coverage

pytestmark = pytest.mark.base


@pytest.fixture(scope="module")
def content(demo):
    return coverage(demo, Quarter(2022, 4))


def test_forty_wetlands_are_fourteen_and_ten_and_sixteen(content):
    assert content.checks[0].holds
    assert content.checks[0].detail.render("en") == "40 = 14 + 10 + 16"


def test_sections_and_the_row_without_one_sum_to_the_totals(content):
    for name in ("wetlands", "plants", "villages", "villages_finished"):
        assert content.sections[name].sum() + content.unassigned[name] == content.totals[name]
    assert content.totals["villages_finished"] == 634


def test_every_active_section_has_a_row_and_retired_ones_none(content):
    assert content.totals["sections"] == len(content.sections) == 56


def test_shares_lie_between_nothing_and_everything(content):
    for name in content.definitions:
        assert content.sections[name].dropna().between(0, 1).all()
        assert 0 < content.totals[name] < 1


def test_before_anything_was_built_there_is_nothing_to_cover(demo):
    early = coverage(demo, Quarter(1990, 1))
    assert early.totals["wetlands"] == 0
    assert early.totals["share_of_plants"] is None
