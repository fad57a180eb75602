"""Administrative villages and how their sewage works went through 2022.

Notes
-----
The work report's 634 villages are province-wide; the demonstration puts all of them in the Yellow River basin.
"""

import numpy as np
import pandas as pd

from registry.demo.chance import days_between, deal, happens, pick, some_missing, spread, stream
from registry.demo.ground import Ground, to_degrees
from registry.demo.size import DemoSize
from registry.demo.timelines import begin, change

FRINGE_M, KEY_RIVER_KM2 = 4_000.0, 500.0
METHODS: dict[str | None, float] = {"集中处理": 0.45, "分散处理": 0.25, "收集拉运": 0.2, "资源化利用": 0.1}
IN_BASIN_NOTE = "工作报告的634个村为全省口径,演示数据全部置于黄河流域内"


def make_villages(ground: Ground, settled: pd.DataFrame, size: DemoSize) -> pd.DataFrame:
    """Choose settlements as administrative villages and say how each stands at the end of the year.

    Returns
    -------
    pandas.DataFrame
        Stored fields at the end of 2022 and `change_on`, the day the present state began (missing: so from the start).
    """
    rng = stream("villages")
    inside = settled[settled["in_basin"].astype(bool)]
    rows = np.sort(pick(rng, np.sqrt(inside["people"].to_numpy("float64")), min(size.villages, len(inside))))
    chosen = inside.iloc[rows].reset_index(drop=True)
    chosen = chosen.assign(priority_area=priority(ground, chosen, rng))
    states = states_of(chosen, size, rng)
    finished = states == "finished"
    lon, lat = to_degrees(chosen["x"].to_numpy("float64"), chosen["y"].to_numpy("float64"))
    count = len(chosen)
    finished_on = pd.Series(days_between(rng, "2022-02-15", "2022-12-28", count)).where(finished)
    begun = (states == "under_way") & happens(rng, 0.5, count)
    begun_on = pd.Series(days_between(rng, "2022-02-15", "2022-12-20", count)).where(begun)
    works = pd.Series(deal(rng, METHODS, count), dtype="str").where(finished)
    return pd.DataFrame(
        {
            "code": chosen["county_code"] + chosen["local_number"].astype("str"),
            "name": chosen["village"] + "村",
            **{name: chosen[name] for name in ("city", "county", "township")},
            "lon": lon,
            "lat": lat,
            "accuracy_m": some_missing(rng, np.clip(spread(rng, 150, 0.6, count), 30, 800).round(-1), 0.1),
            "people": chosen["people"].astype("float64"),
            "state": states,
            "works": works.mask(states == "sewered", "纳入城镇管网"),
            "finished_on": finished_on,
            "priority_area": chosen["priority_area"],
            "remark": pd.Series(IN_BASIN_NOTE, index=chosen.index, dtype="str").where(finished),
            "synthetic": True,
            "change_on": finished_on.fillna(begun_on),
        }
    )


def priority(ground: Ground, chosen: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return the priority area of each village, missing for those in none; the first that fits counts."""
    count = len(chosen)
    area_km2 = ground.reaches["area_km2"].to_numpy()[chosen["reach"].to_numpy("int64")]
    rules = (
        ("township_seat", chosen["is_seat"].to_numpy(dtype=bool)),
        ("urban_fringe", chosen["town_m"].to_numpy("float64") < FRINGE_M),
        ("water_source", happens(rng, 0.06, count)),
        ("scenic", happens(rng, 0.04, count)),
        ("transport", happens(rng, 0.15, count)),
        ("river_bank", area_km2 > KEY_RIVER_KM2),
        ("central_village", happens(rng, 0.2, count)),
    )
    found = np.select([rule for _, rule in rules], [name for name, _ in rules], default="")
    return pd.Series(found, dtype="str").where(found != "")


def states_of(chosen: pd.DataFrame, size: DemoSize, rng: np.random.Generator) -> pd.Series:
    """Deal the states: works are finished rather in priority areas, villages near a town go to its sewer."""
    count = len(chosen)
    states = pd.Series("direct", index=chosen.index, dtype="str")
    near_town = np.argsort(chosen["town_m"].to_numpy("float64") * rng.uniform(0.5, 1.5, count), kind="stable")
    sewered = near_town[: size.villages_sewered]
    states.iloc[sewered] = "sewered"
    rest = np.setdiff1d(np.arange(count), sewered)
    wish = rng.random(len(rest)) - 0.6 * chosen["priority_area"].notna().to_numpy()[rest]
    queue = rest[np.argsort(wish, kind="stable")]
    states.iloc[queue[: size.villages_finished]] = "finished"
    states.iloc[queue[size.villages_finished :][: size.villages_under_way]] = "under_way"
    return states


def village_timelines(villages: pd.DataFrame, since: str) -> pd.DataFrame:
    """Return the villages' periods: direct or under way from the start, then the present state from `change_on` on."""
    changed = villages["change_on"].notna()
    stored = villages.drop(columns="change_on")
    before = stored.copy()
    finished = villages["state"] == "finished"
    works_begun = finished & (villages["feature_id"] % 5 < 2)  # noqa: PLR2004 (two in five had begun)
    before.loc[changed, "state"] = np.where(works_begun[changed], "under_way", "direct")
    before.loc[changed, ["works", "remark"]] = None
    before.loc[changed, "finished_on"] = pd.NaT
    names = ["state", "works", "remark", "finished_on"]
    after = stored[changed].set_index("feature_id")[names].assign(on=villages["change_on"][changed].to_numpy())
    return change(begin(before, since), after)
