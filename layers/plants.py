"""Sewage treatment plants: facilities, a dark house-sized square with a bright edge."""

from layers.style import Category, PointLayer, Symbol
from registry.vocabulary import PLANTS

ALL = "plant"

LAYER = PointLayer(
    "plants",
    PLANTS.label,
    "drawn_as",
    (Category(ALL, PLANTS.label, Symbol("square", "#1f3b57", size_px=11.0, edge="#ffe08a", edge_px=1.6)),),
    rank=40,
    label_zoom=12.0,
)
