"""The office form of a worksheet: title, unit and date line, frozen headings, real dates, codes as text, footer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from registry.contents import Stamp
from registry.report.files import midnight

CellType = Literal["text", "number", "integer", "date", "share"]
CELL_FORMS: dict[CellType, tuple[str, str]] = {
    "text": ("@", "left"),
    "number": ("General", "right"),
    "integer": ("#,##0", "right"),
    "date": ("yyyy-mm-dd", "center"),
    "share": ("0.0%", "right"),
}
"""Number format and alignment of each type of cell."""

BODY_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
PAPERS = {"A3": 8, "A4": 9}
WIDEST_LINE = 150
"""Titles span the columns of so many characters: over all of a wide sheet nobody would see their middle."""

EXCEL_EPOCH = np.datetime64("1899-12-30", "s")
SECONDS_PER_DAY = 86_400
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")

SYNTHETIC_NOTICE = "【含合成数据,仅供演示】"
SIGNATURES = "填报人:                    审核人:                    日期:            年    月    日"


@dataclass(frozen=True)
class SheetColumn:
    """A column of a worksheet: heading, type of its cells, width in characters."""

    heading: str
    type: CellType = "text"
    width: float = 12


class Book:
    """A workbook without formulas, links or times of its own: the same content gives the same bytes."""

    def __init__(self, path: Path, stamp: Stamp, title: str, mark: str = "") -> None:
        """Open a workbook to write; `mark` says in its properties what it is, for programs."""
        self.stamp = stamp
        self.workbook = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": dict(BODY_FONT),  # XlsxWriter adds to it
            },
        )
        self.workbook.set_properties({"title": title, "created": midnight(stamp), "keywords": mark})
        self.title = self.format(bold=True, font_size=16, align="center", font_name="黑体")
        self.line = self.format(align="left")
        self.warning = self.format(align="left", font_color="#C00000", bold=True)
        self.heading = self.format(bold=True, align="center", text_wrap=True, border=1, bg_color="#DCE6F1")
        self.cell = {name: self.format(num_format=form, align=align) for name, (form, align) in CELL_FORMS.items()}
        self.sum = {
            name: self.format(num_format=form, align=align, bold=True, top=1)
            for name, (form, align) in CELL_FORMS.items()
        }

    def format(self, **properties: Any) -> Format:
        """Return a cell format in the body font."""
        return self.workbook.add_format(BODY_FONT | properties)

    def sheet(self, name: str, widths: Sequence[float], paper: str = "A4", pages_wide: int = 1) -> "Sheet":
        """Add a landscape sheet with columns of the given widths in characters, printed so many pages wide."""
        return Sheet(self, self.workbook.add_worksheet(name), widths, paper, pages_wide)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.workbook.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error


class Sheet:
    """A sheet written from top to bottom; `row` is the next free row, `last` the last column that titles span."""

    def __init__(self, book: Book, worksheet: Worksheet, widths: Sequence[float], paper: str, pages_wide: int) -> None:
        self.book, self.worksheet, self.row = book, worksheet, 0
        self.last = max(int(np.searchsorted(np.cumsum(widths), WIDEST_LINE, "right")) - 1, 0)
        worksheet.set_landscape()
        worksheet.set_paper(PAPERS[paper])
        worksheet.fit_to_pages(pages_wide, 0)
        worksheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.8)
        worksheet.hide_gridlines(0)
        worksheet.set_footer(f"&L{SIGNATURES}&R第 &P 页 共 &N 页")
        if book.stamp.synthetic:
            worksheet.set_header(f"&C{SYNTHETIC_NOTICE}")
        for place, width in enumerate(widths):
            worksheet.set_column(place, place, width)

    def head(self, title: str, line: str) -> None:
        """Write the merged title and the unit and date line, with the notice where rows are made up."""
        self.worksheet.set_row(self.row, 30)
        self.across(title, self.book.title)
        if self.book.stamp.synthetic:
            self.across(f"{SYNTHETIC_NOTICE}  {line}", self.book.warning)
        else:
            self.across(line, self.book.line)

    def across(self, text: str, form: Format | None = None) -> None:
        """Write one merged line over the columns that a reader sees at once."""
        form = form or self.book.line
        if self.last:
            self.worksheet.merge_range(self.row, 0, self.row, self.last, "", form)
        self.worksheet.write_string(self.row, 0, clean(text), form)
        self.row += 1

    def table(
        self,
        columns: Sequence[SheetColumn],
        frame: pd.DataFrame,
        total: Sequence[object] | None = None,
        *,
        filtered: bool = False,
        frozen_columns: int | None = None,
    ) -> None:
        """Write headings, one line per row of the frame in the order of `columns`, and a line of totals.

        Missing values stay empty. With `frozen_columns` the headings stay in view and are repeated on every page.
        """
        self.headings(columns)
        if frozen_columns is not None:
            self.worksheet.freeze_panes(self.row, frozen_columns)
            self.worksheet.repeat_rows(0, self.row - 1)
            if frozen_columns:
                self.worksheet.repeat_columns(0, frozen_columns - 1)
        first = self.row
        self.body(columns, frame)
        if filtered and len(frame):
            self.worksheet.autofilter(first - 1, 0, self.row - 1, len(columns) - 1)
        if total is not None:
            self.total(columns, total)

    def headings(self, columns: Sequence[SheetColumn]) -> None:
        """Write the line of headings."""
        self.worksheet.set_row(self.row, 30)
        for place, column in enumerate(columns):
            self.worksheet.write_string(self.row, place, column.heading, self.book.heading)
        self.row += 1

    def body(self, columns: Sequence[SheetColumn], frame: pd.DataFrame) -> None:
        """Write one line per row of the frame."""
        writers = [self.text if column.type == "text" else self.worksheet.write_number for column in columns]
        forms = [self.book.cell[column.type] for column in columns]
        ready = [cells(frame.iloc[:, place], column.type) for place, column in enumerate(columns)]
        for values in zip(*ready, strict=True):
            for place, (write, value, form) in enumerate(zip(writers, values, forms, strict=True)):
                if value is not None:
                    write(self.row, place, value, form)
            self.row += 1

    def total(self, columns: Sequence[SheetColumn], values: Sequence[object]) -> None:
        """Write one line in bold, by the types of the columns; None stays empty."""
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            form = self.book.sum[column.type]
            if value is None:
                self.worksheet.write_blank(self.row, place, None, form)
            elif isinstance(value, str):
                self.worksheet.write_string(self.row, place, clean(value), form)
            else:
                self.worksheet.write_number(self.row, place, float(str(value)), form)
        self.row += 1

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows

    def text(self, row: int, column: int, value: str, form: Format) -> None:
        """Write text as text, whatever it looks like.

        XlsxWriter takes text between `<r>` and `</r>` for its own markup; in two fragments it stays text.
        """
        if value.startswith("<r>") and value.endswith("</r>"):
            self.worksheet.write_rich_string(row, column, value[:1], self.book.line, value[1:], form)
        else:
            self.worksheet.write_string(row, column, value, form)


def clean(text: str) -> str:
    """Return text that a file can hold: lone halves of a character become the replacement sign."""
    return _LONE_SURROGATES.sub("\ufffd", text)


def cells(values: pd.Series, cell_type: CellType) -> list[Any]:
    """Return a column as plain cell values, missing and empty ones as None; dates as Excel's day numbers."""
    if cell_type == "date":
        days = (values.to_numpy("datetime64[s]") - EXCEL_EPOCH).astype("float64") / SECONDS_PER_DAY
        return [None if missing else day for day, missing in zip(days.tolist(), values.isna(), strict=True)]
    plain = values.astype("object")
    if cell_type == "text":
        return [None if pd.isna(value) or value == "" else clean(str(value)) for value in plain]
    return [None if pd.isna(value) or not np.isfinite(value) else float(value) for value in plain]
