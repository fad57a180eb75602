"""A map as the parts of a larger stand-alone document, cut to what the document is about."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely

from layers import units
from layers.assets import SHAPE_MARKER, leaflet_css, leaflet_js
from layers.compose import areas, bounds_of, empty_map, ground_groups, number_elements, point_groups
from layers.legend import total_counts
from layers.sheet import MAP_CSS, legend_list
from registry.language import Language
from registry.section_contents import MapParts

TOLD = ("name", "code", "category", "county", "grade")
"""What a symbol tells when clicked; the table of the document tells the rest."""
LEAST_SPAN_DEG = 0.05
FIRST_CHINESE, LAST_CHINESE = 0x4E00, 0x9FFF
ROOM_SHARE = 0.04


def map_parts(
    frames: Mapping[str, gpd.GeoDataFrame], tables: Mapping[str, pd.DataFrame], language: Language, section: str = ""
) -> MapParts:
    """Return a map as the parts of a larger document, cut to its features, or to a section's unit with its features.

    `frames` and `tables` are as for `standalone_map`; the same data give the same parts.
    """
    window = window_of(frames["units"], tables, section)
    near = {name: cut(frame, window) for name, frame in frames.items()}
    page = empty_map(height="100%")
    groups = [*ground_groups(near, language), *chosen_unit(near["units"], section, language)]
    for group in (*groups, *point_groups(tables, language, TOLD)):
        group.add_to(page)
    folium.LayerControl(collapsed=True).add_to(page)
    west, south, east, north = window
    page.fit_bounds([[south, west], [north, east]])
    number_elements(page)
    root: Any = page.get_root()
    for child in list(root._children.values()):  # noqa: SLF001  as folium's own document does before it is put together
        child.render()
    legend = legend_list(total_counts(tables), language)
    head = (
        f"<script>{leaflet_js()}{SHAPE_MARKER}</script><style>{leaflet_css()}{MAP_CSS}</style>"
        f"<style>#{page.get_name()} {{ position: relative; width: 100%; height: 100%; }}</style>"
    )
    place = f'<div id="{page.get_name()}" class="folium-map"></div>'
    return MapParts(head, place, written_out(root.script.render()), legend, page.get_name())


def written_out(script: str) -> str:
    """Return a script with its Chinese characters written out: half as long as their numbers, and never a sign."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\u([4-9][0-9a-f]{3})", _character, script)


def _character(found: re.Match[str]) -> str:
    number = int(found[2], 16)
    return found[1] + chr(number) if FIRST_CHINESE <= number <= LAST_CHINESE else found[0]


def window_of(units: gpd.GeoDataFrame, tables: Mapping[str, pd.DataFrame], section: str) -> tuple[float, ...]:
    """Return west, south, east and north of what a map shows, with some room; the province where there is none."""
    (south, west), (north, east) = bounds_of({kind: table for kind, table in tables.items() if kind != "sections"})
    own = units[units["section_code"] == section]
    if len(own):
        west, south, east, north = map(float, own.total_bounds)
    room = max(east - west, north - south, LEAST_SPAN_DEG) * ROOM_SHARE
    return west - room, south - room, east + room, north + room


def cut(frame: gpd.GeoDataFrame, window: tuple[float, ...]) -> gpd.GeoDataFrame:
    """Return what of a frame lies in a window somewhat larger than what is shown, so that no cut is seen."""
    west, south, east, north = window
    wide = max(east - west, north - south) * 1.2
    around = (west - wide, south - wide, east + wide, north + wide)
    near = frame[frame.intersects(shapely.box(*around))]
    return near.set_geometry(shapely.clip_by_rect(near.geometry.to_numpy(), *around)) if len(near) else near


def chosen_unit(units_frame: gpd.GeoDataFrame, section: str, language: Language) -> Iterator[folium.FeatureGroup]:
    """Yield the unit of a section, brought out; nothing where it has none."""
    own = units_frame[units_frame["section_code"] == section]
    if len(own):
        group = folium.FeatureGroup(name=units.CHOSEN.label.render(language))
        areas(own, units.CHOSEN).add_to(group)
        yield group
