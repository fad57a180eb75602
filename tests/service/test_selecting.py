"""Selecting on the map: by area, stretch and section, against plain filters; totals that add up."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.contents import SelectionContent
from registry.errors import CallError
from registry.language import Label
from registry.report.selection_workbook import context_lines, save_selection
from registry.service.mapping import map_features
from registry.service.registry import AsOf, Registry
from registry.service.selecting import select
from registry.service.selection_shape import Selection, drawn_selection, inside, read_selection
from registry.service.selection_water import places_in_water, stretch_of
from registry.service.stamps import stamp
from registry.settings import Settings
from registry.store import Store

ON = AsOf(date(2022, 12, 31))
FEN = {"寨上水文站": "DM14018102", "上兰": "DM14010801", "迎泽桥": "DM14010601"}
lons, lats = st.integers(11_020_000, 11_460_000), st.integers(3_455_000, 4_075_000)
places = st.tuples(lons, lats).map(lambda pair: (pair[0] / 1e5, pair[1] / 1e5))


@pytest.fixture(scope="module")
def small(small_demo_path, base_layers):
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


@pytest.fixture(scope="module")
def on_the_fen(small):
    sections = small.sections(ON).set_index("code")
    return {name: (sections["lon"][code], sections["lat"][code]) for name, code in FEN.items()}


def codes(selected):
    return {kind: set(table["code"]) for kind, table in selected.tables.items()}


@settings(max_examples=12)
@given(places, places)
def test_a_rectangle_holds_what_a_plain_filter_finds(small, one, other):
    found = select(small, drawn_selection("rectangle", [one, other]), (), ON)
    (west, east), (south, north) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    for kind, table in map_features(small, ON).items():
        lon, lat = table["lon"].round(5), table["lat"].round(5)
        strictly = table[(lon > west) & (lon < east) & (lat > south) & (lat < north)]
        at_most = table[lon.between(west, east) & lat.between(south, north)]
        assert set(strictly["code"]) <= set(found.tables[kind]["code"]) <= set(at_most["code"])


@settings(max_examples=60)
@given(st.lists(places, min_size=3, max_size=9, unique=True), st.lists(places, min_size=1, max_size=40))
def test_a_polygon_holds_what_lies_inside_its_drawn_edges(corners, asked):
    drawn = shapely.Polygon([(lon, mercator(lat)) for lon, lat in corners])
    if not drawn.is_valid:
        return
    lon, lat = np.array(asked).T
    points = shapely.points(lon, mercator(lat))
    clear = shapely.distance(points, drawn.exterior) > 1e-7
    assert (inside(Selection("polygon", tuple(corners)), lon, lat) == shapely.contains(drawn, points))[clear].all()


def mercator(lat):
    return np.degrees(np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)))


@given(st.sampled_from(["view", "rectangle", "stretch", "course"]), places, places)
def test_a_selection_comes_back_from_the_address_as_it_went(shape, one, other):
    drawn = drawn_selection(shape, [one, other])
    assert read_selection(drawn.spell()) == drawn


@pytest.mark.parametrize(
    "text",
    ["", "rectangle", "rectangle:1,2;3,4", "polygon:112,37;113,38", "circle:112,37;113,38", "view:112;113", "section:",
     "rectangle:112,nan;113,38", "stretch:112,37,5;113,38"],
)  # fmt: skip
def test_an_address_that_names_no_selection_selects_nothing(text):
    assert read_selection(text) is None


def test_a_stretch_takes_what_passes_its_lower_end_and_not_its_upper(small, on_the_fen):
    upper, lower = on_the_fen["寨上水文站"], on_the_fen["迎泽桥"]
    found = select(small, Selection("stretch", (lower, upper)), (), ON)
    network, stretch = small.network, stretch_of(small, upper, lower)
    tree = small.water(small.sections(ON), ON.valid_on).tree
    for kind, table in map_features(small, ON).items():
        reach, measure_m = places_in_water(small, kind, table, tree)
        passes = [
            {end: passed(network, r, m, getattr(stretch, end)) for end in ("upper", "lower")}
            for r, m in zip(reach, measure_m, strict=True)
        ]
        wanted = [one["lower"] and not one["upper"] for one in passes]
        assert set(found.tables[kind]["code"]) == set(table["code"][wanted])
    assert len(found.tables["outlets"])


def passed(network, reach, measure_m, end):
    """Walk down reach by reach: whether the water of a place passes an end of the stretch."""
    if reach == end.reach:
        return measure_m <= end.measure_m
    while reach >= 0 and reach != end.reach:
        reach = network.down[reach]
    return reach == end.reach


def test_what_enters_the_river_itself_is_a_part_of_what_enters_the_stretch(small, on_the_fen):
    ends = (on_the_fen["寨上水文站"], on_the_fen["迎泽桥"])
    whole, beside = (select(small, Selection(shape, ends), (), ON) for shape in ("stretch", "course"))
    assert 0 < beside.count < whole.count
    assert all(codes(beside)[kind] <= codes(whole)[kind] for kind in codes(whole))


def test_two_stretches_end_to_end_hold_what_the_whole_holds_once(small, on_the_fen):
    top, middle, foot = on_the_fen.values()
    parts = [select(small, Selection("stretch", ends), (), ON) for ends in ((top, middle), (middle, foot))]
    whole = select(small, Selection("stretch", (top, foot)), (), ON)
    assert sum(part.count for part in parts) == whole.count


def test_places_on_two_rivers_make_no_stretch(small, on_the_fen):
    with pytest.raises(CallError) as refusal:
        select(small, Selection("stretch", (on_the_fen["上兰"], (110.9, 37.45))), (), ON)
    assert refusal.value.code in {"E041", "E042"}


def test_a_section_with_all_above_holds_the_own_units_of_each(small):
    above = select(small, Selection("above", section=FEN["迎泽桥"]), (), ON)
    held = set(above.tables["sections"]["code"])
    assert set(FEN.values()) <= held
    own = [select(small, Selection("section", section=code), (), ON) for code in held]
    assert sum(one.count for one in own) == above.count


def test_the_filters_of_the_map_hold_for_the_selection(small):
    everything = Selection("rectangle", ((109.0, 34.0), (116.0, 41.0)))
    filters = (("outlets", (("outlet_class", ("industrial",)), ("grade", ("A", "B")))),)
    found = select(small, everything, filters, ON)
    table = map_features(small, ON)["outlets"]
    wanted = table[(table["outlet_class"] == "industrial") & table["grade"].isin(["A", "B"]) & table["lon"].notna()]
    assert set(found.tables["outlets"]["code"]) == set(wanted["code"])
    assert len(found.tables["villages"])


@settings(max_examples=8)
@given(places, places)
def test_the_totals_add_up_to_the_whole(small, one, other):
    found = select(small, drawn_selection("rectangle", [one, other]), (), ON)
    tables, totals = found.tables, found.totals
    assigned = sum(len(table) for kind, table in tables.items() if kind != "sections")
    assert sum(totals.kinds.values()) == assigned + len(tables["sections"])
    assert sum(totals.classes.values()) == len(tables["outlets"])
    assert sum(totals.grades.values()) == totals.sections["total"].sum() == assigned
    assert all(totals.sections[kind].sum() == len(tables[kind]) for kind in tables if kind != "sections")


def test_the_workbook_says_what_was_selected_and_is_the_same_twice(small, tmp_path):
    found = select(small, Selection("rectangle", ((112.0, 37.0), (113.0, 38.5))), (), ON)
    filters = ((Label("类别", "Class"), ("=1+1",)),)
    content = SelectionContent(
        stamp(small, ON, found.tables.values()), found.sentence, filters, found.totals, found.tables
    )
    hashes = {save_selection(content, tmp_path / f"{name}.xlsx") for name in "ab"}
    assert len(hashes) == 1
    told = dict(context_lines(content))
    assert told["选择范围"] == "矩形内的对象：112.00000°E 37.00000°N 至 113.00000°E 38.50000°N"
    assert told["筛选：类别"] == "=1+1"
    assert told["截至日期"] == "2022-12-31"
    assert int(told["修订号"]) == small.store.head()
