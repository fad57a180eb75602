"""Constructed wetlands: green, shape by function."""

from layers.style import Category, PointLayer, Symbol
from registry.vocabulary import WETLANDS
from registry.vocabulary.wetlands import FUNCTIONS

_SYMBOLS = {
    "tail-water": Symbol("hexagon", "#1b7837", size_px=13.0),
    "river-mouth": Symbol("house", "#4d9221", size_px=13.0),
    "in-river": Symbol("plus", "#00674f", size_px=13.0),
}

LAYER = PointLayer(
    "wetlands",
    WETLANDS.label,
    "function",
    tuple(Category(c.value, c.label, _SYMBOLS[c.value]) for c in FUNCTIONS),
    rank=50,
    label_zoom=11.0,
)
