"""Figures write Chinese with a Chinese font, never boxes, and draw the same picture twice."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from registry.report import fonts
from registry.report.figures import drawing, trend_figure
from registry.report.map_figure import map_figure
from tests.report.toy_plan import toy_features, toy_map, toy_plan


@pytest.fixture
def no_chinese_font(monkeypatch):
    monkeypatch.setattr(fonts, "FAMILIES", ())
    fonts.chinese_family.cache_clear()
    yield
    fonts.chinese_family.cache_clear()


def ink(text: str) -> np.ndarray:
    """Return the pixels of a text drawn large."""
    with drawing():
        figure = Figure(figsize=(3, 1), dpi=80)
        figure.text(0.1, 0.3, text, fontsize=30)
        target = BytesIO()
        figure.savefig(target, format="png")
    return np.asarray(Image.open(target).convert("L"))


def test_a_chinese_font_is_found_and_writes_what_figures_say():
    family = fonts.chinese_family()
    assert family is not None
    assert fonts.can_write(family, "控制单元其他考核断面本断面河段县界劣Ⅴ类限值尾水湿地")


def test_two_different_characters_do_not_look_the_same_as_boxes_would():
    assert not np.array_equal(ink("汾"), ink("沁"))


def test_a_character_that_no_font_has_is_a_question_mark_not_a_box():
    assert fonts.drawable("河\U000e0001") == "河?"


def test_without_a_chinese_font_names_are_in_pinyin(no_chinese_font):
    assert fonts.drawable("汾河") == "fen he"
    assert map_figure(toy_map(toy_features()), "zh").startswith(b"\x89PNG")


def test_the_map_draws_the_same_picture_twice():
    content = toy_map(toy_features())
    assert map_figure(content, "zh") == map_figure(content, "zh")


def test_the_map_differs_by_language():
    content = toy_map(toy_features())
    assert map_figure(content, "zh") != map_figure(content, "en")


@pytest.mark.parametrize("name", ["$x^2$", "$", r"\frac{a}{b}", "_{", "%s"])
def test_a_river_named_like_a_formula_is_drawn_as_text(name):
    content = toy_map(toy_features())
    content.reaches["river"] = name
    assert map_figure(content, "zh").startswith(b"\x89PNG")


def test_a_section_without_a_unit_or_features_still_has_a_map():
    content = toy_map({kind: table[:0] for kind, table in toy_features().items()})
    bare = type(content)(content.units[:0], content.reaches[:0], content.counties, content.sections, content.features)
    assert map_figure(bare, "zh").startswith(b"\x89PNG")


def test_there_is_no_course_without_measurements():
    plan = toy_plan()
    assert trend_figure(plan.quality[:0], plan.limits, "zh") is None
    assert trend_figure(plan.quality, plan.limits, "zh") is not None
