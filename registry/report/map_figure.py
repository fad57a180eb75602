"""The map of a plan: unit, water, borders, features by kind, section; with legend, scale bar and north arrow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from shapely.geometry import box

from registry.contents import PlanMap
from registry.crs import METRIC
from registry.language import Label, Language
from registry.report.figures import WIDTH_IN, drawing, figure_words, finished
from registry.report.fonts import drawable
from registry.vocabulary import KINDS, PLANTS, PROJECTS, VILLAGES, WETLANDS
from registry.vocabulary.outlet_types import CLASSES

HIGHEST_IN = 8.3
LOWEST_IN = 4.2
LEGEND_IN = 1.25
SCALE_STEPS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100)
WATER = "#4a8db7"
UNIT_FILL, UNIT_EDGE = "#dcebf5", "#7b3294"
SECTION_COLOR = "#b2182b"
NAME_SHARE = 0.03
"""A county is named where at least this share of the map lies in it."""


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


def map_figure(content: PlanMap, language: Language) -> bytes:
    """Return the map as PNG, as high as its ground asks for."""
    window = content.units if len(content.units) else content.sections[content.sections["own"]]
    layers = [window, content.sections[content.sections["own"]], *content.features.values()]
    extent = frame_of([layer.to_crs(METRIC) for layer in layers if len(layer)])
    west, south, east, north = extent.bounds
    height = min(max(WIDTH_IN * (north - south) / (east - west), LOWEST_IN), HIGHEST_IN)
    with drawing():
        figure = Figure(figsize=(WIDTH_IN, height + LEGEND_IN), layout="constrained")
        axes = figure.subplots()
        axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
        axes.set_facecolor("#fbfaf5")
        handles = [*draw_ground(axes, content, extent, language), *draw_features(axes, content.features, language)]
        handles += draw_sections(axes, content.sections.to_crs(METRIC), extent, language)
        axes.set(xlabel="", ylabel="")
        scale_bar(axes, west, south, east)
        north_arrow(axes)
        figure.legend(
            handles=handles, loc="outside lower center", ncols=4, frameon=False, fontsize=7, handletextpad=0.4
        )
        return finished(figure)


def frame_of(layers: list[gpd.GeoDataFrame]) -> Any:
    """Return the rectangle that holds all layers with a margin of 6 %, at least 6 km wide and high."""
    bounds = [layer.total_bounds for layer in layers if layer.geometry.notna().any()]
    west, south = (min(b[n] for b in bounds) for n in (0, 1))
    east, north = (max(b[n] for b in bounds) for n in (2, 3))
    half_wide, half_high = (max(span, 6000.0) * 0.56 for span in (east - west, north - south))
    x, y = (west + east) / 2, (south + north) / 2
    return box(x - half_wide, y - half_high, x + half_wide, y + half_high)


def halo() -> list[withStroke]:
    """Return the white rim that keeps names readable on lines."""
    return [withStroke(linewidth=2.2, foreground="white")]


def draw_ground(axes: Axes, content: PlanMap, extent: Any, language: Language) -> Iterator[Any]:
    """Draw unit, county borders and reaches with their names; yield the legend."""
    counties = content.counties.to_crs(METRIC).clip(extent)
    units, reaches = content.units.to_crs(METRIC), content.reaches.to_crs(METRIC).clip(extent)
    if len(units):
        units.plot(ax=axes, facecolor=UNIT_FILL, edgecolor=UNIT_EDGE, linewidth=1.6, zorder=1, aspect=None)
        yield Patch(
            facecolor=UNIT_FILL, edgecolor=UNIT_EDGE, label=figure_words(Label("控制单元", "Control unit"), language)
        )
    counties.boundary.plot(ax=axes, color="#a39f93", linewidth=0.7, linestyle=(0, (5, 2, 1, 2)), zorder=2, aspect=None)
    yield Line2D(
        [],
        [],
        color="#a39f93",
        linewidth=0.8,
        linestyle=(0, (5, 2, 1, 2)),
        label=figure_words(Label("县界", "County border"), language),
    )
    west, _, east, _ = extent.bounds
    inner = extent.buffer(-0.06 * (east - west))
    for county, shape in zip(counties["county"], counties.geometry, strict=True):
        where = shape.representative_point()
        if shape.area > NAME_SHARE * extent.area and where.within(inner):
            axes.text(
                where.x,
                where.y,
                drawable(county),
                color="#6a6a62",
                fontsize=8,
                ha="center",
                zorder=6,
                path_effects=halo(),
                clip_on=True,
            )
    for inside, strength in ((False, 0.45), (True, 1.0)):
        part = reaches[reaches["inside"] == inside]
        if len(part):
            part.plot(
                ax=axes,
                color=WATER,
                alpha=strength,
                linewidth=0.35 * part["order"].to_numpy("float64"),
                zorder=3,
                aspect=None,
            )
    yield Line2D([], [], color=WATER, linewidth=1.5, label=figure_words(Label("河段", "River reach"), language))
    name_rivers(axes, reaches)


def name_rivers(axes: Axes, reaches: gpd.GeoDataFrame) -> None:
    """Write each river's name once, at the middle of its longest reach on the map."""
    named = reaches[reaches["river"].notna()]
    for river, part in named.assign(drawn_m=named.length).groupby("river"):
        longest = part.loc[part["drawn_m"].idxmax()]
        if longest["drawn_m"] > 0:
            where = longest.geometry.interpolate(0.5, normalized=True)
            axes.text(
                where.x,
                where.y,
                drawable(str(river)),
                color="#1f5f8b",
                fontsize=7.5,
                zorder=7,
                path_effects=halo(),
                clip_on=True,
            )


