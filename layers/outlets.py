"""Outlets: small marks, shape and colour by level-1 class."""

from layers.outlet_themes import THEMES
from layers.style import Category, PointLayer, Symbol
from registry.language import Label
from registry.vocabulary import OUTLETS
from registry.vocabulary.outlet_types import CLASSES

_SYMBOLS = {
    "industrial": Symbol("square", "#d55e00"),
    "municipal": Symbol("circle", "#0072b2", size_px=9.0),
    "agricultural": Symbol("triangle", "#009e73", size_px=9.0),
    "other": Symbol("diamond", "#8a6d9e", size_px=7.0),
}

LAYER = PointLayer(
    "outlets",
    OUTLETS.label,
    "outlet_class",
    tuple(Category(c.value, c.label, _SYMBOLS[c.value]) for c in CLASSES),
    rank=30,
    fields=("city", "county", "section_code", "grade", "outlet_class", "status"),
    label_zoom=13.0,
    colouring=Label("类别", "Class"),
    themes=THEMES,
    summed_below=9.5,
    badge=Symbol("circle", "#0b4f7d"),
)
