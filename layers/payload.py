"""Tables to what the browser draws: columns of whole numbers instead of a heap of objects."""

from collections.abc import Mapping
from dataclasses import asdict, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.style import UNSTATED, Category, PointLayer, Theme
from registry.language import Language

POINT_SCALE = 100_000
"""Points travel as whole 1e-5 degrees (about 1 m)."""
GROUND_SCALE = 10_000
"""Lines and areas travel as whole 1e-4 degrees (about 10 m), each vertex as the step from the one before."""
GROUND_TOLERANCE_DEG = 0.0006
"""Lines and borders are thinned to within about 60 m before they travel."""


def point_columns(layer: PointLayer, table: pd.DataFrame, language: Language) -> dict[str, object]:
    """Return a layer's description with its features as columns, those without a place left out.

    Texts that repeat (city, section, status ...) become a list of the values and one whole number per feature.
    `unplaced` says how many features have no coordinates, so that the legend can own up to them.
    """
    placed = table[table["lon"].notna() & table["lat"].notna()]
    themes = [_themed(theme, placed[theme.by], language) for theme in layer.all_themes() if theme.by in placed]
    return {
        **layer.spec(language),
        "count": len(placed),
        "unplaced": len(table) - len(placed),
        "code": placed["code"].astype(str).tolist(),
        "name": placed["name"].fillna("").astype(str).tolist(),
        "x": whole(placed["lon"], POINT_SCALE),
        "y": whole(placed["lat"], POINT_SCALE),
        "themes": themes,
        "fields": {name: _coded(placed[name]) for name in layer.fields if name in placed},
    }


def _themed(theme: Theme, values: pd.Series, language: Language) -> dict[str, object]:
    """Return one way to colour the features: its categories, and the position of each feature's own."""
    codes = positions(theme, values)
    drawn = (*theme.categories, theme.missing) if (codes < 0).any() else theme.categories
    return {
        "name": theme.name,
        "label": theme.label.render(language),
        "counted": theme.counted.render(language) if theme.counted else "",
        "categories": [_category(category, language) for category in drawn],
        "category": np.where(codes < 0, len(theme.categories), codes).tolist(),
    }


def positions(theme: Theme, values: pd.Series) -> npt.NDArray[np.int64]:
    """Return the position of each value's category, -1 where there is none."""
    if theme.edges:
        numbers = values.to_numpy(dtype="float64", na_value=np.nan)
        return np.where(np.isnan(numbers), -1, np.searchsorted(theme.edges, numbers, side="right")).astype(np.int64)
    known = [category.value for category in theme.categories]
    return np.asarray(pd.Categorical(values, categories=known).codes, dtype=np.int64)


def _category(category: Category, language: Language) -> dict[str, object]:
    label = category.label.render(language)
    return {"value": category.value, "label": label, "symbol": asdict(category.symbol)}


def with_unstated(layer: PointLayer, values: pd.Series) -> PointLayer:
    """Return the layer, with a category of its own last for features whose value is missing or unknown, if any."""
    if values.isin([category.value for category in layer.categories]).all():
        return layer
    return replace(layer, categories=(*layer.categories, UNSTATED))


def _coded(column: pd.Series) -> dict[str, object]:
    """Return the distinct texts and, per row, the position of its text (-1 where missing)."""
    codes, values = pd.factorize(column, sort=True)
    return {"values": [str(value) for value in values], "codes": codes.tolist()}


def whole(column: pd.Series, scale: int) -> list[int]:
    """Return degrees as whole units of 1/scale."""
    numbers: list[int] = np.rint(column.to_numpy(dtype=float) * scale).astype(np.int64).tolist()
    return numbers


def area_columns(areas: gpd.GeoDataFrame, texts: Mapping[str, str]) -> dict[str, object]:
    """Return polygons as lists of rings, shared borders thinned alike, with text columns (new name: column).

    `at` is a point inside each area's largest part, where its name is written.
    """
    thinned = shapely.coverage_simplify(areas.geometry.to_numpy(), GROUND_TOLERANCE_DEG)
    inside = [shapely.point_on_surface(_largest(geometry)) for geometry in thinned]
    return {
        "rings": [[_steps(ring) for ring in _rings(geometry)] for geometry in thinned],
        "at": [whole(pd.Series([point.x, point.y]), GROUND_SCALE) for point in inside],
        **{name: _texts(areas[column]) for name, column in texts.items()},
    }


def line_columns(lines: gpd.GeoDataFrame) -> dict[str, object]:
    """Return lines (multi-part ones taken apart) as steps, in the order of the table."""
    parts, rows = shapely.get_parts(lines.geometry.to_numpy(), return_index=True)
    thinned = shapely.simplify(parts, GROUND_TOLERANCE_DEG)
    return {"steps": [_steps(part) for part in thinned], "row": rows.tolist()}


def path_columns(points: list[tuple[float, float]]) -> list[int]:
    """Return one path of lon, lat as steps; an empty path stays empty."""
    return _steps(shapely.LineString(points)) if len(points) > 1 else []


def _texts(column: pd.Series) -> list[str | None]:
    return [None if missing else str(value) for value, missing in zip(column, column.isna(), strict=True)]


def _largest(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(geometry)
    return parts[int(np.argmax(shapely.area(parts)))] if len(parts) else geometry


def _rings(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    return list(shapely.get_rings(shapely.get_parts(geometry)))


def _steps(line: shapely.Geometry) -> list[int]:
    """Return x0, y0, dx1, dy1, ... in whole units, steps of nothing left out."""
    whole = np.rint(shapely.get_coordinates(line) * GROUND_SCALE).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    moving = (steps != 0).any(axis=1)
    flat: list[int] = steps[moving].ravel().tolist()
    return flat
