"""The sheets that a list and a comparison share: 变化, 平衡, 核查."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd

from registry.contents import Check, ListState, SignOff
from registry.language import Label
from registry.quarter import office_time
from registry.report.list_columns import (
    CAUSE_NAMES,
    CHANGE_NAMES,
    CLASS_NAMES,
    NO_CHANGE_NAMES,
    changed_value,
    field_name,
)
from registry.report.sheets import Book, SheetColumn
from registry.vocabulary import OUTLETS
from registry.vocabulary.changes import BOOKS
from registry.vocabulary.outlets import PRESENT_STATUSES

NO_SECTION = "（无断面）"
STATUS_NAMES = {choice.value: choice.label.zh for choice in OUTLETS.field("status").choices}
COUNTED = (
    f"统计口径：状态为{'、'.join(STATUS_NAMES[status] for status in PRESENT_STATUSES)}的排污口；已取缔、已合并的不计入"
)
MOVEMENTS = {name: label.zh for name, label in BOOKS.items()}
CHANGE_COLUMNS = (
    SheetColumn("变化类型", width=10),
    SheetColumn("排污口编码", width=22),
    SheetColumn("排污口名称", width=30),
    SheetColumn("市", width=10),
    SheetColumn("县", width=10),
    SheetColumn("字段", width=16),
    SheetColumn("原值", width=26),
    SheetColumn("现值", width=26),
    SheetColumn("数量", "integer", 6),
    SheetColumn("位移(m)", "number", 10),
    SheetColumn("断面变否", width=9),
    SheetColumn("断面调整原因", width=18),
    SheetColumn("涉及期初", width=9),
)


class Changes(Protocol):
    """What both a list and a comparison hold."""

    @property
    def changes(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def beside(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def counts(self) -> Mapping[str, int]: ...  # noqa: D102
    @property
    def balance(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def checks(self) -> Sequence[Check]: ...  # noqa: D102


def state_line(state: ListState) -> str:
    """Say what a list is: its quarter or day, published or as now known, revision and fingerprint."""
    name = state.quarter.label("zh") if state.quarter else state.day.isoformat()
    kind = "已公布" if state.published else "按现有资料"
    return f"{name}（{kind}，修订 {state.revision}，{state.rows} 个排污口，指纹 {state.fingerprint[:16]}…）"


def sign_off_lines(sign_off: SignOff) -> list[tuple[str, str]]:
    """Return the lines of a cover that say who closed the quarter, when, and what was waived."""
    moment = office_time(sign_off.at).strftime("%Y-%m-%d %H:%M")
    lines = [("关账人", sign_off.by), ("关账时间（北京时间）", moment)]
    waived = [
        (f"豁免 {w.finding}", f"{w.title.zh}：{w.count} 项；豁免人 {w.by}；理由：{w.why}") for w in sign_off.waivers
    ]
    return [*lines, *(waived or [("豁免", "无")])]


def changed_counts(counts: Mapping[str, int]) -> str:
    """Return the outlets by class of change, those without any left out."""
    return "，".join(f"{CHANGE_NAMES[name]} {count}" for name, count in counts.items() if count) or "无"


def changes_sheet(book: Book, content: Changes, reasons: Mapping[str, Label], title: str, line: str) -> None:
    """Write what changed: one line per outlet, class of change and field; below it what differs but is no change."""
    sheet = book.sheet("变化", [column.width for column in CHANGE_COLUMNS], paper="A3")
    sheet.head(f"{title}变化", line)
    counts = "，".join(f"{CHANGE_NAMES[name]} {count}" for name, count in content.counts.items())
    sheet.across(f"按排污口计：{counts}；一个排污口可有多类变化")
    names = CHANGE_NAMES | NO_CHANGE_NAMES
    sheet.table(CHANGE_COLUMNS, printed(content.changes, names, reasons), filtered=True, frozen_columns=2)
    sheet.skip()
    sheet.across("不计为变化的差异：位置变动在标明精度之内，或随核定重算而变的等级、备选断面和理由")
    sheet.table(CHANGE_COLUMNS, printed(content.beside, names, reasons))


def printed(rows: pd.DataFrame, names: Mapping[str, str], reasons: Mapping[str, Label]) -> pd.DataFrame:
    """Return change rows as they are printed."""
    values = {
        side: [changed_value(name, value, reasons) for name, value in zip(rows["field"], rows[side], strict=True)]
        for side in ("old", "new")
    }
    return pd.DataFrame(
        {
            "change": rows["change"].map(names),
            **{name: rows[name] for name in ("code", "name", "city", "county")},
            "field": [field_name(name) for name in rows["field"]],
            **values,
            "number": rows["number"].where(rows["number"] != 0),
            "distance_m": rows["distance_m"],
            "section_changed": rows["section_changed"].map({True: "是", False: "否"}),
            "because": rows["because"].map(CAUSE_NAMES),
            "late": rows["late"].map({True: "是"}),
        },
        index=rows.index,
    )


def balance_sheet(book: Book, balance: pd.DataFrame, title: str, line: str) -> None:
    """Write the books of every cell, then the margins, each with opening plus movements equal to closing."""
    sheet = book.sheet("平衡", (14, 24, 18, *[10] * len(MOVEMENTS)))
    sheet.head(f"{title}平衡", line + "  单位：个排污口")
    sheet.across(COUNTED + "；期初+各项变动=期末")
    numbers = tuple(SheetColumn(name, "integer") for name in MOVEMENTS.values())
    keys = {"city": "市", "class": "大类", "section": "核定断面编码"}
    named = balance.assign(
        section=balance["section"].fillna(NO_SECTION), **{"class": balance["class"].map(CLASS_NAMES)}
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


def checks_sheet(book: Book, checks: Sequence[Check], title: str, line: str) -> None:
    """Write what was verified, whether it holds, and the figures."""
    sheet = book.sheet("核查", (60, 12, 80))
    sheet.head(f"{title}核查", line)
    rows = [(c.title.render("zh"), "是" if c.holds else "否", c.detail.render("zh")) for c in checks]
    columns = (SheetColumn("核查项"), SheetColumn("成立"), SheetColumn("数字"))
    sheet.table(columns, pd.DataFrame(rows, columns=["title", "holds", "detail"]))
