"""What every ledger to be filled in has in common: column forms, drop-downs, text that stays text."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from registry.vocabulary import Field, FieldType

CHOICE_SHEET = "选项"
SAFE_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How a workbook is opened for writing, so that nothing in it is anything but what was stored."""
NAVY, RED, LINE, GREY = "#1F4E79", "#C00000", "#A6A6A6", "#F2F2F2"
FONT = {"font_name": "宋体", "font_size": 11}


def number_format(field: Field) -> str:
    """Return Excel's number format of a field's column; codes and words are text."""
    if field.type in (FieldType.CODE, FieldType.TEXT, FieldType.CHOICE, FieldType.FLAG):
        return "@"
    if field.type is FieldType.DATE:
        return "yyyy-mm-dd"
    if field.type is FieldType.TIME:
        return "yyyy-mm-dd hh:mm"
    return "0.000000" if field.unit == "deg" else "General"


def width(field: Field) -> float:
    """Return a column width in characters: headings fit on two lines, codes and names on one."""
    if field.type is FieldType.CODE:
        return 24
    if field.name in ("name", "responsible_body", "remark"):
        return 30
    longest = max((len(choice.label.zh) for choice in field.choices), default=0)
    return min(max(len(field.heading) * 1.4, longest * 2.1, 11), 34)


def lenient(field: Field) -> dict[str, object]:
    """Return a check of Excel's that warns and lets through, since the import has the last word."""
    return {"ignore_blank": True, "error_type": "warning", "error_title": "请检查", "error_message": field.heading}


def listed(place: int, count: int) -> str:
    """Return where the words of a drop-down stand, by the place of their column on the sheet of choices."""
    letter = xl_col_to_name(place, col_abs=True)
    return f"='{CHOICE_SHEET}'!{letter}$2:{letter}${count + 1}"


def write_choices(sheet: Worksheet, lists: Sequence[tuple[str, Sequence[str]]], head: Format, cell: Format) -> None:
    """Write the words of the drop-downs, one column each, under what they are the words of."""
    for column, (title, words) in enumerate(lists):
        sheet.set_column(column, column, 28)
        sheet.write_string(0, column, title, head)
        for row, word in enumerate(words, 1):
            write_text(sheet, row, column, word, cell)


def write_text(sheet: Worksheet, row: int, column: int, text: str, form: Any) -> None:
    """Write text as text, whatever it looks like.

    XlsxWriter takes text between `<r>` and `</r>` for its own markup; in two fragments it stays text.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, text[:1], form, text[1:], form)
    elif text:
        sheet.write_string(row, column, text, form)
    else:
        sheet.write_blank(row, column, None, form)
