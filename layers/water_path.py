"""The line from a feature along the water to its section."""

from layers.style import Stroke
from registry.language import Label

LABEL = Label("沿水流至断面", "Along the water to its section")
CASING = Stroke("#ffffff", 7.0)
STROKE = Stroke("#c51b7d", 3.5)
