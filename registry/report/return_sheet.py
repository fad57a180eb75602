"""The sheet of questions that goes back with a city's workbook: every cell that was not taken, or wants a look."""

from collections.abc import Callable
from typing import Any

from xlsxwriter.worksheet import Worksheet

from registry.city_contents import CityContent, Doubt, Question
from registry.report.city_marks import COLOURS, NAMES
from registry.report.ledger_form import GREY, write_text
from registry.report.sheets import clean
from registry.vocabulary import OUTLETS

COLUMNS = (
    ("序号", 6),
    ("台账行", 8),
    ("排污口编码", 24),
    ("排污口名称", 28),
    ("列", 16),
    ("填报值", 22),
    ("登记值", 22),
    ("类别", 14),
    ("问题", 60),
    ("处理办法", 50),
)
NOT_TAKEN = (Doubt.HELD, Doubt.QUESTION, Doubt.ERROR)


def write_questions(sheet: Worksheet, content: CityContent, form: Callable[..., Any]) -> None:
    """Write the questions, the gravest first, below how many there are."""
    questions = sorted(content.questions or (), key=lambda one: (-one.doubt, one.row or 0))
    kept_out = sum(one.doubt in NOT_TAKEN and one.row is not None for one in questions)
    line = f"共 {len(questions)} 条，其中未采用 {kept_out} 条。改正台账中有颜色的单元格后重新报送本工作簿。"
    sheet.set_row(0, 30)
    head = form(bold=True, font_size=16, align="center")
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, f"{content.city}{content.quarter.label('zh')}问题清单", head)
    sheet.merge_range(1, 0, 1, len(COLUMNS) - 1, line, form())
    for column, (heading, wide) in enumerate(COLUMNS):
        sheet.set_column(column, column, wide)
        sheet.write_string(2, column, heading, form(bold=True, border=1, align="center", bg_color=GREY))
    for number, question in enumerate(questions, 1):
        for column, text in enumerate((str(number), *_texts(question))):
            colour = {"bg_color": COLOURS[question.doubt]} if column == len(COLUMNS) - 3 else {}
            write_text(sheet, 2 + number, column, text, form(border=1, text_wrap=True, num_format="@", **colour))
    sheet.freeze_panes(3, 3)
    sheet.repeat_rows(0, 2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _texts(question: Question) -> tuple[str, ...]:
    heading = OUTLETS.field(question.field).heading if question.field else ""
    said = (question.row, question.code, question.name, heading, question.sent, question.held, NAMES[question.doubt])
    told = (question.message.render("zh"), question.remedy.render("zh"))
    return tuple(clean("" if part is None else str(part)) for part in (*said, *told))
