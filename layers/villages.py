"""Administrative villages: the smallest marks, by the state of their sewage works."""

from layers.style import Category, PointLayer, Symbol
from registry.vocabulary import VILLAGES
from registry.vocabulary.villages import STATES

_SYMBOLS = {
    "direct": Symbol("circle", "#ffffff", size_px=6.0, edge="#a6611a", edge_px=1.3),
    "under_way": Symbol("triangle_down", "#e0a33c", size_px=6.5, edge="#8a5a00", edge_px=0.6),
    "finished": Symbol("square", "#5c9f8f", size_px=5.5, edge="#2f6257", edge_px=0.6),
    "sewered": Symbol("cross", "#55606b", size_px=6.5, edge_px=0.0),
}

LAYER = PointLayer(
    "villages",
    VILLAGES.label,
    "state",
    tuple(Category(c.value, c.label, _SYMBOLS[c.value]) for c in STATES),
    rank=20,
    label_zoom=13.0,
    summed_below=9.5,
    badge=Symbol("square", "#6b4a12"),
)
