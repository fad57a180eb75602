"""The field's machine: which step may follow, what each needs, where an outlet stands, what is late."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.rectification import (
    city_rows,
    declared_stage,
    in_order,
    lacking,
    out_of_order,
    stage_counts,
    standings,
)
from registry.vocabulary import OUTLETS, STEPS
from registry.vocabulary.steps import FOLLOWS, NEEDS, PROGRESS_OF_STAGE, SENT_BACK, STAGES
from tests.conftest import FULL

DAY = pd.Timestamp("2022-12-31")
FLOW = [choice.value for choice in STAGES][:8]
DATES = ("taken_on", "due_on", "closed_out_on", "sampled_on")


def frame(kind, rows):
    names = [field.name for field in kind.stored_fields if field.name != "synthetic"]
    table = pd.DataFrame(rows).reindex(columns=[*(("feature_id",) if kind is OUTLETS else ("outlet_id",)), *names])
    days = {name: "datetime64[s]" for name in DATES if name in table}
    numbers = [f.name for f in kind.stored_fields if f.type == "number"]
    words = [name for name in names if name not in days and name not in numbers]
    return table.astype(days | dict.fromkeys(words, "str"))


def steps(*taken, outlet=1):
    """Return steps of one outlet: (name, day) or (name, day, further fields)."""
    rows = [
        {"outlet_id": outlet, "step": name, "taken_on": pd.Timestamp(day)} | (more[0] if more else {})
        for name, day, *more in taken
    ]
    return frame(STEPS, rows)


def outlets(*rows):
    plain = {"feature_id": 1, "code": "A", "name": "甲", "city": "太原市", "county": "清徐县", "status": "active"}
    return frame(OUTLETS, [plain | row for row in rows])


def stand(taken, on=DAY, **declared):
    return standings(outlets(declared), taken, on).iloc[0]


def wrong(taken, declared="found"):
    ordered = in_order(taken)
    return ordered.loc[out_of_order(ordered, pd.Series({1: declared})), "step"].tolist()


def test_the_whole_flow_may_be_gone_through_on_one_day_in_any_order_of_rows():
    taken = steps(*((name, "2022-05-01") for name in reversed(FLOW)))
    assert in_order(taken)["step"].tolist() == FLOW
    assert wrong(taken) == []


def test_a_step_that_leaves_one_out_is_out_of_order():
    assert wrong(steps(("traced", "2022-01-01"), ("done", "2022-03-01"))) == ["done"]
    assert wrong(steps(("closed_out", "2022-01-01"))) == ["closed_out"]


def test_the_first_recorded_step_follows_what_the_ledger_declared():
    assert wrong(steps(("done", "2022-03-01")), "under_way") == []
    assert wrong(steps(("under_way", "2022-03-01")), "under_way") == []
    assert wrong(steps(("found", "2022-03-01")), "done") == []
    assert wrong(steps(("closed_out", "2022-03-01")), "under_way") == ["closed_out"]


def test_a_failed_county_check_sends_back_to_the_works():
    failed = ("checked", "2022-03-05", {"result": "failed"})
    taken = steps(("done", "2022-03-01"), failed, ("closed_out", "2022-03-06"))
    assert wrong(taken, "under_way") == ["closed_out"]
    again = steps(("done", "2022-03-01"), failed, ("done", "2022-04-01"), ("checked", "2022-04-02"))
    assert wrong(again, "under_way") == []
    assert stand(steps(("done", "2022-03-01"), failed))["stage"] == "under_way"


def test_what_is_reopened_keeps_its_history_and_counts_as_open_again():
    spot = ("spot_checked", "2022-06-01", {"result": "failed"})
    taken = steps(*((name, "2022-05-01") for name in FLOW), spot, ("reopened", "2022-06-02"))
    back = pd.concat([taken, steps(("under_way", "2022-06-02"))])
    assert wrong(back) == []
    assert stand(taken)["stage"] == "reopened"
    assert not stand(taken)["rectified"]
    now = stand(back)
    assert (now["stage"], now["since"], bool(now["rectified"])) == ("under_way", pd.Timestamp("2022-06-02"), False)
    assert len(in_order(back)) == len(FLOW) + 3


def test_steps_of_one_day_are_put_so_that_each_may_follow():
    before = [(name, "2022-01-01") for name in FLOW[:4]]
    again = steps(*before, ("planned", "2022-02-01"), ("classified", "2022-02-01"))
    assert in_order(again)["step"].tolist()[-2:] == ["classified", "planned"]
    closed = [(name, "2022-01-01") for name in FLOW]
    day = "2022-02-01"
    reopened = steps(*closed, ("under_way", day), ("reopened", day), ("spot_checked", day, {"result": "failed"}))
    assert in_order(reopened)["step"].tolist()[-3:] == ["spot_checked", "reopened", "under_way"]


@pytest.mark.parametrize("step", NEEDS)
def test_a_step_without_its_evidence_is_named_with_what_it_lacks(step):
    bare, groups = steps((step, "2022-01-01")), NEEDS[step]
    assert lacking(bare) == [groups]
    for group in groups:
        for name in group:
            filled = bare.assign(**{name: pd.Timestamp("2023-01-01") if name == "due_on" else "甲"})
            assert lacking(filled) == [()]


@pytest.mark.parametrize(
    ("declared", "stage"),
    [
        ({}, "found"),
        ({"responsible_body": "甲厂"}, "traced"),
        ({"rectification_class": "ban"}, "classified"),
        ({"rectification_class": "ban", "due_on": DAY}, "planned"),
        ({"rectification_class": "ban", "rectification_progress": "not_started", "due_on": DAY}, "planned"),
        ({"rectification_class": "ban", "rectification_progress": "under_way"}, "under_way"),
        ({"rectification_progress": "done"}, "done"),
        ({"rectification_progress": "closed_out"}, "closed_out"),
        ({"rectification_class": "ban", "closed_out_on": DAY}, "closed_out"),
        ({"rectification_class": "ban", "status": "closed"}, "done"),
        ({"status": "closed"}, "found"),
    ],
)
def test_without_steps_the_ledger_says_where_an_outlet_stands(declared, stage):
    assert declared_stage(outlets(declared)).tolist() == [stage]
    assert stand(steps(), **declared)["stage"] == stage
    assert not stand(steps(), **declared)["by_steps"]


def test_steps_come_before_what_the_ledger_says():
    told = stand(steps(("traced", "2022-01-01")), rectification_progress="done", rectification_class="ban")
    assert (told["stage"], told["rectification_class"], told["by_steps"]) == ("traced", "ban", True)


def test_late_is_what_is_not_done_by_its_due_day():
    declared = {"rectification_class": "ban", "due_on": pd.Timestamp("2022-12-01")}
    assert stand(steps(), **declared)["days_late"] == 30
    assert pd.isna(stand(steps(), on=pd.Timestamp("2022-12-01"), **declared)["days_late"])
    assert pd.isna(stand(steps(), rectification_progress="done", **declared)["days_late"])


def test_a_later_plan_sets_a_new_due_day_and_reopening_takes_the_old_one_away():
    plan = ("planned", "2022-02-01", {"due_on": pd.Timestamp("2023-06-30")})
    declared = {"rectification_class": "ban", "due_on": pd.Timestamp("2022-03-01")}
    taken = steps(plan, *((name, "2022-04-01") for name in FLOW[4:]))
    assert stand(steps(plan), **declared)["due_on"] == pd.Timestamp("2023-06-30")
    again = pd.concat([taken, steps(("reopened", "2022-05-01"))])
    assert pd.isna(stand(again, **declared)["due_on"])
    new = pd.concat([again, steps(("planned", "2022-05-02", {"due_on": pd.Timestamp("2022-08-01")}))])
    assert stand(new, **declared)["days_late"] == 152
    assert stand(again, **(declared | {"due_on": pd.Timestamp("2022-09-01")}))["due_on"] == pd.Timestamp("2022-09-01")


def test_cities_add_up_to_the_whole():
    rows = [
        {"feature_id": 1, "rectification_class": "ban", "rectification_progress": "closed_out", "status": "closed"},
        {"feature_id": 2, "rectification_class": "merge", "due_on": pd.Timestamp("2022-06-01")},
        {"feature_id": 3, "responsible_body": "甲"},
        {"feature_id": 4, "city": "运城市"},
    ]
    standing = standings(outlets(*rows), steps(), DAY)
    cities = city_rows(standing).set_index("city")
    taiyuan = cities.loc["太原市"]
    counted = ["found", "present", "traced", "needed", "rectified", "closed_out", "overdue"]
    assert taiyuan[counted].tolist() == [3, 2, 3, 2, 1, 1, 1]
    assert (taiyuan["traced_share"], taiyuan["rectified_share"]) == (1.0, 0.5)
    assert pd.isna(cities.loc["运城市", "rectified_share"])
    stages = stage_counts(standing)
    assert stages["total"].sum() == len(standing) == stages.drop(columns=["city", "total"]).to_numpy().sum()


def test_every_stage_has_a_way_on_and_a_word_in_the_ledger():
    names = {choice.value for choice in STAGES}
    assert set(FOLLOWS) == set(NEEDS) == set(PROGRESS_OF_STAGE) == names
    assert all(FOLLOWS.values())
    assert set(SENT_BACK.values()) <= names


@st.composite
def walks(draw):
    """A walk through the machine: each step may follow the one before, days never go back."""
    stage, day, walk = "found", 0, [("found", 0, None)]
    for _ in range(draw(st.integers(0, 14))):
        step = draw(st.sampled_from(sorted(FOLLOWS[stage])))
        result = draw(st.sampled_from(["passed", "failed"])) if step in SENT_BACK else None
        day += draw(st.integers(0, 2)) if not any(s == step and d == day for s, d, _ in walk) else 1
        if any(s == step and d == day for s, d, _ in walk):
            day += 1
        walk.append((step, day, result))
        stage = SENT_BACK[step] if result == "failed" else step
    return walk


@settings(max_examples=2000 if FULL else 60)
@given(walks(), st.randoms(use_true_random=False))
def test_every_walk_is_in_order_however_its_rows_are_shuffled(walk, random):
    rows = [
        (step, pd.Timestamp("2022-01-01") + pd.Timedelta(days=day), {"result": result}) for step, day, result in walk
    ]
    random.shuffle(rows)
    ordered = in_order(steps(*rows))
    assert not out_of_order(ordered, pd.Series({1: "found"})).any()
    assert ordered["taken_on"].is_monotonic_increasing
    assert all(two in FOLLOWS[one] for one, two in pairwise_stages(ordered))


def pairwise_stages(ordered):
    return [(one, two) for (one, _), (_, two) in pairwise(zip(ordered["stage"], ordered["step"], strict=True))]
