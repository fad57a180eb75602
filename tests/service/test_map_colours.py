"""What the map is coloured by agrees with the services that tell the same elsewhere, and is missing where not known."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from registry.quarter import Quarter
from registry.service.coverage import coverage
from registry.service.map_colours import against_target
from registry.service.mapping import map_features, map_terrain
from registry.service.plan import plan_ground
from registry.service.registry import AsOf, Registry
from registry.service.steps import standing_table
from registry.settings import Settings
from registry.store import Store

pytestmark = pytest.mark.base

DAY = date(2022, 12, 31)


@pytest.fixture(scope="module")
def registry(small_demo_path, base_layers):
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


@pytest.fixture(scope="module")
def tables(registry):
    return map_features(registry, AsOf(DAY))


@pytest.fixture(scope="module")
def sections(tables):
    return tables["sections"].set_index("code")


def test_every_outlet_stands_where_its_steps_say(registry, tables):
    standing = standing_table(registry, AsOf(DAY)).set_index("feature_id")
    outlets = tables["outlets"].join(standing[["stage", "needed", "days_late"]], on="feature_id")
    assert outlets["rectification"].notna().all()
    assert (outlets["rectification"] == "overdue").equals(outlets["days_late"].notna())
    closed_out = outlets["stage"].isin(["closed_out", "spot_checked"])
    assert closed_out.equals(outlets["rectification"] == "closed_out")
    assert set(outlets.loc[~outlets["needed"], "rectification"]) == {"not_needed"}


def test_coverage_is_that_of_the_coverage_page(registry, sections):
    rows = coverage(registry, Quarter(2022, 4)).sections.set_index("code")
    found = sections["share_of_plants"].reindex(rows.index)
    assert found.equals(rows["share_of_plants"].astype("float64").rename(found.name))


def test_loads_are_those_of_the_plans_and_missing_where_none_is_known(registry, sections):
    parts = plan_ground(registry, Quarter(2022, 4)).parts["outlets"]
    for code, load in sections["cod_t_per_a"].items():
        known = parts.loc[parts["section_code"] == code, "cod_t_per_a"].dropna()
        if np.isnan(load):
            assert not (parts["primary"] & (parts["section_code"] == code) & parts["cod_t_per_a"].notna()).any()
        else:
            assert load == pytest.approx(float(sum(known)), abs=1e-9)


def test_doubt_is_the_share_of_grades_c_and_d_of_all_kinds(tables, sections):
    code = sections["doubtful_share"].idxmax()
    kinds = [table for kind, table in tables.items() if kind != "sections"]
    grades = [grade for table in kinds for grade in table.loc[table["section_code"] == code, "grade"]]
    assert sections["doubtful_share"][code] == sum(grade in "CD" for grade in grades) / len(grades)


def test_a_section_that_is_not_assessed_on_the_day_has_no_figures(sections):
    figures = ["measured_class", "against_target", "cod_t_per_a", "share_of_plants", "doubtful_share"]
    assert sections.loc[~sections["active"], figures].isna().all(axis=None)
    assert len(sections) == 58


def test_a_measured_class_is_judged_against_its_target_only_where_both_are_known():
    number = pd.Series([3, 4, 6, 2, None], dtype="Int64")
    target = pd.Series(["III", "III", "III", None, "II"], dtype="str")
    assert against_target(number, target).fillna("").tolist() == ["met", "one", "more", "", ""]


def test_without_readings_no_class_is_measured(registry):
    early = map_features(registry, AsOf(date(2015, 1, 1)))["sections"]
    assert early["measured_class"].isna().all()


def test_base_layers_built_before_elevations_were_kept_have_no_terrain(registry, base_layers):
    old = replace(base_layers, manifest={**base_layers.manifest, "pictured": {}})
    assert map_terrain(replace(registry, base=old)) is None
