"""Write the empty ledger of a kind: an office workbook with headings, formats, drop-downs and a page that explains."""

from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from registry.errors import CallError
from registry.language import msg
from registry.report.files import put_down
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
)
from registry.vocabulary import KINDS, Field, FieldType, Kind

HEADING_ROW = 2
"""Row of the headings, from 0: a title and a line for unit and date stand above."""
PREPARED_ROWS = 30
VALIDATED_ROWS = 10_000
_CREATED = datetime(2022, 1, 1)  # noqa: DTZ001  a fixed stamp, so that the same template has the same bytes
_A3, _A4 = 8, 9
_WIDE_FIELDS = 16
"""A ledger with more columns is printed on A3."""
_TYPE_NAMES = {
    FieldType.CODE: "编码(文本) / code (text)",
    FieldType.TEXT: "文本 / text",
    FieldType.NUMBER: "数字 / number",
    FieldType.DATE: "日期 2022-10-01 / date",
    FieldType.TIME: "时间 2022-10-01 08:00 / time",
    FieldType.CHOICE: "选项 / choice",
    FieldType.FLAG: "是、否 / yes, no",
}
_NOTES = (
    "红色表头为必填。 / Red headings are required.",
    "一行一个对象;文件中没有的对象不受影响,不会被注销。 / One row per feature; what is not in the file stays as it is.",
    "空单元格表示未填报,保留原值;要删除原值请填“清空”。 / An empty cell keeps the value; write 清空 to take it away.",
    "未填变更类型时,系统推断并在预览中列出。 / Without 变更类型 the change is guessed, and the guess is shown.",
    "未填生效日期时,取报告日期。 / Without 生效日期 a change takes effect on the reporting date.",
    "合计行、填报人等落款行自动跳过。 / Totals and signatures are skipped.",
)


def write_template(kind: str, target: Path | BinaryIO) -> list[str]:
    """Write the empty ledger of a kind to a path or an open binary file; returns its headings in order.

    Raises
    ------
    CallError
        When there is no such kind, or the file cannot be written.
    """
    if kind not in KINDS:
        raise CallError("T001", msg("{kind} is no kind; choose one of {kinds}.", kind=kind, kinds=list(KINDS)))
    if isinstance(target, Path):
        with put_down(target) as temporary:
            _write(KINDS[kind], temporary)
    else:
        _write(KINDS[kind], target)
    return [field.heading for field in KINDS[kind].ledger_fields]


def _write(kind: Kind, target: Path | BinaryIO) -> None:
    book = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, SAFE_OPTIONS)
    book.set_properties({"title": f"{kind.label.zh}台账", "created": _CREATED})
    writer = _Writer(book, kind)
    writer.write_ledger()
    writer.write_help()
    writer.write_choices()
    try:
        book.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from error


