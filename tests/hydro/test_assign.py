"""The decision on the toy valley, each case checked by hand against the drawing in tests/valley.py."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from registry.errors import CallError, CrsError
from registry.hydro.assign import assign_sections, certificate
from registry.hydro.network import RiverNetwork
from registry.hydro.reasons import REASONS
from tests import valley

COLUMNS = [
    "section_code", "grade", "method", "unit_section", "water_section", "runner_up", "reach_id", "offset_m",
    "measure_m", "path_to_section_m", "flip_m", "reasons", "county_code",
]  # fmt: skip


@pytest.fixture(scope="module")
def network():
    return RiverNetwork.from_lines(valley.lines(), name_column="river")


def at(*places: tuple[float, float], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[Point(p) for p in places], crs=valley.CRS)


def by_both(network, features, **options):
    return assign_sections(features, valley.sections(), network=network, units=valley.units(), **options)


def by_water(network, features, **options):
    return assign_sections(features, valley.sections(), network=network, **options)


def codes(result: pd.DataFrame) -> list[object]:
    return [None if pd.isna(code) else code for code in result["section_code"]]


def test_the_five_outlets_by_area_and_water(network):
    result = by_both(network, valley.outlets(), counties=valley.counties(), declared=valley.declared())
    assert result.columns.tolist() == COLUMNS
    assert result.index.equals(valley.outlets().index)
    assert codes(result) == ["S1", "S2", "S2", "S2", "S3"]
    assert result["grade"].tolist() == ["A", "C", "A", "A", "C"]
    assert result["method"].tolist() == ["unit+network", "unit+network", "unit+network", "unit+network", "unit"]
    assert result["path_to_section_m"].tolist()[:4] == pytest.approx([2000, 2995, 5000, 2000])
    assert result["flip_m"].tolist() == pytest.approx([1000, 5, 970, 1000, 1500])
    assert result["runner_up"].fillna("").tolist() == ["S2", "S1", "S1", "S1", "S2"]
    assert result["reasons"]["O2"] == ("agree", "border_close", "section_close", "declared_agrees")
    assert result["reasons"]["O5"] == ("beyond_tolerance", "county_differs")
    assert result["county_code"].tolist() == ["140101"] * 4 + ["140102"]


def test_one_kind_of_evidence_gives_b_at_best(network):
    water = by_water(network, valley.outlets())
    assert codes(water) == ["S1", "S2", "S2", "S2", None]
    assert water["grade"].tolist() == ["B", "C", "B", "B", "U"]
    assert water["reasons"]["O5"] == ("out_of_reach",)
    area = assign_sections(valley.outlets(), valley.sections(), units=valley.units())
    assert codes(area) == ["S1", "S2", "S2", "S2", "S3"]
    assert area["grade"].tolist() == ["B", "C", "B", "B", "B"]
    assert area["reach_id"].isna().all()


def test_at_a_section_belongs_to_it_and_just_below_to_the_next(network):
    result = by_water(network, at((3000, 0), (2999, 0), (3001, 0), (6000, 0), (6001, 0), (9000, 0), (9001, 0)))
    assert codes(result) == ["S1", "S1", "S2", "S2", "S3", "S3", None]
    assert result["path_to_section_m"].tolist()[:3] == pytest.approx([0, 1, 2999])
    assert result["reasons"][6][0] == "no_section_downstream"
    in_degrees = at((3000, 0), (6000, 0)).to_crs(4490)
    assert codes(by_water(network, in_degrees)) == ["S1", "S2"]


def test_a_tributary_without_a_section_goes_to_the_first_one_met(network):
    assert codes(by_water(network, at((4000, 3900), (4010, 100)))) == ["S2", "S2"]


def test_a_section_on_the_tributary_takes_the_tributary_alone(network):
    mouth = gpd.GeoDataFrame({"section_code": ["T"], "river": ["白水"]}, geometry=[Point(4000, 0)], crs=valley.CRS)
    sections = pd.concat([valley.sections(), mouth], ignore_index=True)
    result = assign_sections(at((4000, 500), (3500, 0), (4200, 0)), sections, network=network)
    assert codes(result) == ["T", "S2", "S2"]


def test_a_section_at_the_confluence_takes_all_that_meets_there(network):
    place = gpd.GeoDataFrame({"section_code": ["X"]}, geometry=[Point(4000, 0)], crs=valley.CRS)
    sections = pd.concat([valley.sections(), place], ignore_index=True)
    result = assign_sections(at((4000, 500), (3500, 0), (4000, 0), (4010, 0)), sections, network=network)
    assert codes(result) == ["X", "X", "X", "S2"]


def test_a_shared_border_goes_to_the_first_code_and_is_doubted():
    units = valley.units()
    for layer in (units, units.iloc[::-1], units.to_crs(4490), units.to_crs(4527)):
        result = assign_sections(at((3000, 2000), (3000, -1000)), valley.sections(), units=layer)
        assert codes(result) == ["S1", "S1"]
        assert result["grade"].tolist() == ["C", "C"]
        assert result["flip_m"].max() < 0.1


def test_out_of_basin_is_said_even_where_a_river_is_near(network):
    close_by = valley.lines()
    close_by.loc[len(close_by)] = [31, "清河", LineString([(2000, -4100), (2000, 0)])]
    near = RiverNetwork.from_lines(close_by, name_column="river")
    result = by_both(near, at((2000, -4050), (9500, 0), (20_000, 0)))
    assert codes(result) == [None, None, None]
    assert result["grade"].tolist() == ["U", "U", "U"]
    assert [reasons[0] for reasons in result["reasons"]] == ["out_of_basin", "no_section_downstream", "outside_units"]
    assert result["reasons"][0][1] == "drains_to:南河"
    assert REASONS["drains_to:南河"].en == "Drains to 南河."
    assert result["flip_m"][0] == pytest.approx(50)


def test_the_last_reach_before_the_end_has_no_section(network):
    result = by_water(network, at((9500, 5)))
    assert (codes(result), result["grade"][0], result["reasons"][0]) == ([None], "U", ("no_section_downstream",))


def test_what_stands_on_the_ground_follows_its_unit(network):
    features = at((3100, 5), (3100, 5), (500, 2000), on_ground=[True, False, True])
    result = by_both(network, features)
    assert result["method"].tolist() == ["unit", "unit+network", "unit"]
    assert result["reasons"][0][0] == "on_ground"
    assert result["grade"].tolist()[2] == "B"
    alone = by_water(network, features)
    assert (alone["grade"][0], codes(alone)[0], codes(alone)[2]) == ("D", "S2", None)


def test_missing_empty_and_endless_places_stay_as_rows(network):
    shapes = [None, Point(), Point(np.nan, 1), Point(np.inf, 1), Point(1000, 0), box(1500, 0, 1600, 10)]
    features = gpd.GeoDataFrame(geometry=shapes, index=list("abcdef"), crs=valley.CRS)
    result = by_both(network, features)
    assert result.index.tolist() == list("abcdef")
    assert result["grade"].tolist() == ["U", "U", "U", "U", "A", "B"]
    assert result["reasons"]["a"] == ("no_place",)
    assert "not_a_point" in result["reasons"]["f"]
    assert by_both(network, features.iloc[:4])["grade"].tolist() == ["U"] * 4
    assert by_both(network, features.iloc[:0]).columns.tolist() == COLUMNS


def test_where_area_and_water_differ_the_nearer_and_the_ledger_decide(network):
    # a tributary of S2 runs 100 m inside the unit of S1
    lines = valley.lines()
    lines.loc[len(lines)] = [31, "黑水", LineString([(2900, 3000), (2900, 1000), (3500, 0)])]
    odd = RiverNetwork.from_lines(lines, name_column="river")
    features = at((2890, 2000), (2600, 2000), (2600, 2000), (2600, 2000))
    declared = pd.DataFrame({"section_code": [None, None, "S2", "S3"]})
    result = by_both(odd, features, declared=declared, accuracy_m=10)
    assert result["unit_section"].tolist() == ["S1"] * 4
    assert result["water_section"].tolist() == ["S2"] * 4
    assert codes(result) == ["S2", "S2", "S2", "S2"]
    assert result["runner_up"].tolist() == ["S1"] * 4
    assert result["grade"].tolist() == ["C"] * 4
    near_border = by_both(odd, at((2970, 2000)), accuracy_m=10)
    assert codes(near_border) == ["S1"]
    assert near_border["reasons"][0][:2] == ("evidence_differs", "nearer_to_border")


def test_accuracy_of_the_point_and_of_the_section_lower_the_grade(network):
    sections = valley.sections().assign(accuracy_m=[0.0, 3000.0, 0.0])
    features = at((5000, 10), (1000, 10))
    plain = by_both(network, features, accuracy_m=50)
    assert plain["grade"].tolist() == ["A", "A"]
    vague = assign_sections(features, sections, network=network, units=valley.units(), accuracy_m=50)
    assert vague["grade"].tolist() == ["C", "A"]
    assert "section_close" in vague["reasons"][0]
    assert by_both(network, features, accuracy_m=[1000, 6000])["grade"].tolist() == ["B", "D"]


def test_how_well_the_layers_are_known_counts_as_much_as_how_well_the_point_is(network):
    point = at((1000, 20))
    sure = by_both(network, point, accuracy_m=10)
    doubted = by_both(network, point, accuracy_m=10, layer_accuracy_m=900)
    vague = by_both(network, point, accuracy_m=10, layer_accuracy_m=4000)
    assert [frame["grade"].iloc[0] for frame in (sure, doubted, vague)] == ["A", "B", "C"]
    assert [frame["flip_m"].iloc[0] for frame in (sure, doubted, vague)] == pytest.approx([1000, 100, 0])
    assert codes(sure) == codes(doubted) == codes(vague) == ["S1"]


def test_the_flip_distance_knows_how_well_the_section_itself_is_placed(network):
    sections = valley.sections().assign(accuracy_m=[300.0, 0.0, 0.0])
    point = at((2500, 20))
    assert assign_sections(point, sections, network=network)["flip_m"].iloc[0] == pytest.approx(200)
    assert assign_sections(point, valley.sections(), network=network)["flip_m"].iloc[0] == pytest.approx(500)


def test_a_mouth_that_does_not_state_the_accuracy_asked_for_is_b_at_best(network):
    features = at((1000, 10), (1000, 10), (500, 2000), on_ground=[False, False, True])
    result = by_both(network, features, accuracy_m=pd.Series([50, np.nan, np.nan]))
    assert result["grade"].tolist() == ["A", "B", "B"]
    assert [reasons[1:] for reasons in result["reasons"]] == [(), ("accuracy_unknown",), ()]
    assert by_both(network, features, accuracy_m=pd.Series(np.nan, index=features.index))["grade"].tolist()[0] == "B"
    assert by_both(network, features)["grade"].tolist() == ["A", "A", "B"]


def test_a_fork_that_leads_elsewhere_is_doubted_and_one_that_rejoins_is_not():
    lines = gpd.GeoDataFrame(
        {"COMID": [1, 2, 3, 4]},
        geometry=[
            LineString([(0, 0), (1000, 0)]),
            LineString([(1000, 0), (3000, 0)]),
            LineString([(1000, 0), (2000, 900), (3000, 0)]),
            LineString([(3000, 0), (5000, 0)]),
        ],
        crs=valley.CRS,
    )
    network = RiverNetwork.from_lines(lines)

    def at_sections(*xs: float) -> pd.DataFrame:
        names = [f"S{i}" for i in range(len(xs))]
        places = gpd.GeoDataFrame({"section_code": names}, geometry=[Point(x, 0) for x in xs], crs=valley.CRS)
        return assign_sections(at((500, 0)), places, network=network)

    assert at_sections(4000)["grade"].tolist() == ["B"]
    assert at_sections(2000, 4000)["reasons"][0] == ("water_only", "fork")
    assert at_sections(2000, 4000)["grade"].tolist() == ["C"]


def test_at_a_fork_ground_water_and_ledger_together_leave_one_weak_point():
    lines = valley.lines()
    lines.loc[len(lines)] = [31, None, LineString([(4000, 0), (5000, -600), (7000, 0)])]
    network = RiverNetwork.from_lines(lines, name_column="river")
    declared = pd.DataFrame({"section_code": ["S2", None, "S3"]})
    result = by_both(network, at(*[(3500, 0)] * 3), declared=declared, accuracy_m=10)
    assert codes(result) == ["S2"] * 3
    assert result["grade"].tolist() == ["B", "C", "C"]
    assert all("fork" in reasons for reasons in result["reasons"])


def test_the_ledger_agrees_goes_further_or_contradicts(network):
    features = at(*[(1000, 10)] * 4)
    declared = pd.DataFrame(
        {"section_code": ["S1", "S3", "S9", "S1"], "river": [None, None, None, "白水"], "county_code": ["140101"] * 4}
    )
    result = by_both(network, features, declared=declared, counties=valley.counties())
    assert result["grade"].tolist() == ["A", "B", "A", "C"]
    assert [reasons[1:] for reasons in result["reasons"]] == [
        ("declared_agrees",),
        ("declared_further_down",),
        ("declared_section_unknown",),
        ("declared_agrees", "river_differs"),
    ]
    upstream = by_both(network, at((5000, 10)), declared=pd.DataFrame({"section_code": ["S1"]}))
    assert (upstream["grade"][0], upstream["reasons"][0][1]) == ("C", "declared_section_differs")


def test_a_county_counts_against_only_beyond_the_doubt_of_the_place(network):
    features = at((5030, 10), (5300, 10))
    declared = pd.DataFrame({"county_code": ["140101", "140101"]})
    result = by_both(network, features, declared=declared, counties=valley.counties(), accuracy_m=50)
    assert ["county_differs" in reasons for reasons in result["reasons"]] == [False, True]


def test_row_order_batches_and_crs_change_nothing(network):
    rng = np.random.default_rng(11)
    features = at(*rng.uniform((0, -6000), (10_000, 4000), (300, 2)))
    whole = by_both(network, features)
    mixed = features.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(by_both(network, mixed).sort_index(), whole)
    batches = pd.concat([by_both(network, features.iloc[i : i + 70]) for i in range(0, 300, 70)])
    pd.testing.assert_frame_equal(batches, whole)
    degrees = by_both(network, features.to_crs(4490))
    pd.testing.assert_frame_equal(degrees, whole, rtol=1e-4, atol=1e-3)


def test_many_points_worked_on_in_blocks_get_the_answers_of_few(network, monkeypatch):
    rng = np.random.default_rng(5)
    places = at(*rng.uniform((-500, -5000), (10_500, 4500), (300, 2)))
    rivers = pd.DataFrame({"river": rng.choice(["清河", "白水", None], 300)}, index=places.index)
    options = {"accuracy_m": rng.uniform(5, 900, 300), "declared": rivers, "counties": valley.counties()}
    together = by_both(network, places, **options)
    monkeypatch.setattr("registry.hydro.blocks.BLOCK", 16)
    pd.testing.assert_frame_equal(by_both(network, places, **options), together)


def test_the_certificate_accounts_for_every_row(network):
    features = pd.concat([valley.outlets(), at((1000, -5000), (20_000, 0))])
    features.loc["lost", "geometry"] = None
    account = certificate(by_both(network, features))
    assert account == {
        "in": 8,
        "assigned": 5,
        "unassigned": 3,
        "by_reason": {"no_place": 1, "out_of_basin": 1, "outside_units": 1},
        "by_section": {"S1": 1, "S2": 3, "S3": 1},
        "grades": {"A": 3, "B": 1, "C": 1, "D": 0, "U": 3},
        "balanced": True,
    }


def test_calls_that_cannot_be_answered_are_refused(network):
    outlets, sections = valley.outlets(), valley.sections()
    with pytest.raises(CrsError):
        assign_sections(outlets.set_crs(None, allow_override=True), sections, network=network)
    double = pd.concat([sections, sections])
    wrong = pd.DataFrame({"river": ["x"]})
    for call in (
        lambda: assign_sections(outlets, sections),
        lambda: assign_sections(outlets, double, network=network),
        lambda: assign_sections(outlets, sections.drop(columns="section_code"), network=network),
        lambda: assign_sections(outlets, sections, units=valley.units().drop(columns="section_code")),
        lambda: assign_sections(outlets, sections, network=network, declared=wrong),
    ):
        with pytest.raises(CallError):
            call()
