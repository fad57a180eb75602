"""The map of a plan: unit, water, borders, features by kind, section; with legend, scale bar and north arrow."""

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from shapely.geometry import box

from registry.contents import PlanMap
from registry.crs import METRIC
from registry.language import Label, Language
from registry.report.figures import WIDTH_IN, drawing, figure_words, finished
from registry.report.map_marks import Symbol, north_arrow, scale_bar, symbols, write
from registry.vocabulary import KINDS

HIGHEST_IN = 8.3
LOWEST_IN = 4.2
LEGEND_IN = 1.25
WATER, BORDER = "#4a8db7", "#a39f93"
UNIT_FILL, UNIT_EDGE = "#dcebf5", "#7b3294"
SECTION_COLOR = "#b2182b"
NAME_SHARE = 0.03
"""A county is named where at least this share of the map lies in it."""


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


def draw_ground(axes: Axes, content: PlanMap, extent: Any, language: Language) -> Iterator[Any]:
    """Draw unit, county borders and reaches with their names; yield the legend."""
    units, counties = content.units.to_crs(METRIC), content.counties.to_crs(METRIC).clip(extent)
    if len(units):
        unit: dict[str, Any] = {"facecolor": UNIT_FILL, "edgecolor": UNIT_EDGE}
        units.plot(ax=axes, linewidth=1.6, zorder=1, aspect=None, **unit)
        yield Patch(label=figure_words(Label("控制单元", "Control unit"), language), **unit)
    border: dict[str, Any] = {"color": BORDER, "linewidth": 0.7, "linestyle": (0, (5, 2, 1, 2))}
    counties.boundary.plot(ax=axes, zorder=2, aspect=None, **border)
    yield Line2D([], [], label=figure_words(Label("县界", "County border"), language), **border)
    name_counties(axes, counties, extent)
    reaches = content.reaches.to_crs(METRIC).clip(extent)
    for inside, strength in ((False, 0.45), (True, 1.0)):
        part = reaches[reaches["inside"] == inside]
        if len(part):
            widths = 0.35 * part["order"].to_numpy("float64")
            part.plot(ax=axes, color=WATER, alpha=strength, linewidth=widths, zorder=3, aspect=None)
    yield Line2D([], [], color=WATER, linewidth=1.5, label=figure_words(Label("河段", "River reach"), language))
    name_rivers(axes, reaches)


def name_counties(axes: Axes, counties: gpd.GeoDataFrame, extent: Any) -> None:
    """Name the counties that fill enough of the map, where the name would not run out of it."""
    west, _, east, _ = extent.bounds
    inner = extent.buffer(-0.06 * (east - west))
    for county, shape in zip(counties["county"], counties.geometry, strict=True):
        where = shape.representative_point()
        if shape.area > NAME_SHARE * extent.area and where.within(inner):
            write(axes, where, county, color="#6a6a62", fontsize=8, zorder=6)


def name_rivers(axes: Axes, reaches: gpd.GeoDataFrame) -> None:
    """Write each river's name once, at the middle of its longest reach on the map."""
    named = reaches[reaches["river"].notna()]
    for river, part in named.assign(drawn_m=named.length).groupby("river"):
        longest = part.loc[part["drawn_m"].idxmax()]
        if longest["drawn_m"] > 0:
            where = longest.geometry.interpolate(0.5, normalized=True)
            write(axes, where, str(river), color="#1f5f8b", fontsize=7.5, zorder=7)


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
    others, own = seen[~seen["own"]], seen[seen["own"]]
    if len(others):
        yield draw_stars(axes, others, 45, "#ffffff", figure_words(Label("其他考核断面", "Other section"), language))
    if len(own):
        yield draw_stars(axes, own, 150, SECTION_COLOR, figure_words(Label("本断面", "This section"), language))


def draw_stars(axes: Axes, sections: gpd.GeoDataFrame, size: float, fill: str, label: str) -> Line2D:
    """Draw named stars and return their line of the legend."""
    x, y = sections.geometry.x, sections.geometry.y
    axes.scatter(x, y, s=size, marker="*", c=fill, edgecolors=SECTION_COLOR, linewidths=0.8, zorder=20)
    own = fill == SECTION_COLOR
    letters: dict[str, Any] = {"fontsize": 9, "fontweight": "bold"} if own else {"fontsize": 7}
    for name, where in zip(sections["name"], sections.geometry, strict=True):
        write(axes, where, name, offset_pt=(6, 5), color=SECTION_COLOR, zorder=21, **letters)
    star: dict[str, Any] = {"marker": "*", "markersize": 9, "markerfacecolor": fill, "markeredgecolor": SECTION_COLOR}
    return Line2D([], [], linestyle="", label=label, **star)
