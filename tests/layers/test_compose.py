import json
import re
from datetime import date

import pytest

from layers.compose import PROVINCE_BOUNDS, standalone_map
from tests.layers import toy

DAY = date(2022, 12, 31)
NASTY = ("<img src=x onerror=alert(1)>", "${alert(1)}", "`</script><script>alert(1)//")


def composed(language="zh", names=("南社排污口", "北社排污口", "无坐标排污口")):
    return standalone_map(toy.frames(), toy.tables() | {"outlets": toy.outlets(names)}, language, DAY, 3)


def test_the_file_asks_nothing_of_the_network():
    page = composed()
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)
    assert not re.search(r"url\((?!data:|#)", page)
    assert "@import" not in page


def test_the_same_data_give_the_same_bytes():
    assert composed() == composed()


def test_text_from_a_ledger_stays_text():
    page = composed(names=NASTY)
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert page.count("<script>") == page.count("</script>")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("城镇污水处理厂排污口", "所属断面", "演示数据")),
        ("en", ("Municipal plant", "Section", "Demonstration data")),
    ],
)
def test_legend_popups_and_notice_speak_the_language(language, words):
    page = composed(language)
    assert all(word in page or json.dumps(word).strip('"') in page for word in words)


def test_no_row_becomes_a_marker_of_its_own():
    page = composed()
    assert "L.marker(" not in page.split("</head>")[-1]
    assert page.count("L.ShapeMarker(") == 2  # one function per kind, not one per feature


def test_a_filtered_map_says_so_and_opens_on_what_is_left():
    whole = composed()
    filtered = standalone_map(toy.frames(), toy.tables(), "zh", DAY, 3, "太原市; 工业排污口")
    assert "仅含：太原市; 工业排污口" in filtered
    assert "仅含" not in whole
    assert json.dumps(PROVINCE_BOUNDS) in whole
    assert json.dumps(PROVINCE_BOUNDS) not in filtered
