"""A city's workbook is the office's ledger: guarded where it must be, open everywhere else, and no text is code."""

import re
import zipfile

import openpyxl
import pytest

from registry.city_contents import KEY_HEADING, LEDGER_SHEET, SLIP_SHEET, CityRow, Doubt
from registry.report.city_marks import COLOURS
from registry.report.city_workbook import GROUPS, HEADING_ROW, city_file_name, write_city
from registry.vocabulary import OUTLETS
from tests.report.test_list_workbook import unescaped
from tests.report.toy import FORMULAS, TEMPLATES
from tests.report.toy_city import PLAIN, TEXTS, city_content, question, row

HEADINGS = [field.heading for field in OUTLETS.ledger_fields]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("city") / "city.xlsx"
    write_city(city_content(), path)
    return openpyxl.load_workbook(path)


def columns(sheet):
    return {cell.value: cell.column for cell in sheet[HEADING_ROW + 1]}


def test_the_head_has_title_unit_and_date_and_headings_on_two_levels(book):
    sheet = book[LEDGER_SHEET]
    assert sheet["A1"].value == "临汾市入河排污口清单填报表"
    for part in ("填报单位:临汾市", "2022年第四季度", "2023-01-31", "填报日期"):
        assert part in sheet["A2"].value
    assert [cell.value for cell in sheet[3] if cell.value] == list(GROUPS.values())
    assert [cell.value for cell in sheet[4]] == ["序号", KEY_HEADING, *HEADINGS]
    assert sheet.freeze_panes == "E5"
    assert sheet.print_title_rows == "$1:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)


def test_every_heading_stands_below_the_group_that_spans_it(book):
    sheet = book[LEDGER_SHEET]
    spans = {sheet.cell(3, area.min_col).value: area for area in sheet.merged_cells.ranges if area.min_row == 3}
    place = columns(sheet)
    for heading, group in {"村": "基本信息", "考核断面": "位置", "状态": "排放", "并入编码": "变更"}.items():
        assert spans[group].min_col <= place[heading] <= spans[group].max_col


def test_the_footer_is_signed_below_rows_for_new_outlets(book):
    sheet = book[LEDGER_SHEET]
    assert sheet.cell(sheet.max_row, 1).value.startswith("填报人:")
    assert sheet.cell(sheet.max_row, 1).value.count(":") == 3
    assert sheet.max_row > 7 + 20


def test_codes_are_text_dates_are_dates_and_choices_words(book):
    sheet, place = book[LEDGER_SHEET], columns(book[LEDGER_SHEET])
    cell = {heading: sheet.cell(5, column) for heading, column in place.items()}
    assert (cell["排污口编码"].value, cell["排污口编码"].number_format) == ("DB-141031-0005-SH-00", "@")
    assert (cell["监测日期"].value.date(), cell["监测日期"].number_format) == (PLAIN["sampled_on"], "yyyy-mm-dd")
    assert (cell["排污口类型"].value, cell["排水量(m3/d)"].value) == ("其他排口", 120.5)
    assert cell["变更类型"].value is cell["生效日期"].value is None


def test_drop_downs_offer_the_choices_the_counties_and_the_sections(book):
    offered = {}
    sheet, place = book[LEDGER_SHEET], {column: name for name, column in columns(book[LEDGER_SHEET]).items()}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            cells = book["选项"][rule.formula1.split("!")[1].replace("$", "")]
            heading = place[next(iter(rule.sqref.ranges)).min_col]
            offered[heading] = [cell.value for line in cells for cell in line]
    wanted = {f.heading: [choice.label.zh for choice in f.choices] for f in OUTLETS.ledger_fields if f.choices}
    assert offered == {**wanted, "县": ["隰县", "蒲县"], "考核断面": ["上平望", "庙前村"]}


def test_codes_are_guarded_and_everything_else_stays_usable(book):
    sheet, place = book[LEDGER_SHEET], columns(book[LEDGER_SHEET])
    guard = sheet.protection
    assert guard.sheet
    assert guard.password is None
    assert not any((guard.sort, guard.insertRows, guard.deleteRows, guard.autoFilter, guard.formatColumns))
    locked = {heading for heading, column in place.items() if sheet.cell(5, column).protection.locked}
    assert locked == {KEY_HEADING, "排污口编码"}
    assert not any(sheet.cell(9, column).protection.locked for column in place.values())
    assert sheet.column_dimensions["B"].hidden
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert rules["custom"].errorStyle in (None, "stop")
    assert rules["custom"].formula1.startswith('OR($B5="",')


