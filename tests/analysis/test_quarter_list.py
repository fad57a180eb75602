"""The list's totals come to its rows, and its fingerprint to its content."""

from registry.analysis.quarter_list import detail_totals, fingerprint, list_rows, totals_by_city
from registry.vocabulary.outlet_types import CLASSES
from tests.analysis.toy import ends, one, outlets

CLASS_VALUES = tuple(choice.value for choice in CLASSES)


def test_totals_by_city_and_class_end_with_the_whole():
    totals = totals_by_city(outlets(one(1), one(2, city="运城市", outlet_class="industrial"), one(3)), CLASS_VALUES)
    assert totals["total"].tolist() == [2, 1, 3]
    assert totals["municipal"].tolist() == [2, 0, 2]


def test_detailed_totals_keep_outlets_without_river_or_section():
    detail = detail_totals(outlets(one(1), one(2, river=None, section_code=None)))
    assert detail["outlets"].sum() == 2


def test_the_fingerprint_does_not_depend_on_the_order_of_rows():
    rows = list_rows(ends().after)
    assert fingerprint({"quarter": "2022Q4"}, rows) == fingerprint({"quarter": "2022Q4"}, rows.iloc[::-1])


def test_the_fingerprint_changes_with_any_value_and_with_the_header():
    rows = list_rows(ends().after)
    changed = rows.assign(cod_mg_per_l=rows["cod_mg_per_l"].where(rows["code"] != "P01", 40.5))
    marks = {
        fingerprint({"revision": 1}, rows),
        fingerprint({"revision": 2}, rows),
        fingerprint({"revision": 1}, changed),
    }
    assert len(marks) == 3


def test_an_empty_list_has_totals_and_a_fingerprint():
    nothing = outlets(one(1))[:0]
    assert totals_by_city(nothing, CLASS_VALUES)["total"].tolist() == [0]
    assert len(fingerprint({}, list_rows(nothing))) == 64
