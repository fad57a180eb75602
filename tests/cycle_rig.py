"""A city at its workbook: open it with another program, change rows as people do, save it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from registry.city_contents import KEY_HEADING, LEDGER_SHEET

HEADING_ROW = 4
Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """Return the rows of the ledger by heading."""
    sheet = openpyxl.load_workbook(path)[LEDGER_SHEET]
    headings = [cell.value for cell in sheet[HEADING_ROW]]
    found = [
        dict(zip(headings, cells, strict=True)) for cells in sheet.iter_rows(min_row=HEADING_ROW + 1, values_only=True)
    ]
    return [row for row in found if any(row[heading] is not None for heading in headings if heading != "序号")]


def refill(source: Path, target: Path, change: Callable[[list[Row]], list[Row]]) -> Path:
    """Save the workbook with other rows: openpyxl keeps what it knows of the rest."""
    book = openpyxl.load_workbook(source)
    sheet = book[LEDGER_SHEET]
    headings = [cell.value for cell in sheet[HEADING_ROW]]
    rows = change(read_rows(source))
    for cells in sheet.iter_rows(min_row=HEADING_ROW + 1):
        for cell in cells:
            cell.value = None
    for number, row in enumerate(rows, HEADING_ROW + 1):
        for column, heading in enumerate(headings, 1):
            cell = sheet.cell(number, column)
            cell.value = row.get(heading)
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.save(target)
    return target


def new_row(of: Row, number: int, **changes: Any) -> Row:
    """Return a row for an outlet that is not registered yet, beside a known one."""
    code = of["排污口编码"]
    own = {
        KEY_HEADING: None,
        "排污口编码": f"{code[:10]}{9000 + number}{code[14:]}",
        "排污口名称": f"新发现排口{number}",
        "经度": round(of["经度"] + 0.002 * (number + 1), 6),
        "变更类型": "新增",
        "原编码": None,
        "备注": None,
    }
    return {**of, **own, **changes}
