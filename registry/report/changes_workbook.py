"""What changed between two lists, as a workbook: 封面, 变化, 新进, 平衡, 核查."""

from pathlib import Path

import pandas as pd

from registry.contents import Comparison, ListState
from registry.report.change_sheets import (
    COUNTED,
    balance_sheet,
    changed_counts,
    changes_sheet,
    checks_sheet,
    state_line,
)
from registry.report.files import mark, put_down, put_hash_beside
from registry.report.list_columns import LIST_COLUMNS, list_frame
from registry.report.sheets import SIGNATURES, Book, SheetColumn

TITLE = "山西省入河排污口清单变化"


def save_changes(content: Comparison, path: Path) -> str:
    """Write the workbook and `NAME.xlsx.sha256` beside it; return the hash. The same content gives the same bytes.

    Raises
    ------
    CallError
        When the file cannot be written.
    """
    line = f"{_name(content.start)} → {_name(content.end)}  修订 {content.stamp.revision}"
    about = mark("outlet-changes", start=content.start.day, end=content.end.day, revision=content.asked_at)
    with put_down(path) as temporary, Book(temporary, content.stamp, TITLE, about) as book:
        _cover(book, content, line)
        changes_sheet(book, content, content.reasons, TITLE.removesuffix("变化"), line)
        _arrived_sheet(book, content, line)
        balance_sheet(book, content.balance, TITLE.removesuffix("变化"), line)
        checks_sheet(book, content.checks, TITLE.removesuffix("变化"), line)
    return put_hash_beside(path)


def _name(state: ListState) -> str:
    return state.quarter.label("zh") if state.quarter else state.day.isoformat()


def _cover(book: Book, content: Comparison, line: str) -> None:
    sheet = book.sheet("封面", (26, 90))
    sheet.head(TITLE, line)
    sheet.skip()
    lines = [
        ("期初清单", state_line(content.start)),
        ("期末清单", state_line(content.end)),
        ("统计口径", COUNTED.removeprefix("统计口径：")),
        ("变化（个排污口）", changed_counts(content.counts)),
        ("数据性质", "含为演示生成的合成数据，不是真实资料" if content.stamp.synthetic else "填报资料"),
    ]
    sheet.table((SheetColumn("项目"), SheetColumn("内容")), pd.DataFrame(lines))
    sheet.skip(2)
    sheet.across(SIGNATURES)


def _arrived_sheet(book: Book, content: Comparison, line: str) -> None:
    """Write the outlets that came, in full, as rows of the list."""
    sheet = book.sheet("新进", [column.width for column in LIST_COLUMNS], paper="A3", pages_wide=2)
    sheet.head("期末清单中新出现的排污口", line)
    sheet.table(LIST_COLUMNS, list_frame(content.arrived, content.reasons), filtered=True, frozen_columns=3)
