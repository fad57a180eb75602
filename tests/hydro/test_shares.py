"""Polygons across control units: shares by area, by hand on the valley of tests/valley.py and in general."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from registry.crs import STORAGE
from registry.errors import CrsError
from registry.hydro.shares import LEAST_SHARE, PARTS, area_shares
from tests import valley
from tests.conftest import FULL


def shapes(*drawn) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(drawn), index=[f"W{n}" for n in range(len(drawn))], crs=valley.CRS)


def told(*drawn, **options) -> list[list[tuple[str | None, float]]]:
    rows = area_shares(shapes(*drawn), valley.units(), **options)
    return [
        [
            (None if pd.isna(code) else code, round(share, 4))
            for code, share in zip(own["section_code"], own["share"], strict=True)
        ]
        for _, own in rows.groupby("feature", sort=False)
    ]


def test_a_wetland_across_two_units_is_shared_by_its_area():
    assert told(box(2400, 0, 3400, 500)) == [[("S1", 0.6), ("S2", 0.4)]]


def test_a_wetland_in_one_unit_is_that_sections_alone():
    assert told(box(100, 100, 200, 200)) == [[("S1", 1.0)]]


def test_a_wetland_of_several_pieces_is_shared_by_all_of_them():
    pieces = MultiPolygon([box(0, 0, 100, 100), box(4000, 0, 4100, 100), box(7000, 0, 7200, 100)])
    assert told(pieces) == [[("S3", 0.5), ("S1", 0.25), ("S2", 0.25)]]


def test_ground_without_a_section_and_ground_outside_every_unit_are_one_part_without_a_section():
    assert told(box(8000, 3000, 11_000, 5000)) == [[(None, 0.8333), ("S3", 0.1667)]]
    assert told(box(20_000, 0, 20_100, 100)) == [[(None, 1.0)]]


def test_slivers_are_dropped_and_the_rest_keeps_its_proportions():
    wide = box(2995, 0, 3995, 100)
    assert told(wide) == [[("S2", 1.0)]]
    assert told(wide, least_share=0.004) == [[("S2", 0.995), ("S1", 0.005)]]
    assert told(box(2000, 0, 6000, 1), least_share=0.9) == [[("S2", 1.0)]]


def test_points_and_features_without_a_place_have_no_rows():
    assert told(Point(100, 100), None, box(0, 0, 10, 10)) == [[("S1", 1.0)]]


def test_a_missing_crs_is_refused():
    with pytest.raises(CrsError):
        area_shares(gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)]), valley.units())


def rectangle(x, y, wide, high):
    return box(x, y, x + wide, y + high)


rectangles = st.builds(
    rectangle, st.integers(-1000, 10_500), st.integers(-7000, 4500), st.integers(1, 6000), st.integers(1, 6000)
)


@settings(max_examples=500 if FULL else 25)
@given(st.lists(rectangles, min_size=1, max_size=6), st.sampled_from([0.0, LEAST_SHARE, 0.2]))
def test_shares_of_a_feature_add_up_to_exactly_one_in_any_order(drawn, least):
    rows = area_shares(shapes(*drawn), valley.units(), least_share=least)
    assert list(rows["feature"].unique()) == [f"W{n}" for n in range(len(drawn))]
    for _, own in rows.groupby("feature"):
        assert sum(own["share"]) == sum(own["share"][::-1]) == 1.0
        assert not own["section_code"].duplicated().any()
        assert (own["share"] * PARTS % 1 == 0).all()
        assert own["share"].is_monotonic_decreasing


@settings(max_examples=200 if FULL else 15)
@given(st.lists(rectangles, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_order_of_rows_and_units_and_batches_change_nothing(drawn, chance):
    features, units = shapes(*drawn), valley.units()
    whole = area_shares(features, units)
    mixed = features.sample(frac=1, random_state=chance.randrange(2**31))
    other = area_shares(mixed, units.sample(frac=1, random_state=chance.randrange(2**31)))
    alone = pd.concat([area_shares(features.iloc[[n]], units) for n in range(len(features))], ignore_index=True)
    back = pd.concat([other[other["feature"] == name] for name in features.index], ignore_index=True)
    for rows in (back, alone):
        pd.testing.assert_frame_equal(rows, whole, check_dtype=False)


@settings(max_examples=200 if FULL else 15)
@given(st.lists(rectangles, min_size=1, max_size=4))
def test_the_systems_in_which_the_frames_come_change_nothing(drawn):
    features, units = shapes(*drawn), valley.units()
    whole = area_shares(features, units)
    for crs in (STORAGE, 3857, 32649):
        rows = area_shares(features.to_crs(crs), units.to_crs(crs))
        assert rows["feature"].tolist() == whole["feature"].tolist()
        one, other = (
            table.fillna({"section_code": "none"}).set_index(["feature", "section_code"])["share"]
            for table in (whole, rows)
        )
        assert np.abs(one - other.reindex(one.index)).max() <= 1 / PARTS


@settings(max_examples=200 if FULL else 15)
@given(rectangles)
def test_nothing_is_dropped_where_every_part_counts(drawn):
    rows = area_shares(shapes(drawn), valley.units(), least_share=0.0).set_index("section_code")["share"]
    for code in ("S1", "S2", "S3"):
        own = valley.units().set_index("section_code").geometry[code].intersection(drawn).area / drawn.area
        assert rows.get(code, 0.0) == pytest.approx(own, abs=2e-4)


def test_without_any_units_everything_is_without_a_section():
    rows = area_shares(shapes(box(0, 0, 10, 10)), valley.units().iloc[:0])
    assert rows["section_code"].isna().tolist() == [True]
    assert rows["share"].tolist() == [1.0]
    assert area_shares(shapes(), valley.units()).columns.tolist() == ["feature", "section_code", "share"]
