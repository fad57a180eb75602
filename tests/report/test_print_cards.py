"""Counts on a printed map: they add up, do not meet, stay on the sheet, and say what kind they count."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.crs import METRIC, STORAGE
from registry.print_contents import Paper, View
from registry.report.print_cards import cards_of, join, summed_kinds
from registry.report.print_labels import meet
from registry.report.print_page import print_page, seen_on
from registry.report.print_sheet import laid_out, legend_lines
from tests.layers import toy
from tests.report import toy_strip
from tests.report.test_print_page import content

FAR = View(112.5, 37.5, 8.0, 900, 640, summed=("outlets",))
A4 = Paper("A4", portrait=False)
NAMED = {"甲县": "甲县", "乙县": "乙县", "无名县": "无名县", "": None}


def printed(view, places):
    """Return the content of a sheet with outlets at places, each with a county."""
    lons, lats, counties = zip(*places, strict=True)
    rows = toy.outlets([f"排污口{i}" for i in range(len(places))]).assign(
        lon=lons, lat=lats, county=[NAMED[name] for name in counties], city="太原市"
    )
    rows["section_code"] = np.where(rows["county"] == "甲县", "DM1", None)
    return replace(content(), view=view, features=toy.tables() | {"outlets": rows})


def cards(made):
    sheet = laid_out(made.view, A4, 0)
    seen = seen_on(sheet, made, toy_strip.MARKS)
    kinds = summed_kinds(seen, toy_strip.MARKS, made)
    return sheet, seen, cards_of(seen, kinds, made, sheet, []) if kinds else []


spots = st.tuples(st.floats(108, 117), st.floats(34, 41), st.sampled_from(sorted(NAMED)))


@settings(max_examples=40, deadline=None)
@given(st.lists(spots, min_size=1, max_size=60), st.sampled_from(["county", "section"]), st.floats(5, 12))
def test_what_all_cards_count_is_what_the_legend_counts_and_no_two_meet(places, by, zoom):
    _, seen, made = cards(printed(replace(FAR, by=by, zoom=zoom), places))
    assert sum(sum(card.counts) for card in made) == len(seen["outlets"])
    for number, card in enumerate(made):
        assert not any(meet(card.box, other.box) for other in made[number + 1 :])


def test_a_card_stands_in_its_county_and_one_without_a_county_among_its_features():
    sheet, _, made = cards(printed(FAR, [(112.9, 37.9, "甲县"), (113.9, 37.2, "")]))
    middles = [((card.box[0] + card.box[2]) / 2, (card.box[1] + card.box[3]) / 2) for card in made]
    inner, outer = [sheet.to_mm(*metric(lon, lat)) for lon, lat in ((toy.WEST.centroid.x, 37.5), (113.9, 37.2))]
    assert sorted(middles) == [pytest.approx(spot, abs=2.5) for spot in (inner, outer)]


def metric(lon, lat):
    point = gpd.GeoSeries.from_xy([lon], [lat], crs=STORAGE).to_crs(METRIC).iloc[0]
    return point.x, point.y


def test_cards_that_grow_into_each_other_become_one():
    _, _, made = cards(printed(FAR, [(112.2, 37.5, "甲县")]))
    first = made[0]
    left, low, right, top = first.box
    beside = replace(first, box=(right - 0.1, low, right + (right - left), top))
    joined = [first]
    join(joined, replace(beside, counts=(1000,)))
    assert [card.counts for card in joined] == [(1001,)]
    assert joined[0].places == 2


@pytest.mark.parametrize(("language", "word"), [("zh", "按断面计数"), ("en", "Counted by section")])
def test_the_legend_says_what_is_counted_and_by_what(language, word):
    made = printed(replace(FAR, by="section"), [(112.2, 37.5, "甲县")] * 3)
    _, seen, _ = cards(made)
    lines = legend_lines({"outlets": seen["outlets"]}, toy_strip.MARKS, made.view, language)
    assert [(line.count, line.mark is None) for line in lines] == [(3, True), (3, False)]
    assert lines[1].text == word


def test_what_is_put_out_of_sight_is_not_printed_and_the_counts_are():
    near = replace(FAR, zoom=9.0, summed=())
    whole = printed(near, [(112.2, 37.5, "甲县")] * 3)
    sheets = [
        print_page(replace(whole, view=view), A4, toy_strip.MARKS, "en", "png")
        for view in (
            near,
            replace(near, off=("rivers",)),
            replace(near, off=("units",)),
            replace(near, summed=("outlets",)),
        )
    ]
    assert len(set(sheets)) == len(sheets)


def test_nothing_to_count_makes_no_card():
    empty = replace(content(), view=FAR, features={"outlets": pd.DataFrame(toy.outlets()).head(0)})
    assert cards(empty)[2] == []
    assert print_page(empty, A4, toy_strip.MARKS, "zh", "png").startswith(b"\x89PNG")
