"""A valley to generate in: the Fen flows west through three counties, a fourth lies astride the divide.

Metres count from the south-west corner; the Yellow River runs down the western edge, the ground east of 70 km drains
to the Hai.
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.crs import METRIC, STORAGE
from registry.demo import DemoSize, DemoSources

WEST, SOUTH, KM = 460_000.0, 4_150_000.0, 1000.0
COUNTIES = (
    ("141081", "侯马市", "1410", "临汾市"),
    ("141023", "襄汾县", "1410", "临汾市"),
    ("140121", "清徐县", "1401", "太原市"),
    ("140925", "宁武县", "1409", "忻州市"),
)


def box(west_km, south_km, east_km, north_km):
    return shapely.box(WEST + west_km * KM, SOUTH + south_km * KM, WEST + east_km * KM, SOUTH + north_km * KM)


def line(*corners_km):
    return shapely.LineString([(WEST + x * KM, SOUTH + y * KM) for x, y in corners_km])


def stored(columns, geometry):
    return gpd.GeoDataFrame(columns, geometry=list(geometry), crs=METRIC).to_crs(STORAGE)


def toy_counties():
    columns = pd.DataFrame(COUNTIES, columns=["county_code", "county", "city_code", "city"])
    return stored(columns, [box(20 * n, 0, 20 * n + 20, 30) for n in range(4)])


def toy_reaches():
    """The Fen as reaches 1 to 7 from west to east, tributaries 11 to 16, the Yellow River 21 and 22, a Hai river 31."""
    rows = [
        (n, n - 1 if n > 1 else 22, "汾河", 4000.0 - 500 * n, "黄河", line((10 * n, 15), (10 * n - 10, 15)))
        for n in range(1, 8)
    ]
    names = ("浍河", None, "涝河", None, "潇河", None)
    for n, name in enumerate(names, start=1):
        rows.append((10 + n, n, name, 120.0, "黄河", line((10 * n, 28 if n % 2 else 2), (10 * n, 15))))
    rows.append((21, 22, "黄河", 90_000.0, "黄河", line((0, 40), (0, 15))))
    rows.append((22, None, "黄河", 95_000.0, "黄河", line((0, 15), (0, -10))))
    rows.append((31, None, None, 60.0, "海河", line((72, 15), (80, 15))))
    columns = pd.DataFrame(
        [row[:5] for row in rows], columns=["reach_id", "downstream_id", "river", "area_km2", "basin"]
    )
    columns["downstream_id"] = columns["downstream_id"].astype("Int64")
    return stored(columns, [row[5] for row in rows])


def toy_units():
    columns = pd.DataFrame(
        {"unit_id": ["u1", "u2", "u3", "u4"], "section_code": ["DM14108101", "DM14102301", "DM14012101", None]}
    )
    return stored(columns, [box(0, 8, 20, 30), box(20, 0, 40, 30), box(40, 0, 70, 30), box(0, 0, 20, 8)])


def toy_sections():
    """Three sections on the Fen, and one that another replaced."""
    places = [(0.5, 15.0), (20.5, 15.0), (40.5, 15.0), (42.0, 15.0)]
    at = gpd.GeoSeries([shapely.Point(WEST + x * KM, SOUTH + y * KM) for x, y in places], crs=METRIC).to_crs(STORAGE)
    return pd.DataFrame(
        {
            "code": ["DM14108101", "DM14102301", "DM14012101", "DM14012102"],
            "name": ["上平望", "柴庄", "韩武村", "温南社"],
            "river": "汾河",
            "city": ["临汾市", "临汾市", "太原市", "太原市"],
            "county": ["侯马市", "襄汾县", "清徐县", "清徐县"],
            "level": "national",
            "lon": at.x.to_numpy(),
            "lat": at.y.to_numpy(),
            "accuracy_m": 3000.0,
            "active_from": pd.to_datetime([None, None, "2021-01-01", None]).astype("datetime64[s]"),
            "active_to": pd.to_datetime([None, None, None, "2021-01-01"]).astype("datetime64[s]"),
            "successor": [None, None, None, "DM14012101"],
            "note": [None, "county unverified", None, None],
        }
    )


def toy_plants():
    """Three plants in the basin, one beyond the divide."""
    places = [(18.0, 16.0), (30.0, 10.0), (55.0, 15.5), (76.0, 16.0)]
    at = gpd.GeoSeries([shapely.Point(WEST + x * KM, SOUTH + y * KM) for x, y in places], crs=METRIC).to_crs(STORAGE)
    return pd.DataFrame(
        {
            "WASTE_ID": [45450, 45451, 45455, 45460],
            "LAT_WWTP": at.y.round(3),
            "LON_WWTP": at.x.round(3),
            "POP_SERVED": [59000, 90000, 66000, 22000],
            "WASTE_DIS": [10000, 15500, 5000, 6300],
            "DESIGN_CAP": np.nan,
        }
    )


def toy_wetlands():
    rows = [
        (
            "侯马市污水处理厂尾水人工潜流湿地保温小试",
            "侯马市",
            "临汾市",
            None,
            "尾水湿地(试验)",
            "潜流+保温",
            None,
            "2022",
        ),
        ("襄汾河道湿地", "襄汾县", "临汾市", "汾河", "河道湿地", "表面流", "~20000", "2018-06 trial"),
        ("清徐某河湿地", None, "太原市", "潇河(unverified)", "湿地", None, None, "built by 2024-08"),
        ("宁武湿地", "宁武县", "忻州市", None, "湿地", None, None, "planned 2024-08"),
        ("无日期湿地", "清徐县", "太原市", "汾河", "河道湿地", None, "50000", None),
    ]
    columns = ["name", "county", "city", "river", "kind", "process", "flow_m3d", "start"]
    return pd.DataFrame(rows, columns=columns).assign(section=None, area_m2=np.nan, source="press")


def toy_sources():
    return DemoSources(toy_counties(), toy_reaches(), toy_units(), toy_sections(), toy_plants(), toy_wetlands())


def toy_size():
    """About a fiftieth, with no more wetlands of a function than the valley has room for."""
    return replace(DemoSize().scaled(0.05), tail_water=3, river_mouth=2, in_river=4)


def shift_east(lon, lat):
    return np.asarray(lon) + 0.0062, np.asarray(lat) + 0.0004
