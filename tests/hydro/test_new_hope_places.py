"""Places on a real network: as right as the nearest line, and in doubt where that is wrong."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.spatial import cKDTree

from registry.hydro.network import RiverNetwork
from tests.conftest import FULL
from tests.hydro.test_new_hope import GOLD

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the folder ../shared/gold is absent")
OFFSETS_M = (0, 10, 50, 100, 200, 350, 500)
SEEDS = 20 if FULL else 2
EACH = 100


@pytest.fixture(scope="module")
def found():
    """Locate points strewn around the lines, all seeds together; one row per point with the line it came from."""
    lines = gpd.read_file(GOLD / "new_hope.gpkg", layer="nhdplus_flowline")[["COMID", "geometry"]]
    paths = lines.geometry.line_merge().to_numpy()
    network = RiverNetwork.from_lines(lines)
    tables = [strew(paths, np.random.default_rng(seed), offset) for seed in range(SEEDS) for offset in OFFSETS_M]
    table = pd.concat(tables, ignore_index=True)
    points = gpd.GeoSeries(table.pop("point"), crs=lines.crs)
    place = network.locate(points, accuracy_m=table["offset_m"])
    nearest = shapely.STRtree(paths).query_nearest(points.to_numpy(), all_matches=False)[1]
    comid = lines["COMID"].to_numpy()
    truth = pd.Series(comid[table.pop("line")])
    return table.assign(
        right=place["line_id"] == truth,
        plain=comid[nearest] == truth,
        flagged=place["ambiguous"] | (place["runner_up_id"] == truth),
        ambiguous=place["ambiguous"],
    ).fillna({"right": False})


def strew(paths: np.ndarray, rng: np.random.Generator, offset_m: float) -> pd.DataFrame:
    """Return points at an offset, in any direction, from places drawn evenly along all lines."""
    length_m = shapely.length(paths)
    line = rng.choice(len(paths), EACH, p=length_m / length_m.sum())
    place = shapely.get_coordinates(shapely.line_interpolate_point(paths[line], rng.random(EACH) * length_m[line]))
    angle = rng.uniform(0, 2 * np.pi, EACH)
    point = shapely.points(place + offset_m * np.column_stack([np.cos(angle), np.sin(angle)]))
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(paths, i)) for i in (0, -1)])
    away_m = cKDTree(np.unique(ends, axis=0)).query(place)[0]
    return pd.DataFrame({"point": point, "line": line, "offset_m": float(offset_m), "from_confluence_m": away_m})


def test_no_fewer_are_right_than_by_the_plain_nearest_line(found):
    ties = 0.001
    by_offset = found.groupby("offset_m")[["right", "plain"]].mean()
    assert (by_offset["right"] >= by_offset["plain"] - ties).all()
    assert found["right"].mean() >= found["plain"].mean()


def test_of_the_wrong_ones_95_percent_are_in_doubt_or_name_the_right_line_next(found):
    wrong = found[~found["right"]]
    assert len(wrong) > 100
    assert wrong["flagged"].mean() >= 0.95
    assert (wrong.groupby("offset_m")["flagged"].mean() >= 0.95).all()


def test_near_the_line_and_away_from_confluences_hardly_any_is_in_doubt(found):
    clear = found[found["right"] & (found["offset_m"] <= 10) & (found["from_confluence_m"] > 50)]
    assert len(clear) > 100
    assert clear["ambiguous"].mean() < 0.10
