"""What is doubtful about a cell, as its colour and its comment; and what the colours mean, in words."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from registry.city_contents import Doubt, Mark

COLOURS = {
    Doubt.NEWS: "#DDEBF7",
    Doubt.SECTION: "#FFF2CC",
    Doubt.WARNING: "#FCE4D6",
    Doubt.HELD: "#E2D9EC",
    Doubt.QUESTION: "#F4B183",
    Doubt.ERROR: "#FF9999",
}
NAMES = {
    Doubt.NEWS: "登记簿已有更新",
    Doubt.SECTION: "归属存疑",
    Doubt.WARNING: "核查提示",
    Doubt.HELD: "暂未采用",
    Doubt.QUESTION: "待答复",
    Doubt.ERROR: "错误",
}
"""Each colour stands with its name in the comment, so that nothing is told by colour alone."""
NOTICE = (
    ("填表办法", None),
    ("一行一个排污口。没有变化的不必改动；有变化的直接改单元格，并尽量填“变更类型”和“生效日期”。", None),
    ("新增的排污口：在表内插入行，或写在表末空行，必填红色表头各列。", None),
    (
        "取缔的填变更类型“注销”；并入其他排污口的填“合并”和并入编码。删除整行不等于注销：没有报回的排污口保持原状。",
        None,
    ),
    ("编码受保护，不能修改。确需重新编码的，先把本行变更类型选为“重新编码”，再改编码。", None),
    ("清空单元格不改变原值；要删除原值请填“清空”。", None),
    ("可以排序、筛选、插入和删除行。隐藏的“登记键”列随行移动，请勿改动。工作表保护不设密码。", None),
    ("颜色和批注（批注中写明问题和办法）", None),
    ("登记簿已有更新：登记簿中已有本季变化，无误不必再填。", COLOURS[Doubt.NEWS]),
    ("归属存疑：核定断面的可信等级为 C、D 或 U，请核对坐标、河流和断面。", COLOURS[Doubt.SECTION]),
    ("核查提示：数值已登记，但请核实。", COLOURS[Doubt.WARNING]),
    ("暂未采用：同一行另有错误，改正后随整行一并采用。", COLOURS[Doubt.HELD]),
    ("待答复：未采用，请按批注答复后重新报送。", COLOURS[Doubt.QUESTION]),
    ("错误：整行未采用，改正后重新报送。", COLOURS[Doubt.ERROR]),
)
AUTHOR = "登记簿"
CHARACTERS_PER_LINE = 22

Cell = tuple[int, str | None]


def marks_by_cell(marks: Sequence[Mark]) -> dict[Cell, list[Mark]]:
    """Return the marks of each cell, the gravest last."""
    cells: dict[Cell, list[Mark]] = {}
    for mark in sorted(marks, key=lambda one: one.doubt):
        cells.setdefault((mark.row, mark.field), []).append(mark)
    return cells


def comment(sheet: Worksheet, row: int, column: int, marks: Sequence[Mark]) -> None:
    """Write the comment of a cell: what is wrong and what to do, the gravest first."""
    text = "\n".join(f"【{NAMES[m.doubt]}】{m.message.render('zh')}{m.remedy.render('zh')}" for m in reversed(marks))
    lines = sum(1 + len(line) // CHARACTERS_PER_LINE for line in text.split("\n"))
    size = {"width": 320, "height": 24 + 18 * lines}
    sheet.write_comment(row, column, text, {"author": AUTHOR, "font_name": "宋体", "font_size": 10, **size})
