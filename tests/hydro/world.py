"""A generated province whose truth is known: river trees, units, counties, sections, and what a ledger says of points.

The ground drains to the nearest reach, so that units and network tell one story; east of the divide it drains away.
Points are jittered within the accuracy they state; the ledger is partly wrong; gross errors are planted.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import Delaunay
from shapely import LineString, box

from registry.hydro.network import RiverNetwork
from registry.hydro.water import Water, find_sections
from tests.valley import CRS

SIZE_M, SPACING_M, DIVIDE_M = 100_000.0, 6_000.0, 82_000.0
SIGMA_PER_RADIUS = 1 / 2.4477
"""A round normal error lies within 2.4477 standard deviations in 95 % of cases."""
SECTIONS, COUNTIES = 30, 24
LINE, BRAID = 100, 10_000
"""Ids of lines and of the braids beside them begin here."""
SHIFT_M = (470.0, -290.0)
PLANTED = {
    "shifted": 0.02,
    "swapped": 0.02,
    "wrong_river": 0.02,
    "wrong_county": 0.02,
    "wrong_section": 0.02,
    "beyond_divide": 0.03,
}


@dataclass(frozen=True)
class World:
    """The province as the registry knows it, its features as the ledger gives them, and the truth of each."""

    network: RiverNetwork
    units: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    sections: gpd.GeoDataFrame
    features: gpd.GeoDataFrame
    declared: pd.DataFrame
    truth: pd.DataFrame


def make_world(seed: int, count: int) -> World:
    """Make a province and `count` points; `truth` has section_code, error, traceless, accuracy_m and border_m."""
    rng = np.random.default_rng(seed)
    lines = river_trees(rng)
    true = RiverNetwork.from_lines(lines, name_column="river")
    counties = draw_counties(rng)
    sections = draw_sections(rng, true)
    units = draw_units(true, lines, sections)
    truth = draw_points(rng, true, sections, count)
    declared = write_ledger(rng, truth, counties, sections)
    features = place_features(rng, truth)
    water, reversed_ids = with_reversed_lines(rng, lines)
    truth.loc[passes(true, truth, reversed_ids), "error"] = "reversed_line"
    truth.loc[truth["section_code"].isin(bypassed(true, sections)) & (truth["error"] == "none"), "error"] = "fork"
    truth["traceless"] = traceless(true, truth, features, declared, counties, sections)
    truth["border_m"] = border_m(features, units)
    return World(water, units, counties, sections.drop(columns="true_place"), features, declared, truth)


def river_trees(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return reaches that run south between the nodes of a jittered grid, named along the longest stems."""
    grid = np.arange(SPACING_M / 2, SIZE_M, SPACING_M)
    nodes = np.array([(x, y) for x in grid for y in grid]) + rng.uniform(-0.35, 0.35, (len(grid) ** 2, 2)) * SPACING_M
    height = nodes[:, 1] + rng.normal(0, 0.3 * SPACING_M, len(nodes))
    east = nodes[:, 0] > DIVIDE_M
    near = [set() for _ in nodes]
    for a, b, c in Delaunay(nodes).simplices:
        for p, q in ((a, b), (b, c), (c, a)):
            if east[p] == east[q] and np.hypot(*(nodes[p] - nodes[q])) < 2 * SPACING_M:
                near[p].add(q)
                near[q].add(p)
    below = {i: [j for j in sorted(near[i]) if height[j] < height[i]] for i in range(len(nodes)) if not east[i]}
    down = {i: int(rng.choice(lower)) for i, lower in below.items() if lower}
    stem = name_stems(down, height)
    rows = [(LINE + i, stem[i], bent(rng, nodes[i], nodes[j])) for i, j in down.items()]
    rows += [(BRAID + i, None, braid(nodes[i], nodes[j])) for i, j in down.items() if rng.random() < 0.04]
    return gpd.GeoDataFrame(rows, columns=["COMID", "river", "geometry"], crs=CRS)


def name_stems(down: dict[int, int], height: np.ndarray) -> dict[int, str | None]:
    """Name each node's reach after the head of the longest way to it; short brooks have no name."""
    head = {i: (0, i) for i in down}
    for i in sorted(down, key=lambda n: -height[n]):
        if down[i] in head:
            head[down[i]] = max(head[down[i]], (head[i][0] + 1, head[i][1]))
    longest = {}
    for i in down:
        longest[head[i][1]] = max(longest.get(head[i][1], 0), head[i][0])
    return {i: f"河{head[i][1]}号" if longest[head[i][1]] > 0 else None for i in down}


def bent(rng: np.random.Generator, a: np.ndarray, b: np.ndarray) -> LineString:
    step = b - a
    across = np.array([-step[1], step[0]])
    share = np.array([0.0, 0.3, 0.6, 1.0])
    off = np.array([0.0, *rng.uniform(-0.06, 0.06, 2), 0.0])
    return LineString(a + share[:, None] * step + off[:, None] * across)


