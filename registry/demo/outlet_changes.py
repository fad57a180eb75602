"""How one outlet's record changes: a merge's target, a new code, two branches, a new measurement, a slip of the pen."""

import numpy as np
import pandas as pd

from registry.demo.chance import significant
from registry.demo.ground import to_metres
from registry.demo.outlet_mix import LETTERS

RETYPED = {
    "rural_scattered": "rural_plant",
    "industrial_storm": "urban_storm",
    "livestock_small": "livestock_large",
    "urban_scattered": "urban_storm",
}
"""What a survey on the spot finds an outlet to be; some of it changes the level-1 class."""
NEXT_STEP = {"not_started": "under_way", "under_way": "done", "done": "closed_out"}
STRENGTHS = ["cod_mg_per_l", "nh3n_mg_per_l", "tp_mg_per_l"]


def merge_targets(absorbed: pd.DataFrame, staying: pd.DataFrame) -> pd.Series:
    """Return for each absorbed outlet the id of the nearest staying one of its county; without one it is left out.

    Both frames are indexed by feature_id; the county is read off the code, which keeps the true one.
    """
    here_x, here_y = to_metres(absorbed["lon"].to_numpy(), absorbed["lat"].to_numpy())
    x, y = to_metres(staying["lon"].to_numpy(), staying["lat"].to_numpy())
    here, county = (frame["code"].str[3:9].to_numpy(dtype=object) for frame in (absorbed, staying))
    apart = np.hypot(x[None, :] - here_x[:, None], y[None, :] - here_y[:, None])
    apart = np.where(here[:, None] == county[None, :], apart, np.inf)
    nearest = staying.index.to_numpy()[apart.argmin(axis=1)]
    has_any = np.flatnonzero(np.isfinite(apart).any(axis=1))
    return pd.Series(nearest, index=absorbed.index).iloc[has_any]


def recoded(current: pd.DataFrame, ids: np.ndarray, taken: pd.Series, on: np.ndarray) -> pd.DataFrame:
    """Give outlets the next free numbers of their counties, re-typed where a survey found them to be something else.

    No code in `taken` is given again; `current` is indexed by feature_id.
    """
    old = current.loc[ids, "code"]
    highest = taken.str[10:14].astype(int).groupby(taken.str[3:9]).max()
    county = old.str[3:9]
    number = county.map(highest).astype("int64") + county.groupby(county).cumcount() + 1
    kind = current.loc[ids, "outlet_type"].replace(RETYPED)
    code = old.str[:10] + number.astype("str").str.zfill(4) + "-" + kind.map(LETTERS) + "-00"
    return pd.DataFrame({"on": on, "code": code, "former_code": old, "outlet_type": kind}, index=pd.Index(ids))


def split_children(parents: pd.DataFrame, next_id: int) -> pd.DataFrame:
    """Return two branches for each parent (indexed by feature_id), some 20 m apart, each with half the flow."""
    twice = parents.loc[parents.index.repeat(2)].reset_index(drop=True)
    branch = np.tile([1, 2], len(parents))
    return twice.assign(
        feature_id=np.arange(next_id, next_id + len(twice)),
        former_code=twice["code"],
        code=twice["code"].str[:-2] + pd.Series(branch).astype("str").str.zfill(2),
        name=twice["name"] + np.where(branch == 1, "(上口)", "(下口)"),
        lat=(twice["lat"] + np.where(branch == 1, 1e-4, -1e-4)).round(6),
        flow_m3_per_d=twice["flow_m3_per_d"] / 2,
    ).drop(columns=["valid_from", "valid_to"])


def measured_again(rows: pd.DataFrame, on: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return new flow and strengths, and rectification one step further; rows are indexed by feature_id."""
    factor = np.exp(rng.normal(-0.05, 0.2, (len(rows), 4)))
    names = ["flow_m3_per_d", *STRENGTHS]
    news = pd.DataFrame(significant(rows[names].to_numpy() * factor), columns=names, index=rows.index)
    sampled = pd.Series(on, index=rows.index).where(rows["cod_mg_per_l"].notna())
    step = rows["rectification_progress"].map(NEXT_STEP)
    progress = step.fillna(rows["rectification_progress"]).astype("str")
    finished = pd.Series(on, index=rows.index).where(step.eq("closed_out"), rows["closed_out_on"])
    return news.assign(on=on, sampled_on=sampled, rectification_progress=progress, closed_out_on=finished)


def wrongly_recorded(outlets: pd.DataFrame, counts: list[int], rng: np.random.Generator) -> pd.DataFrame:
    """Choose outlets of the survey that were recorded wrongly, and the quarter in which somebody notices.

    Returns
    -------
    pandas.DataFrame
        feature_id, quarter, and the wrong lon, lat, outlet_type, flow_m3_per_d: one of place, type and flow is wrong.
    """
    usable = (outlets["entry"] == 0) & (outlets["plant"] < 0) & (outlets["quirk"] == "")
    usable &= outlets["moved_lon"].notna() & outlets["flow_m3_per_d"].notna()
    rows = rng.permutation(np.flatnonzero(usable))[: sum(counts)]
    noticed = np.repeat(np.arange(1, len(counts) + 1), counts)[: len(rows)]
    wrong = outlets.iloc[rows].reset_index(drop=True).assign(quarter=noticed)
    place, kind, flow = (np.arange(len(wrong)) % 3 == fault for fault in range(3))
    wrong["lon"] = np.where(place, wrong["moved_lon"], wrong["lon"])
    wrong["lat"] = np.where(place, wrong["moved_lat"], wrong["lat"])
    wrong["outlet_type"] = wrong["outlet_type"].mask(kind, "other")
    wrong["flow_m3_per_d"] = wrong["flow_m3_per_d"] * np.where(flow, 10.0, 1.0)
    return wrong[["feature_id", "quarter", "lon", "lat", "outlet_type", "flow_m3_per_d"]]
