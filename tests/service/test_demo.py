"""The demonstration on the real ground of Shanxi: every promised total, at every date."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from registry.demo import DemoSize
from registry.errors import DataRefusedError
from registry.report.list_workbook import published_hashes
from registry.service.demo import fill_demo
from registry.service.features import feature_table
from registry.service.registry import AsOf, Registry
from registry.service.summary import summary
from registry.settings import Settings
from registry.store import Store
from registry.vocabulary import ASSIGNED_KINDS, KINDS
from registry.vocabulary.outlets import PRESENT_STATUSES

pytestmark = pytest.mark.base

YEAR_END = AsOf(date(2022, 12, 31))
QUARTER_ENDS = [date(2021, 12, 31), date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31)]
SMALL = DemoSize().scaled(0.05)


def silent(stage, done, total):
    """Take no notice of progress."""


@pytest.fixture(scope="module")
def totals(demo):
    return summary(demo, YEAR_END)


@pytest.fixture(scope="module")
def outlets(demo):
    return demo.store.frame("outlets")


def true_on(periods, day):
    day = pd.Timestamp(day)
    return periods[(periods["valid_from"] <= day) & (periods["valid_to"].isna() | (periods["valid_to"] > day))]


def test_the_year_ends_with_the_totals_of_the_report(totals):
    assert totals["sections"] == 58
    assert totals["outlets"] == 3730
    assert totals["plants"] == 43
    assert totals["wetlands"] == {"total": 40, "tail-water": 14, "river-mouth": 10, "in-river": 16}
    assert totals["villages"] == {"total": 1534, "finished": 634, "finished_in": {"2022": 634}}
    assert totals["projects"] == {"total": 82, "finished": 62}


def test_retired_sections_say_so(totals):
    assert {(section["name"], section["active_to"]) for section in totals["sections_retired"]} >= {
        ("温南社", "2021-01-01"),
        ("西曲村", "2021-01-01"),
    }


@pytest.mark.parametrize("kind", ["outlets", "plants", "villages", "projects"])
def test_sections_and_the_unassigned_add_up(totals, kind):
    whole = totals[kind] if isinstance(totals[kind], int) else totals[kind]["total"]
    by_section = sum(section[kind] for section in totals["by_section"].values())
    assert by_section + totals["unassigned"][kind] == whole


def test_what_is_made_up_is_flagged_and_what_is_real_is_not(totals):
    flagged = totals["synthetic"]
    assert (flagged["outlets"], flagged["villages"], flagged["projects"]) == (3730, 1534, 82)
    assert (flagged["plants"], flagged["wetlands"]) == (0, 38)


def test_every_city_of_the_basin_has_every_class_in_a_plausible_share(demo):
    table = feature_table(demo, "outlets", YEAR_END)
    share = table["outlet_class"].value_counts(normalize=True)
    assert 0.01 < share["municipal"] < 0.08
    assert 0.1 < share["industrial"] < 0.3
    assert 0.6 < share["other"] < 0.85
    by_city = table["city"].value_counts()
    assert by_city[["临汾市", "吕梁市", "运城市", "太原市", "晋中市", "忻州市", "晋城市"]].min() > 100


def test_most_are_surely_assigned_and_some_are_doubtful_on_purpose(demo):
    grades = feature_table(demo, "outlets", YEAR_END)["grade"].value_counts(normalize=True)
    assert grades[["A", "B"]].sum() > 0.7
    assert grades["C"] > 0.02
    assert grades["U"] > 0.04


def test_outlets_beyond_the_divide_are_out_of_the_basin(demo):
    table = feature_table(demo, "outlets", YEAR_END)
    outside = table["reasons"].map(lambda reasons: any("海河" in reason for reason in reasons))
    assert DemoSize().outside_basin * 0.95 <= outside.sum() <= DemoSize().outside_basin * 1.1
    astride = {"宁武县", "神池县", "寿阳县", "阳曲县", "平鲁区", "陵川县"}
    assert table[outside]["county"].isin(astride).mean() > 0.9


def test_real_wetlands_come_in_on_the_days_they_were_built(demo):
    tables = {year: feature_table(demo, "wetlands", AsOf(date(year, 12, 31))) for year in (2018, 2022, 2024, 2025)}
    built = {year: set(table.loc[~table["synthetic"], "name"]) for year, table in tables.items()}
    assert built[2018] == {"蒲县昕水河人工湿地"}
    assert built[2022] == {"蒲县昕水河人工湿地", "侯马市污水处理厂尾水人工潜流湿地保温小试"}
    assert {"晋城背荫湿地", "晋城申匠河湿地"} <= built[2024]
    assert "静乐县污水净化中心尾水湿地" in built[2025] - built[2024]


def test_wetlands_of_plants_lie_beside_them(demo):
    wetlands = demo.store.frame("wetlands", valid_on=date(2022, 12, 31)).set_index("feature_id")
    plants = demo.store.frame("plants", valid_on=date(2022, 12, 31)).set_index("feature_id")
    fed = demo.store.links(valid_on=date(2022, 12, 31)).query("role == 'plant_wetland'")
    assert len(fed) == 14
    apart = (
        wetlands.loc[fed["to_id"], ["lon", "lat"]].to_numpy() - plants.loc[fed["from_id"], ["lon", "lat"]].to_numpy()
    )
    assert abs(apart).max() < 0.01


@pytest.mark.parametrize("day", QUARTER_ENDS, ids=str)
def test_codes_are_well_formed_and_unique_on_every_quarter_end(outlets, day):
    codes = true_on(outlets, day)["code"]
    assert codes.is_unique
    assert codes.str.fullmatch(r"D[AB]-14\d{4}-\d{4}-[A-Z]{2}-\d{2}").all()


@pytest.mark.parametrize("day", QUARTER_ENDS, ids=str)
def test_merged_outlets_name_one_that_exists_on_every_quarter_end(outlets, day):
    on = true_on(outlets, day)
    merged = on[on["status"] == "merged"]
    assert merged["merged_into"].isin(on[on["status"].isin(PRESENT_STATUSES)]["code"]).all()


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_statuses_of_each_quarter_balance(outlets, number):
    before, after = (
        true_on(outlets, day).set_index("feature_id")["status"] for day in QUARTER_ENDS[number - 1 : number + 1]
    )
    present = [set(status[status.isin(PRESENT_STATUSES)].index) for status in (before, after)]
    gone, come = present[0] - present[1], present[1] - present[0]
    left = after.reindex(list(gone)).value_counts()
    plan = DemoSize().quarters[number - 1]
    assert left.get("merged", 0) == plan.merged
    assert left.get("closed", 0) == plan.closed + plan.split
    assert len(come & set(before.index)) == plan.revived
    assert len(present[1]) == len(present[0]) + len(come) - len(gone)


def test_each_quarter_was_known_only_after_it_ended(demo):
    revisions = demo.store.revisions()
    lists = revisions[revisions["reason"].str.contains("清单调度")]
    assert len(lists) == 4
    for row, day in zip(lists.itertuples(), QUARTER_ENDS[1:], strict=True):
        assert row.at.date() > day
        known = demo.store.frame("outlets", known_at=row.revision)
        assert known["valid_from"].max() <= pd.Timestamp(day)


def test_every_revision_names_the_layers_and_everything_is_assigned(demo):
    assert (demo.store.revisions()["base_sha256"] == demo.base.sha256).all()
    for kind in ASSIGNED_KINDS:
        features = demo.store.frame(kind, valid_on=date(2022, 12, 31))["feature_id"]
        assigned = demo.store.assignments(kind, valid_on=date(2022, 12, 31))["feature_id"]
        assert assigned.is_unique
        assert set(assigned) == set(features)


def test_readings_cover_the_year_for_every_active_section(demo):
    readings = demo.store.frame("readings")
    assert readings["subject_code"].nunique() == 56
    assert set(readings["measured_at"].dt.month) == set(range(1, 13))
    assert (readings["unit"] == "mg/L").all()


def test_stored_choices_are_all_of_the_vocabulary(demo):
    for name, kind in KINDS.items():
        frame = demo.store.frame(name)
        for field in kind.stored_fields:
            if field.choices:
                assert set(frame[field.name].dropna()) <= {choice.value for choice in field.choices}, (name, field.name)


def test_the_same_layers_give_the_same_registry_at_any_place(tmp_path, base_layers):
    one = Registry(Settings(), Store.create(tmp_path / "one.sqlite"), base_layers)
    other = replace(one, store=Store.create(tmp_path / "other.sqlite"))
    for registry in (one, other):
        fill_demo(registry, silent, published_hashes, SMALL)
    assert one.store.content_hash() == other.store.content_hash()


def test_a_registry_that_holds_something_is_left_as_it_is(demo_copy, base_layers):
    registry = Registry(replace(Settings(), registry_path=demo_copy), Store.open(demo_copy), base_layers)
    before = demo_copy.read_bytes()
    with pytest.raises(DataRefusedError, match="empty registry"):
        fill_demo(registry, silent, published_hashes)
    assert demo_copy.read_bytes() == before
