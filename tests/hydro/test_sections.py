"""The tree of sections on the toy valley."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from registry.errors import CallError
from registry.hydro.network import RiverNetwork
from registry.hydro.sections import chain, section_tree, sections_along, tier_section, upstream_sections
from registry.hydro.water import place_sections
from tests import valley


@pytest.fixture(scope="module")
def network():
    return RiverNetwork.from_lines(valley.lines(), name_column="river")


@pytest.fixture(scope="module")
def tree(network):
    return section_tree(network, valley.sections())


def test_each_section_knows_the_next_of_any_level_and_of_each_tier(tree):
    assert tree["next_section"].fillna("").to_dict() == {"S1": "S2", "S2": "S3", "S3": ""}
    assert tree["next_provincial"].fillna("").to_dict() == {"S1": "S2", "S2": "", "S3": ""}
    assert tree["next_national"].fillna("").to_dict() == {"S1": "S3", "S2": "S3", "S3": ""}
    assert tree["distance_m"].tolist()[:2] == pytest.approx([3000, 3000])
    assert chain(tree, "S1") == ["S1", "S2", "S3"]


def test_a_tier_adds_up_its_own_unit_and_those_above(tree):
    assert upstream_sections(tree, "S3", "national") == ["S1", "S2", "S3"]
    assert upstream_sections(tree, "S2", "provincial") == ["S1", "S2"]
    tiers = tier_section(tree, pd.Series(["S1", None, "S3"], index=[7, 8, 9]), "national")
    assert tiers.fillna("").to_dict() == {7: "S3", 8: "", 9: "S3"}


def test_unknown_sections_are_refused(tree):
    for call in (lambda: chain(tree, "X"), lambda: upstream_sections(tree, "X", "national")):
        with pytest.raises(CallError):
            call()


def test_a_section_is_put_on_its_named_river_within_its_accuracy(network):
    sections = gpd.GeoDataFrame(
        {
            "section_code": ["A", "B", "C", "D"],
            "river": ["清河", "清河", None, "清河"],
            "accuracy_m": [3000, 900, 3000, 3000],
        },
        geometry=[Point(3900, 1000), Point(3900, 1000), Point(3900, 1000), None],
        crs=valley.CRS,
    )
    placed = place_sections(network, sections)
    assert placed["reach_id"].fillna(0).tolist() == [11, 21, 21, 0]
    assert placed["offset_m"].tolist()[:3] == pytest.approx([1000, 100, 100])
    assert placed["path_to_mouth_m"].tolist()[:2] == pytest.approx([6100, 7000])


def test_two_sections_at_one_place_follow_in_the_order_of_their_codes(network):
    twin = valley.sections().assign(section_code=["T1", "T2", "T3"])
    tree = section_tree(network, pd.concat([valley.sections(), twin], ignore_index=True))
    assert chain(tree, "S1") == ["S1", "T1", "S2", "T2", "S3", "T3"]


def test_sections_along_a_river_come_in_the_order_of_its_water(network):
    shuffled = valley.sections().iloc[[2, 0, 1]]
    assert sections_along(network, shuffled, "清河") == ["S1", "S2", "S3"]
    assert sections_along(network, shuffled, "清水干流") == ["S1", "S2", "S3"]
    assert sections_along(network, shuffled, "白水") == []
    assert sections_along(network, shuffled, "没有的河") == []
