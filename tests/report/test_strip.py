"""The strip as a drawing: every row once, no label on another, text as text, same bytes."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.language import LANGUAGES
from registry.report.strip import strip_key, strip_svg
from registry.report.strip_layout import ROW_PX, apart, laid_out
from registry.report.strip_trend import trend_svg
from registry.report.strip_words import rows_told
from registry.section_contents import StripRow
from tests.report import toy_strip
from tests.report.toy_plan import toy_plan

SVG = "{http://www.w3.org/2000/svg}"


def rows_in(svg):
    return [g.get("data-row") for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("data-row")]  # noqa: S314  our own


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_is_drawn_once_and_stands_in_the_list(language):
    strip = toy_strip.strip()
    assert sorted(rows_in(strip_svg(strip, toy_strip.MARKS, language)), key=int) == ["0", "1", "2", "3", "4"]
    told = rows_told(strip, toy_strip.MARKS, language)
    assert [row["place"] for row in told] == ["0.0", "1.2", "4.0", "5–6", "7.0"]
    assert all(row[name] for row in told for name in ("bank", "kind", "name", "what"))


def test_a_drawing_says_what_it_is_to_those_who_cannot_see_it():
    root = ET.fromstring(strip_svg(toy_strip.strip(), toy_strip.MARKS, "en"))  # noqa: S314  our own
    assert root.get("role") == "img"
    assert "上兰" in root.find(f"{SVG}title").text
    assert "10 features over 9.0 km" in root.find(f"{SVG}desc").text


@pytest.mark.parametrize("name", toy_strip.NASTY)
def test_a_hostile_name_is_text_in_the_drawing(name):
    svg = strip_svg(toy_strip.strip((name, name)), toy_strip.MARKS, "zh")
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()}  # noqa: S314  our own
    assert tags <= {"svg", "title", "desc", "g", "text", "line", "polyline", "polygon", "circle", "rect"}
    assert not re.search(r"\son\w+=", re.sub(r">[^<]*<", "><", svg))


def test_the_same_strip_gives_the_same_bytes():
    assert strip_svg(toy_strip.strip(), toy_strip.MARKS, "zh") == strip_svg(toy_strip.strip(), toy_strip.MARKS, "zh")


def test_the_key_counts_what_the_strip_shows():
    key = strip_key(toy_strip.strip(), toy_strip.MARKS, "en")
    assert "Outlets: Other 4" in key
    assert "Villages: Direct discharge 3" in key


@given(st.lists(st.floats(0, 1000), max_size=80))
def test_labels_keep_their_order_and_their_distance(wanted):
    placed = apart(sorted(wanted), 0, 1000)
    assert all(after - before >= ROW_PX - 1e-6 for before, after in pairwise(placed))
    assert all(height >= -1e-6 for height in placed)


def test_a_label_with_room_stands_beside_its_mark():
    assert apart([100.0, 300.0, 305.0], 0, 1000) == pytest.approx([100.0, 294.0, 311.0])


def test_a_hundred_rows_on_one_bank_still_do_not_collide():
    many = [StripRow("outlets", f"P{n}", f"口{n}", "other", 10.0 * n, 10.0 * n, "left") for n in range(100)]
    spots = [spot for spot in laid_out(toy_strip.strip(rows=many)).spots if spot.side == 1]
    heights = sorted(spot.label_y for spot in spots)
    assert min(b - a for a, b in pairwise(heights)) >= ROW_PX - 1e-6


def test_the_trend_shows_the_target_and_marks_the_months_out_of_class():
    plan = toy_plan()
    svg = trend_svg(plan.quality, 2, plan.limits, "en")
    assert "target Class II" in svg
    assert trend_svg(plan.quality[:0], 2, plan.limits, "en") is None
    assert "no target stated" in trend_svg(plan.quality, None, plan.limits, "en")
