"""A map on paper: the view at a round scale with title, legend, scale bar, north arrow, grid, source and date."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Literal

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from registry.language import Language
from registry.print_contents import Paper, PrintContent
from registry.report.figures import drawing
from registry.report.print_cards import cards_of, draw_cards, summed_kinds
from registry.report.print_furniture import draw_furniture, ground_lines
from registry.report.print_ground import draw_ground, ground_names
from registry.report.print_labels import Name, write_all
from registry.report.print_marks import draw_features, feature_names, taken_by
from registry.report.print_sheet import Sheet, furniture_boxes, in_frame, laid_out, legend_lines
from registry.report.print_text import draw_names
from registry.section_contents import KindMarks

MM_PER_IN = 25.4
DOTS_PER_INCH = 220
Format = Literal["pdf", "png"]


def print_page(
    content: PrintContent, paper: Paper, marks: Mapping[str, KindMarks], language: Language, form: Format
) -> bytes:
    """Return the printed map as PDF (vectors, fonts inside) or PNG; the same content gives the same bytes."""
    sheet = laid_out(content.view, paper, 0)
    if paper.portrait:
        lines = len(legend_lines(seen_on(sheet, content, marks), marks, content.view, language))
        sheet = laid_out(content.view, paper, lines + len(ground_lines(content.view)))
    seen = seen_on(sheet, content, marks)
    with drawing(), mpl.rc_context({"pdf.compression": 6, "pdf.use14corefonts": False}):
        width, height = paper.size_mm
        figure = Figure(figsize=(width / MM_PER_IN, height / MM_PER_IN))
        ground, page = axes_of(figure, sheet)
        draw_ground(ground, content, sheet)
        draw_map(page, content, seen, marks, sheet)
        draw_furniture(page, content, sheet, legend_lines(seen, marks, content.view, language), language)
        return saved(figure, form)


def seen_on(sheet: Sheet, content: PrintContent, marks: Mapping[str, KindMarks]) -> dict[str, pd.DataFrame]:
    """Return the features that the sheet shows, by kind."""
    return {kind: in_frame(table, sheet) for kind, table in content.features.items() if kind in marks}


def draw_map(
    page: Axes,
    content: PrintContent,
    seen: Mapping[str, pd.DataFrame],
    marks: Mapping[str, KindMarks],
    sheet: Sheet,
) -> None:
    """Draw symbols, counts and names over the ground, none of the names over a symbol or a count."""
    kinds, lat = summed_kinds(seen, marks, content), content.view.lat
    single = {kind: table for kind, table in seen.items() if kind not in kinds}
    draw_features(page, single, marks, sheet, lat)
    taken = [*furniture_boxes(sheet), *taken_by(single, marks, sheet, lat)]
    cards = cards_of(seen, kinds, content, sheet, taken) if kinds else []
    draw_cards(page, cards, kinds, marks)
    names: list[Name] = [*feature_names(single, marks, sheet, lat), *ground_names(content, sheet)]
    draw_names(page, write_all(names, [*taken, *(card.box for card in cards)], sheet.frame))


def axes_of(figure: Figure, sheet: Sheet) -> tuple[Axes, Axes]:
    """Return the axes of the ground, in metres, and those of the whole sheet over it, in millimetres."""
    width, height = sheet.paper.size_mm
    left, low, right, top = sheet.frame
    ground = figure.add_axes((left / width, low / height, (right - left) / width, (top - low) / height))
    west, south, east, north = sheet.ground
    ground.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor="#f3f1ea")
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, width), ylim=(0, height))
    page.axis("off")
    return ground, page


def saved(figure: Figure, form: Format) -> bytes:
    """Return the figure without a time or a program's name in it."""
    target = BytesIO()
    unsaid: dict[str, Any] = {
        "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
        "png": {"Software": None},
    }
    figure.savefig(target, format=form, dpi=DOTS_PER_INCH, metadata=unsaid[form])
    return target.getvalue()
