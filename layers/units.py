"""Control units: thin borders over the ground; what has no section downstream is tinted."""

from layers.style import AreaClass, Stroke
from registry.language import Label

LABEL = Label("控制单元", "Control units")
BORDER = Stroke("#7d6b91", 1.1, (5.0, 3.0))

WITH_SECTION = AreaClass("section", Label("有考核断面", "With a section"), None, BORDER)
WITHOUT_SECTION = AreaClass("none", Label("下游无断面", "No section downstream"), "#f3e3c3", BORDER)
SECOND = AreaClass("second", Label("次选断面的单元", "Unit of the second section"), "#fdecd6", Stroke("#d95f02", 2.0))
CHOSEN = AreaClass("chosen", Label("所选断面的单元", "Unit of the chosen section"), "#dcebf5", Stroke("#7b3294", 2.0))
