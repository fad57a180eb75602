"""The real ground of Shanxi: every figure that the layers must show."""

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from registry.crs import EQUAL_AREA, METRIC
from registry.hydro.basin.ground import follow_ground, ground_path
from registry.service.base_layers import build_base_layers, ground_of, units_for
from registry.settings import Settings

pytestmark = pytest.mark.base

FEN = [
    "雷鸣寺",
    "川胡屯",
    "河西村",
    "汾河水库出口",
    "李八沟",
    "寨上水文站",
    "上兰",
    "迎泽桥",
    "小店桥",
    "温南社",
    "韩武村",
    "王庄桥南",
    "北益昌桥南",
    "天井",
    "下靳桥",
    "柴庄",
    "北庄",
    "上平望",
    "河津大桥",
    "庙前村",
]
OFFICIAL_KM2 = {"三川河": 4180, "昕水河": 4250, "岚漪河": 2150, "湫水河": 1980, "汾河": 39_800}


@pytest.fixture(scope="module")
def named(base_layers) -> gpd.GeoDataFrame:
    return base_layers.sections.set_index("name")


@pytest.fixture(scope="module")
def water(base_layers) -> nx.DiGraph:
    pairs = base_layers.reaches["downstream_id"].dropna().astype("int64")
    return nx.DiGraph(list(pairs.items()))


def test_there_are_117_counties_in_11_cities_and_they_fill_the_province(base_layers):
    assert len(base_layers.counties) == base_layers.counties["county_code"].nunique() == 117
    assert base_layers.counties.groupby("city_code")["city"].nunique().tolist() == [1] * 11
    assert len(base_layers.cities) == 11
    both = base_layers.counties.union_all().symmetric_difference(base_layers.province.geometry.iloc[0])
    assert both.area < 1e-9


def test_the_yellow_river_part_is_within_1_percent_of_97100_km2(base_layers):
    assert base_layers.report["basin_km2"] == pytest.approx(97_100, rel=0.01)
    areas = base_layers.basins.to_crs(EQUAL_AREA).area / 1e6
    assert areas.tolist() == pytest.approx(base_layers.basins["area_km2"].tolist(), rel=1e-6)


@pytest.mark.parametrize(("river", "km2"), OFFICIAL_KM2.items())
def test_the_area_at_the_mouth_is_within_10_percent(base_layers, river, km2):
    assert base_layers.report["mouths"][river] == pytest.approx(km2, rel=0.10)


def test_the_north_west_corner_belongs_to_the_yellow_river_by_the_cangtou(base_layers):
    found = follow_ground(ground_of(base_layers), [112.45, 113.3, 113.2], [40.0, 40.1, 36.2])
    assert found["basin"].tolist() == ["黄河", "海河", "海河"]


def test_basins_divide_the_province(base_layers):
    basins, province = base_layers.basins.geometry, base_layers.province.geometry.iloc[0]
    assert shapely.symmetric_difference(basins.union_all(), province).area < 1e-9
    assert shapely.intersection(*basins).area < 1e-12
    assert basins.is_valid.all()


def test_units_leave_no_hole_and_do_not_overlap(base_layers):
    report = base_layers.report
    assert 0 <= report["gap_km2"] < 0.1
    assert abs(report["overlap_km2"]) < 0.1
    assert base_layers.units.is_valid.all()
    first, second = base_layers.units.sindex.query(base_layers.units.geometry, predicate="overlaps")
    pairs = first < second
    shapes = base_layers.units.geometry.to_numpy()
    shared = shapely.intersection(shapes[first[pairs]], shapes[second[pairs]])
    assert shapely.area(shared).sum() < 1e-9


def test_every_active_section_has_one_unit_and_the_rest_gives_its_reason(base_layers):
    active = base_layers.sections[base_layers.sections["active_to"].isna()]
    units = base_layers.units
    assert sorted(units["section_code"].dropna()) == sorted(active["code"])
    without = units[units["section_code"].isna()]
    assert without["reason"].eq("no_section_downstream").all()
    assert without["area_km2"].sum() / units["area_km2"].sum() == pytest.approx(0.063, abs=0.005)
    assert {"垣曲县", "芮城县", "平陆县"} <= set("、".join(without["name"]).split("、"))


def test_each_section_lies_in_its_unit_and_no_unit_is_larger_than_what_drains_there(base_layers):
    units = base_layers.units.dropna(subset="section_code").set_index("section_code")
    sections = base_layers.sections.set_index("code").loc[units.index]
    assert shapely.distance(units.geometry.to_numpy(), sections.geometry.to_numpy()).max() < 0.009
    above = base_layers.reaches["area_km2"].reindex(sections["reach_id"]).to_numpy()
    assert (units["area_km2"].to_numpy() <= above + 1).all()


def test_sections_lie_in_their_county_or_within_their_accuracy_of_it(base_layers, named):
    counties = base_layers.counties.set_index("county_code").geometry.to_crs(METRIC)
    places = named.to_crs(METRIC)
    far = {
        name: counties[row.county_code].distance(row.geometry)
        for name, row in zip(places.index, places.itertuples(), strict=True)
    }
    assert [name for name, metres in far.items() if metres > places["accuracy_m"][name]] == []
    assert sorted(name for name, metres in far.items() if metres > 0) == ["小店桥", "迎泽桥"]


