"""Ledgers made on the spot: rows of cells into xlsx and csv files."""

import zipfile
from pathlib import Path

import xlsxwriter

HEADINGS = ["排污口编码", "排污口名称", "市", "县", "经度", "纬度", "排污口类型", "排水量(m3/d)", "监测日期", "备注"]


def outlet(number=1, **changes):
    """Return the cells of one good outlet under HEADINGS."""
    cells = dict(
        zip(
            HEADINGS,
            [
                f"DB-140121-{number:04d}-SH-00",
                f"清徐县东湖村{number}号雨水口",
                "太原市",
                "清徐县",
                112.351234 + number / 1000,
                37.601234,
                "城镇雨洪排口",
                120.5,
                "2022-10-01",
                "演示",
            ],
            strict=True,
        )
    )
    return list((cells | changes).values())


def workbook(path: Path, rows, sheets=("台账",)) -> Path:
    """Write rows to the first sheet of a workbook; text stays text."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    for name in sheets:
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell is not None:
                    (sheet.write_string if isinstance(cell, str) else sheet.write)(i, j, cell)
    book.close()
    return path


def patch_sheet(source: Path, target: Path, change) -> Path:
    """Copy a workbook with the bytes of its first sheet changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data) if member == "xl/worksheets/sheet1.xml" else data)
    return target
