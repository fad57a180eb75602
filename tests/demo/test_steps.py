import pandas as pd
import pytest

from registry.vocabulary import MEASURES, STEPS
from registry.vocabulary.steps import NEEDS, PROGRESS_OF_STAGE, SENT_BACK, STAGES
from tests.demo.conftest import known, true_on
from tests.demo.toy import toy_size

END = "2022-12-31"


@pytest.fixture(scope="module")
def steps(story):
    return known(story, "steps")


@pytest.fixture(scope="module")
def measures(story):
    return known(story, "measures")


def test_every_outlet_was_found_and_a_few_are_not_traced_yet(story, steps):
    codes = known(story, "outlets").groupby("feature_id")["code"].agg(set)
    found = set(steps.loc[steps["step"] == "found", "outlet_code"])
    assert all(found & own for own in codes)
    assert 0 < len(found) - steps.loc[steps["step"] == "traced", "outlet_code"].nunique() < 0.1 * len(found)


def test_every_step_has_the_evidence_it_needs_and_is_true_from_its_day(steps):
    for step, groups in NEEDS.items():
        rows = steps[steps["step"] == step]
        for group in groups:
            assert rows[list(group)].notna().any(axis=1).all(), step
    assert (steps["valid_from"] == steps["taken_on"]).all()
    assert not steps.duplicated(list(STEPS.key)).any()


def test_the_last_step_agrees_with_the_progress_in_the_outlets_ledger(story, steps):
    outlets = true_on(known(story, "outlets"), END)
    taken = true_on(steps, END)
    order = [choice.value for choice in STAGES]
    ranked = taken.assign(rank=taken["step"].map(order.index)).sort_values(["outlet_code", "taken_on", "rank"])
    last = ranked.drop_duplicates("outlet_code", keep="last").set_index("outlet_code")
    once = outlets[outlets["former_code"].isna() & outlets["rectification_class"].notna()].set_index("code")
    stage = last["step"].mask(last["result"] == "failed", last["step"].map(SENT_BACK)).reindex(once.index)
    agree = stage.map(PROGRESS_OF_STAGE) == once["rectification_progress"]
    assert agree.mean() > 0.97


def test_there_are_as_many_problems_and_measures_as_asked_for(measures):
    size = toy_size()
    assert measures["code"].nunique() == size.measures
    assert measures["problem_code"].nunique() == size.problems
    assert measures.groupby("problem_code")["problem"].nunique().eq(1).all()


def test_a_measure_goes_through_its_stages_in_order(measures):
    order = [choice.value for choice in MEASURES.field("status").choices]
    ranks = measures.sort_values(["feature_id", "valid_from"]).assign(rank=measures["status"].map(order.index))
    assert (ranks.groupby("feature_id")["rank"].diff().dropna() == 1).all()
    last = measures[measures["valid_to"].isna()]
    assert (last["closed_out_on"].notna() == (last["status"] == "closed_out")).all()
    dated = last.dropna(subset=["closed_out_on"])
    assert (dated["finished_on"] < dated["accepted_on"]).all()
    assert (dated["accepted_on"] < dated["closed_out_on"]).all()
    assert last.loc[last["status"].isin(["accepted", "closed_out"]), "accepted_by"].notna().all()
    assert pd.Timestamp(END) > measures["valid_from"].max()