class _Writer:
    """Writes the sheets of one template."""

    def __init__(self, book: Any, kind: Kind) -> None:
        self.book, self.kind, self.fields = book, kind, kind.ledger_fields
        self.ledger = book.add_worksheet("台账")
        self.help = book.add_worksheet("填表说明")
        self.choices = book.add_worksheet(CHOICE_SHEET)

    def format(self, **properties: object) -> Any:
        return self.book.add_format(FONT | properties)

    def write_ledger(self) -> None:
        sheet, last = self.ledger, len(self.fields) - 1
        title = self.format(bold=True, font_size=16, align="center", valign="vcenter")
        sheet.merge_range(0, 0, 0, last, f"{self.kind.label.zh}台账", title)
        line = self.format(font_size=10, valign="vcenter")
        sheet.merge_range(
            1, 0, 1, last, "填报单位:                    填报日期:     年   月   日        红色表头为必填", line
        )
        sheet.set_row(0, 30)
        sheet.set_row(HEADING_ROW, 34)
        for column, field in enumerate(self.fields):
            self._write_column(column, field)
        signature = "填报人:                    审核人:                    日期:     年   月   日"
        sheet.write_string(HEADING_ROW + PREPARED_ROWS + 1, 0, signature, line)
        self._set_up_page(last)

    def _write_column(self, column: int, field: Field) -> None:
        heading = self.format(
            bold=True,
            align="center",
            valign="vcenter",
            text_wrap=True,
            border=1,
            font_color="#FFFFFF",
            bg_color=RED if field.required else NAVY,
        )
        pattern = number_format(field)
        self.ledger.set_column(column, column, width(field), self.format(num_format=pattern))
        self.ledger.write_string(HEADING_ROW, column, field.heading, heading)
        boxed = self.format(num_format=pattern, border=1, border_color=LINE)
        for row in range(HEADING_ROW + 1, HEADING_ROW + 1 + PREPARED_ROWS):
            self.ledger.write_blank(row, column, None, boxed)
        self._add_validation(column, field)

    def _add_validation(self, column: int, field: Field) -> None:
        rule = _validation(field, self.choice_fields)
        if rule:
            first = HEADING_ROW + 1
            self.ledger.data_validation(first, column, first + VALIDATED_ROWS, column, rule)

    @property
    def choice_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.choices)

    def _set_up_page(self, last: int) -> None:
        sheet = self.ledger
        sheet.freeze_panes(HEADING_ROW + 1, 2)
        sheet.repeat_rows(0, HEADING_ROW)
        sheet.set_landscape()
        sheet.set_paper(_A3 if len(self.fields) > _WIDE_FIELDS else _A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C第 &P 页,共 &N 页")
        sheet.print_area(0, 0, HEADING_ROW + PREPARED_ROWS + 1, last)

    def write_help(self) -> None:
        sheet = self.help
        head = self.format(bold=True, bg_color=GREY, border=1)
        cell = self.format(text_wrap=True, valign="top", border=1)
        for row, text in enumerate(_NOTES):
            sheet.write_string(row, 0, text, self.format())
        first = len(_NOTES) + 1
        for column, (text, wide) in enumerate(_HELP_COLUMNS):
            sheet.set_column(column, column, wide)
            sheet.write_string(first, column, text, head)
        for row, field in enumerate(self.fields, first + 1):
            for column, text in enumerate(_help_cells(field)):
                sheet.write_string(row, column, text, cell)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def write_choices(self) -> None:
        lists = [(field.label.zh, [choice.label.zh for choice in field.choices]) for field in self.choice_fields]
        write_choices(self.choices, lists, self.format(bold=True, bg_color=GREY), self.format())


_HELP_COLUMNS = (
    ("字段 / field", 22),
    ("英文 / English", 22),
    ("必填 / required", 16),
    ("类型 / type", 28),
    ("单位 / unit", 12),
    ("可选值或范围 / choices or range", 60),
    ("也可写作 / also accepted", 44),
    ("说明 / definition", 44),
)


def _help_cells(field: Field) -> tuple[str, ...]:
    definition = f"{field.definition.zh} / {field.definition.en}" if field.definition else ""
    return (
        field.heading,
        field.label.en,
        "必填 / yes" if field.required else "",
        _TYPE_NAMES[field.type],
        field.unit or "",
        "、".join(choice.label.zh for choice in field.choices) or _range(field),
        "、".join(field.aliases),
        definition,
    )


def _range(field: Field) -> str:
    if field.type is not FieldType.NUMBER:
        return ""
    low, high = field.minimum, field.maximum
    return f"{'' if low is None else f'≥ {low:,.10g}'} {'' if high is None else f'≤ {high:,.10g}'}".strip()


def _validation(field: Field, with_choices: tuple[Field, ...]) -> dict[str, object] | None:
    """Return Excel's check of a column."""
    if field.choices:
        source = listed(with_choices.index(field), len(field.choices))
        return lenient(field) | {"validate": "list", "source": source}
    if field.type is FieldType.FLAG:
        return lenient(field) | {"validate": "list", "source": ["是", "否"]}
    return None
