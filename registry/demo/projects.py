"""Provincial key projects against water pollution, and how they went through 2022."""

import numpy as np
import pandas as pd

from registry.demo.chance import apportion, days_between, pick, significant, spread, stream
from registry.demo.ground import to_degrees
from registry.demo.size import DemoSize
from registry.demo.timelines import begin, change, without_day

WORKS = {
    "sewer": (20.0, "污水管网建设工程", 4200.0),
    "plant_upgrade": (14.0, "污水处理厂提标改造工程", 6800.0),
    "rural_sewage": (14.0, "农村生活污水治理工程", 1800.0),
    "river_restoration": (12.0, "河道生态修复工程", 5200.0),
    "outlet_rectification": (10.0, "入河排污口整治工程", 900.0),
    "wetland": (6.0, "人工湿地水质净化工程", 4800.0),
    "reuse": (4.0, "再生水利用工程", 7500.0),
    "other": (2.0, "水污染防治工程", 1500.0),
}
"""By type: share, words of the name, median cost in 10,000 yuan."""


def make_projects(settled: pd.DataFrame, size: DemoSize) -> pd.DataFrame:
    """Make projects in townships of the basin; one row each, as they stand at the end of the year."""
    rng = stream("projects")
    status = ["finished"] * size.projects_finished + ["started"] * size.projects_started
    status += ["preparing"] * size.projects_preparing
    count = len(status)
    types = rng.permutation(np.array(apportion({name: work[0] for name, work in WORKS.items()}, count), dtype=object))
    weights = (settled["people"] * np.exp(-settled["town_m"] / 10_000) * settled["in_basin"]).to_numpy("float64")
    at = settled.iloc[pick(rng, weights, count)].reset_index(drop=True)
    x, y = at["x"].to_numpy("float64"), at["y"].to_numpy("float64")
    lon, lat = to_degrees(x, y)
    kind = pd.Series(types, dtype="str")
    number = (at.groupby("county_code").cumcount() + 1).astype("str").str.zfill(2)
    started = pd.Series(days_between(rng, "2021-03-01", "2022-02-20", count)).where(np.array(status) != "preparing")
    finished = pd.Series(days_between(rng, "2022-03-05", "2022-12-28", count)).where(np.array(status) == "finished")
    cost = spread(rng, kind.map({name: work[2] for name, work in WORKS.items()}).to_numpy("float64"), 0.5, count)
    return pd.DataFrame(
        {
            "code": "GC-" + at["county_code"] + "-" + number,
            "name": at["county"] + at["township"] + kind.map({name: work[1] for name, work in WORKS.items()}),
            "city": at["city"],
            "county": at["county"],
            "lon": lon,
            "lat": lat,
            "accuracy_m": np.clip(spread(rng, 120, 0.6, count), 20, 1000).round(-1),
            "declared_section": at["section"].astype("str"),
            "project_type": kind,
            "cost_10k_yuan": significant(cost, 3),
            "status": pd.Series(status, dtype="str"),
            "started_on": started,
            "finished_on": finished,
            "remark": pd.Series(None, index=range(count), dtype="str"),
            "synthetic": True,
        }
    )


def project_timelines(projects: pd.DataFrame, since: str) -> pd.DataFrame:
    """Return the projects' periods: in preparation, started, finished; what happened before `since` is one period."""
    late = projects["started_on"] > pd.Timestamp(since)
    first = without_day(projects, "finished_on")
    first["status"] = np.where(projects["started_on"].isna() | late, "preparing", "started")
    first["started_on"] = projects["started_on"].mask(late)
    begun = projects[late].set_index("feature_id")
    periods = change(
        begin(first, since),
        pd.DataFrame({"on": begun["started_on"], "started_on": begun["started_on"], "status": "started"}),
    )
    done = projects[projects["status"] == "finished"].set_index("feature_id")
    return change(
        periods, pd.DataFrame({"on": done["finished_on"], "finished_on": done["finished_on"], "status": "finished"})
    )
