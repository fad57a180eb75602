"""The real wetlands named in public texts, on their river in their county, with the dates the texts vouch for."""

import re

import numpy as np
import pandas as pd
import shapely

from registry.demo.ground import Ground, first_polygon, to_degrees

ON_RIVER_ACCURACY_M = 8_000.0
IN_COUNTY_ACCURACY_M = 15_000.0
MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")
FUNCTIONS = {"尾水": "tail-water", "河口": "river-mouth", "河道": "in-river"}
STATES = {"under construction": "building", "planned": "planned"}
UNDATED_FROM = "2024-08-31"
"""A wetland whose text gives no date is known from the day the latest of the other texts vouches for."""


def real_wetlands(facts: pd.DataFrame, ground: Ground, plants: pd.DataFrame) -> pd.DataFrame:
    """Return the wetlands of `data/facts/wetlands_real.csv`, one row each in the file's order.

    Returns
    -------
    pandas.DataFrame
        Stored fields but `code`, and `county_code`, `x`, `y`, `plant` (row of `plants`, -1 for none), `known_from`.
        `built_on` is the last day of the month or year the text names, when the text is surely true; `status` is
        missing where no text gives a date.
    """
    found = facts.reset_index(drop=True)
    places = pd.DataFrame([place_of(row, ground, plants) for row in found.itertuples()])
    lon, lat = to_degrees(places["x"].to_numpy("float64"), places["y"].to_numpy("float64"))
    there = ground.where(places["x"].to_numpy("float64"), places["y"].to_numpy("float64"))
    told = dated(found["start"])
    return pd.DataFrame(
        {
            "name": found["name"],
            "city": found["city"],
            "county": found["county"].fillna(there["county"]),
            "county_code": there["county_code"],
            "lon": lon,
            "lat": lat,
            "accuracy_m": places["accuracy_m"],
            "function": found["kind"].map(function_of),
            "flow_type": found["process"].map(flow_of),
            "insulated": found["process"].astype("object").map(lambda text: True if "保温" in str(text) else None),
            "area_m2": found["area_m2"].astype("float64"),
            "design_m3_per_d": found["flow_m3d"].map(first_number),
            "built_on": told["built_on"],
            "status": told["status"],
            "declared_section": found["section"],
            "remark": [remark_on(row) for row in found.itertuples()],
            "synthetic": False,
            "plant": places["plant"],
            "x": places["x"],
            "y": places["y"],
            "known_from": told["known_from"],
        }
    )


def dated(start: pd.Series) -> pd.DataFrame:
    """Return `status`, `built_on` and `known_from` that each start text gives."""
    day = pd.to_datetime(start.map(last_day)).astype("datetime64[s]")
    status = start.map(state_of)
    known_from = day.fillna(pd.Timestamp(UNDATED_FROM))
    return pd.DataFrame({"status": status, "built_on": day.where(status == "running"), "known_from": known_from})


def place_of(row: object, ground: Ground, plants: pd.DataFrame) -> dict[str, object]:
    """Place a wetland on the named river in its county, else (tail water) by a plant there, else at its town."""
    county = county_row(row, ground)
    river = str(getattr(row, "river", "")).split("(")[0]
    on_river = middle_of_river(ground, river, county)
    if on_river is not None:
        return {"x": on_river[0], "y": on_river[1], "accuracy_m": ON_RIVER_ACCURACY_M, "plant": -1}
    name = ground.counties["county"].iloc[county]
    beside = plants.index[plants["county"] == name]
    if function_of(getattr(row, "kind", "")) == "tail-water" and len(beside):
        at = plants.loc[beside[0]]
        return {"x": at["x"], "y": at["y"], "accuracy_m": ON_RIVER_ACCURACY_M, "plant": int(beside[0])}
    town = ground.towns.geometry.iloc[county]
    return {"x": town.x, "y": town.y, "accuracy_m": IN_COUNTY_ACCURACY_M, "plant": -1}


def county_row(row: object, ground: Ground) -> int:
    """Return the county named, else the one of its city with most of the named river's reaches, else the first."""
    counties = ground.counties
    in_city = counties["city"] == getattr(row, "city", None)
    named = np.flatnonzero(in_city & (counties["county"] == getattr(row, "county", None)))
    if len(named):
        return int(named[0])
    river = str(getattr(row, "river", "")).split("(")[0]
    middles = reach_middles(ground, river)
    rows = (
        first_polygon(counties, shapely.get_x(middles), shapely.get_y(middles)) if len(middles) else np.array([], int)
    )
    rows = rows[(rows >= 0) & in_city.to_numpy()[rows]]
    return int(np.bincount(rows).argmax()) if len(rows) else int(np.flatnonzero(in_city)[0])


def middle_of_river(ground: Ground, river: str, county: int) -> tuple[float, float] | None:
    """Return the point of the river in the county that is nearest to the county's middle, None where there is none."""
    middles = reach_middles(ground, river)
    area = ground.counties.geometry.iloc[county]
    inside = middles[shapely.contains(area, middles)] if len(middles) else middles
    if not len(inside):
        return None
    best = inside[shapely.distance(inside, area.representative_point()).argmin()]
    return float(best.x), float(best.y)


def reach_middles(ground: Ground, river: str) -> np.ndarray:
    """Return the middle points of the reaches of a river."""
    lines = ground.reaches.loc[ground.reaches["river"] == river].geometry.to_numpy()
    return np.asarray(shapely.line_interpolate_point(lines, 0.5, normalized=True))


def function_of(kind: object) -> str:
    """Return the function a text names; a plain 湿地 counts as in-river, which the remark says."""
    return next((value for word, value in FUNCTIONS.items() if word in str(kind)), "in-river")


def flow_of(process: object) -> str | None:
    """Return the flow type that a description of the process names; several make a hybrid."""
    text = str(process)
    kinds = [value for word, value in (("垂直", "vertical"), ("表面流", "surface")) if word in text]
    if len(kinds) > 1:
        return "hybrid"
    if kinds:
        return kinds[0]
    return "horizontal" if "潜流" in text else None


def state_of(start: object) -> str | None:
    """Return the status that the start text gives, None where there is no text."""
    if not isinstance(start, str):
        return None
    return next((value for word, value in STATES.items() if word in start), "running")


def last_day(start: object) -> pd.Timestamp | None:
    """Return the last day of the month or year named, None where there is none."""
    match = MONTH.search(str(start))
    if match is None:
        return None
    return pd.Timestamp(f"{match[1]}-{match[2] or '12'}-01") + pd.offsets.MonthEnd(0)


def first_number(text: object) -> float:
    """Return the first number in a text such as `~20000` or `8000 (derived)`, NaN where there is none."""
    match = re.search(r"\d+(?:\.\d+)?", str(text))
    return float(match[0]) if match else float("nan")


def remark_on(row: object) -> str:
    """Say in the record what is known, from where, and that the place is approximate."""
    start = getattr(row, "start", None)
    kind = getattr(row, "kind", None)
    parts = [
        f"公开文献:{getattr(row, 'source', '')}",
        "position approximate 位置为近似值",
        f"时间原文:{start}" if isinstance(start, str) else "建成时间未见公开资料",
    ]
    if function_of(kind) == "in-river" and "河道" not in str(kind):
        parts.append("功能类型未见公开资料,暂按河道湿地")
    return ";".join(parts)
