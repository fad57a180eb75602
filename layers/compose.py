"""A stand-alone folium map: one HTML file that opens by double click and asks nothing of the network."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely
from branca.element import Element
from folium.utilities import JsCode

from layers import counties, rivers, units
from layers.assets import SHAPE_MARKER, leaflet_css, leaflet_js
from layers.catalogue import drawing_order
from layers.legend import heading, total_counts, words
from layers.payload import GROUND_TOLERANCE_DEG
from layers.plain_text import as_html
from layers.sheet import legend_html, page_css
from layers.style import SHAPES, UNSTATED, AreaClass, PointLayer, Stroke
from registry.language import Label, Language, msg

POPUP_FIELDS: dict[str, Label] = {
    "name": Label("名称", "Name"),
    "code": Label("编码", "Code"),
    "category": Label("类别", "Class"),
    "city": Label("市", "City"),
    "county": Label("县", "County"),
    "section_name": Label("所属断面", "Section"),
    "grade": Label("可靠程度", "Grade"),
}
"""What a symbol tells when clicked; columns a table lacks are left empty."""
PROVINCE_BOUNDS = [[34.55, 110.2], [40.75, 114.6]]
LEAST_ORDER = 2
"""Headwaters are left out: one file for the whole province stays small."""
SIZE_FACTOR = 0.85
"""Symbols keep one size here; this one reads well from the province to a county."""


def standalone_map(
    frames: Mapping[str, gpd.GeoDataFrame],
    tables: Mapping[str, pd.DataFrame],
    language: Language,
    valid_on: date,
    revision: int,
    only: str = "",
) -> str:
    """Return the whole map as one HTML document; the same data give the same bytes.

    `frames` and `tables` are those of `layers.scene`; features without a place are counted in no symbol. `only` says
    what the tables were filtered by: it stands in the title and the legend, and the map opens on what is left.
    """
    page = empty_map()
    for group in (*ground_groups(frames, language), *point_groups(tables, language)):
        group.add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    page.fit_bounds(bounds_of(tables) if only else PROVINCE_BOUNDS)
    furnish(page, tables, language, heading(valid_on, revision).render(language), only)
    number_elements(page)
    document: str = page.get_root().render()
    return document


def empty_map(**size: Any) -> folium.Map:
    """Return a map without tiles that asks nothing of the network."""
    page = folium.Map(
        tiles=None,
        prefer_canvas=True,
        max_zoom=17,
        min_zoom=5,
        zoom_snap=0.25,
        control_scale=True,
        attribution_control=False,
        **size,
    )
    page.default_js, page.default_css = [], []
    return page


def bounds_of(tables: Mapping[str, pd.DataFrame]) -> list[list[float]]:
    """Return the south-west and north-east corner of all features, those of the province where none has a place."""
    places = pd.concat([table[["lat", "lon"]] for table in tables.values()]).dropna()
    return PROVINCE_BOUNDS if places.empty else [places.min().tolist(), places.max().tolist()]


def ground_groups(frames: Mapping[str, gpd.GeoDataFrame], language: Language) -> Iterator[folium.FeatureGroup]:
    """Yield the ground from the lowest to the topmost: province, outside, borders, rivers, control units."""
    basins = frames["basins"]
    ground = folium.FeatureGroup(name=counties.LABEL.render(language))
    areas(frames["province"], counties.PROVINCE).add_to(ground)
    areas(basins[basins["basin"] != counties.BASIN], counties.ELSEWHERE).add_to(ground)
    areas(frames["counties"], counties.COUNTIES).add_to(ground)
    areas(frames["cities"], counties.CITIES).add_to(ground)
    yield ground
    water = folium.FeatureGroup(name=rivers.LABEL.render(language))
    river_lines(frames["reaches"]).add_to(water)
    yield water
    control = folium.FeatureGroup(name=units.LABEL.render(language))
    none = frames["units"]["section_code"].isna()
    areas(frames["units"][~none], units.WITH_SECTION).add_to(control)
    areas(frames["units"][none], units.WITHOUT_SECTION).add_to(control)
    yield control


def areas(frame: gpd.GeoDataFrame, look: AreaClass) -> folium.GeoJson:
    """Return areas in one look, borders thinned alike on both sides."""
    thinned = shapely.coverage_simplify(frame.geometry.to_numpy(), GROUND_TOLERANCE_DEG)
    style = {"fillColor": look.fill or "none", "fillOpacity": 0.6 if look.fill else 0.0, **line_style(look.border)}
    return folium.GeoJson(features(thinned, [style] * len(frame)), style_function=own_style)


def river_lines(reaches: gpd.GeoDataFrame) -> folium.GeoJson:
    """Return the reaches that show before the reader comes near, weighed by order."""
    large = reaches[reaches["order"] >= LEAST_ORDER].sort_values("order", kind="stable")
    styles = [line_style(rivers.class_of(int(order)).stroke) for order in large["order"]]
    thinned = shapely.simplify(large.geometry.to_numpy(), GROUND_TOLERANCE_DEG)
    return folium.GeoJson(features(thinned, styles), style_function=own_style)


def line_style(stroke: Stroke | None) -> dict[str, object]:
    """Return Leaflet's options of a line; no line where there is no stroke."""
    if stroke is None:
        return {"stroke": False, "interactive": False}
    dash = " ".join(str(length) for length in stroke.dash) or None
    return {"color": stroke.color, "weight": stroke.width_px, "dashArray": dash, "interactive": False}