def braid(a: np.ndarray, b: np.ndarray) -> LineString:
    step = b - a
    return LineString([a, a + step / 2 + 0.12 * np.array([-step[1], step[0]]), b])


def draw_counties(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return counties as the cells of random places."""
    seats = shapely.multipoints(rng.uniform(0, SIZE_M, (COUNTIES, 2)))
    land = box(0, 0, SIZE_M, SIZE_M)
    cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(seats, extend_to=land)), land)
    return gpd.GeoDataFrame({"county_code": [f"1401{i:02d}" for i in range(len(cells))]}, geometry=cells, crs=CRS)


def draw_sections(rng: np.random.Generator, network: RiverNetwork) -> gpd.GeoDataFrame:
    """Return sections on named reaches, the lower ones first chosen, placed within the accuracy they state."""
    named = np.flatnonzero([name is not None for name in network.river])
    weight = 1.0 / (1.0 + network.way_m[named] / 20_000)
    reach = rng.choice(named, SECTIONS, replace=False, p=weight / weight.sum())
    place = shapely.line_interpolate_point(network.parts[reach], rng.uniform(0.1, 0.9, len(reach)), normalized=True)
    accuracy_m = rng.choice([0.0, 100.0, 300.0], len(reach))
    moved = (
        shapely.get_coordinates(place) + rng.normal(0, 1, (len(reach), 2)) * (accuracy_m * SIGMA_PER_RADIUS)[:, None]
    )
    codes = [f"S{i:02d}" for i in range(len(reach))]
    values = {"section_code": codes, "river": network.river[reach], "accuracy_m": accuracy_m, "true_place": place}
    return gpd.GeoDataFrame(values, geometry=shapely.points(moved), crs=CRS)


def next_codes(network: RiverNetwork, places: gpd.GeoDataFrame, reach: np.ndarray, measure_m: np.ndarray) -> np.ndarray:
    """Return the code of the first section below places on the network, None where there is none."""
    water = Water(network, find_sections(network, places, 500.0), np.arange(len(places)))
    section, _, _ = water.next_section(reach, measure_m)
    codes = np.append(places["section_code"].to_numpy(dtype=object), None)
    return codes[np.where(section >= 0, np.append(water.code, -1)[section], len(places))]


def draw_units(network: RiverNetwork, lines: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the ground nearest to the water of each section; what is east of the divide drains away."""
    land, west = box(0, 0, SIZE_M, SIZE_M), box(0, 0, DIVIDE_M, SIZE_M)
    reach = np.repeat(np.arange(len(network.parts)), np.maximum(network.length_m // 250, 1).astype(int))
    number = np.arange(len(reach)) - np.searchsorted(reach, reach)
    measure_m = (number + 0.5) * network.length_m[reach] / np.bincount(reach)[reach]
    seeds = shapely.line_interpolate_point(network.parts[reach], measure_m)
    code = next_codes(network, sections, reach, measure_m)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=land))
    cell, seed = shapely.STRtree(seeds).query(cells, predicate="contains")
    frame = gpd.GeoDataFrame({"section_code": code[seed]}, geometry=cells[cell], crs=CRS)
    units = frame.dissolve("section_code", dropna=False, as_index=False).clip(west)
    away = gpd.GeoDataFrame({"section_code": [None], "drains_to": ["海河"]}, geometry=[land.difference(west)], crs=CRS)
    return pd.concat([units, away], ignore_index=True)


def draw_points(
    rng: np.random.Generator, network: RiverNetwork, sections: gpd.GeoDataFrame, count: int
) -> pd.DataFrame:
    """Return true places on the banks, with river, section, the accuracy they will state and the error to plant."""
    reach = rng.choice(len(network.parts), count, p=network.length_m / network.length_m.sum())
    measure_m = rng.random(count) * network.length_m[reach]
    bank = shapely.get_coordinates(shapely.line_interpolate_point(network.parts[reach], measure_m))
    bank += rng.normal(0, 10, bank.shape)
    code = next_codes(network, sections.set_geometry(sections["true_place"].to_numpy(), crs=CRS), reach, measure_m)
    error = rng.choice([*PLANTED, "none"], count, p=[*PLANTED.values(), 1 - sum(PLANTED.values())])
    far = error == "beyond_divide"
    bank[far, 0] = DIVIDE_M + rng.uniform(50, 8000, int(far.sum()))
    return pd.DataFrame(
        {
            "reach": reach,
            "x": bank[:, 0],
            "y": bank[:, 1],
            "river": network.river[reach],
            "section_code": np.where(far, None, code),
            "ledger_section": code,
            "accuracy_m": 10 ** rng.uniform(1, np.log10(2000), count),
            "error": error.astype(object),
        }
    )


def write_ledger(
    rng: np.random.Generator, truth: pd.DataFrame, counties: gpd.GeoDataFrame, sections: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return what is declared of each point: mostly true, at times left out, at times another's."""
    places = shapely.points(truth["x"], truth["y"])
    point, county = shapely.STRtree(places).query(counties.geometry, predicate="intersects")[::-1]
    county_code = np.full(len(truth), None, dtype=object)
    county_code[point] = counties["county_code"].to_numpy(dtype=object)[county]
    columns = {"river": truth["river"], "county_code": county_code, "section_code": truth["ledger_section"]}
    declared = {}
    for (name, values), stated, error, usual in zip(
        columns.items(),
        (0.9, 0.98, 0.7),
        ("wrong_river", "wrong_county", "wrong_section"),
        (0.02, 0.01, 0.02),
        strict=True,
    ):
        told = np.asarray(values, dtype=object)
        others = told[rng.integers(0, len(told), len(told))]
        wrong = (truth["error"] == error).to_numpy() | (rng.random(len(told)) < usual)
        told = np.where(wrong, others, told)
        declared[name] = np.where(rng.random(len(told)) < stated, told, None)
    return pd.DataFrame(declared, dtype=object)


def place_features(rng: np.random.Generator, truth: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the points where the ledger puts them: jittered, shifted, or exchanged with a twin's."""
    sigma_m = truth["accuracy_m"].to_numpy() * SIGMA_PER_RADIUS
    place = truth[["x", "y"]].to_numpy() + rng.normal(0, 1, (len(truth), 2)) * sigma_m[:, None]
    place[truth["error"] == "shifted"] += SHIFT_M
    swapped = np.flatnonzero(truth["error"] == "swapped")
    swapped = swapped[: len(swapped) // 2 * 2]
    place[swapped] = place[swapped.reshape(-1, 2)[:, ::-1].ravel()]
    return gpd.GeoDataFrame(geometry=shapely.points(place), crs=CRS)


def with_reversed_lines(rng: np.random.Generator, lines: gpd.GeoDataFrame) -> tuple[RiverNetwork, set[int]]:
    """Return the network as drawn, with 1 line in 200 against its water, and the ids of those."""
    turned = rng.random(len(lines)) < 0.005
    drawn = lines.set_geometry(np.where(turned, lines.geometry.reverse(), lines.geometry), crs=CRS)
    return RiverNetwork.from_lines(drawn, name_column="river"), set(lines["COMID"][turned])


def bypassed(network: RiverNetwork, sections: gpd.GeoDataFrame) -> set[str]:
    """Return the sections that water can miss by a braid beside them."""
    place = sections["true_place"].to_numpy()
    reach = shapely.STRtree(network.parts).query_nearest(place, all_matches=False)[1]
    braids = {line - BRAID + LINE for line in network.reaches["line_id"] if line >= BRAID}
    return set(sections["section_code"][network.reaches["line_id"].take(reach).isin(braids).to_numpy()])


def passes(network: RiverNetwork, truth: pd.DataFrame, lines: set[int]) -> pd.Series:
    """Say whose water passes one of the lines."""
    touched = {reach: bool(lines & set(network.downstream(reach))) for reach in network.reaches.index}
    return network.reaches.index.to_series().map(touched).take(truth["reach"]).reset_index(drop=True)


def traceless(
    network: RiverNetwork,
    truth: pd.DataFrame,
    features: gpd.GeoDataFrame,
    declared: pd.DataFrame,
    counties: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
) -> np.ndarray:
    """Say which misplaced points contradict nothing that is declared of them."""
    places = features.geometry.to_numpy()
    reach = shapely.STRtree(network.parts).query_nearest(places, all_matches=False)[1]
    measure_m = shapely.line_locate_point(network.parts[reach], places)
    code = next_codes(network, sections, reach, measure_m)
    at = counties.set_index("county_code").geometry.reindex(declared["county_code"]).to_numpy()
    county_fits = declared["county_code"].isna().to_numpy() | shapely.dwithin(at, places, truth["accuracy_m"])
    river_fits = declared["river"].isna().to_numpy() | (network.river[reach] == declared["river"].to_numpy())
    section_fits = declared["section_code"].isna().to_numpy() | (declared["section_code"].to_numpy() == code)
    misplaced = truth["error"].isin(["shifted", "swapped"]).to_numpy()
    return misplaced & county_fits & river_fits & section_fits


def border_m(features: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> np.ndarray:
    """Return metres from each point to the nearest border between two units."""
    return np.asarray(features.distance(shapely.union_all(units.boundary.to_numpy())))
