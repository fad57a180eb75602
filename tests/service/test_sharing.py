"""A feature shared between sections: counted once, its loads shared out, and the shares as dated as the decision."""

from datetime import date

import pandas as pd
import pytest

from registry.analysis.loads import outlet_loads
from registry.analysis.section_loads import loads_by_section
from registry.errors import CallError, DataRefusedError, NotFoundError, StoreError
from registry.quarter import Quarter
from registry.service.assignment import assign_all, assignments_for
from registry.service.coverage import coverage
from registry.service.decided import effective_assignments, shares_in_force
from registry.service.deciding import Choice, decide, decide_all, undecide
from registry.service.features import feature_table
from registry.service.history import undo
from registry.service.plan import content_of, plan_ground
from registry.service.registry import AsOf, active_sections
from registry.service.sharing import ROLE
from registry.service.summary import summary
from registry.store import Actor, ChangeSet

pytestmark = pytest.mark.base
DAY = date(2022, 12, 31)
ON = AsOf(DAY)
LI = Actor("李工")


@pytest.fixture
def outlet(registry) -> pd.Series:
    """An outlet with a known load that nobody decided about."""
    table = feature_table(registry, "outlets", ON).dropna(subset=["flow_m3_per_d", "cod_mg_per_l", "section_code"])
    return table[table["status"] == "active"].iloc[0]


@pytest.fixture
def others(registry, outlet) -> list[str]:
    codes = active_sections(registry.sections(ON), DAY)["code"]
    return codes[codes != outlet["section_code"]].head(3).tolist()


def shares(registry, as_of=ON) -> dict[str, float]:
    table = feature_table(registry, "outlets", as_of)
    found = shares_in_force(registry, "outlets", as_of, table)
    return dict(zip(found["section_code"], found["share"], strict=True))


def cod_t_per_a(registry, as_of=ON) -> pd.Series:
    table = feature_table(registry, "outlets", as_of)
    rows = loads_by_section(table, shares_in_force(registry, "outlets", as_of, table))
    return rows.set_index("section_code")["cod_t_per_a"]


def test_a_share_moves_load_and_not_the_count(registry, outlet, others):
    own, other = outlet["section_code"], others[0]
    counts, loads = summary(registry, ON)["by_section"], cod_t_per_a(registry)
    head = registry.store.head()
    assert decide(registry, outlet["code"], own, LI, "两断面分担", on=DAY, shares=[(other, 0.4)]) == head + 1
    assert summary(registry, ON)["by_section"] == counts
    moved = (cod_t_per_a(registry) - loads).round(9)
    given = round(0.4 * outlet["flow_m3_per_d"] * outlet["cod_mg_per_l"] * 365 / 1e6, 6)
    assert (moved[other], moved[own]) == (pytest.approx(given, abs=1e-6), pytest.approx(-given, abs=1e-6))
    assert moved.drop([own, other]).abs().max() == 0
    assert shares(registry) == {other: 0.4}


def test_the_plans_of_both_sections_name_what_they_share(registry, outlet, others):
    own, other = outlet["section_code"], others[0]
    before = {code: content_of(plan_ground(registry, Quarter(2022, 4)), code) for code in (own, other)}
    decide(registry, outlet["code"], own, LI, "两断面分担", on=DAY, shares=[(other, 0.4)])
    ground = plan_ground(registry, Quarter(2022, 4))
    name = ground.sections.set_index("code")["name"][own]
    after = {code: content_of(ground, code) for code in (own, other)}
    for code, percent in ((own, 60.0), (other, 40.0)):
        plan, table = after[code], after[code].lists[-1]
        assert table.title.render("zh") == "与其他断面分担的对象"
        assert [(row[1], row[3], row[4]) for row in table.rows] == [(outlet["code"], pytest.approx(percent), name)]
        assert plan.loads[0].rows[-1][1] == before[code].loads[0].rows[-1][1]
        assert all("分担" not in listed.title.render("zh") for listed in before[code].lists)
    loads = [[plan.loads[0].rows[-1][3] for plan in plans] for plans in (before.values(), after.values())]
    assert sum(loads[0]) == pytest.approx(sum(loads[1]), abs=1e-9)
    assert loads[0] != loads[1]


