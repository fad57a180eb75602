"""People decide: in force everywhere, kept through every recomputation, asked again when the evidence changes."""

from datetime import date

import pandas as pd
import pytest

from registry.errors import CallError, DataRefusedError, NotFoundError, StoreError
from registry.quarter import Quarter
from registry.service.assignment import assign_all, assignments_for
from registry.service.coverage import coverage
from registry.service.deciding import Choice, decide, decide_all, undecide
from registry.service.explain import explain
from registry.service.features import feature_table
from registry.service.history import decision_history, undo
from registry.service.mapping import map_features
from registry.service.plan import plan_content
from registry.service.quarterly import draft_list
from registry.service.registry import AsOf
from registry.service.summary import summary
from registry.store import Actor, ChangeSet

pytestmark = pytest.mark.base
DAY = date(2022, 12, 31)
ON = AsOf(DAY)
LI = Actor("李工")


@pytest.fixture
def doubtful(registry) -> pd.Series:
    """An outlet of grade C with a runner-up."""
    table = feature_table(registry, "outlets", ON)
    return table[(table["grade"] == "C") & table["runner_up"].notna()].iloc[0]


def row(registry, code, as_of=ON) -> pd.Series:
    return feature_table(registry, "outlets", as_of).set_index("code").loc[code]


def moved(registry, code) -> int:
    """Correct an outlet's place by a few metres, as an import would."""
    timeline = registry.store.frame("outlets", codes=[code]).drop(columns="revision")
    timeline = timeline.assign(lon=timeline["lon"] + 0.0001)
    changes = ChangeSet({"outlets": timeline}, assignments={"outlets": assignments_for(registry, "outlets", timeline)})
    return registry.store.commit(changes, LI, "moved")


def test_the_history_lists_decisions_and_their_taking_back(registry, doubtful):
    code, other = doubtful["code"], doubtful["runner_up"]
    assert decision_history(registry, code).empty
    made = decide(registry, code, other, LI, "现场核实", on=DAY)
    taken = undecide(registry, code, Actor("王工"), on=DAY)
    told = decision_history(registry, code, "outlets")
    assert told["revision"].tolist() == [made, taken]
    assert told["actor"].tolist() == ["李工", "王工"]
    assert told["section_code"].fillna("").tolist() == [other, ""]
    assert told["why"].iloc[0] == "现场核实"


def test_a_decision_is_in_force_in_every_product_at_once(registry, doubtful):
    code, other = doubtful["code"], doubtful["runner_up"]
    before = summary(registry, ON)
    revision = decide(registry, code, other, LI, "现场核实", on=DAY)
    found, after = row(registry, code), summary(registry, ON)
    assert (found["section_code"], found["computed_section"]) == (other, doubtful["section_code"])
    assert (found["method"], found["grade"], found["reasons"]) == ("decided", "B", ["decided"])
    assert (found["decided_by"], found["decided_why"], registry.store.head()) == ("李工", "现场核实", revision)
    for section, step in ((other, 1), (doubtful["section_code"], -1)):
        assert after["by_section"][section]["outlets"] == before["by_section"][section]["outlets"] + step
    drawn = map_features(registry, ON)["outlets"].set_index("code")
    listed = draft_list(registry, Quarter(2022, 4)).outlets.set_index("code")
    assert drawn["section_code"][code] == listed["section_code"][code] == other
    planned = plan_content(registry, other, Quarter(2022, 4))
    assert code in repr(planned)
    coverage(registry, Quarter(2022, 4))
    passport = explain(registry, code, None, ON)
    assert (passport.section, passport.decided_by) == (other, "李工")
    assert "李工" in passport.sentence.render("zh")


def test_counts_stay_whole_and_the_certificate_balances(registry, doubtful):
    before = summary(registry, ON)
    decide(registry, doubtful["code"], doubtful["runner_up"], LI, "现场核实", on=DAY)
    report = assign_all(registry, LI, ON)
    after = summary(registry, ON)
    assert all(account["balanced"] for account in report["certificate"].values())
    assert sum(after["grades"].values()) == sum(before["grades"].values())
    total = sum(counts["outlets"] for counts in after["by_section"].values())
    assert total + after["unassigned"]["outlets"] == after["outlets"] == before["outlets"]


def test_a_decision_outlives_recomputation(registry, doubtful):
    decide(registry, doubtful["code"], doubtful["runner_up"], LI, "现场核实", on=DAY)
    stored = registry.store.assignments("outlets", feature_ids=[int(doubtful["feature_id"])])
    wrong = stored.drop(columns="revision").assign(section_code="DM00000000", grade="D")
    registry.store.commit(ChangeSet(assignments={"outlets": wrong}), LI, "spoilt")
    assign_all(registry, LI, ON)
    found = row(registry, doubtful["code"])
    assert (found["section_code"], found["computed_section"]) == (doubtful["runner_up"], doubtful["section_code"])
    assert found["reasons"] == ["decided"]


