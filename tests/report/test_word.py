"""A plan is a proper Word document, in both languages, and text in it stays text."""

import hashlib
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from registry.report.word import plan_name, write_plan
from tests.report.toy import TEMPLATES
from tests.report.toy_plan import toy_plan


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "plan.docx"
    write_plan(toy_plan(synthetic=True), path)
    return path


def texts(path) -> list[str]:
    document = docx.Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [p.text for p in document.paragraphs] + cells


def test_chapters_come_in_order_and_are_numbered_by_word(path):
    document = docx.Document(path)
    chapters = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert chapters == ["断面概况", "控制单元", "归属对象清单", "污染负荷", "存疑与核实", "资料来源与版本"]
    assert document.styles["Heading 1"].element.pPr.find(qn("w:numPr")) is not None


def test_page_is_a4_and_chinese_has_a_chinese_font(path):
    document = docx.Document(path)
    page = document.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)
    for name, font in (("Normal", "宋体"), ("Heading 1", "黑体"), ("Caption", "黑体")):
        assert document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) == font


def test_header_says_section_day_revision_and_that_data_are_made_up(path):
    header = docx.Document(path).sections[0].header.paragraphs[0].text
    assert header == "黑城村断面水环境治理方案 · 截至 2022-12-31 · 修订 12 · 演示数据"
    assert any("合成数据" in text for text in texts(path))


def test_tables_show_the_largest_loads_and_count_the_rest(path):
    found = texts(path)
    assert found.index("P30") < found.index("P11")
    assert "P10" not in found
    assert "……另有 10 条未列出，详见清单。" in found


def test_tables_and_figures_are_captioned_and_headings_repeat(path):
    with zipfile.ZipFile(path) as archive:
        body = archive.read("word/document.xml").decode()
        images = [name for name in archive.namelist() if name.startswith("word/media/")]
    assert len(re.findall(r"SEQ 表", body)) == 9
    assert len(re.findall(r"SEQ 图", body)) == len(images) == 2
    assert body.count("<w:tblHeader") == 9


def test_no_target_is_said_not_left_out(path):
    assert "未注明目标" in texts(path)


def test_the_same_plan_reads_in_english(tmp_path):
    write_plan(toy_plan(), tmp_path / "en.docx", "en")
    found = texts(tmp_path / "en.docx")
    assert "Doubts to be cleared" in found
    assert "no target stated" in found
    assert "A river to another section is close." in found
    assert not any("demonstration" in text for text in found)


def test_a_chapter_without_anything_to_say_is_absent(tmp_path):
    content = toy_plan()
    bare = type(content)(**{**vars(content), "quality": content.quality[:0], "loads": (), "doubts": (), "lists": ()})
    write_plan(bare, tmp_path / "bare.docx")
    chapters = [p.text for p in docx.Document(tmp_path / "bare.docx").paragraphs if p.style.name == "Heading 1"]
    assert chapters == ["断面概况", "控制单元", "资料来源与版本"]


@pytest.mark.parametrize("text", [*TEMPLATES, "=1+1", "控\x0b制\x00符", "]]>", "<script>alert(1)</script>"])
def test_text_of_a_ledger_is_shown_and_never_run(tmp_path_factory, text, monkeypatch):
    monkeypatch.setattr("registry.report.word.map_figure", lambda *_: None)
    monkeypatch.setattr("registry.report.word.trend_figure", lambda *_: None)
    path = tmp_path_factory.mktemp("hostile") / "plan.docx"
    write_plan(toy_plan(text), path)
    shown = re.sub("[\x00-\x08\x0b-\x1f]", " ", text)
    assert shown in texts(path)


def test_the_same_plan_gives_the_same_bytes(path, tmp_path):
    write_plan(toy_plan(synthetic=True), tmp_path / "again.docx")
    assert hashlib.sha256((tmp_path / "again.docx").read_bytes()).digest() == hashlib.sha256(path.read_bytes()).digest()


def test_plans_are_named_by_section():
    assert plan_name(toy_plan()) == "山西省_一断面一方案_黑城村_DM1_2022Q4_截至20221231_v01.docx"
