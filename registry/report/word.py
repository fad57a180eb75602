"""One section's plan as a Word document: content in, styled and captioned pages out."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage

from registry.contents import PlanContent, PlanTable, Stamp
from registry.language import Label, Language, Message, msg, render
from registry.report.figures import trend_figure
from registry.report.files import file_name, fix_archive_times, mark, midnight, put_down
from registry.report.map_figure import map_figure
from registry.report.word_template import TEXT_WIDTH_CM, template

PRODUCT = "一断面一方案"
HEADINGS = {
    "card": Label("断面概况", "The section"),
    "unit": Label("控制单元", "Control unit"),
    "lists": Label("归属对象清单", "What answers to the section"),
    "loads": Label("污染负荷", "Loads"),
    "doubts": Label("存疑与核实", "Doubts to be cleared"),
    "sources": Label("资料来源与版本", "Sources and revision"),
}
FACT_WIDTHS = (1.0, 3.2)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plan_name(content: PlanContent) -> str:
    """Return the file name of a plan."""
    return file_name(PRODUCT, content.stamp, ".docx", content.card.name, content.card.code)


def write_plan(content: PlanContent, path: Path, language: Language = "zh") -> None:
    """Write the plan as docx. The same content gives the same bytes.

    Raises
    ------
    CallError
        When the file cannot be written.
    """
    document = DocxTemplate(BytesIO(template()))
    document.render(context(document, content, language), autoescape=True)
    lay_out(document.docx, content)
    about(document.docx, content, language)
    with put_down(path) as temporary:
        document.save(str(temporary))
        fix_archive_times(temporary)


def context(document: DocxTemplate, content: PlanContent, language: Language) -> dict[str, Any]:
    """Return what the marks of the template stand for, in one language."""
    stamp, said = content.stamp, Speaker(language)
    numbers, title = count(1), said(msg("{section} section: plan", section=content.card.name))
    return {
        "title": title,
        "origin": said(origin(stamp)),
        "header": said(
            msg("{title} · as of {day} · revision {revision}", title=title, day=stamp.as_of, revision=stamp.revision)
        ),
        "notice": said(msg(" · demonstration data")) if stamp.synthetic else "",
        "notice_long": said(msg("Demonstration data: part of it is made up and describes nothing real.")),
        "headings": {name: said(label) for name, label in HEADINGS.items()},
        "words": {"table": said(Label("表", "Table")), "figure": said(Label("图", "Figure"))},
        "card": [(said(label), said(value)) for label, value in content.card.facts],
        "unit": [(said(label), said(value)) for label, value in content.unit_facts],
        "figures": figures(document, content, said),
        **{
            name: [table_words(t, next(numbers), said) for t in getattr(content, name)]
            for name in ("lists", "loads", "doubts")
        },
        "sources": [said(source) for source in content.sources],
    }


def origin(stamp: Stamp) -> Message:
    """Return the line below the title."""
    quarter = stamp.quarter
    name = Label(quarter.label("zh"), quarter.label("en")) if quarter else ""
    return msg("{quarter} · as of {day} · revision {revision}", quarter=name, day=stamp.as_of, revision=stamp.revision)


class Speaker:
    """Says any value in one language, as printable text."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, value: object, digits: int = 0) -> str:
        """Return the text of a value: missing as a dash, numbers with so many digits, days in ISO form."""
        if isinstance(value, float | int) and not isinstance(value, bool):
            return "—" if pd.isna(value) else f"{value:,.{digits}f}"
        if value is None or value is pd.NaT or value is pd.NA:
            return "—"
        if isinstance(value, pd.Timestamp | date):
            return f"{value:%Y-%m-%d}"
        return _UNPRINTABLE.sub(" ", str(render(value, self.language)))


def table_words(table: PlanTable, number: int, said: Speaker) -> dict[str, Any]:
    """Return a table in words, with notes on what is left out."""
    notes = [said(table.note)] if table.note else []
    if table.left_out:
        notes.insert(0, said(msg("… and {count} more; all of them stand in the lists.", count=table.left_out)))
    digits = [column.digits for column in table.columns]
    return {
        "number": number,
        "title": said(table.title),
        "columns": [said(column.label) for column in table.columns],
        "rows": [[said(value, n) for value, n in zip(row, digits, strict=True)] for row in table.rows],
        "notes": notes,
    }


def figures(document: DocxTemplate, content: PlanContent, said: Speaker) -> dict[str, dict[str, Any]]:
    """Return the figures there are, numbered in the order of the document."""
    drawn = {
        "trend": (
            trend_figure(content.quality, content.limits, said.language),
            msg("Monthly means and class III limits"),
        ),
        "map": (map_figure(content.map, said.language), msg("Control unit, rivers and what answers to the section")),
    }
    there = {name: (image, words) for name, (image, words) in drawn.items() if image is not None}
    return {
        name: {
            "number": number,
            "title": said(words),
            "image": InlineImage(document, BytesIO(image), width=Cm(TEXT_WIDTH_CM)),
        }
        for number, (name, (image, words)) in enumerate(there.items(), start=1)
    }


def lay_out(document: Any, content: PlanContent) -> None:
    """Set the widths of columns, and numbers to the right."""
    shown = [table for table in (*content.lists, *content.loads, *content.doubts) if table.rows]
    card, unit, *lists = document.tables
    for facts in (card, unit):
        set_widths(facts, FACT_WIDTHS)
    for printed, table in zip(lists, shown, strict=True):
        set_widths(printed, [column.width for column in table.columns])
        for cells, row in zip(rows_of(printed), table.rows, strict=True):
            for cell, value in zip(cells, row, strict=True):
                if isinstance(value, int | float):
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def rows_of(table: Any) -> Iterator[Any]:
    """Yield the cells of every row below the heading."""
    for row in table.rows[1:]:
        yield row.cells


def set_widths(table: Any, shares: Iterable[float]) -> None:
    """Share the width of the text among the columns."""
    widths = list(shares)
    table.autofit = False
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Cm(TEXT_WIDTH_CM * share / sum(widths))
    for row in table.rows:
        for cell, share in zip(row.cells, widths, strict=True):
            cell.width = Cm(TEXT_WIDTH_CM * share / sum(widths))


def about(document: Any, content: PlanContent, language: Language) -> None:
    """Set the document's own properties, times fixed to the day it is true on."""
    properties = document.core_properties
    properties.title = Speaker(language)(msg("{section} section: plan", section=content.card.name))
    properties.author = ""
    properties.comments = ""
    stamp = content.stamp
    shown = {"section": content.card.code, "quarter": stamp.quarter, "revision": stamp.revision, "language": language}
    properties.keywords = mark("section-plan", **shown)
    properties.language = "zh-CN" if language == "zh" else "en-GB"
    properties.created = properties.modified = midnight(content.stamp)
