"""Settlements in the valleys: what outlets, villages and projects are grouped around and named after."""

import numpy as np
import pandas as pd

from registry.demo.chance import pick, spread, stream
from registry.demo.ground import YELLOW, Ground
from registry.demo.names import name_villages

DIVIDE_COUNTIES = ("宁武县", "神池县", "寿阳县", "阳曲县", "平鲁区", "陵川县")
"""Counties astride the divide, whose points on the far side drain to the Hai."""
TOWNSHIP_EVERY = 9
TOWN_FADE_M = 7_000.0


def settle(ground: Ground, count: int, outside: int) -> pd.DataFrame:
    """Found settlements along the reaches of the basin, and some just beyond its divide.

    Parameters
    ----------
    ground
        Where they can lie.
    count
        Settlements inside the basin.
    outside
        Settlements beyond the divide, in counties that lie on both sides.

    Returns
    -------
    pandas.DataFrame
        One row per settlement, those inside first: `x`, `y`, `reach`, `measure_m`, `side`, county and unit columns of
        `Ground.where`, `town_m` (metres to the nearest town), `people`, `village`, `township`, `is_seat`,
        `local_number`.
    """
    rng = stream("settlements")
    reaches = ground.reaches
    yellow = (reaches["basin"] == YELLOW).to_numpy()
    inside = candidates(ground, rng, count * 6, yellow)
    inside = chosen(ground, rng, inside[inside["in_basin"]], count)
    beyond = candidates(ground, rng, max(outside, 1) * 400, ~yellow)
    astride = ~beyond["in_basin"] & beyond["county"].isin(DIVIDE_COUNTIES)
    beyond = chosen(ground, rng, beyond[astride], outside) if astride.any() else beyond.head(0)
    settled = pd.concat([inside, beyond], ignore_index=True)
    settled["people"] = np.clip(spread(rng, 620.0, 0.75, len(settled)), 60, 6000).round().astype("int64")
    return in_townships(settled.assign(village=name_villages(settled["county_code"], rng)))


def candidates(ground: Ground, rng: np.random.Generator, count: int, allowed: np.ndarray) -> pd.DataFrame:
    """Draw places beside reaches, more along larger rivers; places outside every county are dropped."""
    reaches = ground.reaches
    weights = (reaches["length_m"] * reaches["weight"]).to_numpy() * allowed
    if not weights.sum():
        return pd.DataFrame(columns=["in_basin", "county"])
    reach = pick(rng, weights, count, again=True)
    measure = rng.random(count) * reaches["length_m"].to_numpy()[reach]
    side = rng.choice([-1.0, 1.0], count)
    x, y = ground.along(reach, measure, side * np.clip(spread(rng, 380.0, 0.7, count), 60, 2500))
    drawn = pd.DataFrame({"x": x, "y": y, "reach": reach, "measure_m": measure, "side": side})
    drawn = pd.concat([drawn, ground.where(x, y)], axis=1)
    drawn = drawn[drawn["county_row"] >= 0].reset_index(drop=True)
    return drawn.assign(town_m=ground.town_distance(drawn["x"].to_numpy(), drawn["y"].to_numpy()))


def chosen(ground: Ground, rng: np.random.Generator, drawn: pd.DataFrame, count: int) -> pd.DataFrame:
    """Keep so many places, rather those near a town."""
    weights = ground.town_pull(drawn["x"].to_numpy("float64"), drawn["y"].to_numpy("float64"), TOWN_FADE_M) + 0.35
    return drawn.iloc[np.sort(pick(rng, weights, min(count, len(drawn))))]


def in_townships(settled: pd.DataFrame) -> pd.DataFrame:
    """Gather each county's settlements around township seats, by turns a 镇 and a 乡, beginning nearest the town."""
    settled = settled.assign(township="", is_seat=False, local_number=0)
    for _, members in sorted(settled.groupby("county_code").groups.items()):
        group = settled.loc[members].sort_values(["town_m", "village"])
        seats = group.index[::TOWNSHIP_EVERY]
        at, place = settled.loc[seats, ["x", "y"]].to_numpy(), settled.loc[members, ["x", "y"]].to_numpy()
        nearest = np.hypot(*(place[:, None, :] - at[None, :, :]).transpose(2, 0, 1)).argmin(axis=1)
        endings = np.where(np.arange(len(seats)) % 2 == 0, "镇", "乡")
        names = settled.loc[seats, "village"].to_numpy() + endings
        settled.loc[members, "township"] = names[nearest]
        settled.loc[seats, "is_seat"] = True
        numbers = pd.Series(nearest).groupby(nearest).cumcount().to_numpy()
        settled.loc[members, "local_number"] = (nearest + 100) * 1000 + numbers + 201
    return settled