def test_excel_may_sort_the_table_because_all_may_edit_it(tmp_path):
    write_city(city_content(), tmp_path / "city.xlsx")
    with zipfile.ZipFile(tmp_path / "city.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<protectedRange sqref="A5:[A-Z]+\d+" name="台账"/>', sheet)


def test_the_slip_is_hidden(book):
    assert book[SLIP_SHEET].sheet_state == "veryHidden"
    assert [cell.value for cell in book[SLIP_SHEET][2]] == ["quarter", "2022Q4"]


def test_doubtful_cells_are_coloured_by_the_gravest_and_say_why_in_words(book):
    sheet, place = book[LEDGER_SHEET], columns(book[LEDGER_SHEET])
    flow = sheet.cell(6, place["排水量(m3/d)"])
    assert flow.fill.fgColor.rgb[2:] == COLOURS[Doubt.ERROR][1:]
    assert flow.comment.text.splitlines() == ["【错误】请补填编码。无需处理。", "【核查提示】请补填编码。无需处理。"]
    assert sheet.cell(6, 1).comment.text.startswith("【错误】")
    assert sheet.cell(5, place["考核断面"]).fill.fgColor.rgb[2:] == COLOURS[Doubt.SECTION][1:]
    assert sheet.cell(7, place["排水量(m3/d)"]).comment is None


def test_the_same_content_has_the_same_bytes(tmp_path):
    first = write_city(city_content(questions=(question(),)), tmp_path / "one.xlsx")
    assert write_city(city_content(questions=(question(),)), tmp_path / "two.xlsx") == first
    assert (tmp_path / "one.xlsx.sha256").read_text().startswith(first)


def test_made_up_rows_are_said_to_be(tmp_path):
    write_city(city_content(synthetic=True), tmp_path / "city.xlsx")
    assert "合成数据" in openpyxl.load_workbook(tmp_path / "city.xlsx")[LEDGER_SHEET]["A2"].value


def test_a_return_lists_its_questions_the_gravest_first(tmp_path):
    asked = (question(doubt=Doubt.WARNING, row=5), question(), question(row=None, doubt=Doubt.QUESTION, field=None))
    content = city_content(questions=asked)
    write_city(content, tmp_path / "city.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "city.xlsx")["问题清单"]
    assert "共 3 条，其中未采用 1 条" in sheet["A2"].value
    assert [sheet.cell(line, 8).value for line in (4, 5, 6)] == ["错误", "待答复", "核查提示"]
    assert [sheet.cell(4, column).value for column in (5, 6, 7)] == ["排水量(m3/d)", "很多", "120.5"]
    assert "核对表" in city_file_name(content)


def test_columns_that_the_city_added_are_kept(tmp_path):
    rows = [CityRow(5, None, PLAIN, ("现场照片", 3.5))]
    write_city(city_content(rows, marks=(), extra_headings=("附件", "张数")), tmp_path / "city.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "city.xlsx")[LEDGER_SHEET]
    assert [cell.value for cell in sheet[4]][-2:] == ["附件", "张数"]
    assert [cell.value for cell in sheet[5]][-2:] == ["现场照片", 3.5]


def test_text_stays_text_in_every_cell_and_sheet(tmp_path):
    corpus = FORMULAS + TEMPLATES
    assert len(corpus) > 60
    rows = [row(5 + n, **dict.fromkeys(TEXTS, text)) for n, text in enumerate(corpus)]
    asked = [question(row=5 + n, code=t, name=t, sent=t, held=t) for n, t in enumerate(corpus)]
    path = tmp_path / "city.xlsx"
    write_city(city_content(rows, questions=tuple(asked), extra_headings=("=1+1",)), path)
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any(re.search(r"<f[ >]|<hyperlink", part) for part in parts)
    book = openpyxl.load_workbook(path)
    assert not any(cell.data_type == "f" for sheet in book for line in sheet.iter_rows() for cell in line)
    place = columns(book[LEDGER_SHEET])
    headings = [OUTLETS.field(name).heading for name in TEXTS]
    for number, text in enumerate(corpus, 5):
        found = {book[LEDGER_SHEET].cell(number, place[heading]).value for heading in headings}
        assert {text} in (found, set(map(unescaped, found)))
    listed = {line[5] for line in book["问题清单"].iter_rows(min_row=4, values_only=True)}
    assert set(corpus) <= listed | set(map(unescaped, listed))


def test_numbers_and_words_typed_in_the_wrong_column_are_kept_as_typed(tmp_path):
    write_city(city_content([row(5, lon="abc", code=141031.0, sampled_on="明年", bank=True)]), tmp_path / "city.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "city.xlsx")[LEDGER_SHEET]
    typed = {heading: sheet.cell(5, column).value for heading, column in columns(sheet).items()}
    assert (typed["经度"], typed["排污口编码"], typed["监测日期"], typed["岸别"]) == ("abc", 141031, "明年", "是")