def draw_features(axes: Axes, features: Mapping[str, gpd.GeoDataFrame], language: Language) -> Iterator[Any]:
    """Draw the features of every kind, the many below the few; yield the legend of what is there."""
    for order, (kind, (column, by_value)) in enumerate(symbols().items()):
        placed = features.get(kind)
        if placed is None or placed.geometry.isna().all():
            continue
        metric = placed[placed.geometry.notna()].to_crs(METRIC)
        for value, symbol in by_value.items():
            chosen = metric if column is None else metric[metric[column] == value]
            if chosen.empty:
                continue
            axes.scatter(
                chosen.geometry.x,
                chosen.geometry.y,
                s=symbol.size,
                marker=symbol.marker,
                c=symbol.fill,
                edgecolors=symbol.edge,
                linewidths=0.5,
                zorder=10 + order,
            )
            yield Line2D(
                [],
                [],
                marker=symbol.marker,
                linestyle="",
                markersize=6,
                markerfacecolor=symbol.fill,
                markeredgecolor="#555555",
                markeredgewidth=0.5,
                label=f"{legend_name(kind, symbol, language)} ({len(chosen)})",
            )


def legend_name(kind: str, symbol: Symbol, language: Language) -> str:
    """Return a symbol's name in the legend; the states of villages say that they are of villages."""
    name = figure_words(symbol.label, language)
    return f"{figure_words(KINDS[kind].singular, language)}: {name}" if kind == "villages" else name


def draw_sections(axes: Axes, sections: gpd.GeoDataFrame, extent: Any, language: Language) -> Iterator[Any]:
    """Draw the plan's own section large and the others small, all named; yield the legend."""
    seen = sections[sections.within(extent)]
    for own, size, fill, label in (
        (False, 45, "#ffffff", Label("其他考核断面", "Other section")),
        (True, 150, SECTION_COLOR, Label("本断面", "This section")),
    ):
        part = seen[seen["own"] == own]
        if part.empty:
            continue
        axes.scatter(
            part.geometry.x,
            part.geometry.y,
            s=size,
            marker="*",
            c=fill,
            edgecolors=SECTION_COLOR,
            linewidths=0.8,
            zorder=20,
        )
        for name, where in zip(part["name"], part.geometry, strict=True):
            axes.annotate(
                drawable(name),
                (where.x, where.y),
                xytext=(6, 5),
                textcoords="offset points",
                zorder=21,
                fontsize=9 if own else 7,
                fontweight="bold" if own else "normal",
                color=SECTION_COLOR,
                path_effects=halo(),
            )
        yield Line2D(
            [],
            [],
            marker="*",
            linestyle="",
            markersize=9,
            markerfacecolor=fill,
            markeredgecolor=SECTION_COLOR,
            label=figure_words(label, language),
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
