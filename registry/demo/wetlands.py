"""Synthetic wetlands: beside plants, at the mouths of tributaries, and along rivers."""

import numpy as np
import pandas as pd

from registry.demo.chance import days_between, happens, pick, significant, spread, stream
from registry.demo.ground import YELLOW, Ground, to_degrees
from registry.demo.size import DemoSize
from registry.demo.timelines import begin, change, in_order, without_day

LOAD_M3_PER_M2_D = {"surface": 0.08, "horizontal": 0.4, "vertical": 0.5, "hybrid": 0.3}
"""Usual hydraulic loads (HJ 2005-2010 as remembered; unverified)."""


def make_wetlands(
    ground: Ground, settled: pd.DataFrame, plants: pd.DataFrame, real: pd.DataFrame, size: DemoSize, year_end: str
) -> pd.DataFrame:
    """Make what is missing to the totals once the real wetlands built by the year's end are counted.

    Returns
    -------
    pandas.DataFrame
        Stored fields of a wetland as built, `plant` (row of `plants`, -1 for none); real ones last, as they came.
    """
    rng = stream("wetlands")
    built = real[real["status"].eq("running") & (real["built_on"] <= pd.Timestamp(year_end))]
    have = built["function"].value_counts()
    taken = set(real["plant"])
    wanted = {"tail-water": size.tail_water, "river-mouth": size.river_mouth, "in-river": size.in_river}
    missing = {name: max(0, total - int(have.get(name, 0))) for name, total in wanted.items()}
    made = pd.concat(
        [
            beside_plants(ground, plants, taken, missing["tail-water"], rng),
            at_mouths(ground, missing["river-mouth"], rng),
            along_rivers(ground, settled, missing["in-river"], rng),
        ],
        ignore_index=True,
    )
    return with_codes(pd.concat([equip(ground, made, rng), real], ignore_index=True))


