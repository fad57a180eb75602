"""What waits for a person and how much it weighs, on tables small enough to check by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.service.reviewing import COLUMNS, Review, asked, joined

GRADES = st.sampled_from(["A", "B", "C", "D", "U"])
REASONS = st.sampled_from([["agree"], ["agree", "border_close"], ["decided"], ["decided", "evidence_changed"]])


def features(**columns) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    plain = {name: [None] * count for name in COLUMNS} | {"reasons": [["border_close"]] * count, "kind": ["x"] * count}
    return pd.DataFrame(plain | columns)


def weights(**columns) -> list[float]:
    return asked(features(grade=["C"] * len(next(iter(columns.values()))), **columns))["weight"].tolist()


def test_a_flow_weighs_by_its_own_value_or_by_the_limit_that_plants_keep():
    assert weights(flow_m3_per_d=[1000.0, 1000.0], cod_mg_per_l=[100.0, None]) == pytest.approx(
        [0.6 * 36.5, 0.6 * 18.25]
    )


def test_a_wetland_weighs_by_the_flow_it_is_built_for():
    assert weights(design_m3_per_d=[1000.0]) == pytest.approx([0.6 * 18.25])


def test_what_is_stopped_weighs_nothing_and_what_is_unknown_one_tonne():
    assert weights(flow_m3_per_d=[1000.0, None], status=["stopped", "active"]) == pytest.approx([0.0, 0.6])


def test_a_village_weighs_by_its_people_a_fifth_once_it_is_treated():
    told = weights(people=[1000.0, 1000.0, None], state=["direct", "finished", "direct"])
    assert told == pytest.approx([0.6 * 1.46, 0.6 * 0.292, 0.6])


def test_a_guess_weighs_more_than_a_doubt_and_a_changed_decision_as_much_as_a_doubt():
    rows = features(grade=["D", "C", "B"], reasons=[["place_vague"], ["border_close"], ["decided", "evidence_changed"]])
    assert asked(rows)["weight"].tolist() == pytest.approx([1.0, 0.6, 0.6])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(GRADES, REASONS, st.sampled_from([None, 0.0, 5.0, 900.0])), min_size=1, max_size=12))
def test_the_doubtful_and_the_asked_again_wait_once_in_one_order_however_the_rows_came(rows):
    grades, reasons, flows = zip(*rows, strict=True)
    codes = [f"F{i:02}" for i in range(len(rows))]
    table = features(grade=grades, reasons=list(reasons), flow_m3_per_d=pd.Series(flows, dtype=float), code=codes)
    orders = [joined([Review(asked(some), frozenset())]).queue for some in (table, table.iloc[::-1])]
    wanted = {c for c, g, told in zip(codes, grades, reasons, strict=True) if g in "CD" or "evidence_changed" in told}
    assert set(orders[0]["code"]) == wanted
    assert not orders[0]["code"].duplicated().any()
    assert orders[0]["code"].tolist() == orders[1]["code"].tolist()
    assert orders[0]["weight"].is_monotonic_decreasing
