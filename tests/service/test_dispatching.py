"""Each city gets its outlets of the quarter before, with what is doubtful about them."""

from dataclasses import replace
from datetime import date

import pytest

from registry.city_contents import Doubt
from registry.errors import NotFoundError
from registry.quarter import Quarter
from registry.service.checking import check
from registry.service.cycle.cells import STORED, as_read, printed
from registry.service.cycle.dispatching import dispatch, due_day
from registry.service.features import feature_table
from registry.service.importing.periods import same
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Store

pytestmark = pytest.mark.base

QUARTER = Quarter(2022, 4)
OPENING = AsOf(date(2022, 9, 30))


@pytest.fixture(scope="module")
def demo(small_demo_path, base_layers):
    """The small demonstration registry; read it, never write it."""
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


@pytest.fixture(scope="module")
def contents(demo):
    return dispatch(demo, QUARTER)


@pytest.fixture(scope="module")
def outlets(demo):
    return feature_table(demo, "outlets", OPENING)


def test_every_outlet_of_the_quarter_before_goes_to_its_city_once(contents, outlets, demo):
    assert {c.city: len(c.rows) for c in contents} == outlets["city"].value_counts().to_dict()
    codes = [row.cells["code"] for content in contents for row in content.rows]
    assert sorted(codes) == sorted(outlets["code"])
    order = list(demo.base.cities["city"])
    assert [c.city for c in contents] == sorted((c.city for c in contents), key=order.index)


def test_the_city_is_to_fill_in_what_changed_and_since_when(contents):
    assert not {"change_class", "effective_on"} & set(contents[0].rows[0].cells)


def test_every_row_has_a_key_of_its_own_and_the_slip_knows_it(contents):
    for content in contents:
        keys = [row.key for row in content.rows]
        assert len(set(keys)) == len(keys)
        assert {f"row {key}" for key in keys} <= {head for head, _ in content.slip}


def test_every_doubtful_section_is_marked_with_its_reasons(contents, outlets):
    marked = [m for content in contents for m in content.marks if m.doubt is Doubt.SECTION]
    assert len(marked) == outlets["grade"].isin(["C", "D", "U"]).sum() > 0
    assert all(mark.message.render("zh").startswith("核定断面：") for mark in marked)


def test_every_finding_of_the_rules_is_marked(contents, demo, outlets):
    found = [f for f in check(demo, OPENING) if f.kind == "outlets" and f.feature_id in set(outlets["code"])]
    marked = [m for content in contents for m in content.marks if m.doubt in (Doubt.WARNING, Doubt.ERROR)]
    assert len(marked) == len(found) > 0


def test_what_the_registry_knows_of_the_quarter_already_is_said(contents):
    news = [m for content in contents for m in content.marks if m.doubt is Doubt.NEWS]
    assert any(mark.field == "status" and "已取缔" in mark.message.render("zh") for mark in news)


def test_every_stored_value_is_read_back_as_it_was(outlets):
    for row in outlets.to_dict("records"):
        for field in STORED:
            assert same(as_read(field, row[field.name]), row[field.name]), (field.name, printed(field, row[field.name]))


def test_a_city_may_be_named_shortly_and_an_unknown_one_is_refused(demo):
    assert [content.city for content in dispatch(demo, QUARTER, ["朔州"])] == ["朔州市"]
    with pytest.raises(NotFoundError, match="大同"):
        dispatch(demo, QUARTER, ["大同市"])


def test_an_earlier_revision_sends_what_was_known_then(demo):
    then = dispatch(demo, QUARTER, ["朔州"], known_at=demo.store.head() - 1)[0]
    assert then.stamp.revision == demo.store.head() - 1
    assert dict(then.slip)["revision"] == str(then.stamp.revision)


def test_reports_are_due_a_month_after_the_quarter():
    assert due_day(QUARTER) == date(2023, 1, 31)
