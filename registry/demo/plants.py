"""The real sewage plants of the basin (HydroWASTE v1.0, CC BY 4.0), and where their synthetic outlets lie.

Notes
-----
Ehalt Macedo et al. 2022, doi 10.5194/essd-14-559-2022. Location quality 4 for all of Shanxi: accuracy unknown.
"""

import numpy as np
import pandas as pd

from registry.demo.chance import stream
from registry.demo.ground import Ground, to_metres
from registry.demo.timelines import begin, change

CREDIT = "HydroWASTE v1.0, CC BY 4.0 (Ehalt Macedo et al. 2022);位置质量4级,精度未知"
REACH_WITHIN_M = 3_000.0


def real_plants(facts: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the plants that lie in the basin, as the data set has them, sorted by its number.

    Parameters
    ----------
    facts
        `data/facts/plants_hydrowaste.csv`: WASTE_ID, LAT_WWTP, LON_WWTP, POP_SERVED, WASTE_DIS, DESIGN_CAP.
    ground
        Base layers: the polygons decide what lies in the basin and in which county.

    Returns
    -------
    pandas.DataFrame
        Stored fields of a plant, and `x`, `y`, `outlet_x`, `outlet_y` in metres.
    """
    listed = facts.sort_values("WASTE_ID", ignore_index=True)
    x, y = to_metres(listed["LON_WWTP"].to_numpy(), listed["LAT_WWTP"].to_numpy())
    there = ground.where(x, y)
    inside = there["in_basin"] & (there["county_row"] >= 0)
    number = listed["WASTE_ID"].astype("str")
    plants = pd.DataFrame(
        {
            "code": "WS-" + there["county_code"] + "-" + number,
            "name": there["county"] + "污水处理厂(HydroWASTE " + number + ")",
            "city": there["city"],
            "county": there["county"],
            "lon": listed["LON_WWTP"],
            "lat": listed["LAT_WWTP"],
            "accuracy_m": np.nan,
            "people_served": listed["POP_SERVED"].astype("float64"),
            "design_m3_per_d": listed["DESIGN_CAP"].astype("float64"),
            "flow_m3_per_d": listed["WASTE_DIS"].astype("float64"),
            "remark": CREDIT,
            "synthetic": False,
            "x": x,
            "y": y,
        }
    )
    return with_outlet_places(plants[inside].reset_index(drop=True), ground)


def with_outlet_places(plants: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Put each plant's outlet on the bank of the nearest reach, or 150 m away where no reach is within 3 km.

    A bank outside the plant's county and basin does not serve: the outlet then stays by the plant.
    """
    x, y = plants["x"].to_numpy(), plants["y"].to_numpy()
    reach, measure = ground.nearest_reach(x, y)
    bank_x, bank_y = ground.along(reach, measure, np.full(len(plants), 15.0))
    there = ground.where(bank_x, bank_y)
    near = np.hypot(bank_x - x, bank_y - y) < REACH_WITHIN_M
    serves = near & there["in_basin"].to_numpy() & (there["county"] == plants["county"]).to_numpy()
    angle = stream("plants").uniform(0, 2 * np.pi, len(plants))
    beside_x, beside_y = x + 150 * np.cos(angle), y + 150 * np.sin(angle)
    return plants.assign(outlet_x=np.where(serves, bank_x, beside_x), outlet_y=np.where(serves, bank_y, beside_y))


def plant_timelines(plants: pd.DataFrame, outlet_codes: pd.Series, wetlands: pd.DataFrame, since: str) -> pd.DataFrame:
    """Return the plants' periods: a new one begins when a plant's tail-water wetland starts.

    Parameters
    ----------
    plants
        Frame of `real_plants` with `feature_id`.
    outlet_codes
        Outlet code by row of `plants`.
    wetlands
        Wetlands with `plant` (row of `plants`, -1 for none), `code`, `built_on`.
    since
        First day of every plant's first period.
    """
    stored = plants.drop(columns=["x", "y", "outlet_x", "outlet_y"])
    stored = stored.assign(
        outlet_code=outlet_codes.reindex(plants.index), standard=None, wetland_code=None, reuse_share=np.nan
    )
    stored = stored.astype({"standard": "str", "wetland_code": "str"})
    served = wetlands[wetlands["plant"] >= 0].drop_duplicates("plant").set_index("plant")
    early = served[served["built_on"] <= pd.Timestamp(since)]
    stored["wetland_code"] = stored["wetland_code"].fillna(early["code"].reindex(plants.index).astype("str"))
    late = served.drop(early.index)
    ids = plants["feature_id"].loc[late.index].to_numpy()
    later = pd.DataFrame({"on": late["built_on"].to_numpy(), "wetland_code": late["code"].to_numpy()}, index=ids)
    return change(begin(stored, since), later)
