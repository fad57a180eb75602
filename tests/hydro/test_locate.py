"""Places on the network: nearest reach, best other choice, doubt, declared river."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from registry.errors import CallError, CrsError
from registry.hydro.network import RiverNetwork
from tests import valley


@pytest.fixture(scope="module")
def network():
    return RiverNetwork.from_lines(valley.lines(), name_column="river")


def points(*places: tuple[float, float], crs: str = valley.CRS) -> gpd.GeoSeries:
    return gpd.GeoSeries([Point(p) for p in places], crs=crs)


def test_the_outlets_of_the_valley_are_located_by_hand(network):
    found = network.locate(valley.outlets())
    assert found.index.tolist() == ["O1", "O2", "O3", "O4", "O5"]
    assert found["reach_id"].fillna(0).tolist() == [11, 11, 21, 11, 0]
    assert found["offset_m"].tolist()[:4] == pytest.approx([20, 10, 30, 0])
    assert found["measure_m"].tolist()[:4] == pytest.approx([1000, 3005, 1000, 4000])
    assert found["path_to_mouth_m"].tolist()[:4] == pytest.approx([9000, 6995, 9000, 6000])
    assert found.loc["O5", ["offset_m", "measure_m", "path_to_mouth_m", "runner_up_offset_m"]].isna().all()
    assert found["ambiguous"].tolist() == [False, False, False, True, False]


def test_the_runner_up_is_another_line_and_doubt_grows_with_the_accuracy(network):
    place = points((3900, 40))
    sure, unsure = network.locate(place), network.locate(place, accuracy_m=120)
    assert (sure.loc[0, "reach_id"], sure.loc[0, "runner_up_id"]) == (11, 21)
    assert sure.loc[0, "runner_up_offset_m"] == pytest.approx(100)
    assert not sure.loc[0, "ambiguous"]
    assert unsure.loc[0, "ambiguous"]


def test_a_declared_river_wins_where_it_is_about_as_near_and_not_from_afar(network):
    found = network.locate(points((3930, 60), (3930, 60), (2000, 60)), declared_river=["白水", "清河", "白水"])
    assert found["reach_id"].tolist() == [21, 11, 11]
    assert found["ambiguous"].tolist() == [True, True, False]
    assert network.locate(points((3930, 60)), declared_river="白河")["reach_id"].tolist() == [21]


def test_places_missing_empty_or_beyond_are_rows_without_a_reach(network):
    shapes = [Point(100, 10), None, Point(), Point(np.nan, 1), Point(np.inf, 1), Point(100, 501)]
    found = network.locate(gpd.GeoSeries(shapes, index=list("abcdef"), crs=valley.CRS))
    assert found["reach_id"].notna().tolist() == [True, False, False, False, False, False]
    assert found.index.tolist() == list("abcdef")
    assert network.locate(points((100, 501)), tolerance_m=501)["reach_id"].tolist() == [11]
    assert network.locate(points((1e7, 1e7)), tolerance_m=np.inf)["reach_id"].notna().all()
    assert network.locate(points()).empty


def test_a_crs_is_asked_for_and_numbers_must_fit(network):
    with pytest.raises(CrsError):
        network.locate(gpd.GeoSeries([Point(0, 0)]))
    for wrong in (-1, [1, 2, 3], ["many"], "many"):
        with pytest.raises(CallError):
            network.locate(points((0, 0)), accuracy_m=wrong)
    with pytest.raises(CallError):
        network.locate(points((0, 0)), declared_river=["清河", "白水"])


def test_ties_do_not_hang_on_rows_batches_or_crs():
    lines = gpd.GeoDataFrame(
        {"COMID": [7, 3]},
        geometry=[LineString([(0, 100), (900, 100)]), LineString([(0, -100), (900, -100)])],
        crs=32649,
    )
    network, turned = RiverNetwork.from_lines(lines), RiverNetwork.from_lines(lines.iloc[::-1])
    middle = points(*[(x, 0) for x in range(100, 800, 50)], crs="EPSG:32649")
    for here, there in (
        (network, middle),
        (turned, middle),
        (network, middle.to_crs(4490)),
        (network, middle.iloc[3:5]),
    ):
        assert set(here.locate(there)["reach_id"]) == {3}
        assert here.locate(there)["ambiguous"].all()


def test_where_lines_meet_the_one_with_most_of_its_length_within_the_doubt_is_taken():
    rows = [(1, [(0, 0), (30, -30)]), (2, [(-2000, -2000), (0, 0)]), (3, [(0, 0), (0, -10)]), (4, [(0, 52), (9, 90)])]
    lines = gpd.GeoDataFrame(
        {"COMID": [i for i, _ in rows]}, geometry=[LineString(line) for _, line in rows], crs=valley.CRS
    )
    for layer in (lines.iloc[:3], lines.iloc[2::-1]):
        network = RiverNetwork.from_lines(layer)
        told, untold = network.locate(points((0, 50)), accuracy_m=200), network.locate(points((0, 50)))
        assert (told.loc[0, "line_id"], told.loc[0, "runner_up_id"]) == (2, 1)
        assert (untold.loc[0, "line_id"], untold.loc[0, "runner_up_id"]) == (1, 2)
        assert told.loc[0, "measure_m"] == pytest.approx(2000 * 2**0.5)
        assert told.loc[0, "offset_m"] == told.loc[0, "runner_up_offset_m"] == pytest.approx(50)
    near = RiverNetwork.from_lines(lines).locate(points((0, 50)), accuracy_m=200)
    assert (near.loc[0, "line_id"], near.loc[0, "offset_m"]) == (4, pytest.approx(2))


def test_the_nearest_reach_is_that_of_a_plain_search():
    rng = np.random.default_rng(5)
    lines = gpd.GeoDataFrame(
        {"COMID": range(60)},
        geometry=[
            LineString(rng.uniform(0, 5000, 2) + np.cumsum(rng.normal(0, 200, (6, 2)), axis=0)) for _ in range(60)
        ],
        crs=valley.CRS,
    )
    network = RiverNetwork.from_lines(lines, snap_tolerance_m=0)
    there = points(*rng.uniform(-500, 5500, (300, 2)))
    found = network.locate(there, tolerance_m=1e9)
    distance = np.column_stack([there.distance(line) for line in network.reaches.geometry])
    assert found["offset_m"].to_numpy() == pytest.approx(distance.min(axis=1))
    line = network.reaches["line_id"].to_numpy()
    other = np.where(line[None, :] == found["line_id"].to_numpy(dtype=int)[:, None], np.inf, distance)
    assert found["runner_up_offset_m"].to_numpy() == pytest.approx(other.min(axis=1))


def test_a_series_is_matched_by_index(network):
    place = points((3930, 60), (3930, 60))
    rivers = pd.Series(["白水", "清河"], index=[1, 0])
    assert network.locate(place, declared_river=rivers)["reach_id"].tolist() == [11, 21]
