"""Random small networks against a slow, obvious answer: networkx to walk, shapely to measure."""

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from registry.hydro.assign import assign_sections
from registry.hydro.network import RiverNetwork
from registry.hydro.sections import chain, section_tree
from tests.conftest import FULL
from tests.valley import CRS


def runs(usual: int, full: int) -> settings:
    return settings(max_examples=full if FULL else usual, deadline=None)


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
    graph.add_weighted_edges_from(zip(known.index, known, network.reaches.loc[known, "length_m"], strict=True))
    return graph


@runs(500, 5_000)
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


@runs(60, 2_000)
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
        geometry=[Point(p.x + dx, p.y + dy) for p, (dx, dy) in zip(on, rng.uniform(-4000, 4000, (20, 2)), strict=True)],
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


@runs(100, 2_000)
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
            way_m = nx.single_source_dijkstra_path_length(graph, reach)
            assert network.downstream(reach) == sorted(way_m, key=way_m.get)
            assert row["path_to_mouth_m"] == pytest.approx(max(way_m.values()))
            told_m = {other: network.path_distance(reach, other) for other in network.reaches.index}
            assert {other: m for other, m in told_m.items() if not np.isnan(m)} == pytest.approx(way_m)


@runs(100, 2_000)
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
    assert set(tree["reach_id"]) == set(graph)
    for code, row in tree.iterrows():
        path = sorted(nx.descendants(graph, row["reach_id"]), key=lambda reach: -depth[reach])
        below = [on[reach] for reach in path]
        assert chain(tree, code) == [code, *below]
        assert (None if pd.isna(row["next_section"]) else row["next_section"]) == (below[0] if below else None), code
        national = [c for c in below if tree.loc[c, "level"] == "national"]
        assert (None if pd.isna(row["next_national"]) else row["next_national"]) == (national[0] if national else None)


def random_tangle(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return lines between places of a coarse lattice, so that distances are often equal; some have a name."""
    place = rng.integers(0, 7, (int(rng.integers(4, 10)), 2)) * 1000.0
    pairs = {tuple(rng.choice(len(place), 2, replace=False)) for _ in range(int(rng.integers(3, 12)))}
    rows = [
        (i, LineString([place[a], place[b]])) for i, (a, b) in enumerate(sorted(pairs)) if (place[a] != place[b]).any()
    ]
    lines = gpd.GeoDataFrame(rows, columns=["COMID", "geometry"], crs=CRS)
    return lines.assign(river=rng.choice(["汾河", "沁河", None], len(lines)))


def places_on_and_off(rng: np.random.Generator, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return points at random, on the lattice, half-way between its places, and on the ends of lines."""
    ends = lines.geometry.get_coordinates().sample(6, replace=True, random_state=int(rng.integers(1 << 30))).to_numpy()
    xy = np.vstack([rng.uniform(-500, 6500, (12, 2)), rng.integers(0, 13, (12, 2)) * 500.0, ends])
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T, crs=CRS))


@runs(200, 3_000)
@given(seeds)
def test_the_place_on_the_network_is_that_of_a_slow_search(seed):
    rng = np.random.default_rng(seed)
    lines = random_tangle(rng)
    network = RiverNetwork.from_lines(lines, name_column="river")
    points = places_on_and_off(rng, lines)
    accuracy_m = rng.choice([0.0, 30.0, 900.0], len(points))
    found = network.locate(points, tolerance_m=1500, accuracy_m=accuracy_m)
    reaches = network.reaches
    away_m = np.column_stack([points.distance(line) for line in reaches.geometry])
    line_id = reaches["line_id"].to_numpy()
    for row, (i, place) in enumerate(found.iterrows()):
        nearest_m = away_m[row].min()
        assert pd.isna(place["reach_id"]) == (nearest_m > 1500.001)
        if pd.isna(place["reach_id"]):
            continue
        at = reaches.index.get_loc(place["reach_id"])
        assert place["offset_m"] == pytest.approx(nearest_m, abs=1e-3)
        assert away_m[row, at] == pytest.approx(nearest_m, abs=1e-3)
        on = reaches.geometry.iloc[at].interpolate(place["measure_m"])
        assert on.distance(points.geometry[i]) == pytest.approx(nearest_m, abs=1e-3)
        others = away_m[row][line_id != place["line_id"]]
        limit_m = max(1500.0, accuracy_m[row])
        second_m = others.min() if len(others) and others.min() <= limit_m else np.nan
        assert place["runner_up_offset_m"] == pytest.approx(second_m, abs=1e-3, nan_ok=True)


