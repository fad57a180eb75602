"""Plans of the demonstration say what the registry knows, and no more."""

import pandas as pd
import pytest

from registry.errors import NotFoundError
from registry.quarter import Quarter
from registry.report.word import write_plan
from registry.service.features import feature_table
from registry.service.plan import content_of, plan_content, plan_ground
from registry.service.registry import AsOf

pytestmark = pytest.mark.base
QUARTER = Quarter(2022, 4)


@pytest.fixture(scope="module")
def ground(demo):
    return plan_ground(demo, QUARTER)


def code_of(ground, name: str) -> str:
    return ground.sections.set_index("name").loc[name, "code"]


@pytest.fixture(scope="module")
def plan(ground):
    return content_of(ground, code_of(ground, "河西村"))


def facts(plan) -> dict[str, str]:
    said = [*plan.card.facts, *plan.unit_facts]
    return {label.en: value.render("en") if hasattr(value, "render") else value for label, value in said}


def test_the_card_names_river_level_neighbours_and_that_no_target_is_stated(plan):
    card = facts(plan)
    assert card["River"] == "汾河"
    assert card["Target"] == "no target stated"
    assert card["Next section downstream"].startswith("汾河水库出口")
    assert any("川胡屯" in name for name in card["Sections next upstream"])
    assert "Class" in card["Class this quarter"]


def test_the_course_covers_the_twelve_months_of_the_year(plan):
    assert plan.quality["month"].dt.strftime("%Y-%m").tolist() == [f"2022-{n:02d}" for n in range(1, 13)]
    assert plan.quality["water_class"].between(1, 6).all()


def test_lists_hold_what_answers_to_the_section(plan, demo):
    outlets = feature_table(demo, "outlets", AsOf(QUARTER.last_day))
    own = outlets[outlets["section_code"] == plan.card.code]
    assert plan.lists[0].total == len(own)
    assert {row[0] for row in plan.lists[0].rows} <= set(own["code"])
    assert plan.loads[0].rows[-1][1] == len(own)


def test_plans_of_sections_of_every_sort_can_be_gathered(ground):
    for code in ground.sections.loc[ground.sections["active"], "code"].iloc[::6]:
        content = content_of(ground, code)
        assert content.card.code == code
        assert all(len(row) == len(table.columns) for table in content.lists for row in table.rows)


def test_a_retired_section_has_a_plan_without_a_unit(ground, tmp_path):
    content = content_of(ground, code_of(ground, "温南社"))
    assert len(content.map.units) == 0
    write_plan(content, tmp_path / "plan.docx")
    assert (tmp_path / "plan.docx").stat().st_size > 10_000


def test_a_section_that_nobody_knows_is_refused(demo):
    with pytest.raises(NotFoundError, match="no section DM0"):
        plan_content(demo, "DM0", QUARTER)


def test_plants_from_hydrowaste_are_credited(ground):
    with_plants = ground.features["plants"]["section_code"].dropna().iloc[0]
    said = [source.render("en") for source in content_of(ground, with_plants).sources]
    assert any("HydroWASTE v1.0" in source and "CC BY 4.0" in source for source in said)


def test_counties_touched_by_a_sliver_are_not_named(plan):
    counties = facts(plan)["Counties touched"]
    assert "静乐县" in counties
    assert len(counties) == len(pd.unique(pd.Series(counties)))
