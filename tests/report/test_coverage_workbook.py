"""The coverage workbook holds every section once, its definitions and its checks."""

import openpyxl
import pandas as pd

from registry.analysis.coverage import DEFINITIONS, coverage_rows, coverage_totals
from registry.contents import Check, CoverageContent
from registry.language import msg
from registry.report.coverage_workbook import COLUMNS, save_coverage
from tests.analysis.test_coverage import LINKS, NOBODY, PLANTS, SECTIONS, VILLAGES, WETLANDS
from tests.report.toy import stamp


def content() -> CoverageContent:
    rows = coverage_rows(SECTIONS, WETLANDS, PLANTS, VILLAGES, LINKS, NOBODY)
    check = Check(msg("Every outlet stands in the list once"), holds=False, detail=msg("none"))
    return CoverageContent(
        stamp(synthetic=True),
        rows[rows["code"].notna()],
        rows[rows["code"].isna()].iloc[0].to_dict(),
        coverage_totals(rows),
        DEFINITIONS,
        (check,),
    )


def test_rows_sections_then_what_has_none_then_totals(tmp_path):
    save_coverage(content(), tmp_path / "coverage.xlsx")
    book = openpyxl.load_workbook(tmp_path / "coverage.xlsx")
    rows = list(book["覆盖"].iter_rows(min_row=3, values_only=True))
    assert [column.heading for column in COLUMNS.values()] == list(rows[0])
    assert [row[0] for row in rows[1:6]] == ["DM1", "DM2", "DM3", "（无断面）", "合计"]
    numbers = pd.DataFrame(rows[1:6])
    assert numbers[4].tolist() == [2, 0, 1, 1, 4]


def test_definitions_and_failed_checks_are_printed(tmp_path):
    save_coverage(content(), tmp_path / "coverage.xlsx")
    book = openpyxl.load_workbook(tmp_path / "coverage.xlsx")
    assert [row[0].value for row in book["口径"].iter_rows(min_row=4, max_row=6)] == [
        "有湿地污水厂占比",
        "经湿地水量占比",
        "有湿地断面占比",
    ]
    assert book["核查"]["B4"].value == "否"
    assert all("合成数据" in sheet["A2"].value for sheet in book)


def test_the_same_coverage_gives_the_same_bytes(tmp_path):
    first = save_coverage(content(), tmp_path / "a.xlsx")
    assert save_coverage(content(), tmp_path / "b.xlsx") == first
