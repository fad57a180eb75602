"""The way of the water is drawn from every feature that answers to a section: down the river, or over the ground."""

from datetime import date

import geopandas as gpd
import pytest

from registry.crs import STORAGE
from registry.service.decided import effective_assignments
from registry.service.registry import AsOf
from registry.service.water_path import descent, water_path

AS_OF = AsOf(date(2022, 12, 31))


@pytest.fixture(scope="module", params=["outlets", "villages", "plants"])
def answered(request, demo):
    """Up to 60 features of a kind that answer to a section, each with its assignment."""
    features = demo.store.frame(request.param, valid_on=AS_OF.valid_on)
    assigned = effective_assignments(demo, request.param, AS_OF)[
        ["feature_id", "section_code", "method", "reach_id", "measure_m"]
    ]
    rows = features.merge(assigned, on="feature_id").dropna(subset=["section_code", "lon", "lat"])
    return rows.sample(min(60, len(rows)), random_state=7).to_dict("records")


@pytest.mark.base
def test_every_way_begins_at_the_feature_and_ends_at_its_section(demo, answered):
    sections = demo.water(demo.sections(AS_OF), AS_OF.valid_on).tree
    reaches = demo.network.reaches.geometry
    for row in answered:
        way = water_path(demo, row, row, AS_OF)
        assert way[0] == pytest.approx((row["lon"], row["lat"]))
        end = sections.loc[row["section_code"]]
        spot = gpd.GeoSeries([reaches[end["reach_id"]].interpolate(end["measure_m"])], crs=reaches.crs).to_crs(STORAGE)
        assert way[-1] == pytest.approx((spot.iloc[0].x, spot.iloc[0].y), abs=2e-6), row["code"]


@pytest.mark.base
def test_a_village_far_from_any_river_goes_down_the_ground_to_the_first_reach(demo):
    villages = demo.store.frame("villages", valid_on=AS_OF.valid_on)
    assigned = effective_assignments(demo, "villages", AS_OF)
    far = villages.merge(assigned[["feature_id", "reach_id", "section_code"]], on="feature_id")
    row = far[far["reach_id"].isna() & far["section_code"].notna()].iloc[0]
    way = descent(demo, row["lon"], row["lat"])
    assert way.ground_m > 0
    assert len(way.path) > 1
    assert way.path[0] == pytest.approx((row["lon"], row["lat"]))
    assert 0 <= way.measure_m <= demo.network.reaches["length_m"][way.reach_id]


@pytest.mark.base
def test_where_the_ground_leads_to_no_reach_there_is_no_way(demo):
    assert descent(demo, 100.0, 20.0) is None
