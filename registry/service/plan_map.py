"""What the map of a plan shows: the unit, its water and what answers to the section."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from registry.base import BaseLayers
from registry.contents import PlanMap
from registry.service.registry import points

MARGIN_SHARE = 0.08
LEAST_SPAN_DEG = 0.12

SYMBOL_COLUMNS = {
    "outlets": ["code", "name", "outlet_class"],
    "plants": ["code", "name"],
    "wetlands": ["code", "name", "function"],
    "villages": ["code", "name", "state"],
    "projects": ["code", "name"],
}


def plan_map(
    base: BaseLayers,
    section: pd.Series,
    sections: pd.DataFrame,
    unit: gpd.GeoDataFrame,
    own: Mapping[str, pd.DataFrame],
) -> PlanMap:
    """Return the layers of a plan's map, cut to a frame round unit, section and features."""
    features = {kind: points(own[kind])[[*columns, "geometry"]] for kind, columns in SYMBOL_COLUMNS.items()}
    here = points(sections.assign(own=sections["code"] == section["code"]))
    here = here[here["active"] | here["own"]][["code", "name", "level", "own", "geometry"]]
    window = frame_round([unit, here[here["own"]], *features.values()])
    reaches = base.reaches[base.reaches.intersects(window)]
    inside = reaches.intersects(unit.geometry.union_all()) if len(unit) else False
    return PlanMap(
        unit[["section_code", "geometry"]],
        reaches.assign(inside=inside)[["river", "order", "inside", "geometry"]],
        base.counties[base.counties.intersects(window)][["county", "geometry"]],
        here[here.intersects(window)],
        features,
    )


def frame_round(layers: list[gpd.GeoDataFrame]) -> object:
    """Return the rectangle that holds all layers, with a margin, at least LEAST_SPAN_DEG wide and high."""
    bounds = pd.DataFrame([layer.total_bounds for layer in layers if len(layer) and layer.geometry.notna().any()])
    west, south = bounds[[0, 1]].min()
    east, north = bounds[[2, 3]].max()
    wide = max(east - west, LEAST_SPAN_DEG) * (0.5 + MARGIN_SHARE)
    high = max(north - south, LEAST_SPAN_DEG) * (0.5 + MARGIN_SHARE)
    lon, lat = (west + east) / 2, (south + north) / 2
    return box(lon - wide, lat - high, lon + wide, lat + high)
