"""The quarter's outlet list as a workbook in the office form: 封面, 清单, 汇总, 变化, 平衡, 核查."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from registry.contents import ListContent
from registry.report.change_sheets import (
    COUNTED,
    NO_SECTION,
    STATUS_NAMES,
    balance_sheet,
    changed_counts,
    changes_sheet,
    checks_sheet,
    sign_off_lines,
    state_line,
)
from registry.report.files import mark, parts_sha256_of, put_down, put_hash_beside, sha256_of
from registry.report.list_columns import CLASS_NAMES, LIST_COLUMNS, list_frame
from registry.report.sheets import SIGNATURES, Book, SheetColumn

TITLE = "山西省入河排污口清单"
TOTAL_COLUMNS = {
    "city": "市",
    "county": "县",
    "river": "所在河流",
    "section_code": "核定断面编码",
    "outlet_class": "排污口大类",
    "status": "状态",
}


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
    with put_down(path) as temporary:
        _write(content, temporary)
    return put_hash_beside(path)


def published_hashes(content: ListContent) -> tuple[str, str]:
    """Return the SHA-256 of the workbook and of its unpacked parts, without leaving a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        _write(content, path)
        return sha256_of(path), parts_sha256_of(path)


def _write(content: ListContent, path: Path) -> None:
    line, stamp = origin(content), content.stamp
    state = "closed" if content.closed else "draft"
    with Book(
        path, stamp, TITLE, mark("outlet-list", quarter=stamp.quarter, revision=stamp.revision, state=state)
    ) as book:
        cover_sheet(book, content)
        list_sheet(book, content)
        totals_sheet(book, content)
        changes_sheet(book, content, content.reasons, TITLE, line)
        balance_sheet(book, content.balance, TITLE, line)
        checks_sheet(book, content.checks, TITLE, line)


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
    sheet.across("填报单位：")
    sheet.across(SIGNATURES)


def cover_lines(content: ListContent) -> list[tuple[str, str]]:
    """Return the lines of the cover."""
    stamp, counts = content.stamp, content.outlets["outlet_class"].value_counts()
    signed = sign_off_lines(content.sign_off) if content.sign_off else []
    return [
        ("季度", f"{quarter_name(content)}（{stamp.quarter}）"),
        ("截至日期", stamp.as_of.isoformat()),
        ("状态", "已关账" if content.closed else "草稿：尚未关账，内容还会变化"),
        *signed,
        ("期初清单", state_line(content.opening)),
        ("修订号", str(stamp.revision)),
        ("底图版本（SHA-256）", stamp.base_sha256 or "未记录"),
        ("内容指纹（SHA-256）", content.fingerprint),
        ("排污口总数", str(len(content.outlets))),
        ("统计口径", COUNTED.removeprefix("统计口径：")),
        ("按大类", "，".join(f"{name} {int(counts.get(value, 0))}" for value, name in CLASS_NAMES.items())),
        ("本季变化（个排污口）", changed_counts(content.counts)),
        ("数据性质", "含为演示生成的合成数据，不是真实资料" if stamp.synthetic else "填报资料"),
    ]


def list_sheet(book: Book, content: ListContent) -> None:
    """Write one row per outlet under the headings of the ledger; after an empty row the total and the signatures."""
    sheet = book.sheet("清单", [column.width for column in LIST_COLUMNS], paper="A3", pages_wide=2)
    sheet.head(TITLE, origin(content) + "  单位见表头；坐标为 CGCS2000 经纬度")
    sheet.table(LIST_COLUMNS, list_frame(content.outlets, content.reasons), filtered=True, frozen_columns=3)
    sheet.skip()
    sheet.across(f"合计 {len(content.outlets)} 个排污口")
    sheet.across(SIGNATURES)


def totals_sheet(book: Book, content: ListContent) -> None:
    """Write city by class, then every combination of city, county, river, section, class and status."""
    sheet = book.sheet("汇总", (14, 18, 18, 18, 24, 12, 12))
    sheet.head(f"{TITLE}汇总", origin(content))
    sheet.across(COUNTED)
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
