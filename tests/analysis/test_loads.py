"""The report's arithmetic, against figures worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from registry.analysis.loads import (
    ENTRY_BY_DISTANCE,
    capacity_t_per_a,
    decay_factor,
    entry_share,
    load_t_per_a,
    outlet_loads,
)
from tests.analysis.toy import one, outlets

REACH = {"flow_m3_per_s": 5.0, "target_mg_per_l": 20.0, "upstream_mg_per_l": 15.0, "length_m": 30_000.0}


def test_eight_thousand_m3_a_day_at_40_mg_per_l_are_116_8_t_a_year():
    assert load_t_per_a(8000, 40) == pytest.approx(116.8)


def test_a_seasonal_outlet_counts_its_real_days():
    assert load_t_per_a(8000, 40, days=100) == pytest.approx(32.0)


def test_the_jingle_wetland_removes_what_the_press_says():
    removed = load_t_per_a(8000, np.array([40 - 20, 2 - 1, 0.4 - 0.2]))
    assert removed == pytest.approx([58.40, 2.92, 0.584])


def test_decay_over_30_km_leaves_79_per_cent():
    assert decay_factor(0.2, 30_000, 0.3) == pytest.approx(0.79336, abs=5e-6)


def test_capacity_of_the_worked_reach():
    capacity = capacity_t_per_a(**REACH, velocity_m_per_s=0.3, k_per_d=0.2)
    assert capacity == pytest.approx(1433.9, abs=0.05)
    assert capacity / 31.536 == pytest.approx(45.468, abs=5e-4)


def test_without_decay_capacity_is_dilution_alone():
    assert capacity_t_per_a(**REACH, velocity_m_per_s=0.3, k_per_d=0) == pytest.approx(5 * (20 - 15) * 31.536)
    assert capacity_t_per_a(**REACH, velocity_m_per_s=0.3, k_per_d=1e-12) == pytest.approx(5 * (20 - 15) * 31.536)


@pytest.mark.parametrize("velocity", [0.3, 1e-9, 0.0])
def test_a_dry_river_has_no_capacity(velocity):
    assert capacity_t_per_a(**REACH | {"flow_m3_per_s": 0}, velocity_m_per_s=velocity, k_per_d=0.2) == 0.0


def test_water_that_arrives_too_dirty_has_negative_capacity():
    assert capacity_t_per_a(**REACH | {"upstream_mg_per_l": 60}, velocity_m_per_s=0.3, k_per_d=0.2) < 0


def test_standing_water_leaves_nothing_and_no_distance_leaves_all():
    assert decay_factor(0.2, 1000, 0) == 0.0
    assert decay_factor(0.2, 0, 0) == 1.0
    assert decay_factor(0, 1000, 0.3) == 1.0


def test_arrays_give_arrays_and_numbers_give_numbers():
    assert isinstance(decay_factor(0.2, 30_000, 0.3), float)
    assert decay_factor(0.2, np.array([0, 30_000]), 0.3).shape == (2,)
    flows = np.array([0.0, 5.0])
    assert capacity_t_per_a(**REACH | {"flow_m3_per_s": flows}, velocity_m_per_s=0.3, k_per_d=0.2)[0] == 0


def test_entry_steps_include_their_upper_limit_and_miss_what_is_missing():
    shares = entry_share(np.array([0, 1000, 1001, 10_000, 20_000, 40_000, 40_001, np.nan]))
    assert shares[:-1] == pytest.approx([1.0, 1.0, 0.9, 0.9, 0.8, 0.7, 0.6])
    assert np.isnan(shares[-1])


def test_loads_are_whole_unless_entry_by_distance_is_asked_for():
    far = outlets(one(1, offset_m=5000.0), one(2, status="stopped"), one(3, cod_mg_per_l=None))
    assert outlet_loads(far)["cod_t_per_a"].tolist()[:2] == pytest.approx([116.8, 0.0])
    assert outlet_loads(far, entry=ENTRY_BY_DISTANCE)["cod_t_per_a"].iloc[0] == pytest.approx(105.12)
    assert pd.isna(outlet_loads(far)["cod_t_per_a"].iloc[2])
