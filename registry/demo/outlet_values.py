"""What outlets carry and what is done about them: flow, strength, accuracy, declared section, rectification."""

import numpy as np
import pandas as pd

from registry.demo.chance import days_between, deal, happens, significant, some_missing, spread
from registry.demo.ground import Ground
from registry.demo.outlet_mix import mix_table

STRENGTHS = ("cod_mg_per_l", "nh3n_mg_per_l", "tp_mg_per_l")
STOPPED_SHARE = 0.03
BAN_TYPES = ("rural_scattered", "urban_scattered", "livestock_small", "industrial_enterprise")
DUE_SHARES: dict[str | None, float] = {
    "2022-09-30": 0.08,
    "2022-12-31": 0.22,
    "2023-12-31": 0.35,
    "2024-12-31": 0.2,
    "2025-12-31": 0.15,
}
"""Days by which rectification is due."""


def fill_values(outlets: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add status, accuracy, flow and strengths; the strengths of one mouth rise and fall together."""
    count = len(outlets)
    mix = mix_table().loc[outlets["outlet_type"]].reset_index(drop=True)
    flow = significant(spread(rng, mix["flow_m3_per_d"].to_numpy(), 0.8, count), 2)
    measured = rng.random(count) < mix["measured"].to_numpy("float64")
    common = rng.normal(0, 0.35, count)
    medians = np.array(mix["strength_mg_per_l"].tolist())
    filled = outlets.assign(flow_m3_per_d=some_missing(rng, flow, 0.08))
    for column, name in enumerate(STRENGTHS):
        value = significant(medians[:, column] * np.exp(common + rng.normal(0, 0.3, count)))
        filled[name] = pd.Series(value).where(measured)
    filled["sampled_on"] = pd.Series(days_between(rng, "2021-07-01", "2021-12-20", count)).where(measured)
    filled["status"] = np.where(happens(rng, STOPPED_SHARE, count) & (outlets["plant"] < 0), "stopped", "active")
    return filled.assign(accuracy_m=accuracy(rng, count))


def accuracy(rng: np.random.Generator, count: int) -> pd.Series:
    """Return accuracies in metres: mostly 5 to 200, a few 1 to 2 km (read off a map), some not stated."""
    fine = np.clip(spread(rng, 25.0, 0.9, count), 5, 200).round()
    coarse = rng.uniform(1000, 2000, count).round(-2)
    return some_missing(rng, np.where(happens(rng, 0.02, count), coarse, fine), 0.06)


def declare_section(ground: Ground, outlets: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return the section as the ledger has it: the unit's own, 2 % another of the same city, 2 % nothing.

    Where the ground has no section, half the ledgers name one of the city all the same.
    """
    true = outlets["section"].astype("object")
    by_city = ground.sections.groupby("city")["name"].agg(list)
    count = len(outlets)
    dice = rng.random(count)
    offered = [by_city.get(city, [None]) for city in outlets["city"]]
    other = pd.Series(
        [names[int(roll * len(names))] for names, roll in zip(offered, dice, strict=True)], dtype="object"
    )
    known = true.notna()
    wrong = (known & happens(rng, 0.02, count)) | (~known & happens(rng, 0.5, count))
    return true.mask(wrong, other).mask(known & happens(rng, 0.02, count)).astype("str")


def plan_rectification(outlets: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add class, progress and due day for about two outlets in three; the rest need none yet."""
    count = len(outlets)
    needed = happens(rng, 0.66, count)
    for_any = deal(rng, {"ban": 0.1, "merge": 0.25, "standardise": 0.65}, count)
    kind = np.where(outlets["outlet_type"].isin(BAN_TYPES), for_any, "standardise")
    progress = deal(rng, {"not_started": 0.55, "under_way": 0.35, "done": 0.1}, count)
    due = pd.Series(pd.to_datetime(deal(rng, DUE_SHARES, count)).astype("datetime64[s]"))
    return outlets.assign(
        rectification_class=pd.Series(kind, dtype="str").where(needed),
        rectification_progress=pd.Series(progress, dtype="str").where(needed),
        due_on=due.where(needed),
        closed_out_on=pd.Series(pd.NaT, index=range(count), dtype="datetime64[s]"),
    )
