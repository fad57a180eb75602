"""The ledger of one city for one quarter: what is known filled in, what is doubtful marked, keys guarded."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from registry.city_contents import KEY_HEADING, LEDGER_SHEET, SLIP_SHEET, Cell, CityContent, CityRow
from registry.report.city_marks import COLOURS, NOTICE, comment, marks_by_cell
from registry.report.files import file_name, midnight, put_down, put_hash_beside
from registry.report.ledger_form import (
    CHOICE_SHEET,
    FONT,
    GREY,
    LINE,
    NAVY,
    RED,
    SAFE_OPTIONS,
    lenient,
    listed,
    number_format,
    width,
    write_choices,
    write_text,
)
from registry.report.return_sheet import write_questions
from registry.report.sheets import SYNTHETIC_NOTICE, clean
from registry.vocabulary import OUTLETS, Field, FieldType

FIELDS = OUTLETS.ledger_fields
NUMBER, KEY, FIRST = 0, 1, 2
"""Columns before the fields: the running number and, hidden behind it, the key, which a sort takes along."""
GROUP_ROW, HEADING_ROW = 2, 3
GROUPS = {
    "code": "基本信息",
    "lon": "位置",
    "outlet_type": "排放",
    "change_class": "变更",
    "rectification_class": "整治",
    "remark": "其他",
}
"""The upper headings, each by the first field below it."""
PREPARED_ROWS = 30
VALIDATED_ROWS = 10_000
KEY_GUARD = {
    "error_type": "stop",
    "error_title": "编码受保护",
    "error_message": "编码由登记簿管理，不能修改。确需重新编码的，请先把本行变更类型选为“重新编码”。",
}
_CHANGE = xl_col_to_name(FIRST + [field.name for field in FIELDS].index("change_class"))
KEEPS_CODE = f'=OR($B{HEADING_ROW + 2}="",${_CHANGE}{HEADING_ROW + 2}="重新编码")'
"""Excel's check of a code: a row with a key keeps its own, unless it is said to be re-coded."""
PROTECTION = dict.fromkeys(
    ("sort", "autofilter", "insert_rows", "delete_rows", "format_cells", "format_columns", "format_rows"), True
)
SIGNATURES = "填报人:                    审核人:                    日期:     年   月   日"
_A3 = 8


def city_file_name(content: CityContent) -> str:
    """Return the name of a city's workbook; one that goes back says so."""
    product = "入河排污口清单填报表" if content.questions is None else "入河排污口清单核对表"
    return file_name(product, content.stamp, ".xlsx", place=content.city)


def write_city(content: CityContent, path: Path) -> str:
    """Write a city's workbook and its hash beside it; return the hash. The same content gives the same bytes.

    Raises
    ------
    CallError
        When the file cannot be written.
    """
    with put_down(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), SAFE_OPTIONS)
        book.set_properties({"title": title(content), "created": midnight(content.stamp)})
        CityBook(book, content).write()
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
    return put_hash_beside(path)


def title(content: CityContent) -> str:
    """Return the title of the ledger."""
    return f"{content.city}入河排污口清单{'填报表' if content.questions is None else '核对表'}"


