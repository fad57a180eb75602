"""The quarter's outlet list as a workbook in the office form: 封面, 清单, 汇总, 变化, 平衡, 核查."""

from pathlib import Path

import pandas as pd

from registry.contents import ListContent
from registry.report.files import put_down, put_hash_beside
from registry.report.list_columns import (
    CHANGE_NAMES,
    CLASS_NAMES,
    LIST_COLUMNS,
    changed_value,
    field_name,
    list_frame,
)
from registry.report.sheets import SIGNATURES, Book, SheetColumn
from registry.vocabulary import OUTLETS
from registry.vocabulary.outlets import PRESENT_STATUSES

TITLE = "山西省入河排污口清单"
NO_SECTION = "(无断面)"
STATUS_NAMES = {choice.value: choice.label.zh for choice in OUTLETS.field("status").choices}
MOVEMENTS = {
    "opening": "期初",
    "new": "新增",
    "revived": "恢复",
    "split": "拆分",
    "merged": "合并",
    "closed": "注销",
    "corrected": "更正",
    "reassigned": "断面调整",
    "closing": "期末",
}
TOTAL_COLUMNS = {
    "city": "市",
    "county": "县",
    "river": "所在河流",
    "section_code": "核定断面编码",
    "outlet_class": "排污口大类",
    "status": "状态",
}
CHANGE_COLUMNS = (
    SheetColumn("变化类型", width=10),
    SheetColumn("排污口编码", width=22),
    SheetColumn("排污口名称", width=30),
    SheetColumn("市", width=10),
    SheetColumn("县", width=10),
    SheetColumn("字段", width=16),
    SheetColumn("原值", width=26),
    SheetColumn("现值", width=26),
    SheetColumn("位移(m)", "number", 10),
)


def save_list(content: ListContent, path: Path) -> dict[str, object]:
    """Write the list and its hash, and return `rows, closed, fingerprint, sha256, balance`."""
    sha256 = write_list(content, path)
    return {
        "rows": len(content.outlets),
        "closed": content.closed,
        "fingerprint": content.fingerprint,
        "sha256": sha256,
        "balance": content.balance,
    }


def write_list(content: ListContent, path: Path) -> str:
    """Write the workbook and `NAME.xlsx.sha256` beside it; return the hash. The same content gives the same bytes.

    Raises
    ------
    CallError
        When the file cannot be written.
    """
    with put_down(path) as temporary, Book(temporary, content.stamp, TITLE) as book:
        cover_sheet(book, content)
        list_sheet(book, content)
        totals_sheet(book, content)
        changes_sheet(book, content)
        balance_sheet(book, content)
        checks_sheet(book, content)
    return put_hash_beside(path)


def origin(content: ListContent) -> str:
    """Return the line that stands under every title."""
    state = "已关账" if content.closed else "草稿"
    stamp = content.stamp
    return f"{quarter_name(content)}  截至 {stamp.as_of.isoformat()}  修订 {stamp.revision}  {state}"


def quarter_name(content: ListContent) -> str:
    """Return the quarter as an office prints it."""
    return content.stamp.quarter.label("zh") if content.stamp.quarter else ""


def cover_sheet(book: Book, content: ListContent) -> None:
    """Write the cover: period, state, origin, what is counted, how many."""
    sheet = book.sheet("封面", (26, 90))
    sheet.head(TITLE, origin(content))
    sheet.skip()
    sheet.table((SheetColumn("项目"), SheetColumn("内容")), pd.DataFrame(cover_lines(content)))
    sheet.skip(2)
    sheet.across("填报单位:")
    sheet.across(SIGNATURES)


def cover_lines(content: ListContent) -> list[tuple[str, str]]:
    """Return the lines of the cover."""
    stamp, counts = content.stamp, content.outlets["outlet_class"].value_counts()
    changed = [f"{CHANGE_NAMES[name]} {count}" for name, count in content.counts.items() if count]
    statuses = "、".join(STATUS_NAMES[status] for status in PRESENT_STATUSES)
    return [
        ("季度", f"{quarter_name(content)}({stamp.quarter})"),
        ("截至日期", stamp.as_of.isoformat()),
        ("状态", "已关账" if content.closed else "草稿:期初按现有资料推算,未与上季公布数核对"),
        ("修订号", str(stamp.revision)),
        ("底图版本(SHA-256)", stamp.base_sha256 or "未记录"),
        ("内容指纹(SHA-256)", content.fingerprint),
        ("排污口总数", str(len(content.outlets))),
        ("统计口径", f"状态为{statuses}的排污口;已取缔、已合并的不计入"),
        ("按大类", ",".join(f"{name} {int(counts.get(value, 0))}" for value, name in CLASS_NAMES.items())),
        ("本季变化(个排污口)", ",".join(changed) or "无"),
        ("数据性质", "含为演示生成的合成数据,不是真实资料" if stamp.synthetic else "填报资料"),
    ]


