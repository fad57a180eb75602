"""The stand-alone file: asks nothing of a network, text stays text, same bytes, small even when full."""

import json
import re
from dataclasses import replace

import pytest

from layers.parts import map_parts
from registry.language import LANGUAGES, msg
from registry.report.pack import pack_html, pack_name
from registry.report.pack_parts import MOST_FINDINGS
from registry.section_contents import PackContent
from tests.report import toy_strip

FIVE_MB = 5_000_000


def packed(content, language="zh"):
    return pack_html(content, map_parts, toy_strip.MARKS, language).decode()


def rows_of(page):
    found = re.search(r'<script type="application/json" class="rows">(.*?)</script>', page, re.DOTALL)
    told = json.loads(found[1])
    return [[told["texts"][cell] if n in told["coded"] else cell for n, cell in enumerate(row)] for row in told["rows"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_asks_nothing_of_a_network_and_loads_no_module(language):
    page = packed(toy_strip.content(), language)
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page)
    assert not re.search(r"url\((?!data:|#|\$)", page)
    assert 'type="module"' not in page
    assert "fetch(" not in page.split("startPack")[-1]


def test_the_same_content_gives_the_same_bytes():
    assert packed(toy_strip.content()) == packed(toy_strip.content())


def test_context_and_rows_stand_in_the_file():
    page = packed(toy_strip.content(filter_="太原市; 工业排污口"))
    for said in ("太原市; 工业排污口", "2022年12月31日", "abababababab", "cdcdcdcdcdcd", "演示数据"):
        assert said in page
    assert [row[3] for row in rows_of(page) if row[0] == "outlets"] == ["南社排污口", "北社排污口", "无坐标排污口"]


def test_coverage_and_findings_stand_in_the_file_and_many_findings_are_cut_short_and_counted():
    whole = toy_strip.content()
    page = packed(whole, "en")
    assert "<dt>Share of plants</dt><dd>12.5%</dd>" in page
    assert "<dt>Share of plant flow</dt><dd>—</dd>" in page
    assert "上兰 is odd." in page
    many = replace(whole.page, findings=whole.page.findings * (MOST_FINDINGS + 5))
    page = packed(replace(whole, page=many), "en")
    assert page.count("上兰 is odd.") == MOST_FINDINGS
    assert "5 more; the Findings page shows all." in page


@pytest.mark.parametrize("name", toy_strip.NASTY)
def test_a_hostile_name_is_text_everywhere(name):
    page = packed(toy_strip.content((name, name, name), name, name))
    assert "<img src=x" not in page
    assert "<svg onload" not in page
    assert len(re.findall(r"<script\b", page)) == page.count("</script>")
    assert {row[3] for row in rows_of(page) if row[0] == "outlets"} == {name}


def test_a_selection_has_map_and_table_without_a_section():
    whole = toy_strip.content()
    page = packed(PackContent(whole.context, whole.ground, whole.features))
    assert 'class="strip"' not in page
    assert len(rows_of(page)) == 5


def test_five_thousand_outlets_stay_below_five_megabytes():
    assert len(packed(toy_strip.content(count=1667)).encode()) < FIVE_MB


def test_a_name_that_no_file_can_have_does_not_reach_the_file():
    content = toy_strip.content(name='a/b:c*"x"')
    assert re.fullmatch(r"[^/\\:*?\"<>|\s]+\.html", pack_name(content, "zh"))
    assert pack_name(toy_strip.content(), "en") == "shanxi_section_DM1_上兰_20221231.html"


def test_what_to_know_first_is_said_in_the_reader_s_language():
    content = toy_strip.content()
    page = toy_strip.page(said=(msg("{count} outlets are overdue for rectification.", count=7),))
    changed = PackContent(content.context, content.ground, content.features, page)
    assert "7 个排污口整治逾期" in packed(changed, "zh")
    assert "7 outlets are overdue" in packed(changed, "en")
