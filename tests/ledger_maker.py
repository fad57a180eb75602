"""Fill the office's own templates with made-up rows, good and bad, as a city would."""

import csv
from pathlib import Path

import numpy as np
from openpyxl import load_workbook

from registry.report.template import write_template


def heading_row(sheet) -> tuple[int, dict[str, int]]:
    """Return the row number of the headings and the column of each."""
    for row in sheet.iter_rows(max_row=15):
        names = {str(cell.value): cell.column for cell in row if cell.value is not None}
        if any("编码" in name for name in names) and len(names) > 5:
            return row[0].row, names
    raise AssertionError("the template has no heading row")


def outlet_rows(count: int, counties, seed: int) -> list[dict[str, object]]:
    """Return outlets inside the given counties, by template heading."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        county = counties.iloc[number % len(counties)]
        place = county.geometry.representative_point()
        rows.append(
            {
                "排污口编码": f"DB-{county.county_code}-{number + 7000:04d}-SH-00",
                "排污口名称": f"{county.county}试验村{number + 1}号生活污水排口",
                "市": county.city,
                "县": county.county,
                "经度": round(place.x + random.uniform(-0.004, 0.004), 6),
                "纬度": round(place.y + random.uniform(-0.004, 0.004), 6),
                "坐标精度(m)": 30,
                "排污口类型": "农村生活污水散排口",
                "排水量(m3/d)": round(float(random.uniform(5, 80)), 1),
                "COD(mg/L)": round(float(random.uniform(60, 200)), 1),
                "监测日期": "2023-02-14",
                "状态": "在用",
            }
        )
    return rows


def fill_workbook(path: Path, kind: str, rows: list[dict[str, object]]) -> None:
    """Write rows into an empty template under its headings."""
    write_template(kind, path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    at, columns = heading_row(sheet)
    for offset, row in enumerate(rows, start=1):
        for heading, value in row.items():
            sheet.cell(at + offset, columns[heading], value)
    book.save(path)


def write_csv(path: Path, rows: list[dict[str, object]], encoding: str = "gb18030") -> None:
    """Write rows as a csv with the template's headings, as a Chinese Excel would save it."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
