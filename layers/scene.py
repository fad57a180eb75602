"""The whole map as plain data: the ground under the features, and the features over it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import counties, rivers, terrain, units, water_path
from layers.catalogue import POINT_LAYERS
from layers.changes import change_layers, swipe
from layers.legend import heading, words
from layers.payload import GROUND_SCALE, POINT_SCALE, area_columns, line_columns, point_columns
from layers.style import GROWTH, SHAPES, AreaClass
from registry.language import Label, Language, Message

NAME_EVERY_DEG = 0.45
"""A long river bears its name about every 50 km."""
LEAST_NAMED_DEG = 0.12
"""A piece of river shorter than this bears no name."""


def ground_scene(frames: Mapping[str, gpd.GeoDataFrame]) -> dict[str, object]:
    """Return borders, basins, units, rivers and river names, with their styles; the same in both languages.

    `frames` holds `province`, `cities`, `counties`, `basins`, `units`, `reaches`, `rivers` in EPSG:4490.
    """
    basins = frames["basins"]
    return {
        "scale": GROUND_SCALE,
        "outside_color": counties.OUTSIDE_COLOR,
        "province": {**area_columns(frames["province"], {}), **_style(counties.PROVINCE)},
        "elsewhere": {**area_columns(basins[basins["basin"] != counties.BASIN], {}), **_style(counties.ELSEWHERE)},
        "counties": {
            **area_columns(frames["counties"], {"name": "county", "city": "city"}),
            **_style(counties.COUNTIES),
        },
        "cities": {**area_columns(frames["cities"], {"name": "city"}), **_style(counties.CITIES)},
        "units": _unit_scene(frames["units"]),
        "rivers": _river_scene(frames["reaches"]),
        "river_names": {**river_names(frames["rivers"]), "color": rivers.NAME_COLOR},
        "place_names": {"color": counties.NAME_COLOR, "cities_until": counties.CITY_NAMES_UNTIL},
        "path": {name: asdict(line) for name, line in water_path.LINES.items()},
    }


def _style(area: AreaClass) -> dict[str, object]:
    return {"fill": area.fill, "border": asdict(area.border) if area.border else None}


def _unit_scene(frame: gpd.GeoDataFrame) -> dict[str, object]:
    classes = (units.WITH_SECTION, units.WITHOUT_SECTION, units.SECOND, units.CHOSEN)
    return {
        **area_columns(frame, {"section": "section_code", "name": "section_name"}),
        "classes": {area.value: _style(area) for area in classes},
    }


def _river_scene(reaches: gpd.GeoDataFrame) -> dict[str, object]:
    """Return the reaches from the smallest order to the largest, so that large rivers are drawn over small ones."""
    ordered = reaches.sort_values("order", kind="stable")
    columns = line_columns(ordered)
    rows = columns.pop("row")
    drawn = [
        {"order": c.order, "min_zoom": c.min_zoom, **{k: v for k, v in asdict(c.stroke).items() if k != "dash"}}
        for c in rivers.CLASSES
    ]
    top = len(rivers.CLASSES)
    return {**columns, "order": ordered["order"].clip(1, top).iloc[rows].astype(int).tolist(), "classes": drawn}


def river_names(named: gpd.GeoDataFrame) -> dict[str, object]:
    """Return where river names may be written, the most important first: name, order, x, y in whole units."""
    rows = [
        (str(name), int(order), *_spot(part, share))
        for name, order, geometry in zip(named["river"], named["order"], named.geometry, strict=True)
        for part in shapely.get_parts(shapely.line_merge(geometry))
        if part.length >= LEAST_NAMED_DEG
        for share in _shares(part.length)
    ]
    rows.sort(key=lambda row: -row[1])
    names, orders, xs, ys = zip(*rows, strict=True) if rows else ((), (), (), ())
    return {"name": list(names), "order": list(orders), "x": list(xs), "y": list(ys)}


def _shares(length_deg: float) -> list[float]:
    count = max(1, round(length_deg / NAME_EVERY_DEG))
    shares: list[float] = ((np.arange(count) + 0.5) / count).tolist()
    return shares


def _spot(line: shapely.Geometry, share: float) -> tuple[int, int]:
    point = shapely.line_interpolate_point(line, share, normalized=True)
    return round(point.x * GROUND_SCALE), round(point.y * GROUND_SCALE)


def feature_scene(
    tables: Mapping[str, pd.DataFrame], language: Language, valid_on: date, revision: int
) -> dict[str, object]:
    """Return every point layer with its features, the shapes, and the words of the legend in one language."""
    marked = [table["synthetic"].fillna(False).astype(bool).any() for table in tables.values() if "synthetic" in table]
    drawn = [point_columns(layer, tables[kind], language) for kind, layer in POINT_LAYERS.items() if kind in tables]
    return {
        **_furniture(language, heading(valid_on, revision), synthetic=any(marked)),
        "valid_on": valid_on.isoformat(),
        "revision": revision,
        "ground_words": ground_words(language),
        "layers": drawn,
    }


def change_scene(
    outlets: pd.DataFrame,
    names: Mapping[str, Label],
    language: Language,
    counted: Message,
    sides: tuple[str, str],
    *,
    synthetic: bool,
) -> dict[str, object]:
    """Return the outlets of two lists as `layers.changes` draws them.

    `counted` says which lists those are, `sides` how each is called where a swipe parts them.
    """
    ground = {name: label for name, label in ground_words(language).items() if name not in ("path", "path_second")}
    return {
        **_furniture(language, counted, synthetic=synthetic),
        "ground_words": ground,
        "swipe": swipe(*sides).render(language),
        "sides": list(sides),
        "layers": change_layers(outlets, names, language),
    }


def _furniture(language: Language, counted: Message, *, synthetic: bool) -> dict[str, object]:
    """Return what any scene needs beside its layers: words, shapes, how symbols grow, what the legend counts."""
    return {
        "language": language,
        "scale": POINT_SCALE,
        "heading": counted.render(language),
        "synthetic": bool(synthetic),
        "words": words(language),
        "shapes": {name: [list(corner) for corner in outline] for name, outline in SHAPES.items()},
        "growth": [list(step) for step in GROWTH],
    }


def ground_words(language: Language) -> dict[str, str]:
    """Return the names of the ground's own layers, for the legend."""
    labels = {
        "counties": counties.LABEL,
        "rivers": rivers.LABEL,
        "units": units.LABEL,
        "units_none": units.WITHOUT_SECTION.label,
        "elsewhere": counties.ELSEWHERE.label,
        "path": water_path.LABEL,
        "path_second": water_path.SECOND_LABEL,
        "terrain": terrain.LABEL,
        "tiles": terrain.TILES_LABEL,
    }
    return {name: label.render(language) for name, label in labels.items()}
