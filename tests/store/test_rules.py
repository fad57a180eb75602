"""What a commit refuses, and that a refused one leaves the file as it was."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from registry.errors import StoreError
from registry.language import LANGUAGES
from registry.store import Actor, ChangeSet
from tests.store.helpers import OFFICE, TAIYUAN, assignments, change, link, outlets, sha256

LINFEN = {"city": "临汾市"}


@pytest.fixture
def peopled(store):
    """Outlets 1 and 2 in Taiyuan, 3 in Linfen, and a link from 1 to 3."""
    changes = change({"feature_id": 1}, {"feature_id": 2}, {"feature_id": 3, **LINFEN})
    store.commit(ChangeSet(changes.timelines, links=link(1, 1, 3)), OFFICE, "first")
    return store


def refused(store, changes, actor=OFFICE) -> str:
    before = sha256(store.path)
    with pytest.raises(StoreError) as caught:
        store.commit(changes, actor, "refused")
    assert sha256(store.path) == before
    assert "{" not in "".join(caught.value.message.render(language) for language in LANGUAGES)
    return str(caught.value)


def test_a_code_belongs_to_one_feature_at_a_time(peopled):
    assert "O001" in refused(peopled, change({"feature_id": 4, "code": "O001"}))
    assert "O009" in refused(peopled, change({"feature_id": 4, "code": "O009"}, {"feature_id": 5, "code": "O009"}))


def test_a_code_may_pass_on_when_its_feature_has_ended_or_changed_it(peopled):
    recoded = [{"valid_to": "2022-05-01"}, {"valid_from": "2022-05-01", "code": "N001"}]
    peopled.commit(change(*recoded), OFFICE, "re-coded")
    heir = {"feature_id": 4, "code": "O001", "valid_from": "2022-05-01"}
    assert "O001" in refused(peopled, change(heir | {"valid_from": "2022-04-30"}))
    peopled.commit(change(heir), OFFICE, "the code is used again")
    peopled.commit(ChangeSet(removed={"outlets": [2]}), OFFICE, "gone")
    peopled.commit(change({"feature_id": 5, "code": "O002"}), OFFICE, "the code of one that never was")


def test_two_features_may_swap_codes_in_one_revision(peopled):
    peopled.commit(change({"feature_id": 1, "code": "O002"}, {"feature_id": 2, "code": "O001"}), OFFICE, "swapped")
    assert peopled.frame("outlets", codes=["O001"])["feature_id"].tolist() == [2]


def test_kinds_do_not_share_codes_or_numbers(peopled):
    plant = outlets({"feature_id": 1, "code": "O001"})
    peopled.commit(ChangeSet(timelines={"plants": plant}), OFFICE, "a plant with an outlet's code")
    assert len(peopled.frame("plants")) == 1


def test_a_feature_needs_a_code(peopled):
    assert "has no code" in refused(peopled, change({"feature_id": 4, "code": None}))


@pytest.mark.parametrize(
    "rows",
    [
        [{"valid_to": "2022-01-01"}],
        [{"valid_to": "2021-01-01"}],
        [{}, {"valid_from": "2022-05-01"}],
        [{"valid_to": "2022-05-02"}, {"valid_from": "2022-05-01"}],
        [{}, {}],
    ],
    ids=["no day", "backwards", "open, then another", "overlap", "twice"],
)
def test_periods_of_a_feature_follow_each_other(peopled, rows):
    assert "O001" in refused(peopled, change(*rows))


def test_periods_may_leave_a_gap(peopled):
    peopled.commit(change({"valid_to": "2022-05-01"}, {"valid_from": "2022-08-01"}), OFFICE, "ended and came back")
    assert peopled.frame("outlets", date(2022, 6, 1))["feature_id"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", 140105001),
        ("name", 3.5),
        ("flow_m3_per_d", "12"),
        ("flow_m3_per_d", np.inf),
        ("sampled_on", 20220304),
        ("sampled_on", "2022-03-04"),
        ("sampled_on", pd.Timestamp("2022-03-04", tz="UTC")),
        ("synthetic", "yes"),
        ("feature_id", 1.5),
        ("feature_id", None),
        ("valid_from", None),
        ("colour", "red"),
        ("name", "\ud800"),
    ],
)
def test_values_of_another_type_are_refused(peopled, column, value):
    frame = outlets({"feature_id": 4}).assign(**{column: pd.Series([value], dtype=object)})
    assert refused(peopled, ChangeSet(timelines={"outlets": frame}))
    assert "O004" not in peopled.frame("outlets", valid_on=None)["code"].tolist()


def test_assignments_and_links_name_features_that_are_there(peopled):
    assert "9 of" in refused(peopled, ChangeSet(assignments={"outlets": assignments(9)}))
    assert "9 of" in refused(peopled, ChangeSet(links=link(2, 1, 9)))
    assert "mouths" in refused(peopled, ChangeSet(links=link(2, 1, 2, kind="mouths")))
    assert "1 of" in refused(peopled, ChangeSet(removed={"outlets": [1]}))
    peopled.commit(ChangeSet(removed={"outlets": [1]}, removed_links=[1]), OFFICE, "both at once")
    assert 1 not in peopled.frame("outlets", valid_on=None)["feature_id"].tolist()


def test_a_change_does_not_write_and_remove_the_same(peopled):
    timelines = change({"feature_id": 1}).timelines
    assert "both writes and removes" in refused(peopled, ChangeSet(timelines, removed={"outlets": [1]}))


def test_the_assignment_of_a_removed_feature_goes_with_it(peopled):
    peopled.commit(ChangeSet(assignments={"outlets": assignments(2)}), OFFICE, "assigned")
    peopled.commit(ChangeSet(removed={"outlets": [2]}), OFFICE, "gone")
    assert peopled.assignments("outlets").empty


@pytest.mark.parametrize(
    "actor",
    [Actor("客", "viewer"), Actor("客", "viewer", ("太原市",)), Actor("王工", "city"), Actor(" "), Actor("x", "admin")],
    ids=["viewer", "viewer of a city", "city without cities", "no name", "unknown role"],
)
def test_some_people_may_not_write_at_all(peopled, actor):
    assert refused(peopled, change({"feature_id": 1, "name": "新"}), actor)
    assert "新" not in peopled.frame("outlets", valid_on=None)["name"].tolist()


@pytest.mark.parametrize("actor", [TAIYUAN, Actor("省办", "office", ("太原市",))], ids=["city", "narrowed office"])
@pytest.mark.parametrize(
    "changes",
    [
        change({"feature_id": 3, **LINFEN, "name": "新"}),
        change({"feature_id": 3, "name": "新"}),
        change({"feature_id": 1, **LINFEN}),
        change({"feature_id": 1, "valid_to": "2022-05-01", **LINFEN}, {"feature_id": 1, "valid_from": "2022-05-01"}),
        change({"feature_id": 4, **LINFEN}),
        change({"feature_id": 4, "city": None}),
        ChangeSet(removed={"outlets": [3]}, removed_links=[1]),
        ChangeSet(assignments={"outlets": assignments(1, 3)}),
        ChangeSet(links=link(2, 3, 1)),
    ],
    ids=["edit", "take over", "give away", "past", "new", "no city", "remove", "assign", "link"],
)
def test_a_city_writes_only_what_is_its_own(peopled, actor, changes):
    assert "太原市" in refused(peopled, changes, actor)


@pytest.mark.parametrize(
    "changes",
    [
        change({"feature_id": 1, "name": "新"}),
        change({"feature_id": 4}),
        ChangeSet(removed={"outlets": [2]}),
        ChangeSet(assignments={"outlets": assignments(1, 2)}),
        ChangeSet(links=link(2, 2, 3)),
        ChangeSet(removed_links=[1]),
    ],
    ids=["edit", "new", "remove", "assign", "link", "unlink"],
)
def test_a_city_writes_all_that_is_its_own(peopled, changes):
    assert peopled.commit(changes, TAIYUAN, "ours") == 2
    assert peopled.revisions()["scope"].tolist()[1] == '["太原市"]'


def test_an_outlet_put_in_another_city_by_the_office_is_then_that_citys(peopled):
    peopled.commit(change({"feature_id": 3}), OFFICE, "the city was wrong")
    peopled.commit(change({"feature_id": 3, "name": "新"}), TAIYUAN, "ours now")
    assert "新" in peopled.frame("outlets", valid_on=None)["name"].tolist()


def test_readings_belong_to_no_city(peopled):
    reading = {"feature_id": 1, "subject_kind": "sections", "subject_code": "DM1", "valid_from": date(2022, 1, 1)}
    assert refused(peopled, ChangeSet(timelines={"readings": pd.DataFrame([reading])}), TAIYUAN)
    assert peopled.frame("readings", valid_on=None).empty