def test_shares_outlive_recomputation_and_are_taken_back_with_the_decision(registry, outlet, others):
    before = registry.store.content_hash()
    decide(registry, outlet["code"], outlet["section_code"], LI, "分担", on=DAY, shares=[(others[0], 0.25)])
    assign_all(registry, LI, ON)
    assert shares(registry) == {others[0]: 0.25}
    made = registry.store.head()
    undecide(registry, outlet["code"], LI, on=DAY)
    assert registry.store.content_hash() == before
    assert shares(registry) == {}
    assert shares(registry, AsOf(DAY, made)) == {others[0]: 0.25}


def test_a_revision_that_shares_is_undone_whole(registry, outlet, others):
    code, own, before = outlet["code"], outlet["section_code"], registry.store.content_hash()
    undo(registry, decide(registry, code, own, LI, "分担", on=DAY, shares=[(others[0], 0.25)]), LI)
    assert registry.store.content_hash() == before
    decide(registry, code, own, LI, "分担", on=DAY, shares=[(others[0], 0.25)])
    shared = registry.store.content_hash()
    undo(registry, undecide(registry, code, LI, on=DAY), LI)
    assert registry.store.content_hash() == shared
    assert shares(registry) == {others[0]: 0.25}


def test_a_replaced_decision_replaces_its_shares(registry, outlet, others):
    code, own = outlet["code"], outlet["section_code"]
    decide(registry, code, own, LI, "分担", on=DAY, shares=[(others[0], 0.25), (others[1], 0.3)])
    decide(registry, code, others[0], LI, "再核", on=DAY, shares=[(own, 0.5)])
    assert shares(registry) == {own: 0.5}
    decide(registry, code, others[0], LI, "不再分担", on=DAY)
    assert shares(registry) == {}
    assert (registry.store.links()["role"] == ROLE).sum() == 0


def test_each_decision_of_a_life_keeps_its_own_shares(registry, outlet, others):
    """Evidence changes in the middle of the year; the earlier decision ends there, with its share."""
    code, own, ids = outlet["code"], outlet["section_code"], [int(outlet["feature_id"])]
    decide(registry, code, own, LI, "分担", on=DAY, shares=[(others[0], 0.25)])
    begun = registry.store.decisions("outlets", feature_ids=ids)["valid_from"].iloc[0]
    life = registry.store.frame("outlets", feature_ids=ids).drop(columns="revision")
    cut = pd.Timestamp("2022-12-20")
    last = life[life["valid_to"].isna()]
    assert last["valid_from"].iloc[0] < cut
    later = last.assign(valid_from=cut, lon=last["lon"] + 0.0001).astype(last.dtypes.to_dict())
    life.loc[life["valid_to"].isna(), "valid_to"] = cut
    timeline = pd.concat([life, later], ignore_index=True)
    assigned = assignments_for(registry, "outlets", timeline)
    registry.store.commit(ChangeSet({"outlets": timeline}, assignments={"outlets": assigned}), LI, "moved")
    decide(registry, code, own, LI, "移位后再定", on=DAY, shares=[(others[1], 0.75)])
    assert shares(registry) == {others[1]: 0.75}
    assert shares(registry, AsOf(date(2022, 12, 19))) == {others[0]: 0.25}
    links = registry.store.links().query("role == @ROLE").sort_values("valid_from")
    assert links["valid_from"].tolist() == [begun, cut]
    assert links["valid_to"].iloc[0] == cut
    undecide(registry, code, LI, on=DAY)
    assert shares(registry) == {}
    assert shares(registry, AsOf(date(2022, 12, 19))) == {others[0]: 0.25}


