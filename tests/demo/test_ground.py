import numpy as np
import pandas as pd
import pytest

from registry.demo.ground import any_downstream, first_downstream, survey_ground, to_degrees, to_metres
from tests.demo.toy import KM, SOUTH, WEST, toy_sources


@pytest.fixture(scope="module")
def ground():
    sources = toy_sources()
    return survey_ground(sources.counties, sources.reaches, sources.units, sources.sections, sources.plants)


def test_a_point_knows_its_county_and_section(ground):
    there = ground.where(WEST + KM * np.array([5.0, 5.0, 75.0, 99.0]), SOUTH + KM * np.array([20.0, 4.0, 15.0, 15.0]))
    assert there["county"].fillna("").tolist() == ["侯马市", "侯马市", "宁武县", ""]
    assert there["section"].fillna("").tolist() == ["上平望", "", "", ""]
    assert there["in_basin"].tolist() == [True, True, False, False]


def test_a_nameless_reach_is_known_by_the_river_it_flows_to(ground):
    known = ground.reaches.set_index("reach_id")["declared_river"]
    assert known[12] == "汾河"
    assert known[13] == "涝河"
    assert pd.isna(known[31])


def test_the_fen_gathers_its_tributaries_but_not_the_yellow_river(ground):
    in_fen = ground.reaches.set_index("reach_id")["in_fen"]
    assert in_fen[11]
    assert in_fen[7]
    assert not in_fen[[21, 22, 31]].any()


def test_names_and_marks_are_passed_on_over_many_reaches():
    down = np.minimum(np.arange(1, 101), 99)
    names = np.full(100, None, dtype=object)
    names[99] = "汾河"
    assert set(first_downstream(names, down)) == {"汾河"}
    assert any_downstream(np.arange(100) == 50, down).tolist() == [n <= 50 for n in range(100)]


def test_left_of_a_reach_is_left_looking_downstream(ground):
    row = int(np.flatnonzero(ground.reaches["reach_id"] == 3)[0])
    _, y = ground.along(np.array([row, row]), np.array([4000.0, 4000.0]), np.array([50.0, -50.0]))
    assert y == pytest.approx([SOUTH + 15 * KM - 50, SOUTH + 15 * KM + 50], abs=1)


def test_degrees_and_metres_come_back_to_a_tenth_of_a_metre():
    x, y = np.array([WEST]), np.array([SOUTH])
    assert to_metres(*to_degrees(x, y)) == (pytest.approx(x, abs=0.1), pytest.approx(y, abs=0.1))