def beside_plants(
    ground: Ground, plants: pd.DataFrame, taken: set[int], count: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Put subsurface wetlands 200 to 500 m from plants that have none."""
    free = np.array([row for row in range(len(plants)) if row not in taken], dtype="int64")
    rows = np.sort(rng.permutation(free)[:count])
    angle, away = rng.uniform(0, 2 * np.pi, len(rows)), rng.uniform(200, 500, len(rows))
    at = plants.iloc[rows]
    x, y = at["x"].to_numpy() + away * np.cos(angle), at["y"].to_numpy() + away * np.sin(angle)
    same = (ground.where(x, y)["county"] == at["county"].to_numpy()).to_numpy()
    made = pd.DataFrame({"x": np.where(same, x, at["x"]), "y": np.where(same, y, at["y"]), "plant": rows})
    name = at["name"].str.replace("(", "尾水人工湿地(", regex=False).to_numpy()
    flow = at["flow_m3_per_d"].fillna(8000).to_numpy() * rng.uniform(0.4, 0.9, len(rows))
    kinds = rng.choice(["horizontal", "vertical", "hybrid"], len(rows))
    return made.assign(name=name, function="tail-water", design_m3_per_d=flow, flow_type=kinds)


def at_mouths(ground: Ground, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Put wetlands just above the mouths of named tributaries of the basin inside the province."""
    reaches = ground.reaches
    names = reaches.set_index("reach_id")["river"].astype("object")
    below = names.reindex(reaches["downstream_id"].astype("float64")).to_numpy()
    mouths = np.flatnonzero(
        reaches["river"].notna() & pd.notna(below) & (reaches["river"] != below) & (reaches["basin"] == YELLOW)
    )
    above = reaches["length_m"].to_numpy()[mouths] - np.minimum(250.0, reaches["length_m"].to_numpy()[mouths] / 2)
    x, y = ground.along(mouths, above, np.full(len(mouths), 40.0))
    there = ground.where(x, y)
    usable = np.flatnonzero((there["county_row"] >= 0) & there["in_basin"])
    rows = np.sort(rng.permutation(usable)[:count])
    river = reaches["river"].to_numpy(dtype=object)[mouths[rows]]
    made = pd.DataFrame(
        {"x": x[rows], "y": y[rows], "plant": -1, "name": river + "河口人工湿地", "function": "river-mouth"}
    )
    return made.assign(design_m3_per_d=spread(rng, 20_000, 0.4, len(rows)), flow_type="surface")


def along_rivers(ground: Ground, settled: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Put wetlands on the banks of named rivers near settlements."""
    river = ground.reaches["river"].to_numpy(dtype=object)[settled["reach"].to_numpy("int64")]
    usable = pd.notna(river) & (river != YELLOW) & settled["in_basin"].to_numpy(dtype=bool)
    weights = usable * settled["people"].to_numpy("float64")
    rows = np.sort(pick(rng, weights, min(count, int(usable.sum()))))
    at = settled.iloc[rows]
    x, y = ground.along(
        at["reach"].to_numpy("int64"), at["measure_m"].to_numpy("float64"), at["side"].to_numpy("float64") * 60
    )
    same = (ground.where(x, y)["county_row"] == at["county_row"].to_numpy()).to_numpy()
    name = (at["county"] + river[rows] + at["village"] + "段人工湿地").to_numpy()
    made = pd.DataFrame({"x": np.where(same, x, at["x"]), "y": np.where(same, y, at["y"]), "plant": -1, "name": name})
    kinds = rng.choice(["surface", "hybrid"], len(rows), p=[0.7, 0.3])
    return made.assign(function="in-river", design_m3_per_d=spread(rng, 15_000, 0.5, len(rows)), flow_type=kinds)


def equip(ground: Ground, made: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add county, position, size, dates and the section of the ground; two in three were built before 2022."""
    there = ground.where(made["x"].to_numpy("float64"), made["y"].to_numpy("float64"))
    lon, lat = to_degrees(made["x"].to_numpy("float64"), made["y"].to_numpy("float64"))
    count = len(made)
    earlier = days_between(rng, "2018-04-01", "2021-11-30", count)
    this_year = days_between(rng, "2022-03-15", "2022-12-20", count)
    flow = significant(made["design_m3_per_d"].to_numpy("float64"), 2)
    load = made["flow_type"].map(LOAD_M3_PER_M2_D).to_numpy("float64")
    return made.assign(
        **{name: there[name] for name in ("county_code", "county", "city")},
        lon=lon,
        lat=lat,
        accuracy_m=np.clip(spread(rng, 30, 0.6, count), 10, 200).round(),
        insulated=(made["function"] == "tail-water") & happens(rng, 0.5, count),
        design_m3_per_d=flow,
        area_m2=significant(flow / load, 2),
        built_on=np.where(happens(rng, 0.67, count), earlier, this_year),
        status="running",
        declared_section=there["section"],
        remark=None,
        synthetic=True,
    )


def with_codes(wetlands: pd.DataFrame) -> pd.DataFrame:
    """Give wetlands running codes in their counties, `SD-141023-01`."""
    number = (wetlands.groupby("county_code").cumcount() + 1).astype("str").str.zfill(2)
    coded = wetlands.assign(code="SD-" + wetlands["county_code"] + "-" + number)
    return coded.astype({"remark": "str", "declared_section": "str", "insulated": "object", "synthetic": "bool"})


def wetland_timelines(wetlands: pd.DataFrame, since: str) -> pd.DataFrame:
    """Return the wetlands' periods: a synthetic one is being built until it runs, a real one begins as told.

    Parameters
    ----------
    wetlands
        Frame of `make_wetlands` with `feature_id`; `known_from` is the day from which a source vouches for a real one.
    since
        First day on which a wetland under construction is known.
    """
    stored = wetlands.drop(columns=["x", "y", "plant", "county_code", "known_from"])
    building = wetlands["synthetic"] & (wetlands["built_on"] > pd.Timestamp(since))
    begun = wetlands["known_from"].where(~wetlands["synthetic"], wetlands["built_on"])
    at_once = begin(stored[~building], begun[~building])
    before = begin(without_day(stored[building].assign(status="building"), "built_on"), since)
    done = stored[building].set_index("feature_id")
    run = change(before, pd.DataFrame({"on": done["built_on"], "built_on": done["built_on"], "status": "running"}))
    return in_order(pd.concat([at_once, run], ignore_index=True))
