"""Figures of a plan: the map of the section's unit and the monthly course of water quality, as PNG, offline."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from registry.language import Label, Language, msg
from registry.report.fonts import chinese_family, drawable, families
from registry.vocabulary import READINGS, SECTIONS

DOTS_PER_INCH = 200
WIDTH_IN = 6.5
PANEL_HEIGHT_IN = 1.65
CLASS_COLORS = ("#2c7fb8", "#41b6c4", "#7fbf7b", "#fee08b", "#f46d43", "#7f1d1d")
"""Classes I, II, III, IV, V and worse."""

PARAMETERS = ("codmn", "cod", "nh3n", "tp", "do", "bod5")
"""What is drawn at most, in this order; pH has no class III limit to compare with."""

INK = "#333333"
LIMIT_COLOR = "#b2182b"
_one_at_a_time = Lock()
"""Matplotlib's settings are global; figures of several readers are drawn one after the other."""


def figure_words(label: Label, language: Language) -> str:
    """Return a label in the figure's language; English where no font can write Chinese."""
    return drawable(label.render("en" if chinese_family() is None else language))


def finished(figure: Figure) -> bytes:
    """Return a figure as PNG without a time or a program's name in it."""
    target = BytesIO()
    figure.savefig(target, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return target.getvalue()


@contextmanager
def drawing() -> Iterator[None]:
    """Hold the settings that every figure is drawn with, one figure at a time. A dollar sign is no formula."""
    settings: Any = {
        "font.family": families(),
        "axes.unicode_minus": False,
        "font.size": 8,
        "text.color": INK,
        "text.parse_math": False,
    }
    with _one_at_a_time, mpl.rc_context(settings):
        yield


def trend_figure(quality: pd.DataFrame, limits: Mapping[str, float], language: Language) -> bytes | None:
    """Return the monthly means of each measured parameter with its class III limit; None without measurements.

    Points are coloured by the class of the month as a whole.
    """
    shown = [name for name in PARAMETERS if name in quality and quality[name].notna().any() and name in limits]
    if not shown:
        return None
    lines = (len(shown) + 1) // 2
    with drawing():
        figure = Figure(figsize=(WIDTH_IN, PANEL_HEIGHT_IN * lines + 0.5), layout="constrained")
        panels = figure.subplots(lines, 2, sharex=True, squeeze=False).ravel()
        for axes, name in zip(panels, shown, strict=False):
            trend_panel(axes, quality, name, limits[name], language)
        for axes in panels[len(shown) :]:
            axes.set_visible(False)
        class_legend(figure, quality, language)
        return finished(figure)


def trend_panel(axes: Axes, quality: pd.DataFrame, name: str, limit: float, language: Language) -> None:
    """Draw one parameter over the months."""
    measured = quality[quality[name].notna()]
    colors = [CLASS_COLORS[int(number) - 1] for number in measured["water_class"]]
    axes.plot(measured["month"], measured[name], color="#8a8a8a", linewidth=1, zorder=2)
    axes.scatter(measured["month"], measured[name], c=colors, s=26, edgecolors=INK, linewidths=0.5, zorder=3)
    axes.axhline(limit, color=LIMIT_COLOR, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    label = READINGS.field("parameter").choice(name).label
    axes.set_ylabel(f"{figure_words(label, language)}\n(mg/L)")
    axes.set_ylim(0, max(float(measured[name].max()), limit) * 1.25)
    words = figure_words(Label("Ⅲ类限值", "class III limit"), language)
    axes.annotate(
        f"{words}\n{limit:g}",
        (1, limit),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        color=LIMIT_COLOR,
        fontsize=7,
    )
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xticks(quality["month"][::2], [f"{month:%y-%m}" for month in quality["month"][::2]])
    axes.tick_params(labelbottom=True)
    axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)


def class_legend(figure: Figure, quality: pd.DataFrame, language: Language) -> None:
    """Say which colour is which class of the month."""
    classes = SECTIONS.field("target_class").choices
    names = [*(choice.label for choice in classes), Label("劣Ⅴ类", "Worse than V")]
    present = sorted({int(number) for number in quality["water_class"].dropna()})
    handles = [
        mpl.lines.Line2D(
            [],
            [],
            marker="o",
            linestyle="",
            markersize=5,
            markerfacecolor=CLASS_COLORS[number - 1],
            markeredgecolor=INK,
            markeredgewidth=0.5,
            label=figure_words(names[number - 1], language),
        )
        for number in present
    ]
    title = drawable(msg("Class of the month").render("en" if chinese_family() is None else language))
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles) + 1, frameon=False, title=title)
