"""A map on paper: the view at a round scale with title, legend, scale bar, north arrow, grid, source and date."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from registry.language import Language
from registry.print_contents import Paper, PrintContent
from registry.report.figures import drawing
from registry.report.print_furniture import GROUND, draw_furniture
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
    seen = {kind: in_frame(table, sheet) for kind, table in content.features.items() if kind in marks}
    lines = legend_lines(seen, marks, language)
    if paper.portrait:
        sheet = laid_out(content.view, paper, len(lines) + len(GROUND))
        seen = {kind: in_frame(table, sheet) for kind, table in content.features.items() if kind in marks}
        lines = legend_lines(seen, marks, language)
    with drawing(), mpl.rc_context({"pdf.compression": 6, "pdf.use14corefonts": False}):
        width, height = paper.size_mm
        figure = Figure(figsize=(width / MM_PER_IN, height / MM_PER_IN))
        ground, page = axes_of(figure, sheet)
        draw_ground(ground, content, sheet)
        draw_features(page, seen, marks, sheet, content.view.lat)
        names: list[Name] = [
            *feature_names(seen, marks, sheet, content.view.lat),
            *ground_names(content, sheet),
        ]
        taken = [*furniture_boxes(sheet), *taken_by(seen, marks, sheet, content.view.lat)]
        written = write_all(names, taken, sheet.frame)
        draw_names(page, written)
        draw_furniture(page, content, sheet, lines, language)
        return saved(figure, form)


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
