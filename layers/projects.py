"""Water-pollution projects: flags, by status."""

from layers.style import Category, PointLayer, Symbol
from registry.vocabulary import PROJECTS
from registry.vocabulary.projects import STATUSES

_FILLS = {"preparing": "#ffffff", "started": "#f0c419", "finished": "#cc5fa0", "stopped": "#9a9a9a"}
_SHAPES = {"preparing": "flag", "started": "flag", "finished": "flag", "stopped": "cross"}

LAYER = PointLayer(
    "projects",
    PROJECTS.label,
    "status",
    tuple(
        Category(c.value, c.label, Symbol(_SHAPES[c.value], _FILLS[c.value], size_px=11.0, edge="#5a2a48", edge_px=0.9))
        for c in STATUSES
    ),
    rank=45,
    label_zoom=12.0,
)
