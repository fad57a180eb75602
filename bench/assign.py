"""Assign many points on the ground of Shanxi, beside plain geopandas joins on the same layers in the same run."""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from bench.row import BenchRow
from registry.base import BaseLayers, open_base
from registry.crs import METRIC
from registry.hydro.assign import assign_sections, certificate
from registry.hydro.network import RiverNetwork
from registry.settings import Settings

TOLERANCE_M = 500.0
ROUNDS = 3
Result = TypeVar("Result")


def layers(base: BaseLayers) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return units (with the ground that drains away), reaches and sections, in metres for both sides."""
    away = base.basins.loc[base.basins["basin"] != "黄河", ["basin", "geometry"]].rename(columns={"basin": "drains_to"})
    units = pd.concat([base.units[["section_code", "geometry"]].to_crs(METRIC), away.to_crs(METRIC)], ignore_index=True)
    sections = base.sections.rename(columns={"code": "section_code"})
    place = gpd.points_from_xy(sections["lon"], sections["lat"], crs=4490)
    return (
        units,
        base.reaches.reset_index(drop=True).to_crs(METRIC),
        gpd.GeoDataFrame(sections, geometry=place).to_crs(METRIC),
    )


def points(base: BaseLayers, count: int) -> gpd.GeoDataFrame:
    """Return points strewn over the province's box, half of them within 400 m of a reach."""
    rng = np.random.default_rng(2022)
    west, south, east, north = base.province.to_crs(METRIC).total_bounds
    free = np.column_stack([rng.uniform(west, east, count // 2), rng.uniform(south, north, count // 2)])
    reaches = base.reaches.to_crs(METRIC).geometry
    lines = reaches.iloc[rng.integers(0, len(reaches), count - len(free))]
    along = lines.interpolate(rng.random(len(lines)), normalized=True)
    near = np.column_stack([along.x, along.y]) + rng.normal(0, 200, (len(lines), 2))
    x, y = np.vstack([free, near])[rng.permutation(count)].T
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y, crs=METRIC))


def rival(features: gpd.GeoDataFrame, units: gpd.GeoDataFrame, reaches: gpd.GeoDataFrame) -> None:
    """Join by area and by nearest line; nothing is decided."""
    gpd.sjoin(features, units, how="left", predicate="within")
    gpd.sjoin_nearest(features, reaches, how="left", max_distance=TOLERANCE_M, distance_col="offset_m")


def best_in_turn(ours: Callable[[], Result], theirs: Callable[[], object]) -> tuple[float, float, Result]:
    """Return the seconds of the fastest of ROUNDS calls of each, in turn and after a warm-up, and our last result."""
    result = ours()
    theirs()
    seconds = np.empty((ROUNDS, 2))
    for row in seconds:
        row[0], result = timed(ours)
        row[1], _ = timed(theirs)
    ours_s, theirs_s = seconds.min(axis=0).tolist()
    return ours_s, theirs_s, result


def timed(call: Callable[[], Result]) -> tuple[float, Result]:
    """Return the seconds a call takes and what it returns."""
    started = time.perf_counter()
    result = call()
    return time.perf_counter() - started, result


def compare(base: BaseLayers, count: int) -> BenchRow:
    """Time the whole assignment, and a rival that joins by area and by nearest line and decides nothing."""
    units, reaches, sections = layers(base)
    network = RiverNetwork.from_lines(reaches, id_column="reach_id", name_column="river")
    features = points(base, count)
    accuracy_m = np.full(count, 50.0)
    ours_s, rival_s, result = best_in_turn(
        lambda: assign_sections(
            features, sections, network=network, units=units, tolerance_m=TOLERANCE_M, accuracy_m=accuracy_m
        ),
        lambda: rival(features, units, reaches),
    )
    account = certificate(result)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    grades = " ".join(f"{grade} {number / count:.0%}" for grade, number in account["grades"].items())
    note = (
        f"sjoin + sjoin_nearest decide nothing; ours: {grades}; balanced {account['balanced']}; peak {peak_mb:.0f} MB"
    )
    return BenchRow(f"assign {count:,} points", ours_s, rival_s, ours_s / rival_s, note)


def run(counts: tuple[int, ...] = (100_000, 1_000_000)) -> list[BenchRow]:
    """Compare at each number of points; the last row says how our time grew from the first."""
    base = open_base(Settings.from_environment().base_dir)
    rows = [compare(base, count) for count in counts]
    grown = f"{rows[-1].ours_s / rows[0].ours_s:.1f} x the time for {counts[-1] / counts[0]:.0f} x the points"
    return [*rows[:-1], replace(rows[-1], note=f"{rows[-1].note}; {grown}")]


if __name__ == "__main__":
    for row in run(tuple(map(int, sys.argv[1:])) or (100_000, 1_000_000)):
        sys.stdout.write(
            f"{row.name}: {row.ours_s:.2f} s, rival {row.rival_s:.2f} s, ratio {row.ratio:.3f}; {row.note}\n"
        )
