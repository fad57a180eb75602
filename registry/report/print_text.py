"""How names look on a printed map, and how they are written."""

from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from registry.report.fonts import drawable
from registry.report.print_labels import MM_PER_PT, Written

LOOKS: dict[str, dict[str, Any]] = {
    "section": {"color": "#9c1326", "fontweight": "bold"},
    "city": {"color": "#55554d", "fontweight": "bold"},
    "county": {"color": "#6f6f66"},
    "river": {"color": "#1f5f8b", "fontstyle": "normal"},
    "feature": {"color": "#2b3a46"},
}


def draw_names(page: Axes, written: Iterable[Written]) -> None:
    """Write names with a white rim at their places in millimetres."""
    rim = [withStroke(linewidth=1.8, foreground="white")]
    for one in written:
        page.text(
            one.x,
            one.y + 0.2 * one.name.size_pt * MM_PER_PT,
            drawable(one.name.text),
            fontsize=one.name.size_pt,
            ha="left",
            va="baseline",
            zorder=40,
            path_effects=rim,
            **LOOKS[one.name.look],
        )