@runs(60, 2_000)
@given(seeds)
def test_metres_between_two_places_are_those_of_a_walk(seed):
    rng = np.random.default_rng(seed)
    lines = random_tangle(rng)
    network = RiverNetwork.from_lines(lines)
    graph, length_m = walk(network), network.reaches["length_m"]
    found = network.locate(places_on_and_off(rng, lines), tolerance_m=1e6)
    lower = found.sample(frac=1, random_state=int(seed % 997))
    told_m = network.path_between(found, lower.set_axis(found.index))
    for (_, one), (_, other), way_m in zip(found.iterrows(), lower.iterrows(), told_m, strict=True):
        a, b = one["reach_id"], other["reach_id"]
        expected_m = np.nan
        if a == b and one["measure_m"] <= other["measure_m"] + 1e-3:
            expected_m = max(other["measure_m"] - one["measure_m"], 0.0)
        elif a != b and nx.has_path(graph, a, b):
            between = nx.shortest_path(graph, a, b)[1:-1]
            expected_m = length_m[a] - one["measure_m"] + length_m[between].sum() + other["measure_m"]
        assert way_m == pytest.approx(expected_m, abs=1e-3, nan_ok=True)
        drawn = network.path_line(a, one["measure_m"], b, other["measure_m"])
        assert (drawn is None) == np.isnan(expected_m)
        if drawn is not None:
            assert drawn.length == pytest.approx(expected_m, abs=1e-3)


def partition(rng: np.random.Generator, names: list[str]) -> gpd.GeoDataFrame:
    """Return boxes that share all their edges, some of one section, some of none, some of another basin."""
    xs, ys = ([-1000, *sorted(rng.choice(range(0, 6500, 500), 3, replace=False)), 7000] for _ in range(2))
    boxes = [box(x0, y0, x1, y1) for x0, x1 in pairwise(xs) for y0, y1 in pairwise(ys)]
    code = rng.choice(np.asarray([*names, None], dtype=object), len(boxes))
    away = np.where(rng.random(len(boxes)) < 0.1, "海河", None)
    code[away != None] = None  # noqa: E711 - elementwise
    return gpd.GeoDataFrame({"section_code": code, "drains_to": away}, geometry=boxes, crs=CRS)


@runs(40, 1_000)
@given(seeds)
def test_no_order_batch_or_crs_changes_a_place_or_an_assignment(seed):
    rng = np.random.default_rng(seed)
    lines = random_tangle(rng)
    points = places_on_and_off(rng, lines)
    on = lines.sample(min(4, len(lines)), random_state=int(seed % 1000)).geometry.interpolate(0.37, normalized=True)
    names = [f"S{i}" for i in range(len(on))]
    sections = gpd.GeoDataFrame({"section_code": names}, geometry=on.to_numpy(), crs=CRS)
    units = partition(rng, names)
    declared = pd.DataFrame({"river": rng.choice(["汾水", "丹河", None], len(points))})
    accuracy_m = pd.Series(rng.choice([20.0, 130.0, 900.0], len(points)))

    def ask(lines, sections, units, points):
        network = RiverNetwork.from_lines(lines, name_column="river")
        here = {"accuracy_m": accuracy_m[points.index]}
        place = network.locate(points, declared_river=declared["river"], **here)
        answer = assign_sections(
            points, sections, network=network, units=units, declared=declared.loc[points.index], **here
        )
        return place, answer

    whole = ask(lines, sections, units, points)
    mixed = [frame.sample(frac=1, random_state=int(seed % 997)) for frame in (lines, sections, units, points)]
    batches = [ask(lines, sections, units, points.iloc[some]) for some in np.array_split(np.arange(len(points)), 3)]
    for others in (
        [frame.sort_index() for frame in ask(*mixed)],
        [pd.concat(frames) for frames in zip(*batches, strict=True)],
        ask(lines, sections, units, points.to_crs(4490)),
    ):
        for one, other in zip(whole, others, strict=True):
            pd.testing.assert_frame_equal(one, other, rtol=1e-6, atol=1e-3)
