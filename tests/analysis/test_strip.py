"""The rows of a strip add up, whatever is drawn together."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.strip import GROUP, TRIBUTARY, drawn_together, size, strip_rows
from registry.section_contents import StripRow

SECTIONS = (StripRow("sections", "DM1", "上兰", "national", 0.0, 0.0, None),)
COLUMNS = ["kind", "code", "name", "category", "at_m", "distance_m", "bank", "branch"]

feature = st.tuples(
    st.sampled_from(["outlets", "villages"]),
    st.sampled_from(["a", "b"]),
    st.floats(0, 60_000),
    st.sampled_from(["left", "right", None]),
    st.sampled_from([None, 7, 8]),
)


def features(rows):
    listed = [
        (kind, f"{kind}{n}", f"名{n}", category, at, at + 10, bank, branch)
        for n, (kind, category, at, bank, branch) in enumerate(rows)
    ]
    frame = pd.DataFrame(listed, columns=COLUMNS)
    return frame.astype({"branch": "Int64"}).assign(bank=frame["bank"].where(frame["bank"].notna(), None))


def branches():
    return pd.DataFrame(
        {"branch": [7, 8, 9], "name": ["潇河", "", "空河"], "at_m": [100.0, 200.0, 300.0], "bank": "left"}
    )


def test_a_feature_on_the_stem_has_a_row_and_a_tributary_counts_what_lies_on_it():
    rows = strip_rows(
        features(
            [("outlets", "a", 500.0, "left", None), ("outlets", "a", 100.0, None, 7), ("villages", "b", 100.0, None, 7)]
        ),
        branches(),
        SECTIONS,
    )
    assert [row.kind for row in rows] == ["sections", TRIBUTARY, TRIBUTARY, "outlets"]
    assert rows[1].counts == (("outlets", "a", 1), ("villages", "b", 1))


def test_a_named_tributary_shows_without_features_and_an_unnamed_one_does_not():
    rows = strip_rows(features([]), branches(), SECTIONS)
    assert [row.name for row in rows if row.kind == TRIBUTARY] == ["潇河", "空河"]


@settings(max_examples=40)
@given(st.lists(feature, max_size=120), st.integers(5, 60))
def test_counts_add_up_whatever_is_drawn_together(rows, most):
    alone = strip_rows(features(rows), branches(), SECTIONS)
    together, bin_m = drawn_together(alone, most)
    assert sum(map(size, alone)) == sum(map(size, together)) == len(rows)
    assert (bin_m is None) == (len(alone) <= most)
    assert [row.code for row in together if row.kind == "sections"] == ["DM1"]
    for row in (row for row in together if row.kind == GROUP):
        assert row.to_m == row.at_m + bin_m


@settings(max_examples=40)
@given(st.lists(feature, max_size=80))
def test_rows_are_in_order_from_the_section_up(rows):
    places = [row.at_m for row in drawn_together(strip_rows(features(rows), branches(), SECTIONS), 20)[0]]
    assert places == sorted(places)