def list_sheet(book: Book, content: ListContent) -> None:
    """Write one row per outlet under the headings of the ledger; after an empty row the total and the signatures."""
    sheet = book.sheet("清单", [column.width for column in LIST_COLUMNS], paper="A3", pages_wide=2)
    sheet.head(TITLE, origin(content) + "  单位见表头;坐标为 CGCS2000 经纬度")
    sheet.table(LIST_COLUMNS, list_frame(content.outlets, content.reasons), filtered=True, frozen_columns=3)
    sheet.skip()
    sheet.across(f"合计 {len(content.outlets)} 个排污口")
    sheet.across(SIGNATURES)


def totals_sheet(book: Book, content: ListContent) -> None:
    """Write city by class, then every combination of city, county, river, section, class and status."""
    sheet = book.sheet("汇总", (14, 18, 18, 18, 24, 12, 12))
    sheet.head(f"{TITLE}汇总", origin(content))
    sheet.across("一、按市和大类")
    classes = (*(SheetColumn(name, "integer") for name in CLASS_NAMES.values()), SheetColumn("合计", "integer"))
    cities, whole = content.totals.iloc[:-1], content.totals.iloc[-1]
    by_city = ["city", *CLASS_NAMES, "total"]
    sheet.table((SheetColumn("市"), *classes), cities[by_city], ["合计", *whole[by_city[1:]]])
    sheet.skip()
    sheet.across("二、按市、县、河流、断面、大类和状态")
    columns = (*map(SheetColumn, TOTAL_COLUMNS.values()), SheetColumn("数量", "integer"))
    detail = content.detail_totals.assign(
        section_code=content.detail_totals["section_code"].fillna(NO_SECTION),
        outlet_class=content.detail_totals["outlet_class"].map(CLASS_NAMES),
        status=content.detail_totals["status"].map(STATUS_NAMES),
    )[[*TOTAL_COLUMNS, "outlets"]]
    sheet.table(columns, detail, ["合计", *[None] * 5, int(detail["outlets"].sum())], filtered=True)


def changes_sheet(book: Book, content: ListContent) -> None:
    """Write what changed since the quarter before: one line per outlet, class of change and field."""
    sheet = book.sheet("变化", [column.width for column in CHANGE_COLUMNS])
    sheet.head(f"{TITLE}变化", origin(content))
    counts = ",".join(f"{CHANGE_NAMES[name]} {count}" for name, count in content.counts.items())
    sheet.across(f"按排污口计:{counts};一个排污口可有多类变化")
    rows = content.changes
    printed = pd.DataFrame(
        {
            "change": rows["change"].map(CHANGE_NAMES),
            **{name: rows[name] for name in ("code", "name", "city", "county")},
            "field": [field_name(name) for name in rows["field"]],
            "old": [changed_value(name, value) for name, value in zip(rows["field"], rows["old"], strict=True)],
            "new": [changed_value(name, value) for name, value in zip(rows["field"], rows["new"], strict=True)],
            "distance_m": rows["distance_m"],
        },
        index=rows.index,
    )
    sheet.table(CHANGE_COLUMNS, printed, filtered=True, frozen_columns=2)


def balance_sheet(book: Book, content: ListContent) -> None:
    """Write the books of every cell, then the margins, each with opening plus movements equal to closing."""
    sheet = book.sheet("平衡", (14, 24, 18, *[10] * len(MOVEMENTS)))
    sheet.head(f"{TITLE}平衡", origin(content) + "  单位:个排污口")
    numbers = tuple(SheetColumn(name, "integer") for name in MOVEMENTS.values())
    keys = {"city": "市", "class": "大类", "section": "核定断面编码"}
    named = content.balance.assign(
        section=content.balance["section"].fillna(NO_SECTION), **{"class": content.balance["class"].map(CLASS_NAMES)}
    )
    whole = [int(named[name].sum()) for name in MOVEMENTS]
    columns = (*map(SheetColumn, keys.values()), *numbers)
    sheet.table(columns, named[[*keys, *MOVEMENTS]], ["合计", None, None, *whole], frozen_columns=3)
    for key, name in keys.items():
        sums = named.groupby(key, sort=False)[list(MOVEMENTS)].sum().reset_index()
        wide = sums.reindex(columns=[key, "empty", "empty too", *MOVEMENTS])
        sheet.skip()
        sheet.across(f"按{name}合计")
        headings = (SheetColumn(name), SheetColumn(""), SheetColumn(""), *numbers)
        sheet.table(headings, wide, ["合计", None, None, *whole])


def checks_sheet(book: Book, content: ListContent) -> None:
    """Write what was verified, whether it holds, and the figures."""
    sheet = book.sheet("核查", (60, 12, 80))
    sheet.head(f"{TITLE}核查", origin(content))
    rows = [(c.title.render("zh"), "是" if c.holds else "否", c.detail.render("zh")) for c in content.checks]
    columns = (SheetColumn("核查项"), SheetColumn("成立"), SheetColumn("数字"))
    sheet.table(columns, pd.DataFrame(rows, columns=["title", "holds", "detail"]))