def test_many_are_shared_in_one_revision_with_links_of_their_own(registry, others):
    table = feature_table(registry, "outlets", ON).query("grade == 'A'").head(3)
    plant = feature_table(registry, "plants", ON).dropna(subset="section_code").iloc[0]
    choices = [Choice("outlets", code, others[0], ((others[1], 0.1), (others[2], 0.2))) for code in table["code"]]
    choices.append(Choice("plants", plant["code"], others[1], ((others[0], 0.5),)))
    decide_all(registry, choices, LI, "逐个核对", on=DAY)
    links = registry.store.links().query("role == @ROLE")
    assert len(links) == links["link_id"].nunique() == 7
    plants = shares_in_force(registry, "plants", ON, effective_assignments(registry, "plants", ON))
    assert plants[["feature_id", "section_code", "share"]].to_numpy().tolist() == [
        [plant["feature_id"], others[0], 0.5]
    ]


def test_wrong_shares_are_refused_with_the_reason(registry, outlet, others):
    code, own, head = outlet["code"], outlet["section_code"], registry.store.head()
    sections = registry.sections(ON)
    gone = sections.loc[sections["active_to"] <= pd.Timestamp(DAY), "code"].iloc[0]

    def refused(expected, match, *given):
        with pytest.raises(expected, match=match):
            decide(registry, code, own, LI, "分担", on=DAY, shares=given)

    for share in (0, 1, -0.1, 1.5, 1e-7, float("nan"), float("inf")):
        refused(CallError, "between 0 and 1", (others[0], share))
    refused(CallError, "add up to 1.0", (others[0], 0.1), (others[1], 0.2), (others[2], 0.7))
    refused(CallError, "named twice", (others[0], 0.1), (others[0], 0.2))
    refused(CallError, "named twice", (own, 0.1))
    refused(NotFoundError, "no section DM99999999", ("DM99999999", 0.4))
    refused(DataRefusedError, "not assessed", (gone, 0.4))
    assert registry.store.head() == head


def test_the_share_of_a_retired_section_stays_with_the_primary_one_and_is_asked_again(registry, outlet, others):
    code, own = outlet["code"], outlet["section_code"]
    decide(registry, code, own, LI, "分担", on=DAY, shares=[(others[0], 0.25), (others[1], 0.3)])
    section = registry.store.frame("sections", codes=[others[0]]).drop(columns="revision")
    retired = section.assign(active_to=pd.Timestamp("2022-12-01").as_unit("s"))
    registry.store.commit(ChangeSet({"sections": retired}), LI, "retired")
    assert shares(registry) == {others[1]: 0.3}
    found = feature_table(registry, "outlets", ON).set_index("code").loc[code]
    assert (found["section_code"], found["grade"]) == (own, "C")
    assert found["reasons"] == ["decided", "evidence_changed"]


def test_shares_lapse_while_the_decided_section_is_retired(registry, outlet, others):
    decide(registry, outlet["code"], others[0], LI, "分担", on=DAY, shares=[(others[1], 0.3)])
    section = registry.store.frame("sections", codes=[others[0]]).drop(columns="revision")
    retired = section.assign(active_to=pd.Timestamp("2022-12-01").as_unit("s"))
    registry.store.commit(ChangeSet({"sections": retired}), LI, "retired")
    assert shares(registry) == {}


def test_coverage_shares_out_the_flow_of_a_plant_and_keeps_its_totals(registry, others):
    plants = feature_table(registry, "plants", ON).dropna(subset=["section_code", "flow_m3_per_d"])
    plant = plants[~plants["section_code"].isin(others)].iloc[0]
    before = coverage(registry, Quarter(2022, 4))
    decide(registry, plant["code"], plant["section_code"], LI, "分担", on=DAY, shares=[(others[0], 0.25)])
    after = coverage(registry, Quarter(2022, 4))
    moved = (after.sections.set_index("code")["plant_flow_m3_per_d"]
             - before.sections.set_index("code")["plant_flow_m3_per_d"])  # fmt: skip
    assert moved[others[0]] == pytest.approx(0.25 * plant["flow_m3_per_d"])
    assert moved[plant["section_code"]] == pytest.approx(-0.25 * plant["flow_m3_per_d"])
    assert after.sections["plants"].tolist() == before.sections["plants"].tolist()
    assert after.totals == pytest.approx(before.totals)