def test_changed_evidence_leaves_the_decision_standing_and_asks_again(registry, doubtful):
    code = doubtful["code"]
    decide(registry, code, doubtful["runner_up"], LI, "现场核实", on=DAY)
    revision = moved(registry, code)
    found = row(registry, code)
    assert (found["section_code"], found["grade"]) == (doubtful["runner_up"], "C")
    assert found["reasons"] == ["decided", "evidence_changed"]
    undo(registry, revision, LI)
    assert row(registry, code)["reasons"] == ["decided"]
    moved(registry, code)
    decide(registry, code, doubtful["runner_up"], LI, "再次核实", on=DAY)
    assert row(registry, code)["reasons"] == ["decided"]


def test_a_decision_is_taken_back_and_a_revision_undone(registry, doubtful):
    code, before = doubtful["code"], registry.store.content_hash()
    first = decide(registry, code, doubtful["runner_up"], LI, "现场核实", on=DAY)
    undo(registry, first, LI)
    assert registry.store.content_hash() == before
    decide(registry, code, doubtful["runner_up"], LI, "现场核实", on=DAY)
    undecide(registry, code, LI, on=DAY)
    assert registry.store.content_hash() == before
    assert row(registry, code)["section_code"] == doubtful["section_code"]
    assert row(registry, code, AsOf(DAY, first))["section_code"] == doubtful["runner_up"]
    with pytest.raises(NotFoundError, match="no decision"):
        undecide(registry, code, LI, on=DAY)


def test_many_are_decided_in_one_revision(registry):
    table = feature_table(registry, "outlets", ON).query("grade == 'C'").head(5)
    choices = [
        Choice("outlets", str(code), str(to)) for code, to in zip(table["code"], table["section_code"], strict=True)
    ]
    head = registry.store.head()
    assert decide_all(registry, choices, LI, "逐个核对", on=DAY) == head + 1
    now = feature_table(registry, "outlets", ON).set_index("code").loc[table["code"]]
    assert now["grade"].tolist() == ["B"] * 5
    assert now["section_code"].tolist() == table["section_code"].tolist()
    assert now["path_to_section_m"].fillna(0).tolist() == table["path_to_section_m"].fillna(0).tolist()


def test_decisions_without_a_section_a_reason_or_the_right_are_refused(registry, doubtful):
    code, other, head = doubtful["code"], doubtful["runner_up"], registry.store.head()
    sections = registry.sections(ON)
    gone = sections.loc[sections["active_to"] <= pd.Timestamp(DAY), "code"].iloc[0]
    with pytest.raises(NotFoundError, match="no section"):
        decide(registry, code, "DM99999999", LI, "现场核实", on=DAY)
    with pytest.raises(DataRefusedError, match="not assessed"):
        decide(registry, code, gone, LI, "现场核实", on=DAY)
    with pytest.raises(CallError, match="needs a reason"):
        decide(registry, code, other, LI, "  ", on=DAY)
    with pytest.raises(CallError, match="nothing to decide"):
        decide(registry, other, other, LI, "现场核实", "sections", on=DAY)
    elsewhere = next(city for city in registry.base.cities["city"] if city != doubtful["city"])
    with pytest.raises(StoreError, match="may write only for"):
        decide(registry, code, other, Actor("王工", "city", (elsewhere,)), "现场核实", on=DAY)
    lives = registry.store.frame("outlets").drop_duplicates("feature_id")
    later = lives.loc[lives["valid_from"] > pd.Timestamp("2022-03-01"), "code"].iloc[0]
    with pytest.raises(NotFoundError, match="does not exist on"):
        decide(registry, later, other, LI, "现场核实", on=date(2022, 2, 1))
    assert registry.store.head() == head


def test_where_the_decided_section_is_retired_the_computed_one_stands(registry, doubtful):
    code, other = doubtful["code"], doubtful["runner_up"]
    decide(registry, code, other, LI, "现场核实", on=DAY)
    sections = registry.store.frame("sections", codes=[other]).drop(columns="revision")
    retired = sections.assign(active_to=pd.Timestamp("2022-12-01").as_unit("s"))
    registry.store.commit(ChangeSet({"sections": retired}), LI, "retired")
    assign_all(registry, LI, ON)
    found = row(registry, code)
    assert found["section_code"] == found["computed_section"] != other
    assert found["reasons"][-1] == "decided_section_retired"
    assert found["decided_by"] == "李工"
