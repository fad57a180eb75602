"""The fact tables of sections and rivers, as read."""

import pytest

from registry.base.facts import level_of, read_facts, read_sections
from registry.errors import BaseLayersError
from registry.settings import Settings


@pytest.fixture(scope="module")
def facts():
    return read_facts(Settings().facts_dir)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("国考", "national"),
        ("国控", "national"),
        ("国考(13th)", "national"),
        ("国控/省控", "national"),
        ("国控(early)", "national"),
        ("省考", "provincial"),
        ("省控", "provincial"),
        ("省控(13th国控)", "provincial"),
        ("市界考核", "local"),
        ("县界考核", "local"),
    ],
)
def test_each_wording_has_its_level(text, level):
    assert level_of(text) == level


def test_an_unknown_wording_is_refused():
    with pytest.raises(BaseLayersError, match="not a known level"):
        level_of("乡考")


def test_the_58_sections_have_codes_of_their_county_in_the_order_of_the_file(facts):
    sections = facts.sections.set_index("name")
    assert len(sections) == 58
    assert sections["code"].is_unique
    assert sections.loc[["雷鸣寺", "川胡屯", "温南社", "韩武村"], "code"].tolist() == [
        "DM14092501",
        "DM14092502",
        "DM14012101",
        "DM14012102",
    ]


@pytest.mark.parametrize(("old", "new"), [("温南社", "韩武村"), ("西曲村", "小韩村")])
def test_a_replaced_section_is_retired_on_the_day_its_successor_begins(facts, old, new):
    sections = facts.sections.set_index("name")
    assert sections["successor"][old] == sections["code"][new]
    assert str(sections["active_to"][old].date()) == str(sections["active_from"][new].date()) == "2021-01-01"


def test_sections_new_in_the_14th_plan_begin_with_it(facts):
    new = facts.sections[facts.sections["note"].str.contains("new in 14th FYP")]
    assert len(new) == 4
    assert (new["active_from"].dt.year == 2021).all()


def test_two_names_of_one_section_are_known(facts):
    sections = facts.sections.set_index("name")
    assert "安固桥" in sections["aliases"]["桑柳树"].split(";")
    assert "两河口桥" in sections["aliases"]["三川河两河口桥"].split(";")


def test_every_river_with_a_mouth_has_a_place_in_the_topology(facts):
    assert set(facts.mouths["river"]) <= set(facts.topology["river"])


def test_every_course_of_the_plan_joins_one_before_it(facts):
    plan = facts.course_plan
    earlier = [set(plan["river"][:number]) for number in range(len(plan))]
    assert all(row.joins in known for row, known in list(zip(plan.itertuples(), earlier, strict=True))[1:])


def test_a_missing_table_is_refused(tmp_path):
    with pytest.raises(BaseLayersError, match=r"sections\.csv"):
        read_sections(tmp_path / "sections.csv")
