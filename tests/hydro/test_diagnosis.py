"""What looks wrong with river lines: each rule on the smallest network that breaks it."""

import geopandas as gpd
import pytest
from shapely import LineString

from registry.hydro.diagnosis import RULES
from registry.hydro.network import RiverNetwork
from tests import valley


def network(*rows: tuple[object, object], **options: object) -> RiverNetwork:
    return RiverNetwork.from_lines(gpd.GeoDataFrame(rows, columns=["COMID", "geometry"], crs=valley.CRS), **options)


def line(*places: tuple[float, float]) -> LineString:
    return LineString(places)


def seen(rivers: RiverNetwork) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.feature_id) for finding in rivers.findings]


STEM = [(1, line((0, 0), (1000, 0))), (2, line((1000, 0), (9000, 0)))]


def test_a_sound_network_has_no_findings():
    assert RiverNetwork.from_lines(valley.lines()).findings == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(3, line((1000, 900), (1000, 20)))], [("H101", "3"), ("H105", "3")]),
        ([(3, line((9000, 0), (9000, 900))), (4, line((9500, 900), (9000, 900)))], [("H102", "3")]),
        ([(3, line((1000, 0), (1000, 900)))], [("H104", "3")]),
        ([(3, line((0, 5000), (900, 5000)))], [("H105", "3")]),
        ([(3, line((7, 7), (7, 7)))], [("H106", "3")]),
        ([(3, line((1000, 0), (0, 0))), (4, None)], [("H106", "4"), ("H106", "3")]),
    ],
)
def test_each_fault_is_found_and_nothing_else(rows, expected):
    assert seen(network(*STEM, *rows)) == expected


def test_a_circle_is_named_where_it_was_cut():
    ring = [(0, 0), (500, 0), (500, 500), (0, 0)]
    rivers = network(*((i, line(*ring[i : i + 2])) for i in range(3)))
    assert seen(rivers) == [("H103", "2")]


def test_lines_turned_by_inference_are_named():
    rivers = network(*STEM, (3, line((1000, 0), (600, 900))), (4, line((9000, 0), (12_000, 0))), direction="unknown")
    assert seen(rivers) == [("H102", "3")]


def test_a_mouth_that_was_given_is_no_dead_end_and_lines_left_alone_are_no_flood():
    mouths = gpd.GeoSeries.from_xy([9000, 1000], [0, 900], crs=valley.CRS)
    rows = [*STEM, (3, line((1000, 0), (1000, 900)))]
    assert seen(network(*rows, direction="unknown", mouths=mouths)) == []
    assert seen(network(*rows)) == [("H104", "3")]


def test_a_finding_names_its_place_in_degrees_and_both_languages():
    (first, _) = network(*STEM, (3, line((1000, 900), (1000, 20)))).findings
    assert first.message.render("en") == "Line 3 ends 20.0 m short of line 1 at 112.311235, 37.000180."
    assert "112.311235, 37.000180" in first.message.render("zh")
    assert first.suggestion.render("zh").startswith("请连接两条线")
    (lost,) = network(*STEM, (4, None)).findings
    assert "no place" in lost.message.render("en")


def test_rules_have_one_permanent_code_each():
    assert [rule.code for rule in RULES] == [f"H10{i}" for i in range(1, 7)]
