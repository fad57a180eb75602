"""Wetland coverage by section as a workbook: 覆盖, 口径, 核查."""

from pathlib import Path

import pandas as pd

from registry.contents import CoverageContent
from registry.report.files import mark, put_down, put_hash_beside
from registry.report.sheets import SIGNATURES, Book, SheetColumn
from registry.vocabulary import SECTIONS

TITLE = "山西省黄河流域考核断面人工湿地覆盖情况"
COLUMNS = {
    "code": SheetColumn("断面编码", width=14),
    "name": SheetColumn("断面名称", width=14),
    "river": SheetColumn("河流", width=10),
    "level": SheetColumn("级别", width=10),
    "wetlands": SheetColumn("湿地", "integer", 8),
    "tail_water": SheetColumn("尾水湿地", "integer", 8),
    "river_mouth": SheetColumn("河口湿地", "integer", 8),
    "in_river": SheetColumn("河道湿地", "integer", 8),
    "plants": SheetColumn("污水厂", "integer", 8),
    "plants_with_wetland": SheetColumn("有湿地的污水厂", "integer", 9),
    "plants_without_wetland": SheetColumn("无湿地的污水厂", "integer", 9),
    "plant_flow_m3_per_d": SheetColumn("污水厂水量(m3/d)", "integer", 12),
    "treated_m3_per_d": SheetColumn("经湿地水量(m3/d)", "integer", 12),
    "villages": SheetColumn("行政村", "integer", 8),
    "villages_finished": SheetColumn("已治理村", "integer", 8),
    "villages_unfinished": SheetColumn("未完成村", "integer", 8),
    "share_of_plants": SheetColumn("有湿地污水厂占比", "share", 10),
    "share_of_plant_flow": SheetColumn("经湿地水量占比", "share", 10),
    "share_of_sections": SheetColumn("有湿地断面占比", "share", 10),
}


def save_coverage(content: CoverageContent, path: Path) -> str:
    """Write the workbook and its hash beside it; return the hash. The same content gives the same bytes.

    Raises
    ------
    CallError
        When the file cannot be written.
    """
    about = mark("wetland-coverage", quarter=content.stamp.quarter, revision=content.stamp.revision)
    with put_down(path) as temporary, Book(temporary, content.stamp, TITLE, about) as book:
        coverage_sheet(book, content)
        definitions_sheet(book, content)
        checks_sheet(book, content)
    return put_hash_beside(path)


def origin(content: CoverageContent) -> str:
    """Return the line that stands under every title."""
    stamp = content.stamp
    quarter = stamp.quarter.label("zh") if stamp.quarter else ""
    return f"{quarter}  截至 {stamp.as_of.isoformat()}  修订 {stamp.revision}"


def coverage_sheet(book: Book, content: CoverageContent) -> None:
    """Write one line per section, one for what has no section, and the totals."""
    sheet = book.sheet("覆盖", [column.width for column in COLUMNS.values()], paper="A3")
    sheet.head(TITLE, origin(content))
    names = {choice.value: choice.label.zh for choice in SECTIONS.field("level").choices}
    rows = content.sections.assign(level=content.sections["level"].map(names))
    rest = pd.DataFrame([dict(content.unassigned) | {"code": "（无断面）"}])
    printed = pd.concat([rows[list(COLUMNS)], rest[list(COLUMNS)].astype(rows[list(COLUMNS)].dtypes)])
    totals = ["合计", *(content.totals.get(name) for name in list(COLUMNS)[1:])]
    sheet.table(tuple(COLUMNS.values()), printed, totals, frozen_columns=2)
    sheet.skip()
    sheet.across(SIGNATURES)


def definitions_sheet(book: Book, content: CoverageContent) -> None:
    """Write what each share means."""
    sheet = book.sheet("口径", (26, 110))
    sheet.head(f"{TITLE}:口径", origin(content))
    rows = [(COLUMNS[name].heading, label.zh) for name, label in content.definitions.items()]
    sheet.table((SheetColumn("指标"), SheetColumn("定义")), pd.DataFrame(rows, columns=["name", "definition"]))
    sheet.across("分母为零时不计算,留空。湿地按已建成(运行、停运)计数;只有运行的湿地计入污水厂覆盖。")


def checks_sheet(book: Book, content: CoverageContent) -> None:
    """Write what was verified."""
    sheet = book.sheet("核查", (60, 12, 80))
    sheet.head(f"{TITLE}:核查", origin(content))
    rows = [(c.title.render("zh"), "是" if c.holds else "否", c.detail.render("zh")) for c in content.checks]
    columns = (SheetColumn("核查项"), SheetColumn("成立"), SheetColumn("数字"))
    sheet.table(columns, pd.DataFrame(rows, columns=["title", "holds", "detail"]))
