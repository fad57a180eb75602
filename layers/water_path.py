"""The line from a feature along the water to its section, and to the second best where a person compares both."""

from layers.style import Stroke
from registry.language import Label

LABEL = Label("沿水流至断面", "Along the water to its section")
SECOND_LABEL = Label("沿水流至次选断面", "Along the water to the second section")
CASING = Stroke("#ffffff", 7.0)
STROKE = Stroke("#c51b7d", 3.5)
SECOND = Stroke("#d95f02", 3.5, (7.0, 4.0))
LINES = {"casing": CASING, "stroke": STROKE, "second": SECOND}
