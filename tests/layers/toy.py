"""A hand-readable toy valley for the map: two counties, one river of two reaches, one section, a few features."""

import geopandas as gpd
import pandas as pd
from shapely import LineString, MultiLineString, box

WEST, EAST = box(112.0, 37.0, 112.5, 38.0), box(112.5, 37.0, 113.0, 38.0)


def _areas(columns, geometries):
    return gpd.GeoDataFrame(columns, geometry=geometries, crs=4490)


def frames():
    water = [LineString([(112.2, 37.9), (112.3, 37.5)]), LineString([(112.3, 37.5), (112.8, 37.1)])]
    return {
        "province": _areas({"name": ["山西省"]}, [box(112.0, 37.0, 113.0, 38.0)]),
        "cities": _areas({"city_code": ["1401"], "city": ["太原市"]}, [box(112.0, 37.0, 113.0, 38.0)]),
        "counties": _areas({"county": ["甲县", "乙县"], "city": ["太原市", "太原市"]}, [WEST, EAST]),
        "basins": _areas({"basin": ["黄河", "海河"]}, [WEST, EAST]),
        "units": _areas({"section_code": ["DM1", None], "section_name": ["上兰", None]}, [WEST, EAST]),
        "reaches": gpd.GeoDataFrame({"order": [1, 4], "river": ["汾河", "汾河"]}, geometry=water, crs=4490),
        "rivers": gpd.GeoDataFrame({"river": ["汾河"], "order": [4]}, geometry=[MultiLineString(water)], crs=4490),
    }


def outlets(names=("南社排污口", "北社排污口", "无坐标排污口")):
    count = len(names)
    return pd.DataFrame(
        {
            "code": [f"PWK{i:03d}" for i in range(count)],
            "name": list(names),
            "city": "太原市",
            "county": "甲县",
            "lon": [112.1 + 0.01 * i if i != 2 else None for i in range(count)],
            "lat": 37.5,
            "outlet_class": ["industrial", "municipal", "other"] * (count // 3) + ["other"] * (count % 3),
            "status": "active",
            "grade": "A",
            "section_code": "DM1",
            "section_name": "上兰",
            "synthetic": True,
        }
    )


def tables():
    sections = pd.DataFrame(
        {
            "code": ["DM1", "DM0"],
            "name": ["上兰", "旧上兰"],
            "city": "太原市",
            "county": "甲县",
            "lon": [112.3, 112.25],
            "lat": [37.5, 37.6],
            "drawn_as": ["national", "retired"],
            "section_code": ["DM1", "DM0"],
            "synthetic": False,
        }
    )
    return {"sections": sections, "outlets": outlets()}
