"""Where each outlet lies: by its settlement's water, and some on purpose where the assignment is in doubt."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.demo.chance import happens, pick, spread
from registry.demo.ground import Ground

REACH_OF_SETTLEMENT_M = 900.0
FAR_FROM_WATER = 0.12
BORDER_TO_WATER_M = 1_500.0
FADE_M = {"urban": 5_000.0, "industrial": 12_000.0, "rural": None}
"""In so many metres a town's pull on outlets of each setting fades by e; villages have their outlets anywhere."""

PLACE_COLUMNS = ["settlement", "x", "y", "side", "quirk"]


def place_outlets(ground: Ground, settled: pd.DataFrame, setting: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """Put one outlet per row of `setting` beside the water of a settlement inside the basin.

    A place that falls into another county than its settlement, or over the divide, goes back to the settlement.
    """
    home = np.zeros(len(setting), dtype="int64")
    people = np.sqrt(settled["people"].to_numpy("float64")) * settled["in_basin"].to_numpy("float64")
    x, y = settled["x"].to_numpy("float64"), settled["y"].to_numpy("float64")
    for kind, fade_m in FADE_M.items():
        members = np.flatnonzero(setting.to_numpy() == kind)
        pull = np.ones(len(settled)) if fade_m is None else ground.town_pull(x, y, fade_m) + 0.05
        home[members] = pick(rng, people * pull, len(members), again=True)
    return beside_water(ground, settled, home, rng)


def place_beyond(ground: Ground, settled: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Put outlets beyond the divide, where the county's list says Yellow River and the ground says Hai."""
    outside = np.flatnonzero(~settled["in_basin"].to_numpy())
    if not len(outside):
        return pd.DataFrame(columns=PLACE_COLUMNS)
    home = outside[np.arange(count) % len(outside)]
    return beside_water(ground, settled, home, rng).assign(quirk="outside_basin")


def beside_water(ground: Ground, settled: pd.DataFrame, home: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Put each outlet on a bank near its settlement: mostly within 300 m of the reach, some up to 2 km away."""
    count = len(home)
    lived = settled.iloc[home].reset_index(drop=True)
    far = happens(rng, FAR_FROM_WATER, count)
    offset = np.where(far, rng.uniform(500, 2000, count), np.clip(spread(rng, 35.0, 0.9, count), 5, 300))
    side = np.where(happens(rng, 0.8, count), lived["side"], -lived["side"])
    measure = lived["measure_m"] + rng.normal(0, REACH_OF_SETTLEMENT_M, count)
    x, y = ground.along(lived["reach"].to_numpy("int64"), measure.to_numpy(), side * offset)
    there = ground.where(x, y)
    astray = (there["county_row"] != lived["county_row"]) | (there["in_basin"] != lived["in_basin"].astype(bool))
    doorstep = lived[["x", "y"]].to_numpy("float64") + rng.uniform(-15, 15, (count, 2))
    moved = astray.to_numpy()
    return pd.DataFrame(
        {
            "settlement": home,
            "x": np.where(moved, doorstep[:, 0], x),
            "y": np.where(moved, doorstep[:, 1], y),
            "side": np.where(moved, lived["side"], side),
            "quirk": "",
        }
    )


def place_near_borders(ground: Ground, settled: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Put outlets within some 40 m of the line between two control units, where it is not far from the water."""
    lines = shapely.boundary(ground.units.geometry.to_numpy())
    line = pick(rng, shapely.length(lines), count * 60, again=True)
    on = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], rng.random(len(line)), normalized=True))
    step = rng.uniform(-40, 40, on.shape)
    here, across = ground.where(*(on + step).T), ground.where(*(on - step).T)
    split = here["in_basin"] & across["in_basin"] & (here["unit_row"] != across["unit_row"])
    split &= (here["county_row"] >= 0) & (ground.water_distance(*(on + step).T) < BORDER_TO_WATER_M)
    return at_points((on + step)[split.to_numpy()][:count], settled, rng).assign(quirk="near_border")


def place_near_sections(ground: Ground, settled: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Put outlets within some 150 m of an assessed section, above or below it."""
    at = shapely.get_coordinates(ground.sections.geometry.to_numpy())
    near = at[rng.permutation(np.arange(count * 3) % len(at))] + rng.uniform(-150, 150, (count * 3, 2))
    there = ground.where(near[:, 0], near[:, 1])
    usable = (there["in_basin"] & (there["county_row"] >= 0)).to_numpy()
    return at_points(near[usable][:count], settled, rng).assign(quirk="near_section")


def at_points(points: np.ndarray, settled: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give points that were chosen for themselves the nearest settlement inside the basin, and a bank."""
    inside = np.flatnonzero(settled["in_basin"].to_numpy())
    homes = gpd.points_from_xy(settled["x"].iloc[inside], settled["y"].iloc[inside])
    nearest = shapely.STRtree(homes).nearest(shapely.points(points))
    side = rng.choice([-1.0, 1.0], len(points))
    return pd.DataFrame(
        {"settlement": inside[nearest], "x": points[:, 0], "y": points[:, 1], "side": side, "quirk": ""}
    )


def displaced(ground: Ground, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return another place 150 to 600 m away in the same county and basin; missing where none was met.

    Notes
    -----
    For outlets that are moved, or whose coordinates were first written down wrongly.
    """
    angle, distance = rng.uniform(0, 2 * np.pi, len(x)), rng.uniform(150, 600, len(x))
    here = ground.where(x, y)
    found = pd.DataFrame({"x": np.nan, "y": np.nan}, index=range(len(x)))
    for turn in (0.0, 0.5, 1.0, 1.5):
        there_x, there_y = x + distance * np.cos(angle + turn * np.pi), y + distance * np.sin(angle + turn * np.pi)
        there = ground.where(there_x, there_y)
        same = (there["county_row"] == here["county_row"]) & (there["in_basin"] == here["in_basin"])
        fits = same & found["x"].isna()
        found.loc[fits, "x"], found.loc[fits, "y"] = there_x[fits], there_y[fits]
    return found