def features(geometries: Any, styles: list[dict[str, object]]) -> dict[str, object]:
    """Return geometries as a GeoJSON collection that carries each one's look; coordinates to about a metre."""
    rounded = shapely.set_precision(geometries, 1e-5, mode="pointwise")
    rows = [
        {"type": "Feature", "properties": {"look": style}, "geometry": shapely.geometry.mapping(geometry)}
        for geometry, style in zip(rounded, styles, strict=True)
    ]
    return {"type": "FeatureCollection", "features": rows}


def own_style(feature: dict[str, Any]) -> dict[str, Any]:
    """Return the look that a feature carries."""
    look: dict[str, Any] = feature["properties"]["look"]
    return look


def point_groups(
    tables: Mapping[str, pd.DataFrame], language: Language, told: Sequence[str] = tuple(POPUP_FIELDS)
) -> Iterator[folium.FeatureGroup]:
    """Yield one group per kind that has features with a place, the lowest first; `told` is what a click tells."""
    for layer in drawing_order():
        table = tables.get(layer.kind)
        if table is None:
            continue
        placed = table[table["lon"].notna() & table["lat"].notna()]
        if len(placed):
            group = folium.FeatureGroup(name=layer.label.render(language), show=layer.shown)
            points(layer, placed, language, told).add_to(group)
            yield group


def points(layer: PointLayer, placed: pd.DataFrame, language: Language, told: Sequence[str]) -> folium.GeoJson:
    """Return the features of a kind as one GeoJson on the canvas; every text is escaped."""
    names = list(told)
    labels = [POPUP_FIELDS[name].render(language) for name in names]
    return folium.GeoJson(
        point_collection(layer, placed, language, names),
        point_to_layer=JsCode(point_script(layer)),
        tooltip=folium.GeoJsonTooltip(["name"], labels=False, sticky=True),
        popup=folium.GeoJsonPopup(names, labels, max_width=320),
    )


def point_collection(
    layer: PointLayer, placed: pd.DataFrame, language: Language, told: Sequence[str]
) -> dict[str, object]:
    """Return the features of a kind as GeoJSON with escaped texts and the number of each one's symbol."""
    labels = {category.value: category.label.render(language) for category in layer.categories}
    order = {category.value: index for index, category in enumerate(layer.categories)}
    texts = placed.assign(category=placed[layer.by].map(labels)).reindex(columns=list(told))
    safe = [
        {name: as_html(str(value)) if pd.notna(value) else "" for name, value in row.items()}
        for row in texts.to_dict("records")
    ]
    symbols = placed[layer.by].map(order).fillna(len(order)).astype(int)
    rows = [
        {
            "type": "Feature",
            "properties": {**row, "kind": layer.kind, "symbol": int(symbol)},
            "geometry": {"type": "Point", "coordinates": [round(float(lon), 6), round(float(lat), 6)]},
        }
        for row, symbol, lon, lat in zip(safe, symbols, placed["lon"], placed["lat"], strict=True)
    ]
    return {"type": "FeatureCollection", "features": rows}


def point_script(layer: PointLayer) -> str:
    """Return the function that makes a marker from a feature: a table of looks, none of it from the data."""
    looks = [
        {
            "outline": [list(corner) for corner in SHAPES[category.symbol.shape]],
            "radius": round(category.symbol.size_px * SIZE_FACTOR / 2, 2),
            "fillColor": category.symbol.fill,
            "fillOpacity": 1,
            "color": category.symbol.edge,
            "weight": category.symbol.edge_px,
            "stroke": category.symbol.edge_px > 0,
        }
        for category in (*layer.categories, UNSTATED)
    ]
    return f"function (feature, at) {{ return new L.ShapeMarker(at, {_json(looks)}[feature.properties.symbol]); }}"


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def furnish(page: folium.Map, tables: Mapping[str, pd.DataFrame], language: Language, counted: str, only: str) -> None:
    """Put scripts, styles, title and legend into the document."""
    root: Any = page.get_root()
    title = msg("Outlets in the Yellow River part of Shanxi").render(language)
    root.title = as_html(title)
    for name, text in (("leaflet", leaflet_js()), ("shapes", SHAPE_MARKER)):
        root.header.add_child(Element(f"<script>{text}</script>"), name=name)
    root.header.add_child(Element(f"<style>{leaflet_css()}{page_css()}</style>"), name="look")
    made_up = any(
        table["synthetic"].fillna(value=False).astype("bool").any() for table in tables.values() if "synthetic" in table
    )
    notice = words(language)["synthetic"] if made_up else ""
    filtered = msg("Only {filters}", filters=only).render(language) if only else ""
    legend = legend_html(total_counts(tables), language, title, (filtered, counted), notice)
    root.html.add_child(Element(legend), name="legend")


def number_elements(page: folium.Map) -> None:
    """Give the elements names in order instead of folium's random ones."""
    waiting = [page.get_root()]
    count = 0
    while waiting:
        element = waiting.pop()
        element._id = f"{count:08x}"  # noqa: SLF001  folium has no public way to name an element
        count += 1
        waiting.extend(element._children.values())  # noqa: SLF001