def test_the_certificate_accounts_for_every_load_and_still_balances_when_loads_are_shared(registry, outlet, others):
    own, other = outlet["section_code"], others[0]
    before = assign_all(registry, LI, ON)["certificate"]
    decide(registry, outlet["code"], own, LI, "两断面分担", on=DAY, shares=[(other, 0.4)])
    after = assign_all(registry, LI, ON)["certificate"]
    table = feature_table(registry, "outlets", ON)
    for name in ("cod", "nh3n", "tp"):
        load = after["outlets"]["loads"][f"{name}_t_per_a"]
        tonnes = outlet_loads(table)[f"{name}_t_per_a"]
        assert load["in"] == pytest.approx(tonnes.sum(), abs=1e-6)
        assert load["known"] == tonnes.notna().sum() > 1000
        assert round(load["assigned"] + load["unassigned"], 6) == round(load["in"], 6)
        assert round(sum(load["by_section"].values()), 6) == round(load["assigned"], 6)
        assert round(sum(load["by_reason"].values()), 6) == round(load["unassigned"], 6) > 0
        assert load["in"] == before["outlets"]["loads"][f"{name}_t_per_a"]["in"]
        assert load["by_section"] != before["outlets"]["loads"][f"{name}_t_per_a"]["by_section"]
    assert after["outlets"]["by_section"] == before["outlets"]["by_section"]
    assert all(account["balanced"] for account in after.values())
    for account in after.values():
        assert sum(account["by_section"].values()) == account["assigned"]
        assert sum(account["by_reason"].values()) == account["unassigned"]


def test_the_certificate_does_not_balance_when_links_give_away_more_than_there_is(registry, outlet, others):
    decide(registry, outlet["code"], outlet["section_code"], LI, "分担", on=DAY, shares=[(others[0], 0.4)])
    link = registry.store.links().query("role == @ROLE").drop(columns="revision")
    registry.store.commit(ChangeSet(links=link.assign(share=1.4)), LI, "spoilt")
    found = assign_all(registry, LI, ON)["certificate"]["outlets"]
    assert not found["balanced"]
    assert not found["loads"]["cod_t_per_a"]["balanced"]


def test_accepting_a_decision_again_keeps_its_shares_and_another_section_drops_them(registry, outlet, others):
    code, own = outlet["code"], outlet["section_code"]
    decide(registry, code, own, LI, "分担", on=DAY, shares=[(others[0], 0.25), (others[1], 0.3)])
    decide_all(registry, [Choice("outlets", code, own)], LI, "再核", on=DAY)
    assert shares(registry) == {others[0]: 0.25, others[1]: 0.3}
    section = registry.store.frame("sections", codes=[others[0]]).drop(columns="revision")
    retired = section.assign(active_to=pd.Timestamp("2022-12-01").as_unit("s"))
    registry.store.commit(ChangeSet({"sections": retired}), LI, "retired")
    decide_all(registry, [Choice("outlets", code, own)], LI, "停用后再核", on=DAY)
    assert shares(registry) == {others[1]: 0.3}
    assert feature_table(registry, "outlets", ON).set_index("code")["reasons"][code] == ["decided"]
    decide_all(registry, [Choice("outlets", code, others[2])], LI, "改判", on=DAY)
    assert shares(registry) == {}
    assert decide_all(registry, [], LI, "无", on=DAY) == registry.store.head()


def test_a_city_shares_what_is_its_own_and_nothing_else(registry, outlet, others):
    given = {"shares": [(others[0], 0.25)], "on": DAY}
    elsewhere = next(city for city in registry.base.cities["city"] if city != outlet["city"])
    with pytest.raises(StoreError, match="may write only for"):
        decide(registry, outlet["code"], outlet["section_code"], Actor("王工", "city", (elsewhere,)), "分担", **given)
    at_home = Actor("王工", "city", (outlet["city"],))
    decide(registry, outlet["code"], outlet["section_code"], at_home, "分担", **given)
    assert shares(registry) == {others[0]: 0.25}
