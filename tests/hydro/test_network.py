"""Networks from plain lines: what meets, what follows, what is thrown out."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point, Polygon

from registry.errors import CallError, CrsError
from registry.hydro.network import RiverNetwork, next_section_path
from tests import valley

CRS = valley.CRS


def frame(*rows: tuple[object, object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, columns=["COMID", "geometry"], crs=CRS)


def downstream(network: RiverNetwork) -> dict[object, object]:
    column = network.reaches["downstream_id"]
    return {reach: None if column.isna()[reach] else column[reach] for reach in column.index}


@pytest.fixture(scope="module")
def network():
    return RiverNetwork.from_lines(valley.lines(), name_column="river")


def test_each_reach_of_the_valley_flows_into_the_next(network):
    assert downstream(network) == {11: 12, 12: 13, 13: None, 21: 12}
    assert network.reaches["path_to_mouth_m"].to_dict() == {11: 6000, 12: 3000, 13: 0, 21: 6000}
    assert not network.reaches["ambiguous"].any()


def test_reaches_above_and_below_are_found(network):
    assert network.downstream(21) == [21, 12, 13]
    assert sorted(network.upstream(12)) == [11, 12, 21]
    assert network.path_distance(21, 13) == 6000
    assert np.isnan(network.path_distance(11, 21))


def test_the_way_between_two_places_follows_the_water_down_and_is_unknown_upward(network):
    places = network.locate(
        gpd.GeoSeries.from_xy([1000, 4005, 8000, 1000, 9000], [10, 2500, 5, 9000, 0], crs=valley.CRS)
    )
    upper, lower = places.iloc[[0, 1, 0, 2, 3, 0]], places.iloc[[2, 2, 1, 0, 2, 0]]
    way_m = network.path_between(upper, lower)
    assert way_m.index.equals(upper.index)
    assert way_m.tolist() == pytest.approx([7000, 6500, np.nan, np.nan, np.nan, 0], nan_ok=True)


def test_a_line_touched_in_its_middle_is_split_there():
    network = RiverNetwork.from_lines(
        frame((1, LineString([(0, 0), (1000, 0)])), (2, LineString([(400, 300), (400, 0.6)])))
    )
    assert network.reaches["line_id"].to_dict() == {2: 2, 3: 1, 4: 1}
    assert downstream(network) == {2: 4, 3: 4, 4: None}
    assert network.reaches.loc[3, "length_m"] == pytest.approx(400)


def test_lines_that_only_cross_are_not_joined():
    network = RiverNetwork.from_lines(
        frame((1, LineString([(0, 0), (1000, 0)])), (2, LineString([(500, -500), (500, 500)])))
    )
    assert downstream(network) == {1: None, 2: None}


def test_a_gap_within_the_tolerance_is_closed_and_a_wider_one_is_not():
    rows = frame((1, LineString([(0, 0), (500, 0)])), (2, LineString([(500.7, 0), (1000, 0)])))
    assert downstream(RiverNetwork.from_lines(rows)) == {1: 2, 2: None}
    assert downstream(RiverNetwork.from_lines(rows, snap_tolerance_m=0.5)) == {1: None, 2: None}


def test_a_reach_shorter_than_the_tolerance_survives():
    network = RiverNetwork.from_lines(
        frame(
            (1, LineString([(0, 0), (500, 0)])),
            (2, LineString([(500, 0), (500.5, 0)])),
            (3, LineString([(500.5, 0), (900, 0)])),
        )
    )
    assert downstream(network) == {1: 2, 2: 3, 3: None}


def test_a_chain_of_reaches_shorter_than_the_tolerance_stays_a_chain():
    stops = [0, 500, 500.3, 500.6, 500.9, 900]
    network = RiverNetwork.from_lines(
        frame(*((i, LineString([(a, 0), (b, 0)])) for i, (a, b) in enumerate(pairwise(stops))))
    )
    assert downstream(network) == {0: 1, 1: 2, 2: 3, 3: 4, 4: None}
    assert not network.reaches["ambiguous"].any()


def test_a_sliver_drawn_against_its_neighbours_is_turned_and_a_longer_line_is_not():
    def through(length: float) -> RiverNetwork:
        return RiverNetwork.from_lines(
            frame(
                (1, LineString([(0, 0), (500, 0)])),
                (2, LineString([(500 + length, 0), (500, 0)])),
                (3, LineString([(500 + length, 0), (900, 0)])),
            )
        )

    assert downstream(through(0.9)) == {1: 2, 2: 3, 3: None}
    assert through(0.9).reaches["reversed"].to_dict() == {1: False, 2: True, 3: False}
    assert downstream(through(1.1)) == {1: None, 2: None, 3: None}


def test_parts_that_follow_each_other_are_one_reach_and_others_share_the_line():
    joined = MultiLineString([[(0, 0), (300, 0)], [(300, 0), (600, 0)]])
    apart = MultiLineString([[(0, 900), (300, 900)], [(400, 900), (600, 900)]])
    network = RiverNetwork.from_lines(frame((1, joined), (2, apart)))
    assert network.reaches["line_id"].tolist() == [1, 2, 2]
    assert network.reaches.index.tolist() == [1, 3, 4]


def test_double_empty_and_zero_length_lines_are_dropped_and_named():
    line = LineString([(0, 0), (500, 0)])
    rows = frame((1, line), (2, line.reverse()), (3, LineString()), (4, None), (5, LineString([(9, 9), (9, 9)])))
    network = RiverNetwork.from_lines(rows)
    assert downstream(network) == {1: None}
    assert sorted(network.dropped.itertuples(index=False, name=None)) == [
        (2, "duplicate"),
        (3, "missing"),
        (4, "missing"),
        (5, "zero_length"),
    ]


def test_a_line_drawn_twice_within_the_tolerance_counts_once_and_a_braid_beside_it_stays():
    river = frame(
        (1, LineString([(0, 0), (500, 0), (1000, 0)])),
        (2, LineString([(1000, 0.4), (500, 0.8), (0, 0.3)])),
        (3, LineString([(0, 0), (500, 30), (1000, 0)])),
        (4, LineString([(1000, 0), (2000, 0)])),
    )
    network = RiverNetwork.from_lines(river)
    assert downstream(network) == {1: 4, 3: 4, 4: None}
    assert network.dropped.to_dict("records") == [{"line_id": 2, "reason": "duplicate"}]


def test_a_fork_lists_all_branches_and_takes_the_shorter():
    network = RiverNetwork.from_lines(
        frame(
            (1, LineString([(0, 0), (500, 0)])),
            (2, LineString([(500, 0), (700, 200), (900, 0)])),
            (3, LineString([(500, 0), (900, 0)])),
            (4, LineString([(900, 0), (1500, 0)])),
        )
    )
    assert network.reaches.loc[1, "downstream_choices"] == (2, 3)
    assert downstream(network)[1] == 3
    assert network.reaches["ambiguous"].to_dict() == {1: True, 2: False, 3: False, 4: False}


def test_a_fork_follows_the_name_even_on_the_longer_branch():
    rows = frame(
        (1, LineString([(0, 0), (500, 0)])),
        (2, LineString([(500, 0), (700, 200), (900, 0)])),
        (3, LineString([(500, 0), (900, 0)])),
        (4, LineString([(900, 0), (1500, 0)])),
    ).assign(river=["汾河", "汾河", None, "汾河"])
    assert downstream(RiverNetwork.from_lines(rows, name_column="river"))[1] == 2


def test_a_short_dead_end_does_not_draw_the_river_away():
    network = RiverNetwork.from_lines(
        frame(
            (1, LineString([(0, 0), (500, 0)])),
            (2, LineString([(500, 0), (500, 50)])),
            (3, LineString([(500, 0), (5000, 0)])),
            (4, LineString([(3000, 900), (5000, 0)])),
        )
    )
    assert downstream(network)[1] == 3


def test_water_that_circles_is_cut_once_and_said():
    ring = [(0, 0), (500, 0), (500, 500), (0, 0)]
    rows = [(i, LineString(ring[i : i + 2])) for i in range(3)]
    network = RiverNetwork.from_lines(frame(*rows))
    assert network.reaches["cut"].tolist() == [False, False, True]
    assert network.reaches["path_to_mouth_m"].notna().all()


def test_a_circle_with_a_way_out_takes_it():
    network = RiverNetwork.from_lines(
        frame(
            (1, LineString([(0, 0), (500, 0)])),
            (2, LineString([(500, 0), (500, 100), (0, 100), (0, 0)])),
            (3, LineString([(500, 0), (5000, 0)])),
        )
    )
    assert downstream(network) == {1: 3, 2: 1, 3: None}
    assert not network.reaches["cut"].any()


def test_ids_may_be_texts():
    rows = frame(("b", LineString([(500, 0), (900, 0)])), ("a", LineString([(0, 0), (500, 0)])))
    rows.loc[2] = ["c", LineString([(700, 300), (700, 0)])]
    network = RiverNetwork.from_lines(rows)
    assert downstream(network) == {"a": "b/1", "b/1": "b/2", "b/2": None, "c": "b/2"}


@pytest.mark.parametrize(
    ("ids", "reaches"),
    [
        ([7.0, 3.0, 5.0], [3, 5, 8, 9]),
        ([2.5, 1.0, 2.0], [1.0, 2.0, 3.0, 4.0]),
        (["a", "a/1", "b"], ["a/2", "a/3", "a/1", "b"]),
        (["x", 3, 12], ["3", "12", "x/1", "x/2"]),
        ([4, 4, 9], [9, 10, 11, 12]),
    ],
)
def test_a_reach_keeps_its_own_id_and_split_ones_get_new_ones(ids, reaches):
    shapes = [[(0, 0), (1000, 0)], [(1000, 0), (2000, 0)], [(500, 900), (500, 0)]]
    network = RiverNetwork.from_lines(frame(*((i, LineString(shape)) for i, shape in zip(ids, shapes, strict=True))))
    assert sorted(network.reaches.index, key=str) == sorted(reaches, key=str)
    assert network.reaches["downstream_id"].isna().sum() == 1
    assert set(network.reaches["line_id"]) == set(ids)


def test_metres_are_metres_where_lines_are_drawn_in_feet():
    foot_m = 1200 / 3937
    feet = gpd.GeoDataFrame(
        {"COMID": [1, 2]},
        geometry=[LineString([(2e6, 7e5), (2e6 + 1000, 7e5)]), LineString([(2e6 + 1002, 7e5), (2e6 + 3000, 7e5)])],
        crs=2264,
    )
    network = RiverNetwork.from_lines(feet)
    assert network.reaches["length_m"].to_numpy() == pytest.approx([1000 * foot_m, 1998 * foot_m], rel=1e-3)
    assert downstream(network) == {1: 2, 2: None}
    place = network.locate(gpd.GeoSeries([Point(2e6 + 500, 7e5 + 100)], crs=2264))
    assert place.loc[0, "offset_m"] == pytest.approx(100 * foot_m, rel=1e-3)


def test_the_order_of_rows_and_the_crs_change_nothing():
    lines = valley.lines()
    shuffled = lines.sample(frac=1, random_state=3).to_crs(4490)
    a = RiverNetwork.from_lines(lines)
    b = RiverNetwork.from_lines(shuffled)
    assert downstream(a) == downstream(b)
    assert b.crs.is_projected
    assert b.reaches["length_m"].to_numpy() == pytest.approx(a.reaches["length_m"].to_numpy(), rel=1e-3)


def test_unknown_direction_flows_to_the_given_mouth():
    lines = valley.lines()
    lines.geometry = [line.reverse() if i % 2 else line for i, line in enumerate(lines.geometry)]
    mouth = gpd.GeoSeries([Point(10_100, 30)], crs=CRS)
    network = RiverNetwork.from_lines(lines, direction="unknown", mouths=mouth)
    assert downstream(network) == {11: 12, 12: 13, 13: None, 21: 12}
    assert network.reaches["reversed"].to_dict() == {11: False, 12: True, 13: False, 21: True}


def test_unknown_direction_finds_the_mouth_from_most_lines_and_the_angles():
    rows = frame(
        (1, LineString([(0, 1000), (1000, 500)])),
        (2, LineString([(0, 0), (1000, 500)])),
        (3, LineString([(2000, 500), (1000, 500)])),
        (4, LineString([(1200, 1500), (2000, 500)])),
        (5, LineString([(2000, 500), (3500, 500)])),
    )
    network = RiverNetwork.from_lines(rows, direction="unknown")
    assert downstream(network) == {1: 3, 2: 3, 3: 5, 4: 5, 5: None}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (frame((None, LineString([(0, 0), (1, 1)]))), "H002"),
        (frame((1, Polygon([(0, 0), (1, 1), (1, 0)]))), "H003"),
        (frame((1, LineString([(0, 0), (float("inf"), 1)]))), "H004"),
        (frame((1, None)), "H005"),
        (frame((1, LineString([(5, 5), (5, 5)]))), "H005"),
        (frame((1, LineString([(0, 0), (1, 1)]))).rename(columns={"COMID": "id"}), "H001"),
    ],
)
def test_lines_that_make_no_network_are_refused_with_one_sentence(rows, code):
    with pytest.raises(CallError) as refusal:
        RiverNetwork.from_lines(rows)
    assert refusal.value.code == code


def test_a_missing_crs_is_refused():
    with pytest.raises(CrsError):
        RiverNetwork.from_lines(valley.lines().set_crs(None, allow_override=True))
    with pytest.raises(CallError):
        RiverNetwork.from_lines(valley.lines(), direction="sideways")
    with pytest.raises(CallError):
        RiverNetwork.from_lines(valley.lines()).downstream(99)


def test_the_way_to_a_section_is_drawn_along_the_water(network):
    place, section = {"reach_id": 21, "measure_m": 1000.0}, {"reach_id": 12, "measure_m": 2000.0}
    line = network.path_line(21, 1000.0, 12, 2000.0)
    assert list(line.coords) == [(4000, 3000), (4000, 0), (6000, 0)]
    drawn = next_section_path(network, place, section)
    assert gpd.GeoSeries([drawn], crs=4490).to_crs(CRS).length[0] == pytest.approx(5000, abs=0.01)
    assert next_section_path(network, section, place) is None
    assert next_section_path(network, {"reach_id": None, "measure_m": np.nan}, section) is None
    assert list(network.path_line(12, 10.0, 12, 10.0).coords) == [(4010, 0), (4010, 0)]
