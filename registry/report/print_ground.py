"""The ground of a printed map: province, borders, control units, rivers; and where its names may stand."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path

from registry.crs import METRIC
from registry.print_contents import PrintContent
from registry.report.print_labels import Name
from registry.report.print_relief import draw_relief
from registry.report.print_sheet import Sheet, zoom_of

LAND, COUNTY, CITY, PROVINCE, UNIT, WATER = "#fcfbf7", "#c3beb1", "#9a9486", "#6d675b", "#8d79a6", "#4a8db7"
THIN_MM = 0.12
LEAST_RIVER_MM = 22.0
NEAR_ZOOM, MIDDLE_ZOOM = 10.5, 8.0
ORDERS = ((10.5, 1), (8.5, 2), (0.0, 3))
"""From which zoom rivers of an order are drawn."""


def draw_ground(axes: Axes, content: PrintContent, sheet: Sheet) -> None:
    """Draw the ground into the axes in metres, cut to the frame and thinned to what the eye can tell apart."""
    near = {name: cut(frame, sheet) for name, frame in content.ground.items()}
    off = content.view.off
    fill(axes, near["province"], LAND)
    if content.relief is not None and "terrain" not in off:
        draw_relief(axes, content.relief, sheet, content.view.lat)
    if "counties" not in off:
        edges(axes, near["counties"], color=COUNTY, linewidths=0.4, linestyles=(0, (4, 1.5, 1, 1.5)), zorder=2)
    edges(axes, near["cities"], color=CITY, linewidths=0.7, linestyles=(0, (6, 1.5, 1, 1.5)), zorder=3)
    if "units" not in off:
        edges(axes, near["units"], color=UNIT, linewidths=0.6, linestyles=(0, (3, 2)), zorder=4)
    edges(axes, near["province"], color=PROVINCE, linewidths=1.1, zorder=5)
    if "rivers" not in off:
        draw_rivers(axes, near["reaches"], sheet, content.view.lat)


def draw_rivers(axes: Axes, reaches: gpd.GeoDataFrame, sheet: Sheet, lat: float) -> None:
    """Draw the rivers of the orders that the scale has room for, large ones wider."""
    least = next(order for zoom, order in ORDERS if zoom_of(sheet.scale, lat) >= zoom)
    for order, part in reaches[reaches["order"] >= least].groupby("order"):
        width = 0.35 + 0.3 * (int(str(order)) - least)
        lines(axes, part.geometry.to_numpy(), color=WATER, linewidths=width, zorder=6, capstyle="round")


def cut(frame: gpd.GeoDataFrame, sheet: Sheet) -> gpd.GeoDataFrame:
    """Return what of a frame lies in the sheet's frame, in METRIC."""
    metric = frame.to_crs(METRIC)
    west, south, east, north = sheet.ground
    room = (east - west) * 0.02
    clipped = shapely.clip_by_rect(metric.geometry.to_numpy(), west - room, south - room, east + room, north + room)
    thin_m = THIN_MM / 1000 * sheet.scale
    thinned = shapely.simplify(clipped, thin_m)
    kept = metric.set_geometry(gpd.GeoSeries(thinned, index=metric.index, crs=METRIC))
    return kept[~kept.geometry.is_empty]


def fill(axes: Axes, areas: gpd.GeoDataFrame, colour: str) -> None:
    """Fill areas."""
    paths = [path_of(part) for part in shapely.get_parts(areas.geometry.to_numpy()) if part.geom_type == "Polygon"]
    axes.add_collection(PathCollection(paths, facecolors=colour, edgecolors="none", zorder=1), autolim=False)


def path_of(polygon: Any) -> Path:
    """Return a polygon with its holes as one path."""
    return Path.make_compound_path(
        *(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in (polygon.exterior, *polygon.interiors))
    )


def edges(axes: Axes, areas: gpd.GeoDataFrame, **look: Any) -> None:
    """Draw the borders of areas."""
    lines(axes, shapely.boundary(areas.geometry.to_numpy()), **look)


def lines(axes: Axes, geometries: Any, **look: Any) -> None:
    """Draw lines."""
    parts = shapely.get_parts(shapely.get_parts(geometries))
    drawn = [shapely.get_coordinates(part) for part in parts if part.geom_type in ("LineString", "LinearRing")]
    axes.add_collection(LineCollection(drawn, **look), autolim=False)


def ground_names(content: PrintContent, sheet: Sheet) -> Iterator[Name]:
    """Yield names of rivers, cities or counties, the most important first, at places in millimetres."""
    zoom = zoom_of(sheet.scale, content.view.lat)
    if "rivers" not in content.view.off:
        yield from river_names(cut(content.ground["rivers"], sheet), sheet)
    if zoom < NEAR_ZOOM:
        yield from area_names(cut(content.ground["cities"], sheet), "city", 9.5, sheet)
    if zoom >= MIDDLE_ZOOM and "counties" not in content.view.off:
        yield from area_names(cut(content.ground["counties"], sheet), "county", 7.5, sheet)


def river_names(rivers: gpd.GeoDataFrame, sheet: Sheet) -> Iterator[Name]:
    """Yield the name of each river once, in the middle of its longest piece, long ones first."""
    merged = shapely.line_merge(rivers.geometry.to_numpy())
    longest = [max(shapely.get_parts(one), key=shapely.length, default=None) for one in merged]
    listed = [
        (float(shapely.length(line)), str(name), line) for name, line in zip(rivers["river"], longest, strict=True)
    ]
    for length_m, name, line in sorted(listed, key=lambda one: (-one[0], one[1])):
        if length_m / sheet.scale * 1000 >= LEAST_RIVER_MM:
            spot = shapely.line_interpolate_point(line, 0.5, normalized=True)
            x, y = sheet.to_mm(np.array([spot.x]), np.array([spot.y]))
            yield Name(name, float(x[0]), float(y[0]), 7.5, "river", 1.6)


def area_names(areas: gpd.GeoDataFrame, column: str, size_pt: float, sheet: Sheet) -> Iterator[Name]:
    """Yield the names of areas at points inside them, the largest first."""
    ordered = areas.assign(seen_m2=areas.area).sort_values(["seen_m2", column], ascending=[False, True])
    for name, shape in zip(ordered[column], ordered.geometry, strict=True):
        spot = shape.representative_point()
        x, y = sheet.to_mm(np.array([spot.x]), np.array([spot.y]))
        yield Name(str(name), float(x[0]), float(y[0]), size_pt, column)
