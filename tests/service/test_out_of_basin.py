"""What drains to the Hai River answers to no section of the Yellow River, however near one of its reaches is."""

from datetime import date

import geopandas as gpd
import numpy as np
import pytest

from registry.crs import STORAGE
from registry.hydro.assign import assign_sections
from registry.hydro.basin.ground import follow_ground
from registry.service.base_layers import ground_of
from registry.service.registry import AsOf

AS_OF = AsOf(date(2022, 12, 31))
DIVIDED = ["宁武县", "神池县", "寿阳县", "阳曲县", "陵川县", "平鲁区", "左权县"]


@pytest.mark.base
@pytest.mark.parametrize("county", DIVIDED)
def test_on_the_far_side_of_the_divide_nothing_is_assigned_and_the_reason_says_where_it_drains(demo, county):
    rng = np.random.default_rng(2022)
    shape = demo.base.counties.set_index("county").geometry[county]
    west, south, east, north = shape.bounds
    places = gpd.GeoSeries.from_xy(rng.uniform(west, east, 300), rng.uniform(south, north, 300), crs=STORAGE)
    places = places[places.within(shape)].reset_index(drop=True)
    water = demo.water(demo.sections(AS_OF), AS_OF.valid_on)
    features = gpd.GeoDataFrame(geometry=places)
    result = assign_sections(features, water.sections, network=demo.network, units=water.units, accuracy_m=20)
    away = follow_ground(ground_of(demo.base), places.x, places.y)["basin"] == "海河"
    assert away.any()
    assert (result["grade"][away] == "U").all()
    assert result["section_code"][away].isna().all()
    assert {reasons[:2] for reasons in result["reasons"][away]} == {("out_of_basin", "drains_to:海河")}
    assert not any("out_of_basin" in reasons for reasons in result["reasons"][~away])
