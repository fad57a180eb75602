"""Random small networks against a slow, obvious answer: networkx to walk, shapely to measure."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from registry.hydro.assign import assign_sections
from registry.hydro.network import RiverNetwork
from registry.hydro.sections import section_tree
from tests.valley import CRS

RUNS = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def random_tree(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return a river tree of straight reaches: node i flows to an earlier node."""
    count = int(rng.integers(3, 14))
    place = rng.uniform(0, 8000, (count, 2))
    rows = [(i, LineString([place[i], place[int(rng.integers(0, i))]])) for i in range(1, count)]
    return gpd.GeoDataFrame(rows, columns=["COMID", "geometry"], crs=CRS)


def walk(network: RiverNetwork) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(network.reaches.index)
    known = network.reaches["downstream_id"].dropna()
    graph.add_edges_from(zip(known.index, known, strict=True))
    return graph


@RUNS
@given(seeds)
def test_sections_and_distances_are_those_of_a_walk_down_the_river(seed):
    rng = np.random.default_rng(seed)
    network = RiverNetwork.from_lines(random_tree(rng), snap_tolerance_m=1e-6)
    reaches = network.reaches
    on = reaches.sample(min(4, len(reaches)), random_state=int(seed % 1000))
    measures = [rng.uniform(0.1, 0.9) * length for length in on["length_m"]]
    places = [line.interpolate(m) for line, m in zip(on.geometry, measures, strict=True)]
    names = [f"S{i}" for i in range(len(on))]
    sections = gpd.GeoDataFrame({"section_code": names}, geometry=places, crs=CRS)
    points = gpd.GeoDataFrame(geometry=[Point(p) for p in rng.uniform(0, 8000, (25, 2))], crs=CRS)
    result = assign_sections(points, sections, network=network, tolerance_m=1e6)
    held = {reach: [] for reach in reaches.index}
    for name, reach, measure in zip(names, on.index, measures, strict=True):
        held[reach].append((measure, name))
    for row, point in enumerate(points.geometry):
        distance = reaches.distance(point)
        if (distance < distance.min() + 0.01).sum() > 1:
            continue
        reach, way_m, code = distance.idxmin(), 0.0, None
        measure = reaches.geometry[reach].project(point)
        while code is None and reach is not None:
            ahead = sorted(pair for pair in held[reach] if pair[0] >= measure - 0.5)
            if ahead:
                code, way_m = ahead[0][1], way_m + ahead[0][0] - measure
            else:
                way_m += reaches.loc[reach, "length_m"] - measure
                below = reaches.loc[reach, "downstream_id"]
                reach, measure = (None if pd.isna(below) else below), 0.0
        given = result["section_code"].iloc[row]
        assert (None if pd.isna(given) else given) == code
        if code is not None:
            assert result["path_to_section_m"].iloc[row] == pytest.approx(max(way_m, 0), abs=1e-3)
        else:
            assert result["reasons"].iloc[row][0] == "no_section_downstream"


@RUNS
@given(seeds)
def test_no_move_shorter_than_the_flip_distance_changes_the_answer(seed):
    rng = np.random.default_rng(seed)
    network = RiverNetwork.from_lines(random_tree(rng), snap_tolerance_m=1e-6)
    places = [network.parts[i].interpolate(0.6, normalized=True) for i in range(0, len(network.parts), 3)]
    sections = gpd.GeoDataFrame({"section_code": [f"S{i}" for i in range(len(places))]}, geometry=places, crs=CRS)
    on = [
        network.parts[i].interpolate(u, normalized=True)
        for i, u in zip(rng.integers(0, len(network.parts), 20), rng.random(20), strict=True)
    ]
    points = gpd.GeoDataFrame(
        geometry=[Point(p.x + dx, p.y + dy) for p, (dx, dy) in zip(on, rng.uniform(-400, 400, (20, 2)), strict=True)],
        crs=CRS,
    )
    result = assign_sections(points, sections, network=network, tolerance_m=1e6)
    at_section_m = 0.5  # so near to a section a point is at it
    reach_m = np.maximum(result["flip_m"].fillna(10_000).to_numpy() * 0.95 - at_section_m, 0)
    for angle in np.linspace(0, 2 * np.pi, 8, endpoint=False):
        moved = points.copy()
        moved.geometry = gpd.points_from_xy(
            points.geometry.x + reach_m * np.cos(angle), points.geometry.y + reach_m * np.sin(angle), crs=CRS
        )
        again = assign_sections(moved, sections, network=network, tolerance_m=1e6)
        assert again["section_code"].fillna("-").tolist() == result["section_code"].fillna("-").tolist()


@RUNS
@given(seeds)
def test_any_tangle_of_lines_gets_pointers_without_a_circle(seed):
    rng = np.random.default_rng(seed)
    place = rng.uniform(0, 5000, (int(rng.integers(3, 9)), 2))
    pairs = {tuple(rng.choice(len(place), 2, replace=False)) for _ in range(int(rng.integers(2, 18)))}
    rows = [(i, LineString([place[a], place[b]])) for i, (a, b) in enumerate(sorted(pairs))]
    lines = gpd.GeoDataFrame(rows, columns=["COMID", "geometry"], crs=CRS)
    for direction in ("digitised", "unknown"):
        network = RiverNetwork.from_lines(lines, direction=direction, snap_tolerance_m=1e-6)
        graph = walk(network)
        assert nx.is_directed_acyclic_graph(graph)
        for reach, row in network.reaches.iterrows():
            following = row["downstream_id"]
            assert pd.isna(following) == (not row["downstream_choices"] or row["cut"])
            assert pd.isna(following) or following in row["downstream_choices"]
            assert set(network.upstream(reach)) == nx.ancestors(graph, reach) | {reach}
            assert set(network.downstream(reach)) == nx.descendants(graph, reach) | {reach}


@RUNS
@given(seeds)
def test_the_tree_of_sections_is_what_a_walk_from_each_section_meets(seed):
    rng = np.random.default_rng(seed)
    network = RiverNetwork.from_lines(random_tree(rng), snap_tolerance_m=1e-6)
    graph = walk(network)
    depth = {reach: len(nx.descendants(graph, reach)) for reach in graph}
    names = [f"S{i}" for i in range(len(network.parts))]
    levels = rng.choice(["national", "provincial", "local"], len(names))
    places = [part.interpolate(0.5, normalized=True) for part in network.parts]
    sections = gpd.GeoDataFrame({"section_code": names, "level": levels}, geometry=places, crs=CRS)
    tree = section_tree(network, sections, tolerance_m=0.01)
    on = dict(zip(tree["reach_id"], tree.index, strict=True))
    for code, row in tree.iterrows():
        path = sorted(nx.descendants(graph, row["reach_id"]), key=lambda reach: -depth[reach])
        below = [on[reach] for reach in path]
        assert (None if pd.isna(row["next_section"]) else row["next_section"]) == (below[0] if below else None), code
        national = [c for c in below if tree.loc[c, "level"] == "national"]
        assert (None if pd.isna(row["next_national"]) else row["next_national"]) == (national[0] if national else None)
