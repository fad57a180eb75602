import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.demo.chance import PARTS, apportion, days_between, deal, significant, stream


def test_every_part_draws_the_same_each_time_and_not_what_another_draws():
    first = {part: stream(part).random() for part in PARTS}
    assert first == {part: stream(part).random() for part in PARTS}
    assert len(set(first.values())) == len(PARTS)


@given(st.dictionaries(st.text("abcdef", min_size=1), st.floats(0.1, 100), min_size=1), st.integers(0, 500))
def test_shares_add_up_and_none_is_off_by_one_or_more(weights, total):
    dealt = apportion(weights, total)
    assert len(dealt) == total
    whole = sum(weights.values())
    for name, weight in weights.items():
        assert abs(dealt.count(name) - weight * total / whole) < 1.0 + 1e-9


def test_days_stay_between_first_and_last():
    days = days_between(np.random.default_rng(1), "2022-01-02", "2022-01-04", 200)
    assert {str(day)[:10] for day in days} == {"2022-01-02", "2022-01-03", "2022-01-04"}
    assert days.dtype == np.dtype("datetime64[s]")


def test_dealing_follows_the_shares():
    dealt = deal(np.random.default_rng(1), {"a": 0.7, None: 0.3}, 5000)
    assert np.mean(dealt == "a") == pytest.approx(0.7, abs=0.03)


def test_laboratory_figures_have_three_significant_digits():
    assert significant(np.array([12.3456, 0.123456, 98765.0])).tolist() == [12.3, 0.123, 98800.0]
