"""The table of a kind keeps what was stated and what was found apart."""

from datetime import date

import pytest

from registry.service.assignment import RESULT_COLUMNS
from registry.service.features import feature_table
from registry.service.registry import AsOf
from registry.vocabulary import ASSIGNED_KINDS, KINDS


@pytest.mark.parametrize("kind", ASSIGNED_KINDS)
def test_no_stored_field_bears_the_name_of_a_result(kind):
    assert {field.name for field in KINDS[kind].stored_fields}.isdisjoint(RESULT_COLUMNS)


@pytest.mark.base
@pytest.mark.parametrize("kind", ASSIGNED_KINDS)
def test_a_table_holds_every_stored_field_and_every_result_once(demo, kind):
    table = feature_table(demo, kind, AsOf(date(2022, 12, 31)))
    assert {field.name for field in KINDS[kind].stored_fields} | set(RESULT_COLUMNS) <= set(table.columns)
    assert table.columns.is_unique
    assert table["code"].is_unique
