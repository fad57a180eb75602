"""A selection made on the map as a workbook: 选择说明, 汇总, and a sheet for every kind that was selected."""

from pathlib import Path

import pandas as pd

from registry.contents import SelectionContent
from registry.language import render
from registry.report.change_sheets import NO_SECTION
from registry.report.files import mark, put_down, put_hash_beside
from registry.report.list_columns import CELL_TYPES, CLASS_NAMES, USUAL_WIDTH, WIDTHS, printed
from registry.report.sheets import SIGNATURES, Book, SheetColumn
from registry.vocabulary import ASSIGNED_KINDS, KINDS
from registry.vocabulary.grades import GRADES

TITLE = "山西省入河排污口登记簿：地图所选对象"
FOUND = {
    "section_code": SheetColumn("核定断面编码", width=13),
    "section_name": SheetColumn("核定断面", width=12),
    "national_section_name": SheetColumn("核定国考断面", width=12),
    "grade": SheetColumn("可信等级", width=6),
    "path_to_section_m": SheetColumn("至断面水程(m)", "integer", 10),
}
GRADE_NAMES = {choice.value: choice.label.zh for choice in GRADES}


def save_selection(content: SelectionContent, path: Path) -> str:
    """Write the workbook and its hash beside it; return the hash. The same content gives the same bytes.

    Raises
    ------
    CallError
        When the file cannot be written.
    """
    stamp = content.stamp
    about = mark("map-selection", day=stamp.as_of, revision=stamp.revision, what=content.what)
    with put_down(path) as temporary, Book(temporary, stamp, TITLE, about) as book:
        context_sheet(book, content)
        totals_sheet(book, content)
        for kind, table in content.tables.items():
            if len(table):
                kind_sheet(book, content, kind, table)
    return put_hash_beside(path)


def origin(content: SelectionContent) -> str:
    """Return the line that stands under every title."""
    return f"截至 {content.stamp.as_of.isoformat()}  修订 {content.stamp.revision}"


def context_sheet(book: Book, content: SelectionContent) -> None:
    """Write what was selected, in words and coordinates, under which filters, of which day and revision."""
    sheet = book.sheet("选择说明", (26, 100))
    sheet.head(TITLE, origin(content))
    sheet.skip()
    sheet.table((SheetColumn("项目"), SheetColumn("内容")), pd.DataFrame(context_lines(content)))
    sheet.skip(2)
    sheet.across(SIGNATURES)


def context_lines(content: SelectionContent) -> list[tuple[str, str]]:
    """Return the lines of the first sheet."""
    stamp = content.stamp
    kinds = [(KINDS[kind].label.zh, count) for kind, count in content.totals.kinds.items()]
    return [
        ("选择范围", content.what.render("zh")),
        ("坐标", "CGCS2000 经纬度"),
        *(filter_lines(content) or [("筛选条件", "无")]),
        ("截至日期", stamp.as_of.isoformat()),
        ("修订号", str(stamp.revision)),
        ("底图版本（SHA-256）", stamp.base_sha256 or "未记录"),
        ("对象总数", f"{sum(count for _, count in kinds)} = " + " + ".join(f"{name} {count}" for name, count in kinds)),
        ("数据性质", "含为演示生成的合成数据，不是真实资料" if stamp.synthetic else "填报资料"),
    ]


def filter_lines(content: SelectionContent) -> list[tuple[str, str]]:
    """Return one line for each filter that held."""
    return [
        (f"筛选：{render(field, 'zh')}", "、".join(str(render(value, "zh")) for value in values))
        for field, values in content.filters
    ]


def totals_sheet(book: Book, content: SelectionContent) -> None:
    """Write the totals by kind, class, grade and section, each with its sum."""
    sheet, totals = book.sheet("汇总", (30, 18, *(10 for _ in ASSIGNED_KINDS), 10)), content.totals
    sheet.head("所选对象汇总", origin(content))
    parts = (
        ("一、按对象种类", "种类", {KINDS[kind].label.zh: count for kind, count in totals.kinds.items()}),
        ("二、排污口按大类", "大类", {CLASS_NAMES[name]: count for name, count in totals.classes.items()}),
        ("三、按可信等级（断面除外）", "可信等级", {GRADE_NAMES[name]: count for name, count in totals.grades.items()}),
    )
    for title, heading, counts in parts:
        sheet.across(title)
        rows = pd.DataFrame({"name": list(counts), "count": list(counts.values())})
        sheet.table((SheetColumn(heading), SheetColumn("数量", "integer")), rows, ["合计", sum(counts.values())])
        sheet.skip()
    sheet.across("四、按断面（断面除外）")
    kinds = [SheetColumn(KINDS[kind].label.zh, "integer") for kind in ASSIGNED_KINDS]
    columns = (SheetColumn("核定断面编码"), SheetColumn("核定断面"), *kinds, SheetColumn("合计", "integer"))
    rows = totals.sections.assign(section_code=totals.sections["section_code"].fillna(NO_SECTION))
    sums = [int(rows[name].sum()) for name in (*ASSIGNED_KINDS, "total")]
    sheet.table(columns, rows, ["合计", None, *sums])


def kind_sheet(book: Book, content: SelectionContent, kind: str, table: pd.DataFrame) -> None:
    """Write one row per feature under the headings of the ledger, then what was found."""
    fields = [field for field in KINDS[kind].ledger_fields if field.stored and field.name in table]
    found = {name: column for name, column in FOUND.items() if name in table}
    columns = (
        *(SheetColumn(f.heading, CELL_TYPES.get(f.type, "text"), WIDTHS.get(f.name, USUAL_WIDTH)) for f in fields),
        *found.values(),
    )
    frame = pd.concat([*(printed(field, table[field.name]) for field in fields), table[list(found)]], axis=1)
    sheet = book.sheet(KINDS[kind].label.zh, [column.width for column in columns], paper="A3", pages_wide=2)
    sheet.head(f"所选{KINDS[kind].label.zh}", origin(content) + "  单位见表头；坐标为 CGCS2000 经纬度")
    sheet.table(columns, frame, filtered=True, frozen_columns=2)
    sheet.skip()
    sheet.across(f"合计 {len(table)} 个")
