"""The published answers for New Hope Creek: only the lines and points are given away, never the truth."""

import os
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.ops import substring

from registry.hydro.network import RiverNetwork
from tests.conftest import FULL

GOLD = Path(__file__).parents[3] / "shared" / "gold"
ABSENT = not GOLD.is_dir() and not os.environ.get("CI")
pytestmark = pytest.mark.skipif(ABSENT, reason="the folder ../shared/gold is absent")


@pytest.fixture(scope="module")
def flowlines():
    return gpd.read_file(GOLD / "new_hope.gpkg", layer="nhdplus_flowline")


@pytest.fixture(scope="module")
def lines(flowlines):
    return flowlines[["COMID", "geometry"]]


@pytest.fixture(scope="module")
def truth(flowlines):
    by_sequence = flowlines.set_index("Hydroseq")["COMID"]
    return flowlines.set_index("COMID")["DnHydroseq"].map(by_sequence).dropna().astype(int)


@pytest.fixture(scope="module")
def network(lines):
    return RiverNetwork.from_lines(lines)


def chosen(network: RiverNetwork, truth: pd.Series) -> pd.Series:
    return network.reaches["downstream_id"].reindex(truth.index) == truth


def test_the_published_pointer_is_chosen_or_listed_for_745_of_745(network, truth):
    listed = [down in network.reaches.loc[line, "downstream_choices"] for line, down in truth.items()]
    assert (len(truth), sum(listed)) == (745, 745)
    assert chosen(network, truth)[~network.reaches["ambiguous"].reindex(truth.index)].all()


def test_at_85_ambiguous_pointers_the_shorter_branch_is_the_main_one_for_54(network, truth):
    forks = network.reaches["ambiguous"].reindex(truth.index)
    assert (int(forks.sum()), int(chosen(network, truth)[forks].sum())) == (85, 54)


def test_lengths_along_the_published_path_are_the_published_ones(network, flowlines, truth):
    published_m = flowlines.set_index("COMID")["Pathlength"] * 1000
    length_m = network.reaches["length_m"]
    for line in truth.index[::7]:
        way_m, at = 0.0, line
        while at in truth.index:
            at = truth[at]
            way_m += length_m[at]
            expected_m = published_m[line] - published_m[at]
            assert way_m == pytest.approx(expected_m, abs=2 + 0.005 * expected_m)


def test_all_13_gages_are_put_on_the_line_the_survey_gave_them(network):
    gages = pd.read_csv(GOLD / "new_hope_gages.csv")
    places = gpd.GeoDataFrame(gages, geometry=gpd.points_from_xy(gages["lon"], gages["lat"]), crs=4269)
    found = network.locate(places)
    assert (found["line_id"] == gages["comid"]).sum() == 13
    assert found["offset_m"].between(3, 32).all()


@pytest.mark.parametrize("seed", range(20 if FULL else 4))
def test_with_3_of_10_lines_reversed_and_no_mouth_given_99_percent_outside_loops_are_right(
    lines, flowlines, truth, seed
):
    rng = np.random.default_rng(seed)
    network = RiverNetwork.from_lines(disordered(lines, rng), direction="unknown")
    assert share_listed(network, truth[~loops(flowlines).reindex(truth.index)]) >= 0.99
    assert share_listed(network, truth) >= 0.94


@pytest.mark.parametrize("seed", range(12 if FULL else 2))
@pytest.mark.parametrize("cut_first", [True, False])
def test_cut_in_4_with_gaps_and_reversed_too_they_are_as_right(lines, flowlines, truth, seed, cut_first):
    rng = np.random.default_rng(100 + seed)
    if cut_first:
        mixed = disordered(in_pieces(lines, rng), rng)
    else:
        mixed = in_pieces(disordered(lines, rng), rng).sample(frac=1, random_state=seed)
    network = RiverNetwork.from_lines(mixed, direction="unknown")
    assert share_listed(network, truth[~loops(flowlines).reindex(truth.index)]) >= 0.99
    assert share_listed(network, truth) >= 0.94


