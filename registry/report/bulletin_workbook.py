"""The quarter's bulletin as a workbook: what it says in sentences, rates by city, and everything by name."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from registry.contents import BulletinContent
from registry.report.bulletin_tables import (
    CITY_COLUMNS,
    LIMIT_COLUMNS,
    MEASURE_COLUMNS,
    OVERDUE_COLUMNS,
    OVERDUE_MEASURE_COLUMNS,
    PROBLEM_COLUMNS,
    PROJECT_COLUMNS,
    SECTION_COLUMNS,
    STAGE_COLUMNS,
    city_total,
    in_points,
    in_words,
)
from registry.report.bulletin_text import sentences
from registry.report.files import put_down, put_hash_beside
from registry.report.sheets import SIGNATURES, Book, Sheet, SheetColumn
from registry.vocabulary.bulletin import DEFINITIONS, FIGURES

TITLE = "山西省入河排污口整治通报"
LINE_WIDTH, LINE_POINTS = 118, 18
"""Narrow characters that fit on a line of the summary, and its height."""
WIDE_FROM = "\u2000"
"""From this character on all are as wide as two narrow ones."""
NAMES = {
    **{name: label.zh for name, label in FIGURES.items()},
    "stage": "所处环节",
    "problems_closed": "已销号问题",
    "change": "较上季增减",
    "over_limit": "超标",
    "section_projects": "工程与断面",
}


def save_bulletin(content: BulletinContent, path: Path) -> str:
    """Write the workbook and its hash beside it; return the hash. The same content gives the same bytes.

    Raises
    ------
    CallError
        When the file cannot be written.
    """
    with put_down(path) as temporary, Book(temporary, content.stamp, TITLE) as book:
        summary_sheet(book, content)
        city_sheet(book, content)
        stage_sheet(book, content)
        problems_sheet(book, content)
        measures_sheet(book, content)
        projects_sheet(book, content)
        sections_sheet(book, content)
        overdue_sheets(book, content)
        limits_sheet(book, content)
        definitions_sheet(book, content)
    return put_hash_beside(path)


def origin(content: BulletinContent) -> str:
    """Return the line that stands under every title."""
    stamp = content.stamp
    quarter = stamp.quarter.label("zh") if stamp.quarter else ""
    return f"{quarter}  截至 {stamp.as_of.isoformat()}  修订 {stamp.revision}  上期 {content.before.isoformat()}"


def headed(
    book: Book, name: str, title: str, content: BulletinContent, columns: Mapping[str, SheetColumn], paper: str = "A4"
) -> Sheet:
    """Add a sheet as wide as its columns with title and origin."""
    sheet = book.sheet(name, [column.width for column in columns.values()], paper)
    sheet.head(f"{TITLE}：{title}", origin(content))
    return sheet


def put(
    sheet: Sheet, columns: Mapping[str, SheetColumn], rows: pd.DataFrame, total: Sequence[object] | None = None
) -> None:
    """Write a table of the columns' rows, its headings in view and on every page; or say that there are none."""
    if rows.empty:
        sheet.across("无。")
        return
    sheet.table(tuple(columns.values()), rows[list(columns)], total, filtered=total is None, frozen_columns=0)


