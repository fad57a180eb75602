"""The Word template of a plan, made by code: A4, styles with Chinese fonts, numbered headings, header and footer.

It holds Jinja marks for docxtpl. An office may open the saved file, change its look and keep the marks.
"""

from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
PAGE_CM = (21.0, 29.7)
MARGIN_CM = 2.3
TEXT_WIDTH_CM = PAGE_CM[0] - 2 * MARGIN_CM
WARNING = RGBColor(0xC0, 0x00, 0x00)
INK = RGBColor(0x1F, 0x1F, 0x1F)
STYLES = {
    "Normal": (SONG, 10.5, False),
    "Title": (HEI, 20, True),
    "Heading 1": (HEI, 14, True),
    "Caption": (HEI, 9.5, False),
    "Header": (SONG, 9, False),
    "Footer": (SONG, 9, False),
}
"""Style -> Chinese font, size in points, bold."""


@cache
def template() -> bytes:
    """Return the template as the bytes of a docx file."""
    document = Document()
    page(document)
    styles(document)
    number_headings(document)
    header_and_footer(document)
    title(document)
    chapter(document, "card", lambda: facts_table(document, "card"))
    figure(document, "trend")
    chapter(document, "unit", lambda: facts_table(document, "unit"))
    figure(document, "map")
    for name in ("lists", "loads", "doubts"):
        tables_chapter(document, name)
    sources_chapter(document)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def page(document: Any) -> None:
    """Set A4 and margins."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(PAGE_CM[0]), Cm(PAGE_CM[1])
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)


def styles(document: Any) -> None:
    """Give every style a Chinese and a Latin font."""
    for name, (font, size, bold) in STYLES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = LATIN, Pt(size), bold, False
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if "Theme" in attribute:
                del fonts.attrib[attribute]
        fonts.set(qn("w:eastAsia"), font)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading, caption = document.styles["Heading 1"].paragraph_format, document.styles["Caption"].paragraph_format
    heading.space_before, heading.space_after = Pt(14), Pt(6)
    caption.alignment, caption.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    caption.space_before, caption.space_after = Pt(8), Pt(3)
    borders = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        document.styles["Title"].element.pPr.remove(borders)


def number_headings(document: Any) -> None:
    """Let Word number the chapters, so that an absent one leaves no gap."""
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="singleLevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/>'
            '<w:suff w:val="space"/><w:lvlText w:val="%1"/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    properties = document.styles["Heading 1"].element.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="90"/></w:numPr>'))


def header_and_footer(document: Any) -> None:
    """Write section, day and revision on top, the notice where data are made up, and page numbers below."""
    section = document.sections[0]
    top = section.header.paragraphs[0]
    top.add_run("{{ header }}")
    notice = top.add_run("{{ notice }}")
    notice.font.color.rgb, notice.font.bold = WARNING, True
    top.alignment = WD_ALIGN_PARAGRAPH.CENTER
    bottom = section.footer.paragraphs[0]
    bottom.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_field(bottom, "PAGE", "1")
    bottom.add_run(" / ")
    add_field(bottom, "NUMPAGES", "1")


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a Word field with the value it shows until Word computes it."""
    paragraph._p.append(  # noqa: SLF001  # python-docx has no call for fields
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>')
    )


def title(document: Any) -> None:
    """Write the title, the line of origin, and the notice where data are made up."""
    document.add_paragraph("{{ title }}", style="Title")
    line = document.add_paragraph("{{ origin }}")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("{%p if notice %}")
    notice = document.add_paragraph()
    notice.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = notice.add_run("{{ notice_long }}")
    run.font.color.rgb, run.font.bold = WARNING, True
    document.add_paragraph("{%p endif %}")


def chapter(document: Any, name: str, body: Any) -> None:
    """Add a heading and what stands below it."""
    document.add_heading("{{ headings." + name + " }}", level=1)
    body()


def facts_table(document: Any, name: str) -> None:
    """Add a table of two columns: what, and what is known."""
    table = grid(document, 3, 2)
    fill(table.rows[0].cells[0], "{%tr for fact in " + name + " %}")
    fill(table.rows[1].cells[0], "{{ fact[0] }}")
    fill(table.rows[1].cells[1], "{{ fact[1] }}")
    fill(table.rows[2].cells[0], "{%tr endfor %}")
    shade(table.rows[1].cells[0])


def tables_chapter(document: Any, name: str) -> None:
    """Add a chapter of any number of captioned tables; nothing of it where there are none."""
    document.add_paragraph("{%p if " + name + " %}")
    document.add_heading("{{ headings." + name + " }}", level=1)
    document.add_paragraph("{%p for table in " + name + " %}")
    caption(document, "{{ words.table }}", "{{ table.number }}", "{{ table.title }}")
    document.add_paragraph("{%p if table.rows %}")
    body = grid(document, 4, 3)
    row_of(body.rows[0], "column in table.columns", "{{ column }}", heading=True)
    fill(body.rows[1].cells[0], "{%tr for row in table.rows %}")
    row_of(body.rows[2], "value in row", "{{ value }}")
    fill(body.rows[3].cells[0], "{%tr endfor %}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for note in table.notes %}")
    note = document.add_paragraph()
    note.paragraph_format.space_before = Pt(4)
    note.add_run("{{ note }}").font.size = Pt(9)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")


def figure(document: Any, name: str) -> None:
    """Add a captioned figure; nothing of it where there is none."""
    document.add_paragraph("{%p if figures." + name + " %}")
    picture = document.add_paragraph("{{ figures." + name + ".image }}")
    picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.keep_with_next = True
    picture.paragraph_format.space_before = Pt(8)
    below = caption(
        document, "{{ words.figure }}", "{{ figures." + name + ".number }}", "{{ figures." + name + ".title }}"
    )
    below.paragraph_format.keep_with_next = False
    document.add_paragraph("{%p endif %}")


def sources_chapter(document: Any) -> None:
    """Add the chapter that says where the figures come from."""
    document.add_heading("{{ headings.sources }}", level=1)
    document.add_paragraph("{%p for source in sources %}")
    document.add_paragraph("{{ source }}", style="List Bullet")
    document.add_paragraph("{%p endfor %}")


def caption(document: Any, word: str, number: str, text: str) -> Any:
    """Add a caption whose number Word can recount."""
    paragraph = document.add_paragraph(style="Caption")
    paragraph.add_run(f"{word} ")
    add_field(paragraph, f"SEQ {word} \\* ARABIC", number)
    paragraph.add_run(f"  {text}")
    return paragraph


def grid(document: Any, rows: int, columns: int) -> Any:
    """Add a table with lines, as wide as the text."""
    table = document.add_table(rows, columns, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    return table


def row_of(row: Any, loop: str, value: str, *, heading: bool = False) -> None:
    """Fill a row that repeats its middle cell for every value; a heading row is repeated on every page."""
    fill(row.cells[0], "{%tc for " + loop + " %}")
    fill(row.cells[1], value)
    fill(row.cells[2], "{%tc endfor %}")
    if heading:
        shade(row.cells[1])
        row.cells[1].paragraphs[0].runs[0].font.bold = True
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))  # noqa: SLF001
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))  # noqa: SLF001


def fill(cell: Any, text: str) -> None:
    """Write a cell in the small type of tables."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph.add_run(text).font.size = Pt(9)


def shade(cell: Any) -> None:
    """Give a cell the colour of headings."""
    shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="DCE6F1"/>')
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001  # python-docx has no call for shading
