"""Decisions are kept like everything else: by revision, never overwritten, taken back by a further one."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import StoreError
from registry.store import Actor, ChangeSet, Store
from tests.store.helpers import OFFICE, TAIYUAN, assignments, change


def decided(*feature_ids: int, section: str = "DM14012101", why: str = "现场核实") -> pd.DataFrame:
    told = {"section_code": section, "decided_by": "李工", "why": why, "evidence": "0" * 64}
    return pd.DataFrame({"feature_id": list(feature_ids), **told, "valid_from": pd.Timestamp("2022-01-01")})


@pytest.fixture
def two(store) -> Store:
    store.commit(change({"feature_id": 1}, {"feature_id": 2, "city": "大同市"}), OFFICE, "first")
    return store


def test_a_decision_is_known_from_its_revision_on(two):
    empty = two.content_hash()
    two.commit(ChangeSet(decisions={"outlets": decided(1)}), OFFICE, "decided")
    assert two.decisions("outlets", known_at=1).empty
    row = two.decisions("outlets").iloc[0]
    assert (row["feature_id"], row["section_code"], row["decided_by"], row["revision"]) == (1, "DM14012101", "李工", 2)
    assert two.content_hash() != empty == two.content_hash(known_at=1)
    assert two.broken_revision() is None


def test_new_assignments_leave_decisions_alone(two):
    two.commit(ChangeSet(decisions={"outlets": decided(1)}), OFFICE, "decided")
    two.commit(ChangeSet(assignments={"outlets": assignments(1)}), OFFICE, "assigned")
    assert len(two.decisions("outlets")) == 1
    two.commit(two.undo_changes(2), OFFICE, "undo", undoes=2)
    assert two.decisions("outlets").empty
    assert len(two.assignments("outlets")) == 1


def test_a_decision_taken_back_can_come_back(two):
    two.commit(ChangeSet(decisions={"outlets": decided(1)}), OFFICE, "decided")
    two.commit(ChangeSet(removed_decisions={"outlets": [1]}), OFFICE, "taken back")
    assert two.decisions("outlets").empty
    assert two.content_hash() == two.content_hash(known_at=1)
    two.commit(two.undo_changes(3), OFFICE, "undo", undoes=3)
    assert two.content_hash() == two.content_hash(known_at=2)


def test_a_decision_goes_with_its_feature_and_returns_with_it(two):
    two.commit(ChangeSet(decisions={"outlets": decided(1)}), OFFICE, "decided")
    two.commit(ChangeSet(removed={"outlets": [1]}), OFFICE, "never was")
    assert two.decisions("outlets").empty
    two.commit(two.undo_changes(3), OFFICE, "undo", undoes=3)
    assert two.content_hash() == two.content_hash(known_at=2)


def test_an_altered_decision_breaks_the_chain(two):
    two.commit(ChangeSet(decisions={"outlets": decided(1)}), OFFICE, "decided")
    with two._file.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER decisions_no_update")
        connection.exec_driver_sql("UPDATE decisions SET section_code = 'DM00000000'")
    assert two.broken_revision() == 2


def test_a_city_decides_only_about_its_own(two):
    with pytest.raises(StoreError, match="may write only for"):
        two.commit(ChangeSet(decisions={"outlets": decided(2)}), TAIYUAN, "not theirs")
    assert two.commit(ChangeSet(decisions={"outlets": decided(1)}), TAIYUAN, "theirs") == 2
    with pytest.raises(StoreError, match="may not write"):
        two.commit(ChangeSet(decisions={"outlets": decided(1)}), Actor("客", "viewer"), "looks only")


def test_a_decision_about_nothing_is_refused(two):
    with pytest.raises(StoreError, match="not in the registry"):
        two.commit(ChangeSet(decisions={"outlets": decided(9)}), OFFICE, "about nothing")


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.one_of(st.none(), st.integers(0, 3))), max_size=6))
def test_every_revision_keeps_its_own_decisions(tmp_path_factory, steps):
    store = Store.create(tmp_path_factory.mktemp("decisions") / "registry.sqlite")
    store.commit(change({"feature_id": 1}, {"feature_id": 2}), OFFICE, "first")
    states: list[dict[int, str]] = [{}]
    for number, choice in steps:
        gone = choice is None
        state = {key: value for key, value in states[-1].items() if key != number}
        states.append(state if gone else state | {number: f"S{choice}"})
        changes = (
            ChangeSet(removed_decisions={"outlets": [number]})
            if gone
            else ChangeSet(decisions={"outlets": decided(number, section=f"S{choice}")})
        )
        store.commit(changes, OFFICE, "step")
    for revision, state in enumerate(states, start=1):
        known = store.decisions("outlets", known_at=revision)
        assert dict(zip(known["feature_id"], known["section_code"], strict=True)) == state
    assert store.broken_revision() is None