@pytest.mark.parametrize("seed", range(6 if FULL else 1))
@pytest.mark.parametrize(("noise_m", "share"), [(0, 0.97), (1, 0.94), (10, 0.94)])
def test_elevations_help_and_their_noise_does_not_harm_though_every_second_line_is_reversed(
    lines, flowlines, truth, noise_m, share, seed
):
    rng = np.random.default_rng(seed)
    raised = lines.set_geometry(elevated(flowlines, noise_m, rng), crs=lines.crs)
    network = RiverNetwork.from_lines(disordered(raised, rng, share=0.5), direction="unknown")
    assert share_listed(network, truth[~loops(flowlines).reindex(truth.index)]) >= 0.99
    assert share_listed(network, truth) >= share


def elevated(flowlines, noise_m, rng):
    """Return the lines with elevations that fall by 1 to 3 m per km along the published paths, noise, and holes."""
    shapes = []
    lowest_m = flowlines["Pathlength"].min() * 1000
    for path, below_km in zip(flowlines.geometry.line_merge(), flowlines["Pathlength"], strict=True):
        points = shapely.get_coordinates(path)
        along_m = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        to_mouth_m = below_km * 1000 - lowest_m + along_m[-1] - along_m
        z = 50 + to_mouth_m * (0.001 + to_mouth_m * 4e-8) + rng.normal(0, noise_m, len(points))
        z[rng.random(len(z)) < 0.1] = np.nan
        shapes.append(shapely.linestrings(np.column_stack([points, z])))
    return shapes


def disordered(lines, rng, share=0.3):
    """Shuffle the rows and reverse a share of the lines."""
    mixed = lines.sample(frac=1, random_state=int(rng.integers(1 << 30))).reset_index(drop=True)
    turned = rng.random(len(mixed)) < share
    return mixed.set_geometry(np.where(turned, mixed.geometry.line_merge().reverse(), mixed.geometry), crs=lines.crs)


def share_listed(network: RiverNetwork, truth: pd.Series) -> float:
    """Return how many of the true pointers are among the choices of their line."""
    reaches = network.reaches
    following = {
        line: {reaches.loc[d, "line_id"] for choices in group for d in choices}
        for line, group in reaches.groupby("line_id")["downstream_choices"]
    }
    return float(np.mean([down in following[line] for line, down in truth.items()]))


def loops(flowlines: gpd.GeoDataFrame) -> pd.Series:
    """Say which lines lie on a loop: taken away, they leave the network in one piece."""
    links = nx.MultiGraph()
    for line, start, end in flowlines[["COMID", "FromNode", "ToNode"]].itertuples(index=False):
        links.add_edge(start, end, line)
    bridges = {frozenset(edge) for edge in nx.bridges(nx.Graph(links))}
    alone = [
        frozenset((start, end)) in bridges and links.number_of_edges(start, end) == 1
        for start, end in flowlines[["FromNode", "ToNode"]].itertuples(index=False)
    ]
    return pd.Series(~np.asarray(alone), index=flowlines["COMID"])


@pytest.mark.parametrize("seed", range(30) if FULL else [4, 9])
def test_lines_cut_in_pieces_with_tiny_gaps_keep_the_answers(lines, truth, seed):
    cut = in_pieces(lines, np.random.default_rng(seed)).sample(frac=1, random_state=seed)
    assert share_listed(RiverNetwork.from_lines(cut), truth) == 1


def in_pieces(lines, rng):
    """Cut every line at three places, at random."""
    rows = [
        (line, piece)
        for line, path in zip(lines["COMID"], lines.geometry.line_merge(), strict=True)
        for piece in pieces(path, [0, *np.sort(rng.uniform(0, path.length, 3)), path.length])
        if piece.length
    ]
    return gpd.GeoDataFrame(rows, columns=["COMID", "geometry"], crs=lines.crs)


def pieces(path, stops):
    """Cut a line at the stops, leaving a gap of half a metre at every inner one."""
    last = len(stops) - 2
    return [
        substring(path, a + (0.25 if i else 0), b - (0.25 if i < last else 0))
        for i, (a, b) in enumerate(pairwise(stops))
    ]
