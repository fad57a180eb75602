"""The features of a printed map: vector symbols as on the screen, and the names they bear."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.path import Path

from registry.report.print_labels import MM_PER_PT, Box, Name
from registry.report.print_sheet import PX_MM, Sheet, growth_at, zoom_of
from registry.section_contents import KindMarks, Mark

ORDER = ("villages", "outlets", "plants", "projects", "wetlands", "sections")
"""The lowest first, as on the screen."""
NAMED_FROM_ZOOM = {
    "sections": 0.0,
    "wetlands": 11.5,
    "plants": 12.0,
    "projects": 12.5,
    "outlets": 13.0,
    "villages": 13.0,
}
SIZES_PT = {"sections": 8.5}
MOST_NAMES = 400
NEAR_ZOOM = 11.5


def outline_of(mark: Mark) -> Path:
    """Return a symbol as a path of radius 1, y up."""
    if not mark.outline:
        return Path.unit_circle()
    corners = [(x, -y) for x, y in mark.outline]
    return Path([*corners, corners[0]], closed=True)


def radius_mm(mark: Mark, factor: float) -> float:
    """Return the radius of a symbol on paper."""
    return mark.size_px * factor * PX_MM / 2


def draw_features(
    page: Axes, seen: Mapping[str, pd.DataFrame], marks: Mapping[str, KindMarks], sheet: Sheet, lat: float
) -> None:
    """Draw the features of all kinds, the many below the few."""
    factor = growth_at(zoom_of(sheet.scale, lat))
    for rank, kind in enumerate(kind for kind in ORDER if kind in seen):
        known, table = marks[kind], seen[kind]
        stated = np.array([known.of(value).value for value in table[known.by]], dtype=object)
        for mark in (*known.marks.values(), known.unstated):
            some = table[stated == mark.value]
            if len(some):
                draw_symbols(page, some["x_mm"].to_numpy(), some["y_mm"].to_numpy(), mark, factor, 20 + rank)


def draw_symbols(page: Axes, x: np.ndarray, y: np.ndarray, mark: Mark, factor: float, rank: float) -> None:
    """Draw one symbol at places in millimetres."""
    diameter_pt = 2 * radius_mm(mark, factor) / MM_PER_PT
    page.scatter(
        x,
        y,
        s=diameter_pt**2,
        marker=outline_of(mark),
        c=mark.fill,
        edgecolors=mark.edge if mark.edge_px else "none",
        linewidths=max(mark.edge_px, 0.0) * PX_MM / MM_PER_PT * 0.8,
        zorder=rank,
    )


def taken_by(seen: Mapping[str, pd.DataFrame], marks: Mapping[str, KindMarks], sheet: Sheet, lat: float) -> list[Box]:
    """Return the room that symbols take, so that no name lies over them: near all of them, from afar the sections."""
    zoom = zoom_of(sheet.scale, lat)
    factor = growth_at(zoom)
    boxes: list[Box] = []
    for kind in ORDER if zoom >= NEAR_ZOOM else ("sections",):
        if kind not in seen:
            continue
        table = seen[kind]
        for value, x, y in zip(table[marks[kind].by], table["x_mm"], table["y_mm"], strict=True):
            room = radius_mm(marks[kind].of(value), factor) * 0.8
            boxes.append((x - room, y - room, x + room, y + room))
    return boxes


def feature_names(
    seen: Mapping[str, pd.DataFrame], marks: Mapping[str, KindMarks], sheet: Sheet, lat: float
) -> Iterator[Name]:
    """Yield the names that features bear at this scale: sections always, others when the reader is near."""
    zoom = zoom_of(sheet.scale, lat)
    factor = growth_at(zoom)
    for kind in reversed(ORDER):
        if kind not in seen or zoom < NAMED_FROM_ZOOM[kind]:
            continue
        table = seen[kind].sort_values("code").head(MOST_NAMES)
        look = "section" if kind == "sections" else "feature"
        for name, value, x, y in zip(table["name"], table[marks[kind].by], table["x_mm"], table["y_mm"], strict=True):
            room = radius_mm(marks[kind].of(value), factor) + 0.3
            yield Name(str(name), float(x), float(y), SIZES_PT.get(kind, 6.5), look, room)
