"""Assessed sections: the largest marks, shape and colour by level; one not assessed on the day is hollow."""

from layers.section_themes import THEMES
from layers.style import Category, PointLayer, Symbol
from registry.language import Label
from registry.vocabulary import SECTIONS
from registry.vocabulary.sections import LEVELS

NOT_ASSESSED = (
    ("retired", Label("已停用断面", "Retired section")),
    ("not_begun", Label("尚未启用断面", "Section not begun")),
)

_SYMBOLS = {
    "national": Symbol("star", "#b2182b", size_px=22.0, edge_px=1.2),
    "provincial": Symbol("triangle_down", "#7b3294", size_px=18.0, edge_px=1.2),
    "local": Symbol("pentagon", "#8c510a", size_px=15.0, edge_px=1.2),
}
_LABELS = {
    "national": Label("国考断面", "National section"),
    "provincial": Label("省考断面", "Provincial section"),
    "local": Label("市县考核断面", "Local section"),
}

LAYER = PointLayer(
    "sections",
    SECTIONS.label,
    "drawn_as",
    (
        *(Category(level.value, _LABELS[level.value], _SYMBOLS[level.value]) for level in LEVELS),
        *(
            Category(state, label, Symbol("star", fill, size_px=15.0, edge="#777777", edge_px=1.4))
            for (state, label), fill in zip(NOT_ASSESSED, ("#ffffff", "#cfe3f3"), strict=True)
        ),
    ),
    rank=60,
    fields=("city", "county", "section_code"),
    label_zoom=8.0,
    colouring=Label("级别", "Level"),
    themes=THEMES,
)
