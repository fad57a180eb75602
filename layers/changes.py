"""Two lists on one map: every class of change has a shape and a colour of its own; what did not change is faint."""

from collections.abc import Mapping
from dataclasses import asdict

import pandas as pd

from layers.payload import POINT_SCALE, point_columns, whole
from layers.style import Category, PointLayer, Stroke, Symbol
from registry.language import Label, Language, Message, msg

FIELDS = ("city", "section_code", "classes", "listed")
"""What the browser filters by; `listed` says on which side of a swipe a feature stands."""

_SYMBOLS = {
    "new": Symbol("plus", "#009e73", size_px=12.0, edge_px=0.9),
    "revived": Symbol("triangle", "#44aa99", size_px=12.0, edge_px=0.9),
    "closed": Symbol("cross", "#d55e00", size_px=12.0, edge_px=0.9),
    "merged": Symbol("triangle_down", "#7b3294", size_px=12.0, edge_px=0.9),
    "split": Symbol("star", "#cc6699", size_px=14.0, edge_px=0.9),
    "recoded": Symbol("square", "#7f6000", size_px=9.0, edge_px=0.9),
    "moved": Symbol("diamond", "#0072b2", size_px=11.0, edge_px=0.9),
    "reassigned": Symbol("pentagon", "#e69f00", size_px=13.0, edge="#5c4000", edge_px=0.9),
    "corrected": Symbol("house", "#8c2d2d", size_px=11.0, edge_px=0.9),
    "updated": Symbol("hexagon", "#56b4e9", size_px=8.0, edge_px=0.7),
}
_FAINT = Symbol("circle", "#b9c1c8", size_px=4.0, edge="#eef1f3", edge_px=0.4)
_FORMER = Symbol("diamond", "#ffffff", size_px=9.0, edge="#0072b2", edge_px=1.5)
LINK = Stroke("#0072b2", 1.6)
LINK_LABEL = Label("由原位置至新位置", "From the former to the new place")

UNCHANGED = PointLayer(
    "unchanged",
    Label("未变化的排污口", "Unchanged outlets"),
    "shown_as",
    (Category("unchanged", Label("未变化", "Unchanged"), _FAINT),),
    rank=10,
    fields=FIELDS,
)
FORMER = PointLayer(
    "former",
    Label("位移前的位置", "Former places"),
    "shown_as",
    (Category("former", Label("位移前的位置", "Former place"), _FORMER),),
    rank=35,
    fields=FIELDS,
)


def swipe(before: str, after: str) -> Message:
    """Say what a line over the map parts, and how to move it."""
    return msg(
        "Swipe between the two lists: left of the line {before}, right of it {after}. Drag it, or use the arrow keys.",
        before=before,
        after=after,
    )


def changed(names: Mapping[str, Label]) -> PointLayer:
    """Return the layer of changed outlets; `names` are the classes of change in the order of the legend."""
    categories = tuple(Category(value, label, _SYMBOLS[value]) for value, label in names.items())
    label = Label("有变化的排污口", "Changed outlets")
    return PointLayer("changed", label, "shown_as", categories, rank=40, fields=FIELDS, label_zoom=13.0)


def change_layers(outlets: pd.DataFrame, names: Mapping[str, Label], language: Language) -> list[dict[str, object]]:
    """Return the layers of two lists as columns.

    `outlets` has one row per outlet of either list: `code, name, lon, lat, city, section_code, classes, shown_as`,
    `listed` (`both`, `before`, `after`) and `former_lon, former_lat` where its place changed; a line leads from there
    to the new place. Where a swipe parts the two lists, the former place stands before and the new one after.
    """
    same = outlets["shown_as"] == UNCHANGED.categories[0].value
    came_from = outlets[["former_lon", "former_lat", "lon", "lat"]].notna().all(axis=1)
    moved = outlets[came_from]
    former = moved.assign(lon=moved["former_lon"], lat=moved["former_lat"], shown_as=FORMER.categories[0].value)
    parted = outlets.assign(listed=outlets["listed"].mask(came_from, "after"))
    link = {
        "to_x": whole(moved["lon"], POINT_SCALE),
        "to_y": whole(moved["lat"], POINT_SCALE),
        "link": asdict(LINK) | {"label": LINK_LABEL.render(language)},
    }
    return [
        point_columns(changed(names), parted[~same], language),
        point_columns(FORMER, former.assign(listed="before"), language) | link,
        point_columns(UNCHANGED, parted[same], language),
    ]