class CityBook:
    """Writes the sheets of one city's workbook."""

    def __init__(self, book: Any, content: CityContent) -> None:
        self.book, self.content = book, content
        self.ledger = book.add_worksheet(LEDGER_SHEET)
        self.last = FIRST + len(FIELDS) + len(content.extra_headings) - 1
        self.end = max((row.number for row in content.rows), default=HEADING_ROW + 1) + PREPARED_ROWS
        self.marks = marks_by_cell(content.marks)
        self.forms: dict[tuple[object, ...], Any] = {}

    def form(self, **properties: object) -> Any:
        """Return a cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.forms:
            self.forms[key] = self.book.add_format(FONT | {"valign": "vcenter", "locked": False} | properties)
        return self.forms[key]

    def write(self) -> None:
        """Write all sheets."""
        self.write_head()
        for place, field in enumerate(FIELDS, FIRST):
            self.write_column(place, field)
        self.write_empty_rows()
        for row in self.content.rows:
            self.write_row(row)
        self.ledger.write_string(self.end, NUMBER, SIGNATURES, self.form())
        self.guard()
        self.set_up_page()
        if self.content.questions is not None:
            write_questions(self.book.add_worksheet("问题清单"), self.content, self.form)
        self.write_help()
        self.write_choices()
        self.write_slip()

    def write_head(self) -> None:
        """Write title, unit and date, the groups of headings, and the headings before the fields."""
        content, sheet = self.content, self.ledger
        wide = min(self.last, 12)
        fixed = {"locked": True, "align": "center"}
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, wide, title(content), self.form(**fixed, bold=True, font_size=16))
        stamp = content.stamp
        notice = SYNTHETIC_NOTICE + "  " if stamp.synthetic else ""
        line = (
            f"{notice}填报单位:{content.city}    季度:{content.quarter.label('zh')}    报送截止:{content.due_on}    "
            f"数据截至:{stamp.as_of}(修订 {stamp.revision})    填报日期:     年   月   日"
        )
        colour = {"font_color": RED} if stamp.synthetic else {}
        sheet.merge_range(1, 0, 1, wide, line, self.form(locked=True, font_size=10, **colour))
        starts = [FIRST + n for n, field in enumerate(FIELDS) if field.name in GROUPS]
        group = self.form(**fixed, bold=True, border=1, bg_color=GREY)
        for first, after, name in zip(starts, [*starts[1:], FIRST + len(FIELDS)], GROUPS.values(), strict=True):
            left = NUMBER if first == FIRST else first
            if after - left > 1:
                sheet.merge_range(GROUP_ROW, left, GROUP_ROW, after - 1, name, group)
            else:
                sheet.write_string(GROUP_ROW, left, name, group)
        sheet.set_row(HEADING_ROW, 34)
        for place, name in ((NUMBER, "序号"), (KEY, KEY_HEADING)):
            sheet.write_string(HEADING_ROW, place, name, self.heading(NAVY))
        for place, name in enumerate(content.extra_headings, FIRST + len(FIELDS)):
            write_text(sheet, HEADING_ROW, place, name, self.heading(LINE))

    def heading(self, colour: str) -> Any:
        """Return the form of a heading."""
        return self.form(
            bold=True, align="center", text_wrap=True, border=1, font_color="#FFFFFF", bg_color=colour, locked=True
        )

    def write_column(self, place: int, field: Field) -> None:
        """Write the heading of a field, its form for whole columns, and its drop-down."""
        self.ledger.set_column(place, place, width(field), self.form(num_format=number_format(field)))
        self.ledger.write_string(HEADING_ROW, place, field.heading, self.heading(RED if field.required else NAVY))
        rule = self.validation(field)
        if rule:
            first = HEADING_ROW + 1
            self.ledger.data_validation(first, place, first + VALIDATED_ROWS, place, rule)

    def validation(self, field: Field) -> dict[str, object] | None:
        """Return Excel's check of a column: a drop-down, or for the code that a row with a key keeps its own."""
        if field.name == "code":
            return KEY_GUARD | {"validate": "custom", "value": KEEPS_CODE, "ignore_blank": False}
        names = [name for name, _ in self.lists]
        if field.name not in names:
            return None
        place = names.index(field.name)
        return lenient(field) | {"validate": "list", "source": listed(place, len(self.lists[place][1]))}

    @property
    def lists(self) -> list[tuple[str, tuple[str, ...]]]:
        """The words of each drop-down, by field."""
        known = (("county", self.content.counties), ("declared_section", self.content.sections))
        words = [(f.name, tuple(choice.label.zh for choice in f.choices)) for f in FIELDS if f.choices]
        return [*words, *(pair for pair in known if pair[1])]

    def write_empty_rows(self) -> None:
        """Box the rows of the table, those prepared for new outlets included."""
        for number in range(HEADING_ROW + 1, self.end):
            for place in (NUMBER, KEY):
                self.ledger.write_blank(number, place, None, self.form(border=1, border_color=LINE, align="center"))
            for place, field in enumerate(FIELDS, FIRST):
                self.ledger.write_blank(number, place, None, self.boxed(field))

    def boxed(self, field: Field, colour: str | None = None, *, locked: bool = False) -> Any:
        """Return the form of a cell of the table."""
        filled = {"bg_color": colour} if colour else {}
        return self.form(num_format=number_format(field), border=1, border_color=LINE, locked=locked, **filled)

    def write_row(self, row: CityRow) -> None:
        """Write one outlet, its doubtful cells coloured and commented on."""
        number, sheet = row.number - 1, self.ledger
        keyed = row.key is not None
        sheet.write_number(number, NUMBER, row.number - HEADING_ROW - 1, self.numbered(row))
        if row.key is not None:
            sheet.write_string(number, KEY, row.key, self.form(num_format="@", locked=True))
        for place, field in enumerate(FIELDS, FIRST):
            colour = self.mark(row, field.name, place)
            cell = row.cells.get(field.name)
            self.put(number, place, cell, field, self.boxed(field, colour, locked=keyed and field.name == "code"))
        for place, cell in enumerate(row.extra, FIRST + len(FIELDS)):
            self.put(number, place, cell, None, self.form(border=1, border_color=LINE))

    def numbered(self, row: CityRow) -> Any:
        """Return the form of a row's running number; it carries what is doubtful about the row as a whole."""
        colour = self.mark(row, None, NUMBER)
        return self.form(border=1, border_color=LINE, align="center", **({"bg_color": colour} if colour else {}))

    def mark(self, row: CityRow, field: str | None, place: int) -> str | None:
        """Comment on a cell where something is doubtful about it; return its colour."""
        found = self.marks.get((row.number, field))
        if found is None:
            return None
        comment(self.ledger, row.number - 1, place, found)
        return COLOURS[found[-1].doubt]

    def put(self, number: int, place: int, cell: Cell, field: Field | None, form: Any) -> None:
        """Write a cell as what it is: a number, a day, or text."""
        sheet = self.ledger
        if cell is None:
            sheet.write_blank(number, place, None, form)
        elif isinstance(cell, bool):
            sheet.write_string(number, place, "是" if cell else "否", form)
        elif isinstance(cell, int | float):
            sheet.write_number(number, place, cell, form)
        elif isinstance(cell, date | datetime) and (field is None or field.type is FieldType.DATE):
            sheet.write_datetime(number, place, cell, form)
        else:
            write_text(sheet, number, place, clean(str(cell)), form)

    def guard(self) -> None:
        """Hide the keys and protect the sheet without a password.

        Excel refuses to sort and to delete rows where cells are locked, so the table is a range that all may edit;
        codes are kept by the check on their column, and one that was changed all the same is found when it comes back.
        """
        self.ledger.set_column(KEY, KEY, 3, self.form(num_format="@"), {"hidden": True})
        self.ledger.set_column(NUMBER, NUMBER, 6, self.form())
        self.ledger.unprotect_range(f"A{HEADING_ROW + 2}:{xl_col_to_name(self.last)}{VALIDATED_ROWS}", "台账")
        self.ledger.protect("", PROTECTION)

    def set_up_page(self) -> None:
        """Freeze and repeat the headings, number, code and name; A3 landscape, two pages wide."""
        sheet = self.ledger
        sheet.freeze_panes(HEADING_ROW + 1, FIRST + 2)
        sheet.autofilter(HEADING_ROW, NUMBER, max(self.end - PREPARED_ROWS - 1, HEADING_ROW + 1), self.last)
        sheet.repeat_rows(0, HEADING_ROW)
        sheet.repeat_columns(NUMBER, FIRST + 1)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.fit_to_pages(2, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        if self.content.stamp.synthetic:
            sheet.set_header(f"&C{SYNTHETIC_NOTICE}")

    def write_help(self) -> None:
        """Write how to fill the ledger in, and what the colours mean."""
        sheet = self.book.add_worksheet("填表说明")
        sheet.set_column(0, 0, 110)
        sheet.fit_to_pages(1, 0)
        for row, (text, colour) in enumerate(NOTICE):
            sheet.write_string(row, 0, text, self.form(text_wrap=True, **({"bg_color": colour} if colour else {})))

    def write_choices(self) -> None:
        """Write the words of the drop-downs."""
        lists = [(f"{OUTLETS.field(name).label.zh}可选值", words) for name, words in self.lists]
        sheet = self.book.add_worksheet(CHOICE_SHEET)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        write_choices(sheet, lists, self.form(bold=True, bg_color=GREY), self.form())

    def write_slip(self) -> None:
        """Write the hidden sheet by which the workbook is known again."""
        sheet = self.book.add_worksheet(SLIP_SHEET)
        for row, line in enumerate(self.content.slip):
            for column, text in enumerate(line):
                write_text(sheet, row, column, text, self.form(num_format="@"))
        sheet.protect()
        sheet.very_hidden()
