"""What a map is marked with: symbols by kind, names with a white rim, scale bar, north arrow."""

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from registry.language import Label
from registry.report.fonts import drawable
from registry.vocabulary import PLANTS, PROJECTS, VILLAGES, WETLANDS
from registry.vocabulary.outlet_types import CLASSES

SCALE_STEPS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Symbol:
    """How the features with one value of a field are drawn."""

    label: Label
    marker: str
    fill: str
    size: float
    edge: str = "#ffffff"


def symbols() -> dict[str, tuple[str | None, dict[str, Symbol]]]:
    """Return, by kind in drawing order, the field that tells symbols apart and the symbol of each value.

    Shapes differ as well as colours, as on the map of the app.
    """
    states, functions = VILLAGES.field("state").choices, WETLANDS.field("function").choices
    village = {
        "direct": ("o", "#ffffff"),
        "under_way": ("v", "#e0a33c"),
        "finished": ("s", "#5c9f8f"),
        "sewered": ("X", "#55606b"),
    }
    outlet = {
        "industrial": ("s", "#d55e00"),
        "municipal": ("o", "#0072b2"),
        "agricultural": ("^", "#009e73"),
        "other": ("D", "#8a6d9e"),
    }
    wetland = {"tail-water": ("h", "#1b7837"), "river-mouth": ("p", "#4d9221"), "in-river": ("P", "#00674f")}
    return {
        "villages": ("state", {c.value: Symbol(c.label, *village[c.value], 11, "#7a5a2a") for c in states}),
        "outlets": ("outlet_class", {c.value: Symbol(c.label, *outlet[c.value], 20) for c in CLASSES}),
        "projects": (None, {"": Symbol(PROJECTS.label, "d", "#cc5fa0", 34, "#5a2a48")}),
        "plants": (None, {"": Symbol(PLANTS.label, "s", "#1f3b57", 42, "#ffe08a")}),
        "wetlands": ("function", {c.value: Symbol(c.label, *wetland[c.value], 60) for c in functions}),
    }  # fmt: skip


def halo() -> list[withStroke]:
    """Return the white rim that keeps names readable on lines."""
    return [withStroke(linewidth=2.2, foreground="white")]


def write(axes: Axes, where: Any, text: str, *, offset_pt: tuple[float, float] | None = None, **style: Any) -> None:
    """Write a name at a point, centred on it, or beside it by an offset in points."""
    align = "center" if offset_pt is None else "left"
    axes.annotate(
        drawable(text),
        (where.x, where.y),
        xytext=offset_pt or (0, 0),
        textcoords="offset points",
        ha=align,
        path_effects=halo(),
        annotation_clip=True,
        **style,
    )


def scale_bar(axes: Axes, west: float, south: float, east: float) -> None:
    """Draw a bar of a round length, at most a quarter of the width, in the lower left corner."""
    width_km = (east - west) / 1000
    length_km = max(step for step in SCALE_STEPS_KM if step <= max(width_km / 4, SCALE_STEPS_KM[0]))
    left, bottom = west + 0.03 * (east - west), south + 0.03 * (east - west)
    right, tick = left + length_km * 1000, 0.008 * (east - west)
    axes.plot(
        [left, left, right, right],
        [bottom + tick, bottom, bottom, bottom + tick],
        color="#222222",
        linewidth=1.4,
        zorder=30,
        path_effects=halo(),
    )
    axes.text(
        (left + right) / 2,
        bottom + tick,
        f"{length_km:g} km",
        ha="center",
        va="bottom",
        fontsize=8,
        zorder=30,
        path_effects=halo(),
    )


def north_arrow(axes: Axes) -> None:
    """Draw a north arrow in the upper left corner; grid north of METRIC, within a degree of true north."""
    axes.annotate(
        "N",
        (0.045, 0.975),
        (0.045, 0.885),
        xycoords="axes fraction",
        textcoords="axes fraction",
        ha="center",
        va="center",
        fontsize=10,
        fontweight="bold",
        zorder=30,
        path_effects=halo(),
        arrowprops={"arrowstyle": "-|>", "color": "#222222", "linewidth": 1.4},
    )
