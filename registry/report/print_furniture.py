"""What stands round a printed map: title, legend with counts, scale, north arrow, grid, source, date, revision."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
from babel.dates import format_date
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from registry.crs import METRIC, STORAGE
from registry.language import Label, Language, Message, msg
from registry.print_contents import PrintContent, View
from registry.report.fonts import chinese_family, drawable
from registry.report.print_ground import CITY, COUNTY, PROVINCE, UNIT, WATER
from registry.report.print_marks import draw_symbols
from registry.report.print_sheet import COLUMN_MM, LINE_MM, MARGIN_MM, TITLE_MM, Line, Sheet, rows_of

INK, QUIET = "#222222", "#555555"
LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
BARS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
GRID_DEG = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
GROUND: Mapping[str, tuple[Label, str, Any]] = {
    "province": (Label("省界", "Province border"), PROVINCE, "-"),
    "cities": (Label("市界", "City border"), CITY, (0, (6, 1.5, 1, 1.5))),
    "counties": (Label("县界", "County border"), COUNTY, (0, (4, 1.5, 1, 1.5))),
    "units": (Label("控制单元", "Control unit"), UNIT, (0, (3, 2))),
    "rivers": (Label("河流", "River"), WATER, "-"),
}


def draw_furniture(page: Axes, content: PrintContent, sheet: Sheet, lines: Sequence[Line], language: Language) -> None:
    """Draw everything round the map."""
    spoken: Language = "en" if chinese_family() is None else language
    left, low, right, top = sheet.frame
    page.add_patch(Rectangle((left, low), right - left, top - low, fill=False, edgecolor=INK, linewidth=1.0, zorder=60))
    draw_title(page, content, sheet, spoken)
    draw_legend(page, sheet, [*lines, *ground_lines(content.view)], spoken)
    draw_scale(page, sheet)
    draw_north(page, right - 8, top - 17)
    draw_grid(page, sheet)
    draw_notes(page, content, sheet, spoken)


def write(page: Axes, x: float, y: float, words: str, size: float, **look: Any) -> None:
    """Write a text at millimetres."""
    usual: dict[str, Any] = {"fontsize": size, "color": INK, "zorder": 70, "va": "baseline"}
    page.text(x, y, drawable(words), **(usual | look))


def draw_title(page: Axes, content: PrintContent, sheet: Sheet, language: Language) -> None:
    """Write the title, and below it day, revision and filter."""
    width, height = sheet.paper.size_mm
    top = height - MARGIN_MM
    write(page, width / 2, top - 6.5, content.title, 16, ha="center", fontweight="bold")
    day = str(format_date(content.day, format="long", locale=LOCALES[language]))
    told: list[Message] = [
        msg("as true on {day}", day=day),
        msg("revision {revision}", revision=content.revision),
    ]
    if content.filter:
        told.append(msg("Only {filters}", filters=content.filter))
    write(page, width / 2, top - TITLE_MM + 4.2, "  ·  ".join(one.render(language) for one in told), 8.5, ha="center")


def ground_lines(view: View) -> list[tuple[Label, str, Any]]:
    """Return the lines of the legend for what of the ground is drawn."""
    return [line for name, line in GROUND.items() if name not in view.off]


def draw_legend(page: Axes, sheet: Sheet, entries: Sequence[Line | tuple[Label, str, Any]], language: Language) -> None:
    """Write the legend with counts, in columns where the sheet is upright."""
    left, _, right, top = sheet.legend
    write(page, left, top - 3.6, msg("Legend (number on this sheet)").render(language), 9, fontweight="bold")
    wide = COLUMN_MM if sheet.paper.portrait else right - left
    rows = rows_of(sheet.paper, len(entries)) if sheet.paper.portrait else len(entries)
    for number, entry in enumerate(entries):
        x, y = left + (number // rows) * wide, top - 4.4 - LINE_MM * (number % rows + 1)
        if isinstance(entry, Line):
            legend_line(page, entry, x, y, wide - 4)
        else:
            label, colour, dashes = entry
            page.add_line(Line2D([x, x + 5], [y + 1] * 2, color=colour, linewidth=1.3, linestyle=dashes, zorder=70))
            write(page, x + 7, y, label.render(language), 7.5)


def legend_line(page: Axes, line: Line, x: float, y: float, wide: float) -> None:
    """Write one line of the legend: symbol, name, count."""
    bold = "bold" if line.mark is None else "normal"
    if line.mark is not None:
        factor = min(1.0, 12.0 / line.mark.size_px)
        draw_symbols(page, np.array([x + 2.5]), np.array([y + 1.0]), line.mark, factor, 70)
    write(page, x + (7 if line.mark else 0), y, line.text, 7.5, fontweight=bold)
    write(page, x + wide, y, f"{line.count:,}", 7.5, ha="right", fontweight=bold)


def draw_scale(page: Axes, sheet: Sheet) -> None:
    """Draw a bar of a round length with the number of the scale, in the lower left corner of the map."""
    left, low, right, _ = sheet.frame
    room_km = (right - left) * 0.22 / 1000 * sheet.scale / 1000
    bar_km = max([step for step in BARS_KM if step <= room_km] or [BARS_KM[0]])
    long_mm = bar_km * 1e6 / sheet.scale
    x, y = left + 5, low + 5
    page.add_patch(Rectangle((x - 2.5, y - 2.5), max(long_mm, 26) + 14, 11.5, facecolor="white", alpha=0.85, zorder=58))
    for part in range(4):
        colour = INK if part % 2 == 0 else "white"
        piece = Rectangle((x + part * long_mm / 4, y), long_mm / 4, 1.4, facecolor=colour, edgecolor=INK, linewidth=0.6)
        piece.set_zorder(65)
        page.add_patch(piece)
    for share, words in ((0.0, "0"), (0.5, f"{bar_km / 2:g}"), (1.0, f"{bar_km:g} km")):
        write(page, x + share * long_mm, y + 2.2, words, 6.5, ha="left" if share == 1 else "center")
    write(page, x, y + 5.6, f"1 : {sheet.scale:,.0f}", 8, fontweight="bold")


def draw_north(page: Axes, x: float, y: float) -> None:
    """Draw a north arrow; grid north of METRIC, within a degree of true north in the province."""
    for side, fill in ((-3, INK), (3, "white")):
        half = [(x, y + 9), (x + side, y), (x, y + 2.2)]
        page.add_patch(Polygon(half, facecolor=fill, edgecolor=INK, linewidth=0.6, zorder=65))
    write(page, x, y + 10, "N", 9, ha="center", fontweight="bold")


def draw_grid(page: Axes, sheet: Sheet) -> None:
    """Mark longitudes and latitudes at the frame."""
    west, south, east, north = sheet.ground
    corners = gpd.GeoSeries.from_xy([west, east], [south, north], crs=METRIC).to_crs(STORAGE)
    (lon0, lon1), (lat0, lat1) = corners.x, corners.y
    step = next((one for one in GRID_DEG if (lat1 - lat0) / one <= 6), GRID_DEG[-1])  # noqa: PLR2004  so many fit
    digits = 0 if step >= 1 else 1 if step >= 0.1 else 2  # noqa: PLR2004  digits of the step
    left, low, right, top = sheet.frame
    for x, words in crossings(lon0, lon1, step, digits, sheet, ((lat0 + lat1) / 2), across=True):
        if left + 8 < x < right - 8:
            for y, sign in ((low, 1), (top, -1)):
                page.add_line(Line2D([x, x], [y, y + sign * 1.6], color=INK, linewidth=0.7, zorder=61))
            write(page, x, top - 4.4, f"{words}°E", 6, ha="center", color=QUIET)
    for y, words in crossings(lat0, lat1, step, digits, sheet, ((lon0 + lon1) / 2), across=False):
        if low + 16 < y < top - 8:
            for x, sign in ((left, 1), (right, -1)):
                page.add_line(Line2D([x, x + sign * 1.6], [y, y], color=INK, linewidth=0.7, zorder=61))
            write(page, left + 2, y + 0.5, f"{words}°N", 6, color=QUIET)


def crossings(
    first: float, last: float, step: float, digits: int, sheet: Sheet, middle: float, *, across: bool
) -> Iterator[tuple[float, str]]:
    """Yield where round degrees lie along the frame, in millimetres."""
    values = np.arange(np.ceil(first / step), np.floor(last / step) + 1) * step
    other = np.full(len(values), middle)
    places = gpd.GeoSeries.from_xy(*((values, other) if across else (other, values)), crs=STORAGE).to_crs(METRIC)
    x, y = sheet.to_mm(places.x.to_numpy(), places.y.to_numpy())
    for at, value in zip(x if across else y, values, strict=True):
        yield float(at), f"{value:.{digits}f}"


def draw_notes(page: Axes, content: PrintContent, sheet: Sheet, language: Language) -> None:
    """Write where the map comes from below it, and that records are made up where they are."""
    width, _ = sheet.paper.size_mm
    y = MARGIN_MM + 8.2
    source = msg(
        "Source: outlet registry, Yellow River basin in Shanxi; base layers {sha}; transverse Mercator, CGCS2000.",
        sha=content.base_sha256[:12] or "—",
    )
    write(page, MARGIN_MM, y, source.render(language), 7, color=QUIET)
    write(page, width - MARGIN_MM, y, f"{sheet.paper.name} · 1 : {sheet.scale:,.0f}", 7, color=QUIET, ha="right")
    if content.synthetic:
        notice = msg("Demonstration data: records marked synthetic are made up").render(language)
        write(page, MARGIN_MM, y - 4.4, notice, 7.5, color="#8a5a00", fontweight="bold")