def summary_sheet(book: Book, content: BulletinContent) -> None:
    """Write what the bulletin says in sentences, as it would be read out."""
    sheet = book.sheet("通报", (20, 110))
    sheet.head(TITLE, origin(content))
    body = book.format(align="left", text_wrap=True, valign="top", font_size=12)
    bold = book.format(align="left", bold=True, font_size=12, font_name="黑体")
    for heading, paragraphs in sentences(content):
        sheet.skip()
        sheet.across(heading, bold)
        for text in paragraphs:
            width = sum(2 if letter >= WIDE_FROM else 1 for letter in text)
            sheet.worksheet.set_row(sheet.row, LINE_POINTS * (1 + width // LINE_WIDTH))
            sheet.across(text, body)
    sheet.skip()
    sheet.across(SIGNATURES)


def city_sheet(book: Book, content: BulletinContent) -> None:
    """Write the rates by city and the change since the last issue."""
    sheet = headed(book, "各市进度", "各市进度", content, CITY_COLUMNS)
    put(sheet, CITY_COLUMNS, in_points(content.cities), city_total(content))
    sheet.across("单位：个排污口；率的增减为百分点。口径见“口径”表。")
    sheet.skip()
    sheet.across(SIGNATURES)


def stage_sheet(book: Book, content: BulletinContent) -> None:
    """Write how many outlets of each city stand at which stage."""
    sheet = headed(book, "环节", "各市排污口所处环节", content, STAGE_COLUMNS)
    total = ["合计", *(int(content.stages[name].sum()) for name in list(STAGE_COLUMNS)[1:])]
    put(sheet, STAGE_COLUMNS, content.stages, total)


def problems_sheet(book: Book, content: BulletinContent) -> None:
    """Write the problems with the state of their measures."""
    sheet = headed(book, "问题", "问题", content, PROBLEM_COLUMNS)
    totals = content.measure_totals
    counts = [totals[name] for name in ("measures", "measures_finished", "measures_closed", "measures_overdue")]
    total = ["合计", None, None, None, *counts, f"{totals['problems_closed']} / {totals['problems']}"]
    put(sheet, PROBLEM_COLUMNS, in_words(content.problems), total)


def measures_sheet(book: Book, content: BulletinContent) -> None:
    """Write every measure."""
    sheet = headed(book, "措施", "措施", content, MEASURE_COLUMNS, "A3")
    put(sheet, MEASURE_COLUMNS, in_words(content.measures, "measures"))


def projects_sheet(book: Book, content: BulletinContent) -> None:
    """Write every project with its state now and at the last issue."""
    sheet = headed(book, "重点工程", "重点工程", content, PROJECT_COLUMNS, "A3")
    put(sheet, PROJECT_COLUMNS, in_words(content.projects, "projects"))


def sections_sheet(book: Book, content: BulletinContent) -> None:
    """Write the finished projects by the section that each should help; those without one stand last."""
    finished = content.projects[content.projects["status"] == "finished"]
    helped = finished["section_code"].nunique()
    sheet = headed(book, "断面受益", "已完成工程与断面", content, SECTION_COLUMNS)
    sheet.across(
        f"已完成工程 {len(finished)} 项，惠及断面 {helped} 个，无断面 {int(finished['section_code'].isna().sum())} 项"
    )
    ordered = finished.sort_values(["section_code", "code"], na_position="last")
    put(sheet, SECTION_COLUMNS, in_words(ordered, "projects"))


def overdue_sheets(book: Book, content: BulletinContent) -> None:
    """Write by name what is late and by how many days: outlets, then measures."""
    sheet = headed(book, "逾期排污口", "逾期未完成整治的排污口", content, OVERDUE_COLUMNS)
    put(sheet, OVERDUE_COLUMNS, in_words(content.overdue, "outlets"))
    sheet = headed(book, "逾期措施", "逾期未完成的措施", content, OVERDUE_MEASURE_COLUMNS)
    put(sheet, OVERDUE_MEASURE_COLUMNS, in_words(content.overdue_measures, "measures"))


def limits_sheet(book: Book, content: BulletinContent) -> None:
    """Write by name the outlets whose values of the quarter lie over their limits."""
    sheet = headed(book, "超标名单", "超标名单", content, LIMIT_COLUMNS)
    sheet.across(f"可判断的排污口 {content.judged} 个，超标 {content.over_limit['code'].nunique()} 个")
    put(sheet, LIMIT_COLUMNS, in_words(content.over_limit, "limits"))


def definitions_sheet(book: Book, content: BulletinContent) -> None:
    """Write what each figure counts, and what was verified."""
    sheet = book.sheet("口径", (20, 130))
    sheet.head(f"{TITLE}：口径", origin(content))
    rows = [(NAMES[name], f"{label.zh}。") for name, label in DEFINITIONS.items()]
    sheet.table((SheetColumn("指标"), SheetColumn("口径")), pd.DataFrame(rows, columns=["name", "definition"]))
    sheet.skip()
    sheet.across("核查")
    made = [("是" if c.holds else "否", f"{c.title.render('zh')}：{c.detail.render('zh')}") for c in content.checks]
    sheet.table((SheetColumn("成立"), SheetColumn("核查项")), pd.DataFrame(made, columns=["holds", "check"]))
