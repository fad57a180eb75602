"""A printed map: round scale, all of the view, names that do not collide, counts of the sheet, same bytes."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from registry.language import LANGUAGES
from registry.print_contents import NICE, Paper, PrintContent, View, nice_scale
from registry.report.print_labels import Name, places_of, write_all
from registry.report.print_page import DOTS_PER_INCH, print_page
from registry.report.print_sheet import in_frame, laid_out, legend_lines
from tests.layers import toy
from tests.report import toy_strip

VIEW = View(112.4, 37.5, 9.0, 900, 640)
SHEETS = [Paper(name, portrait) for name in ("A4", "A3") for portrait in (False, True)]
FRAME = (0.0, 0.0, 200.0, 150.0)


def content(names=("南社排污口", "北社排污口", "无坐标排污口"), title="排污口分布图"):
    features = toy.tables() | {"outlets": toy.outlets(names)}
    return PrintContent(VIEW, title, "太原市", date(2022, 12, 31), 3, "ab" * 32, True, toy.frames(), features)


@pytest.mark.parametrize("paper", SHEETS, ids=lambda paper: f"{paper.name}-{paper.portrait}")
def test_the_sheet_shows_all_of_the_view_at_a_scale_that_people_use(paper):
    sheet = laid_out(VIEW, paper, 20)
    west, south, east, north = sheet.ground
    assert east - west >= VIEW.size_m[0] - 1
    assert north - south >= VIEW.size_m[1] - 1
    assert sheet.scale / 10 ** (len(f"{sheet.scale:.0f}") - 1) in NICE


@given(st.floats(500, 2e7))
def test_a_scale_is_never_larger_than_asked_for_nor_more_than_half_smaller(least):
    assert least <= nice_scale(least) <= least * 1.34


@pytest.mark.parametrize(("paper", "language"), [(SHEETS[1], "en")])
def test_a_picture_has_the_size_of_its_paper_and_the_same_bytes(paper, language):
    first = print_page(content(), paper, toy_strip.MARKS, language, "png")
    assert first == print_page(content(), paper, toy_strip.MARKS, language, "png")
    size = Image.open(BytesIO(first)).size
    assert size == tuple(pytest.approx(side / 25.4 * DOTS_PER_INCH, abs=1) for side in paper.size_mm)


def test_a_pdf_has_its_fonts_inside_no_time_and_the_same_bytes():
    first = print_page(content(), SHEETS[0], toy_strip.MARKS, "zh", "pdf")
    assert first.startswith(b"%PDF")
    assert b"/FontFile" in first or b"/Type3" in first
    assert b"CreationDate" not in first
    assert first == print_page(content(), SHEETS[0], toy_strip.MARKS, "zh", "pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_counts_what_is_on_the_sheet(language):
    sheet = laid_out(VIEW, SHEETS[0], 0)
    seen = {kind: in_frame(table, sheet) for kind, table in content().features.items()}
    lines = legend_lines(seen, toy_strip.MARKS, VIEW, language)
    heads = [line.count for line in lines if line.mark is None]
    assert heads == [2, 2]
    assert sum(line.count for line in lines if line.mark is not None) == sum(heads)


@pytest.mark.parametrize("name", ["$x^2$", r"\frac{a}{b}", "<b>", "${x}", "%s"])
def test_a_name_like_a_formula_is_printed_as_text(name):
    strange = replace(content((name, name, name), name), filter=name)
    assert print_page(strange, SHEETS[0], toy_strip.MARKS, "zh", "png").startswith(b"\x89PNG")


names = st.lists(
    st.builds(
        Name,
        st.sampled_from(["上兰", "汾河水库出口", "Outlet"]),
        st.floats(0, 200),
        st.floats(0, 150),
        st.sampled_from([6.5, 9.0]),
        st.just("section"),
        st.sampled_from([0.0, 2.0]),
    ),
    max_size=60,
)


@settings(max_examples=50)
@given(names)
def test_no_name_meets_another_or_the_frame(wanted):
    written = write_all(wanted, [], FRAME)
    boxes = [
        next(box for box in places_of(one.name) if (box[0], box[1]) == pytest.approx((one.x - 0.5, one.y - 0.5)))
        for one in written
    ]
    for n, (west, south, east, north) in enumerate(boxes):
        assert west >= 0
        assert south >= 0
        assert east <= 200
        assert north <= 150
        assert not any(west < b[2] and b[0] < east and south < b[3] and b[1] < north for b in boxes[n + 1 :])


def test_the_first_name_is_always_written_where_it_has_room():
    assert [one.name.text for one in write_all([Name("上兰", 100, 75, 9, "section", 2)], [], FRAME)] == ["上兰"]
