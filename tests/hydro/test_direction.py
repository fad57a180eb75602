"""Which way water runs where lines do not say: elevations and names beside angles and drawn directions."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString

from registry.hydro.network import RiverNetwork
from tests.conftest import FULL
from tests.valley import CRS

RUNS = settings(max_examples=300 if FULL else 25, deadline=None)
seeds = st.integers(0, 2**32 - 1)
NAN = float("nan")


def inferred(*rows: tuple[object, ...]) -> dict[object, object]:
    """Return the reach that follows each one, from rows of id, shape and, it may be, river."""
    columns = ["COMID", "geometry", "river"][: len(rows[0])]
    lines = gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=CRS)
    name = "river" if "river" in columns else None
    following = RiverNetwork.from_lines(lines, name_column=name, direction="unknown").reaches["downstream_id"]
    return {reach: None if pd.isna(down) else down for reach, down in following.items()}


def y_of_three(*z: float) -> list[tuple[int, LineString]]:
    """Return three lines that meet at (1000, 0), all drawn toward it, with the elevation of their ends and of it."""
    one, two, three, middle = z
    return [
        (1, LineString([(0, 600, one), (1000, 0, middle)])),
        (2, LineString([(0, -600, two), (1000, 0, middle)])),
        (3, LineString([(2000, 0, three), (1000, 0, middle)])),
    ]


def test_water_runs_to_the_lowest_end_though_angles_speak_for_another():
    assert inferred(*y_of_three(540, 500, 560, 520)) == {1: 2, 2: None, 3: 2}
    assert inferred(*y_of_three(540, 560, 500, 520)) == {1: 3, 2: 3, 3: None}


@pytest.mark.parametrize("z", [(NAN, NAN, NAN, NAN), (0, 0, 0, 0), (NAN, 5, NAN, NAN), (520.0, 520.3, 520.1, 520.2)])
def test_elevations_that_are_missing_or_flat_say_nothing(z):
    assert inferred(*y_of_three(*z)) == {1: 3, 2: 3, 3: None}


def test_lines_with_and_without_elevations_go_together_in_any_crs():
    rows = y_of_three(540, 500, 560, 520)
    rows[0] = (1, shapely.force_2d(rows[0][1]))
    lines = gpd.GeoDataFrame(rows, columns=["COMID", "geometry"], crs=CRS)
    for layer in (lines, lines.to_crs(4490)):
        network = RiverNetwork.from_lines(layer, direction="unknown")
        assert network.reaches["downstream_id"].fillna(0).tolist() == [2, 0, 2]
        assert not shapely.has_z(network.parts).any()


def test_a_missing_elevation_does_not_lose_the_line_in_another_crs():
    lines = gpd.GeoDataFrame(
        {"COMID": [1, 2]},
        geometry=[LineString([(112, 37, 9), (112.01, 37, NAN)]), LineString([(112.01, 37), (112.02, 37)])],
        crs=4490,
    )
    network = RiverNetwork.from_lines(lines)
    assert network.reaches["length_m"].to_numpy() == pytest.approx(890, abs=2)
    assert network.reaches["downstream_id"].fillna(0).tolist() == [2, 0]


def test_one_bad_elevation_on_a_line_does_not_turn_it():
    z = [520, 519, 518, 900, 516, 515, 514, 513, 512]
    rows = [
        (1, LineString([(i * 100, 0, height) for i, height in enumerate(z)])),
        (2, LineString([(800, 0), (1600, 5)])),
    ]
    assert inferred(*rows) == {1: 2, 2: None}
    assert inferred((1, rows[0][1].reverse()), rows[1]) == {1: 2, 2: None}


def test_a_loose_end_clearly_below_its_junction_is_a_mouth_too():
    rows = [
        (1, LineString([(0, 0, 900), (5000, 0, 800)])),
        (2, LineString([(5000, 0, 800), (9000, 100, 700)])),
        (3, LineString([(5000, 0, 800), (5000, -4000, 740)])),
    ]
    assert inferred(*rows) == {1: 3, 2: None, 3: None}
    flat = [(i, shapely.force_2d(line)) for i, line in rows]
    assert sorted(inferred(*flat).values(), key=str).count(None) == 1


@RUNS
@given(seeds, st.sampled_from([0.0, 1.0, 4.0]))
def test_a_tree_drawn_at_random_flows_downhill_through_the_noise(seed, noise):
    rng = np.random.default_rng(seed)
    count = 25
    above = [int(rng.integers(max(0, i - 4), i)) for i in range(1, count)]
    place, height = rng.uniform(0, 20_000, (count, 2)), np.zeros(count)
    for i, below in enumerate(above, start=1):
        height[i] = height[below] + rng.uniform(8, 40)
    rows, drawn = [], rng.random(count) < 0.5
    for i, below in enumerate(above, start=1):
        steps = np.linspace(0, 1, 12)[:, None]
        z = (1 - steps) * height[i] + steps * height[below] + rng.normal(0, noise, (12, 1))
        points = np.hstack([(1 - steps) * place[i] + steps * place[below], z])
        rows.append((i, LineString(points[::-1] if drawn[i] else points)))
    # node 0 needs one line alone, so that it is a loose end
    rows.append((99, LineString([(*place[0], 0.0), *[(-50 * k, -k, -3.0 * k) for k in range(1, 12)]])))
    following = inferred(*rows)
    assume(set(following) == {i for i, _ in rows})  # no line ends on another by chance
    right = [following[i] == (below or 99) for i, below in enumerate(above, start=1)]
    assert np.mean(right) >= (1.0 if noise == 0 else 0.75)


def test_a_river_that_goes_through_a_junction_does_not_leave_by_its_tributary():
    # the angles speak for line 2 as the way out, the names for one end of 汾河
    rows = [
        (1, LineString([(0, 600), (1000, 0)]), "汾河"),
        (2, LineString([(2000, 0), (1000, 0)]), "磁窑河"),
        (3, LineString([(1000, 0), (0, -600)]), "汾水"),
    ]
    assert inferred(*[row[:2] for row in rows])[1] == 2
    assert inferred(*rows) == {1: 3, 2: 3, 3: None}


def ladder(*names: str | None) -> list[tuple[int, LineString, str | None]]:
    """Return a river through two loops whose short cuts let a current run back on its middle line."""
    shapes = [
        [(0, 0), (1000, 0)],
        [(1000, 0), (1000, 900), (2000, 900)],
        [(2000, 900), (1900, 0)],
        [(1900, 0), (3000, 0)],
        [(1000, 0), (1900, 0)],
        [(2000, 900), (3000, 0)],
        [(3000, 0), (9000, 0)],
    ]
    return [(i, LineString(shape), name) for i, (shape, name) in enumerate(zip(shapes, names, strict=True), start=1)]


def test_a_named_river_flows_one_way_through_loops():
    named = ladder("汾河", "汾河", "汾河", "汾河", None, None, "汾河")
    for flips in range(2**4):
        rows = [(i, line.reverse() if flips >> k & 1 else line, name) for k, (i, line, name) in enumerate(named)]
        lines = gpd.GeoDataFrame(rows, columns=["COMID", "geometry", "river"], crs=CRS)
        network = RiverNetwork.from_lines(lines, name_column="river", direction="unknown", mouths=mouth())
        ends = {reach: (part.coords[0], part.coords[-1]) for reach, part in network.reaches.geometry.items()}
        assert ends[2][1] == ends[3][0]
        assert ends[3][1] == ends[4][0]
        assert network.reaches["downstream_id"].isna().sum() == 1


def mouth() -> gpd.GeoSeries:
    return gpd.GeoSeries.from_xy([9000], [0], crs=CRS)
