"""Rivers: reaches by Strahler order, heavier and sooner seen the larger they are."""

from layers.style import LineClass, Stroke
from registry.language import Label

LABEL = Label("河流", "Rivers")
COLOR = "#4a8db7"
NAME_COLOR = "#1f5f8b"

CLASSES = (
    LineClass(1, Stroke(COLOR, 0.7), 10.0),
    LineClass(2, Stroke(COLOR, 0.9), 8.5),
    LineClass(3, Stroke(COLOR, 1.2), 7.0),
    LineClass(4, Stroke(COLOR, 1.7), 0.0),
    LineClass(5, Stroke(COLOR, 2.4), 0.0),
    LineClass(6, Stroke(COLOR, 3.2), 0.0),
    LineClass(7, Stroke(COLOR, 4.0), 0.0),
)
"""One class per order; larger orders are drawn like the last."""


def class_of(order: int) -> LineClass:
    """Return how a Strahler order is drawn."""
    return CLASSES[min(max(order, 1), len(CLASSES)) - 1]
