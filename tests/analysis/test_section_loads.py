"""Loads by section: shares weigh them, counts stay whole, and nothing is lost to the last milligram."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.section_loads import (
    LOADS,
    divided,
    exact,
    known_loads,
    load_account,
    loads_by_section,
    summed,
    total,
)
from tests.analysis.toy import one, outlets
from tests.conftest import FULL

NOBODY = pd.DataFrame({"feature_id": [], "section_code": [], "share": []}).astype(
    {"feature_id": "int64", "section_code": "str"}
)


def shares(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["feature_id", "section_code", "share"])


def answers(features: pd.DataFrame) -> pd.DataFrame:
    return features[["feature_id", "section_code"]].assign(
        reasons=[[] if isinstance(code, str) else ["out_of_basin", "fork"] for code in features["section_code"]]
    )


def test_sixty_forty_weighs_the_load_and_counts_once():
    rows = loads_by_section(outlets(one(1)), shares((1, "DM2", 0.4))).set_index("section_code")
    assert rows["cod_t_per_a"].to_dict() == {"DM1": 70.08, "DM2": 46.72}
    assert rows["features"].to_dict() == {"DM1": 1, "DM2": 0}
    assert rows["cod_t_per_a_known"].to_dict() == {"DM1": 1, "DM2": 0}


def test_without_shares_a_section_has_the_loads_of_its_own():
    three = outlets(one(1), one(2, cod_mg_per_l=None), one(3, section_code=None))
    rows = loads_by_section(three, NOBODY)
    assert rows["features"].tolist() == [2, 1]
    assert rows["cod_t_per_a_known"].tolist() == [1, 1]
    assert rows["cod_t_per_a"].tolist() == [116.8, 116.8]
    assert rows["section_code"].isna().tolist() == [False, True]


def test_an_unknown_load_stays_unknown_however_it_is_shared():
    parts = divided(outlets(one(1, cod_mg_per_l=None), one(2)), known_loads(outlets(one(1, cod_mg_per_l=None), one(2))),
                    shares((1, "DM2", 0.4)))  # fmt: skip
    assert parts.loc[parts["feature_id"] == 1, "cod_t_per_a"].isna().all()
    assert parts.loc[parts["feature_id"] == 1, "share"].tolist() == [0.6, 0.4]
    assert loads_by_section(outlets(one(1, cod_mg_per_l=None)), shares((1, "DM2", 0.4)))["cod_t_per_a"].sum() == 0


def test_shares_of_features_that_are_not_there_weigh_nothing():
    assert loads_by_section(outlets(one(1)), shares((7, "DM2", 0.4)))["section_code"].tolist() == ["DM1"]


def test_the_primary_section_keeps_what_rounding_leaves():
    third = divided(
        pd.DataFrame({"feature_id": [1], "section_code": ["A"]}),
        pd.DataFrame({"load": [1e-9]}),
        shares((1, "B", 0.333333), (1, "C", 0.333333)),
    )
    assert third["load"].tolist() == [Decimal("1E-9"), 0, 0]


def test_the_account_names_what_goes_in_and_where_it_stays():
    three = outlets(one(1), one(2, flow_m3_per_d=None), one(3, section_code=None, cod_mg_per_l=20.0))
    account = load_account(three, answers(three), shares((1, "DM2", 0.25)))["cod_t_per_a"]
    assert account == {
        "in": 175.2,
        "assigned": 116.8,
        "unassigned": 58.4,
        "known": 2,
        "by_section": {"DM1": 87.6, "DM2": 29.2},
        "by_reason": {"out_of_basin": 58.4},
        "balanced": True,
    }


def test_a_kind_without_flow_and_values_has_no_known_load():
    villages = pd.DataFrame({"feature_id": [1, 2], "section_code": ["DM1", None], "people": [10, 20]})
    account = load_account(villages, answers(villages), NOBODY)
    assert [(account[name]["in"], account[name]["known"], account[name]["balanced"]) for name in LOADS] == [
        (0, 0, True)
    ] * 3


@pytest.mark.parametrize("wrong", ["lost", "doubled", "beyond the whole"])
def test_an_account_that_loses_doubles_or_overdraws_does_not_balance(wrong):
    two = outlets(one(1), one(2))
    found, given_away = answers(two), NOBODY
    if wrong == "lost":
        found = found.iloc[1:]
    elif wrong == "doubled":
        found = pd.concat([found, found.iloc[:1]])
    else:
        given_away = shares((1, "DM2", 0.7), (1, "DM3", 0.7))
    assert not load_account(two, found, given_away)["cod_t_per_a"]["balanced"]


numbers = st.floats(0, 1e7, allow_subnormal=False) | st.none()
sections = st.sampled_from(["A", "B", "C", None])


@st.composite
def worlds(draw):
    rows = draw(st.lists(st.tuples(numbers, numbers, sections), min_size=1, max_size=12))
    features = outlets(
        *(one(n, flow_m3_per_d=flow, cod_mg_per_l=cod, section_code=code) for n, (flow, cod, code) in enumerate(rows))
    )
    given_away = []
    for n, (_, _, code) in enumerate(rows):
        others = draw(st.lists(st.sampled_from("DEF"), unique=True, max_size=3)) if code else []
        parts = draw(st.lists(st.integers(1, 333_333), min_size=len(others), max_size=len(others)))
        given_away += [(n, other, part / 1e6) for other, part in zip(others, parts, strict=True)]
    return features, pd.concat([NOBODY, shares(*given_away)]) if given_away else NOBODY


@settings(max_examples=2000 if FULL else 60)
@given(worlds(), st.randoms(use_true_random=False))
def test_sections_and_what_has_none_come_to_the_total_in_any_order(world, chance):
    features, given_away = world
    loads = known_loads(features)
    parts = divided(features, loads, given_away)
    for name in LOADS:
        known = loads[name].dropna().map(exact).set_axis(features.loc[loads[name].notna(), "feature_id"])
        assert parts.dropna(subset=name).groupby("feature_id")[name].agg(total).to_dict() == known.to_dict()
        assert total(parts[name].dropna()) == total(loads[name].dropna().map(exact))
        assert (parts[name].dropna() >= 0).all()
    by_section = summed(parts, "section_code")
    assert by_section["features"].sum() == len(features)
    shuffled = features.sample(frac=1, random_state=chance.randrange(2**31))
    again = loads_by_section(shuffled, given_away.iloc[::-1])
    pd.testing.assert_frame_equal(again, by_section)
    account = load_account(features, answers(features), given_away)
    assert all(account[name]["balanced"] for name in LOADS)


@settings(max_examples=500 if FULL else 30)
@given(st.floats(0, 1e6), st.integers(1, 999_999))
def test_a_share_is_within_a_billionth_of_what_it_says(load, millionths):
    parts = divided(
        pd.DataFrame({"feature_id": [1], "section_code": ["A"]}),
        pd.DataFrame({"load": [load]}),
        shares((1, "B", millionths / 1e6)),
    )
    kept, given_away = parts["load"]
    assert kept + given_away == exact(load)
    assert abs(given_away - exact(load) * millionths / 1_000_000) < Decimal("1E-9")
