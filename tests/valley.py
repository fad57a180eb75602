"""A valley small enough to check by hand: one river, one tributary, three sections, five outlets. All in metres.

::

    y
    4000  T0 o                 The main river 清河 runs east along y = 0 from x = 0 to x = 10,000 (its mouth).
              |                The tributary 白水 runs south along x = 4,000 from y = 4,000 and joins at (4000, 0).
    3000  * O3|                Sections on 清河: S1 at x = 3,000 (local), S2 at x = 6,000 (provincial),
              |                S3 at x = 9,000 (national).
    0  ---S1--+------S2------S3----> mouth
       0  3000 4000  6000    9000  10000

Units, 8 km high, cut at the sections; east of S3 nothing follows; below y = -4,000 the ground drains to 南河:
U1 x 0-3000 (S1), U2 x 3000-6000 (S2), U3 x 6000-9000 (S3), U4 x 9000-10000 (none), N y -6000 to -4000 (南河).
Counties: 甲 (140101) x < 5,000, 乙 (140102) x > 5,000.
"""

import geopandas as gpd
import pandas as pd
from shapely import LineString, Point, box

CRS = "+proj=tmerc +lat_0=37 +lon_0=112.3 +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs"
"""Plain metres from a place in the middle of Shanxi, so that degrees are tried on real ground."""


def lines() -> gpd.GeoDataFrame:
    """Return the river in three lines and the tributary in one: ids 11, 12, 13 downstream on 清河, 21 on 白水."""
    rows = [
        (11, "清河", LineString([(0, 0), (4000, 0)])),
        (12, "清河", LineString([(4000, 0), (7000, 0)])),
        (13, "清河", LineString([(7000, 0), (10_000, 0)])),
        (21, "白水", LineString([(4000, 4000), (4000, 0)])),
    ]
    return gpd.GeoDataFrame(rows, columns=["COMID", "river", "geometry"], crs=CRS)


def sections() -> gpd.GeoDataFrame:
    """Return the three sections."""
    rows = [
        ("S1", "上桥", "清河", "local", Point(3000, 0)),
        ("S2", "中桥", "清河", "provincial", Point(6000, 0)),
        ("S3", "下桥", "清河", "national", Point(9000, 0)),
    ]
    return gpd.GeoDataFrame(rows, columns=["section_code", "name", "river", "level", "geometry"], crs=CRS)


def units() -> gpd.GeoDataFrame:
    """Return the control units, the ground with no section downstream, and the ground that drains away."""
    rows = [
        ("S1", None, box(0, -4000, 3000, 4000)),
        ("S2", None, box(3000, -4000, 6000, 4000)),
        ("S3", None, box(6000, -4000, 9000, 4000)),
        (None, None, box(9000, -4000, 10_000, 4000)),
        (None, "南河", box(0, -6000, 10_000, -4000)),
    ]
    return gpd.GeoDataFrame(rows, columns=["section_code", "drains_to", "geometry"], crs=CRS)


def counties() -> gpd.GeoDataFrame:
    """Return the two counties."""
    rows = [("140101", "甲县", box(0, -6000, 5000, 4000)), ("140102", "乙县", box(5000, -6000, 10_000, 4000))]
    return gpd.GeoDataFrame(rows, columns=["county_code", "county", "geometry"], crs=CRS)


def outlets() -> gpd.GeoDataFrame:
    """Return five outlets: well above S1, just below it, on the tributary, at the confluence (a tie), out of reach."""
    rows = [
        ("O1", Point(1000, 20)),
        ("O2", Point(3005, 10)),
        ("O3", Point(3970, 3000)),
        ("O4", Point(4000, 0)),
        ("O5", Point(7500, 2500)),
    ]
    return gpd.GeoDataFrame(rows, columns=["code", "geometry"], crs=CRS).set_index("code")


def declared() -> pd.DataFrame:
    """Return what the ledger says of the outlets: all true but the county of O5."""
    rows = [
        ("O1", "清河", "140101", "S1"),
        ("O2", "清河", "140101", "S2"),
        ("O3", "白水", "140101", "S2"),
        ("O4", "清河", "140101", "S2"),
        ("O5", None, "140101", None),
    ]
    return pd.DataFrame(rows, columns=["code", "river", "county_code", "section_code"]).set_index("code")