def test_sections_lie_on_a_reach_of_their_river_and_the_rest_is_listed(base_layers, named):
    on = base_layers.reaches["river"].reindex(named["reach_id"]).to_numpy()
    elsewhere = named.index[on != named["river"].to_numpy()]
    assert sorted(elsewhere) == sorted(base_layers.report["not_on_their_river"]) == ["太榆退水渠", "河底村", "美锦桥"]
    lines = base_layers.reaches.geometry.loc[named["reach_id"]].to_numpy()
    assert shapely.distance(lines, named.geometry.to_numpy()).max() < 1e-12


def test_every_section_says_how_it_was_placed_and_its_uncertainty(named):
    assert named["placed_how"].notna().all()
    assert (named["accuracy_m"] >= named["moved_m"]).all()
    assert named["county_code"].notna().all()


def test_the_sections_of_the_fen_follow_each_other_downstream(base_layers, named, water):
    reach = named["reach_id"].loc[FEN].tolist()
    along = named.to_crs(METRIC).geometry.loc[FEN]
    lines = base_layers.reaches.geometry.to_crs(METRIC)
    for above, below, first, second in zip(reach, reach[1:], along, along[1:], strict=False):
        if above == below:
            assert lines[above].project(first) < lines[below].project(second)
        else:
            assert nx.has_path(water, above, below)


def test_each_named_river_flows_into_what_the_table_says(base_layers):
    topology = pd.read_csv(Settings().facts_dir / "river_topology.csv").set_index("river")["flows_into"]
    reaches = base_layers.reaches
    river, below = reaches["river"].to_dict(), reaches["downstream_id"].dropna().astype("int64").to_dict()
    for name in base_layers.report["mouths"]:
        foot = reaches[reaches["river"] == name]["area_km2"].idxmax()
        while river[foot] in (name, None) or pd.isna(river[foot]):
            foot = below[foot]
        assert river[foot] == topology[name].split("(")[0], name


def test_each_named_river_is_one_unbroken_line(base_layers):
    for river, parts in base_layers.reaches.dropna(subset="river").groupby("river"):
        ends = ~parts["downstream_id"].isin(parts.index)
        assert ends.sum() == 1, river


def test_the_network_has_no_circle_and_a_manageable_size(base_layers, water):
    assert nx.is_directed_acyclic_graph(water)
    assert len(base_layers.reaches) <= 6000
    downstream = base_layers.reaches["downstream_id"].dropna().astype("int64")
    area = base_layers.reaches["area_km2"]
    assert (area[downstream].to_numpy() > area[downstream.index].to_numpy()).all()


def test_both_sides_of_the_province_have_reaches(base_layers):
    assert set(base_layers.reaches["basin"]) == {"黄河", "海河"}


def test_units_for_the_same_sections_are_the_stored_ones(base_layers):
    active = base_layers.sections[base_layers.sections["active_to"].isna()]
    units = units_for(base_layers, active.rename(columns={"code": "section_code"}))
    assert units["unit_id"].tolist() == base_layers.units["unit_id"].tolist()
    assert units["area_km2"].tolist() == pytest.approx(base_layers.units["area_km2"].tolist())


def test_a_retired_section_gives_its_ground_to_the_next_downstream(base_layers, named):
    active = base_layers.sections[base_layers.sections["active_to"].isna()].rename(columns={"code": "section_code"})
    stored = base_layers.units.set_index("section_code")["area_km2"]
    gone, heir = named["code"]["上兰"], named["code"]["迎泽桥"]
    fewer = units_for(base_layers, active[active["section_code"] != gone]).set_index("section_code")["area_km2"]
    assert fewer[heir] == pytest.approx(stored[gone] + stored[heir], abs=0.01)
    assert fewer.sum() == pytest.approx(stored.sum(), abs=0.01)


def test_without_sections_the_whole_basin_is_one_unit_without_a_section(base_layers):
    none = base_layers.sections.iloc[:0].rename(columns={"code": "section_code"})
    units = units_for(base_layers, none)
    assert units["section_code"].isna().all()
    assert units["area_km2"].sum() == pytest.approx(base_layers.report["basin_km2"], abs=0.2)


def test_the_ground_of_a_unit_leads_to_its_section_first(base_layers):
    units = base_layers.units.dropna(subset="section_code").set_index("section_code")
    sections = base_layers.sections.set_index("code").loc[units.index]
    ground = ground_of(base_layers)
    stops = ground.grid.raster.cells_at(sections["lon"], sections["lat"])
    inner = units.geometry.representative_point()
    ends = ground.grid.drains_to(stops)[ground.grid.raster.cells_at(inner.x, inner.y)]
    assert np.array_equal(ends, stops)


def test_a_path_over_the_ground_ends_on_the_reach_that_is_named(base_layers):
    ground = ground_of(base_layers)
    found = follow_ground(ground, [111.5], [37.6]).iloc[0]
    path = ground_path(ground, 111.5, 37.6)
    assert path[-1] == pytest.approx((found["entry_lon"], found["entry_lat"]))
    line = base_layers.reaches.geometry[found["reach_id"]]
    assert line.distance(shapely.Point(path[-1])) < 0.006


def test_building_again_gives_the_same_bytes(base_layers, tmp_path):
    downloads = Settings().base_dir.parent / "downloads"
    stages = []
    report = build_base_layers(
        replace(Settings(), base_dir=tmp_path / "base"),
        source=downloads,
        progress=lambda stage, done, total: stages.append((done, total)),
    )
    assert report["sha256"] == base_layers.sha256
    assert stages[0] == (0, 6)
    assert stages[-1] == (6, 6)
