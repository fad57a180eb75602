"""Coverage counts every wetland, plant and village once and says what its shares divide."""

import pandas as pd
import pytest

from registry.analysis.coverage import coverage_rows, coverage_totals, plant_wetlands

SECTIONS = pd.DataFrame(
    {
        "code": ["DM1", "DM2"],
        "name": ["黑城村", "西庄岭"],
        "river": ["昕水河", "鄂河"],
        "level": ["national", "national"],
    }
)
WETLANDS = pd.DataFrame(
    {
        "feature_id": [1, 2, 3, 4],
        "function": ["tail-water", "river-mouth", "in-river", "tail-water"],
        "status": ["running", "running", "stopped", "stopped"],
        "design_m3_per_d": [6000.0, None, 1000.0, 9000.0],
        "section_code": ["DM1", "DM1", "DM3", None],
    }
)
PLANTS = pd.DataFrame(
    {
        "feature_id": [10, 11, 12],
        "flow_m3_per_d": [8000.0, None, 1000.0],
        "design_m3_per_d": [10_000.0, 2000.0, 1000.0],
        "section_code": ["DM1", "DM1", "DM2"],
    }
)
VILLAGES = pd.DataFrame(
    {"feature_id": [20, 21, 22], "state": ["finished", "direct", "sewered"], "section_code": ["DM1", "DM1", None]}
)
LINKS = pd.DataFrame(
    {
        "role": ["plant_wetland", "plant_wetland", "plant_wetland", "plant_outlet"],
        "from_id": [10, 11, 12, 12],
        "to_id": [1, 1, 4, 1],
        "share": [None, None, None, None],
    }
)
NOBODY = pd.DataFrame({"feature_id": [], "section_code": [], "share": []}).astype({"feature_id": "int64"})


@pytest.fixture(scope="module")
def rows():
    return coverage_rows(SECTIONS, WETLANDS, PLANTS, VILLAGES, LINKS, NOBODY)


def test_every_section_has_a_row_and_what_has_none_comes_last(rows):
    assert rows["code"].tolist()[:3] == ["DM1", "DM2", "DM3"]
    assert pd.isna(rows["code"].iloc[-1])
    assert rows["wetlands"].tolist() == [2, 0, 1, 1]


def test_totals_reconcile_with_the_features(rows):
    totals = coverage_totals(rows)
    assert totals["wetlands"] == 4 == totals["tail_water"] + totals["river_mouth"] + totals["in_river"]
    assert (totals["plants"], totals["villages"]) == (3, 3)
    assert totals["plants"] == totals["plants_with_wetland"] + totals["plants_without_wetland"]


def test_a_plant_is_covered_by_a_running_wetland_only():
    served = plant_wetlands(PLANTS, WETLANDS, LINKS)
    assert served["with_wetland"].tolist() == [True, True, False]


def test_a_shared_wetland_gives_each_plant_its_part_and_no_more_than_its_flow():
    served = plant_wetlands(PLANTS, WETLANDS, LINKS)
    assert served["treated_m3_per_d"].tolist() == [3000.0, 2000.0, 0.0]
    assert served["flow_m3_per_d"].tolist() == [8000.0, 2000.0, 1000.0]


def test_a_share_without_anything_to_divide_is_missing_not_zero(rows):
    by_code = rows.set_index("code")
    assert pd.isna(by_code.loc["DM3", "share_of_plants"])
    assert by_code.loc["DM2", "share_of_plants"] == 0.0


def test_the_three_shares_of_the_whole(rows):
    totals = coverage_totals(rows)
    assert totals["share_of_plants"] == pytest.approx(2 / 3)
    assert totals["share_of_plant_flow"] == pytest.approx(5000 / 11_000)
    assert totals["share_of_sections"] == pytest.approx(2 / 3)


def test_an_empty_registry_has_rows_of_zeros_and_no_shares():
    totals = coverage_totals(coverage_rows(SECTIONS, WETLANDS[:0], PLANTS[:0], VILLAGES[:0], LINKS[:0], NOBODY))
    assert (totals["wetlands"], totals["plants"], totals["villages"]) == (0, 0, 0)
    assert totals["share_of_plants"] is None


def test_a_plant_that_two_sections_share_counts_once_and_its_flow_is_shared_out(rows):
    shares = pd.DataFrame({"feature_id": [10], "section_code": ["DM2"], "share": [0.4]})
    shared = coverage_rows(SECTIONS, WETLANDS, PLANTS, VILLAGES, LINKS, shares)
    flows = ["plant_flow_m3_per_d", "treated_m3_per_d"]
    assert shared.set_index("code").loc[["DM1", "DM2"], flows].to_numpy().tolist() == [
        [6800.0, 3800.0],
        [4200.0, 1200.0],
    ]
    counts = rows.columns.drop([*flows, "share_of_plant_flow"])
    pd.testing.assert_frame_equal(shared[counts], rows[counts])
    assert coverage_totals(shared) == coverage_totals(rows)
