"""Divide features that cover ground among the control units they cover, by area."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.crs import EQUAL_AREA, to_metric

PARTS = 2**20
"""A feature is divided into so many equal parts: a power of two, so that shares add up to 1.0 exactly in any order."""
LEAST_SHARE = 0.01
"""A part smaller than this share of its feature is a sliver: borders are not drawn finer."""
CM2_PER_M2 = 10_000


def area_shares(
    features: gpd.GeoDataFrame, units: gpd.GeoDataFrame, *, least_share: float = LEAST_SHARE
) -> pd.DataFrame:
    """Return the share of each section in each polygon or multipolygon, by area on the ground.

    `units` have `section_code` (missing where no section follows) and polygons; either frame in any CRS, corners being
    joined by straight lines in EQUAL_AREA. Ground in units without a section and ground outside every unit is one part
    without a section. Parts below `least_share` are dropped and the others keep their proportions; the largest part
    always stays. Where units overlap, ground counts once for each of them.

    Columns `feature` (the feature's index), `section_code`, `share`; by feature in the order given, then by falling
    share and code, no section last. Shares of a feature add up to exactly 1.0. Features without an area have no rows.

    Raises
    ------
    CrsError
        When a CRS is missing.
    """
    shapes = to_metric(features.geometry, EQUAL_AREA, "features").make_valid()
    grounds = to_metric(units.geometry, EQUAL_AREA, "units").make_valid()
    rows = covered(shapes.to_numpy(), grounds.to_numpy(), units["section_code"].astype("str"))
    whole = rows.groupby("row")["cm2"].transform("sum")
    largest = ~rows.duplicated("row")
    shared = in_parts(rows[(rows["cm2"] >= least_share * whole) | largest]).query("parts > 0")
    order = shared.sort_values(["row", "parts", "section_code"], ascending=[True, False, True], na_position="last")
    return pd.DataFrame(
        {
            "feature": features.index[order["row"]],
            "section_code": pd.Series(order["section_code"].to_list(), dtype="str"),
            "share": order["parts"].to_numpy() / PARTS,
        }
    )


def covered(shapes: np.ndarray, grounds: np.ndarray, codes: pd.Series) -> pd.DataFrame:
    """Return `row, section_code, cm2` per shape and section, what no section holds under none; the largest first.

    Areas are whole square centimetres, so that the order of units cannot change a sum.
    """
    ground, shape = shapely.STRtree(shapes).query(grounds, predicate="intersects")
    areas = shapely.area(shapely.intersection(shapes[shape], grounds[ground]))
    within = pd.DataFrame({"row": shape, "section_code": codes.to_numpy()[ground], "cm2": whole_cm2(areas)})
    inside = within.groupby("row")["cm2"].sum().reindex(range(len(shapes)), fill_value=0)
    outside = np.maximum(whole_cm2(shapely.area(shapes)) - inside.to_numpy(), 0)
    beyond = pd.DataFrame({"row": range(len(shapes)), "section_code": None, "cm2": outside})
    both = pd.concat([within, beyond.astype(within.dtypes)], ignore_index=True)
    sums = both.groupby(["row", "section_code"], dropna=False, as_index=False)["cm2"].sum()
    held: pd.DataFrame = sums[sums["cm2"] > 0]
    return held.sort_values(["row", "cm2", "section_code"], ascending=[True, False, True], ignore_index=True)


def whole_cm2(area_m2: np.ndarray) -> np.ndarray:
    """Return areas as whole square centimetres; what has no shape covers nothing."""
    return np.asarray(np.rint(np.nan_to_num(area_m2) * CM2_PER_M2), "int64")


def in_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Add `parts` out of PARTS to rows ordered within each feature: whole ones, the rest by largest remainder."""
    exact = rows["cm2"] * (PARTS / rows.groupby("row")["cm2"].transform("sum"))
    whole = exact // 1
    left = PARTS - whole.groupby(rows["row"]).transform("sum")
    rank = (whole - exact).groupby(rows["row"]).rank(method="first")
    return rows.assign(parts=(whole + (rank <= left)).astype("int64"))
