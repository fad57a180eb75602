import io
from pathlib import Path

import openpyxl
import pytest

from registry.errors import CallError
from registry.ledger.reading import read_ledger
from registry.ledger.rules import rejected_rows
from registry.report.template import HEADING_ROW, PREPARED_ROWS, write_template
from registry.vocabulary import KINDS, FieldType

SAMPLES = {"lon": 112.351234, "lat": 37.601234, "measured_at": "2022-10-01 08:00", "value": 1.5, "city": "太原市"}


def sample(field):
    """Return a cell that the field accepts, in the form its drop-down or format suggests."""
    if field.name in SAMPLES:
        return SAMPLES[field.name]
    if field.choices:
        return field.choices[-1].label.zh
    plain = {FieldType.NUMBER: 12.5, FieldType.DATE: "2022-10-01", FieldType.FLAG: "是", FieldType.CODE: "000123"}
    return plain.get(field.type, f"=1+1 {field.name}")


@pytest.fixture(params=list(KINDS))
def kind(request):
    return KINDS[request.param]


@pytest.fixture
def path(tmp_path, kind):
    path = tmp_path / f"{kind.name}.xlsx"
    assert write_template(kind.name, path) == [field.heading for field in kind.ledger_fields]
    return path


def test_the_same_template_has_the_same_bytes(kind, path):
    again = io.BytesIO()
    write_template(kind.name, again)
    assert again.getvalue() == path.read_bytes()


def test_a_template_looks_like_an_office_form(kind, path):
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert book.sheetnames == ["台账", "填表说明", "选项"]
    assert [str(area)[:3] for area in sorted(sheet.merged_cells.ranges, key=str)] == ["A1:", "A2:"]
    assert sheet.freeze_panes.endswith("4")
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$3", "landscape")
    fills = {cell.value: cell.fill.fgColor.rgb for cell in sheet[HEADING_ROW + 1]}
    required = {fills[field.heading] for field in kind.ledger_fields if field.required}
    optional = {fills[field.heading] for field in kind.ledger_fields if not field.required}
    assert len(required) == 1
    assert required.isdisjoint(optional)
    assert "填报人" in sheet.cell(HEADING_ROW + PREPARED_ROWS + 2, 1).value
    formats = {cell.value: sheet.cell(4, cell.column).number_format for cell in sheet[HEADING_ROW + 1]}
    wanted = {FieldType.CODE: "@", FieldType.DATE: "yyyy-mm-dd"}
    assert all(formats[f.heading] == wanted[f.type] for f in kind.ledger_fields if f.type in wanted)


def test_drop_downs_offer_every_choice(kind, path):
    book = openpyxl.load_workbook(path)
    offered = {}
    for rule in book.worksheets[0].data_validations.dataValidation:
        heading = book.worksheets[0].cell(HEADING_ROW + 1, next(iter(rule.sqref.ranges)).min_col).value
        cells = book["选项"][rule.formula1.split("!")[1].replace("$", "")] if "!" in rule.formula1 else ()
        offered[heading] = [cell.value for row in cells for cell in (row if isinstance(row, tuple) else (row,))]
    assert {f.heading: [c.label.zh for c in f.choices] for f in kind.ledger_fields if f.choices} == {
        heading: words for heading, words in offered.items() if words
    }


@pytest.mark.parametrize("at", ["below the headings", "at the end"])
def test_a_filled_template_is_read_without_an_error(kind, path, at):
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    first = HEADING_ROW + 2 if at == "below the headings" else sheet.max_row + 1
    cells = [sample(field) for field in kind.ledger_fields]
    for column, cell in enumerate(cells, 1):
        sheet.cell(first, column, cell)
        if isinstance(cell, str):
            sheet.cell(first, column).data_type = "s"
    book.save(path)
    ledger = read_ledger(path, kind.name)
    assert list(ledger.frame["row"]) == [first]
    assert rejected_rows(ledger.findings) == set()
    assert {finding.code for finding in ledger.findings} <= {"L003", "L004"}
    assert ledger.frame.drop(columns="cleared").notna().all().all()


def test_an_empty_template_holds_no_rows(kind, path):
    assert len(read_ledger(path, kind.name).frame) == 0


def test_an_unknown_kind_and_a_folder_that_cannot_be_are_wrong_calls(tmp_path):
    with pytest.raises(CallError, match="is no kind"):
        write_template("rivers", tmp_path / "x.xlsx")
    with pytest.raises(CallError, match="could not be written"):
        write_template("outlets", Path(__file__) / "x.xlsx")
