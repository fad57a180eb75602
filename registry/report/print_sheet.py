"""The parts of a printed sheet in millimetres: where map, title, legend and notes stand, at which scale."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from registry.crs import METRIC, STORAGE
from registry.language import Label, Language
from registry.print_contents import METRES_PER_PX_AT_EQUATOR, Paper, View, nice_scale
from registry.section_contents import KindMarks, Mark

MARGIN_MM, TITLE_MM, NOTE_MM = 10.0, 17.0, 13.0
SCALE_BOX_MM = (2.5, 2.5, 0.22, 14.0)
"""The corner of the scale's box in the frame, the share of the width its bar may take, the height of its top."""
ARROW_BOX_MM = (13.0, 19.0)
LEGEND_WIDTH_MM, LINE_MM, COLUMN_MM = 54.0, 4.9, 47.0
MM_PER_M = 1000.0
GROWTH = ((6.0, 0.5), (8.0, 0.62), (10.0, 0.9), (12.0, 1.15), (15.0, 1.4))
"""Zoom, factor: symbols grow on paper as they do on the screen."""
PX_MM = 25.4 / 96
COUNTED = {"county": Label("按县计数", "Counted by county"), "section": Label("按断面计数", "Counted by section")}
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """A line of the legend: the name of a kind, or a symbol with its name and count."""

    text: str
    count: int
    mark: Mark | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet laid out: map frame and legend in millimetres from the lower left corner, and the ground in the frame."""

    paper: Paper
    frame: Box
    legend: Box
    middle_m: tuple[float, float]
    scale: float

    @property
    def ground(self) -> Box:
        """West, south, east and north of the ground in the frame, in metres of METRIC."""
        wide, high = (self.frame[2] - self.frame[0]), (self.frame[3] - self.frame[1])
        half_x, half_y = (side / MM_PER_M * self.scale / 2 for side in (wide, high))
        x, y = self.middle_m
        return x - half_x, y - half_y, x + half_x, y + half_y

    def to_mm(self, x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return places of METRIC as millimetres on the sheet."""
        west, south, _, _ = self.ground
        left, low = self.frame[:2]
        return left + (x_m - west) / self.scale * MM_PER_M, low + (y_m - south) / self.scale * MM_PER_M


def laid_out(view: View, paper: Paper, lines: int) -> Sheet:
    """Return the sheet: the map shows all of the view in what title, notes and a legend of so many lines leave."""
    width, height = paper.size_mm
    low, top = MARGIN_MM + NOTE_MM, height - MARGIN_MM - TITLE_MM
    if paper.portrait:
        legend_mm = LINE_MM * (rows_of(paper, lines) + 1) + 3
        frame = (MARGIN_MM, low + legend_mm, width - MARGIN_MM, top)
        legend = (MARGIN_MM, low, width - MARGIN_MM, low + legend_mm - 2)
    else:
        right = width - MARGIN_MM - LEGEND_WIDTH_MM
        frame = (MARGIN_MM, low, right - 3, top)
        legend = (right, low, width - MARGIN_MM, top)
    wide_m, high_m = view.size_m
    least = max(wide_m / (frame[2] - frame[0]) * MM_PER_M, high_m / (frame[3] - frame[1]) * MM_PER_M, 500.0)
    middle = gpd.GeoSeries.from_xy([view.lon], [view.lat], crs=STORAGE).to_crs(METRIC).iloc[0]
    return Sheet(paper, frame, legend, (float(middle.x), float(middle.y)), nice_scale(least))


def rows_of(paper: Paper, lines: int) -> int:
    """Return how many lines each column of a legend has on a sheet that stands upright."""
    columns = int((paper.size_mm[0] - 2 * MARGIN_MM) // COLUMN_MM)
    return max(-(-lines // columns), 1)


def zoom_of(scale: float, lat: float) -> float:
    """Return the zoom of a web map that shows the ground as large as a scale does on paper."""
    metres_per_px = scale * PX_MM / MM_PER_M
    return float(np.log2(METRES_PER_PX_AT_EQUATOR * np.cos(np.radians(lat)) / metres_per_px))


def growth_at(zoom: float) -> float:
    """Return the factor of symbols at a zoom."""
    zooms, factors = zip(*GROWTH, strict=True)
    return float(np.interp(zoom, zooms, factors))


def furniture_boxes(sheet: Sheet) -> list[Box]:
    """Return what stands inside the frame beside the map itself: scale, north arrow, degrees at the edges."""
    left, low, right, top = sheet.frame
    x, y, share, high = SCALE_BOX_MM
    scale = (left + x, low + y, left + (right - left) * share + 2 * high, low + high)
    arrow = (right - ARROW_BOX_MM[0], top - ARROW_BOX_MM[1], right, top)
    return [scale, arrow, (left, top - 5.0, right, top), (left, low, left + 10.0, top)]


def in_frame(table: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """Return the features of a table whose place lies in the frame, with `x_mm`, `y_mm`."""
    placed = table[table["lon"].notna() & table["lat"].notna()]
    points = gpd.GeoSeries.from_xy(placed["lon"], placed["lat"], crs=STORAGE).to_crs(METRIC)
    x, y = sheet.to_mm(points.x.to_numpy(), points.y.to_numpy())
    left, low, right, top = sheet.frame
    seen = (x >= left) & (x <= right) & (y >= low) & (y <= top)
    return placed.assign(x_mm=x, y_mm=y)[seen]


def legend_lines(
    features: Mapping[str, pd.DataFrame], marks: Mapping[str, KindMarks], view: View, language: Language
) -> list[Line]:
    """Return the legend of features in the frame: each kind with its sum, then its categories that are there.

    A kind shown as counts has the mark of its counts instead of its categories.
    """
    lines: list[Line] = []
    for kind, known in marks.items():
        table = features.get(kind)
        if table is None or table.empty:
            continue
        lines.append(Line(known.label.render(language), len(table)))
        if kind in view.summed and known.badge:
            lines.append(Line(COUNTED[view.by].render(language), len(table), known.badge))
            continue
        counts = pd.Series([known.of(value).value for value in table[known.by]]).value_counts()
        there = [mark for mark in (*known.marks.values(), known.unstated) if mark.value in counts.index]
        lines += [Line(mark.label.render(language), int(counts[mark.value]), mark) for mark in there]
    return lines
