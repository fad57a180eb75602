"""The page of a section: sums that agree with the registry, a strip that holds every feature once."""

from dataclasses import replace
from datetime import date

import pytest

from registry.errors import NotFoundError
from registry.quarter import Quarter
from registry.service.coverage import coverage
from registry.service.mapping import map_features
from registry.service.registry import AsOf, Registry
from registry.service.section_page import section_page
from registry.service.section_page_pack import fingerprint, section_pack
from registry.service.section_page_strip import section_strip, upstream_codes
from registry.service.summary import summary
from registry.settings import Settings
from registry.store import Store
from registry.vocabulary import ASSIGNED_KINDS

ON = AsOf(date(2022, 12, 31))
HAN_WU, RETIRED = "DM14012102", "DM14012101"


@pytest.fixture(scope="module")
def small(small_demo_path, base_layers):
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


@pytest.fixture(scope="module")
def codes(small):
    sections = map_features(small, ON)["sections"]
    return sections.loc[sections["active"], "code"].tolist()[::5]


def test_the_page_counts_what_the_summary_counts(small):
    page, known = section_page(small, HAN_WU, ON), summary(small, ON)["by_section"]
    assert {one.kind: one.own for one in page.totals} == {kind: known[HAN_WU][kind] for kind in ASSIGNED_KINDS}
    tree = small.water(small.sections(ON), ON.valid_on).tree
    held = [HAN_WU, *upstream_codes(tree, HAN_WU)]
    assert {one.kind: one.with_above for one in page.totals} == {
        kind: sum(known[code][kind] for code in held) for kind in ASSIGNED_KINDS
    }


def test_the_page_adds_up_and_says_so(small):
    page = section_page(small, HAN_WU, ON)
    assert [check.holds for check in page.checks] == [True, True]
    assert page.below is not None
    assert {one.code for one in page.above} == {"DM14010501", "DM14010502", "DM14070201"}
    assert [one.distance_m for one in page.above] == sorted(one.distance_m for one in page.above)


def test_the_page_s_coverage_is_the_section_s_row_of_the_coverage(small):
    rows = coverage(small, Quarter.parse("2022Q4")).sections.set_index("code")
    page = section_page(small, HAN_WU, ON)
    for name in ("wetlands", "plants", "villages", "villages_finished", "plant_flow_m3_per_d", "treated_m3_per_d"):
        assert page.coverage[name] == pytest.approx(rows.loc[HAN_WU, name])


@pytest.mark.parametrize("whole_river", [False, True])
def test_every_strip_holds_every_feature_once(small, codes, whole_river):
    known = summary(small, ON)["by_section"]
    tree = small.water(small.sections(ON), ON.valid_on).tree
    for code in codes:
        strip = section_strip(small, code, ON, whole_river=whole_river)
        held = [code, *(upstream_codes(tree, code) if whole_river else [])]
        assert strip.check.holds, code
        assert strip.features == sum(known[one][kind] for one in held for kind in ASSIGNED_KINDS)
        assert all(0 <= row.at_m <= strip.length_m + 1 for row in strip.rows if row.to_m is None), code
        assert [row.at_m for row in strip.rows] == sorted(row.at_m for row in strip.rows)


def test_a_feature_on_the_river_lies_where_its_assignment_says(small):
    strip = section_strip(small, HAN_WU, ON)
    outlets = map_features(small, ON)["outlets"].set_index("code")
    on_stem = [row for row in strip.rows if row.kind == "outlets" and outlets.loc[row.code, "method"] == "unit+network"]
    assert on_stem
    for row in on_stem:
        assert row.distance_m == pytest.approx(outlets.loc[row.code, "path_to_section_m"], abs=1.0)
        assert row.bank == outlets.loc[row.code, "bank"]


def test_sections_upstream_stand_at_their_distance(small):
    strip, page = section_strip(small, HAN_WU, ON), section_page(small, HAN_WU, ON)
    told = {row.code: row.distance_m for row in strip.rows if row.kind == "sections" and row.code != HAN_WU}
    assert told == pytest.approx({one.code: one.distance_m for one in page.above}, abs=1.0)


def test_a_retired_section_has_a_page_that_names_its_successor_and_no_strip(small):
    page = section_page(small, RETIRED, ON)
    assert HAN_WU in page.said[0].render("zh")
    assert page.coverage == {}
    assert section_pack(small, RETIRED, ON).strips == ()
    with pytest.raises(NotFoundError, match="not assessed on this day"):
        section_strip(small, RETIRED, ON)


def test_an_unknown_section_is_refused(small):
    with pytest.raises(NotFoundError, match="no section"):
        section_page(small, "DM0", ON)


def test_a_pack_s_fingerprint_changes_with_its_rows_only(small):
    features = section_pack(small, HAN_WU, ON).features
    assert fingerprint(dict(reversed(features.items()))) == fingerprint(features)
    moved = features["outlets"].assign(lon=features["outlets"]["lon"] + 1e-6)
    assert fingerprint({**features, "outlets": moved}) != fingerprint(features)
