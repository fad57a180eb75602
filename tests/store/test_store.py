from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest

from registry.errors import CallError, ConflictError, NotFoundError, StoreError
from registry.store import ChangeSet, SourceFile
from registry.vocabulary import KINDS
from tests.store.helpers import OFFICE, assignments, change, link, outlets


def test_a_new_registry_is_empty(store):
    assert store.head() == 0
    assert store.revisions().empty
    assert store.next_feature_id() == 1
    assert store.next_link_id() == 1
    assert store.broken_revision() is None
    for kind in KINDS:
        assert store.frame(kind, date(2022, 1, 1)).empty
        assert store.assignments(kind, date(2022, 1, 1)).empty


def test_a_frame_has_the_fields_in_order_with_their_types(store):
    store.commit(change({"feature_id": 7, "sampled_on": pd.Timestamp("2022-03-04"), "remark": "=1+1"}), OFFICE, "first")
    frame = store.frame("outlets", date(2022, 6, 1))
    fields = [field.name for field in KINDS["outlets"].stored_fields]
    assert list(frame.columns) == ["feature_id", *fields, "valid_from", "valid_to", "revision"]
    types = frame.dtypes.astype(str).to_dict()
    assert types["feature_id"] == types["revision"] == "int64"
    assert types["code"] == types["remark"] == "str"
    assert types["flow_m3_per_d"] == "float64"
    assert types["sampled_on"] == types["valid_to"] == "datetime64[s]"
    assert types["synthetic"] == "bool"
    row = frame.iloc[0]
    assert (row.feature_id, row.code, row.remark, row.revision) == (7, "O007", "=1+1", 1)
    assert row.sampled_on == pd.Timestamp("2022-03-04")
    assert np.isnan(row.cod_mg_per_l)
    assert pd.isna(row.valid_to)
    assert store.frame("outlets").drop(columns="revision").equals(frame.drop(columns="revision"))


def test_an_empty_frame_has_the_same_types_as_a_full_one(store):
    empty = store.frame("outlets").dtypes
    store.commit(change({}), OFFICE, "first")
    assert empty.equals(store.frame("outlets").dtypes)


def test_what_a_flag_of_a_ledger_does_not_say_stays_unknown(store):
    wetland = {"feature_id": 1, "code": "W1", "name": "湿地", "city": "太原市", "valid_from": date(2022, 1, 1)}
    rows = [wetland | {"insulated": True}, wetland | {"feature_id": 2, "code": "W2", "insulated": None}]
    store.commit(ChangeSet(timelines={"wetlands": pd.DataFrame(rows)}), OFFICE, "first")
    wetlands = store.frame("wetlands")
    assert wetlands["insulated"].tolist() == [True, pd.NA]
    assert wetlands["synthetic"].tolist() == [False, False]


def test_a_reading_keeps_its_time_to_the_second(store):
    reading = {"feature_id": 1, "subject_kind": "sections", "subject_code": "DM1", "parameter": "cod", "value": 12.5}
    moment = pd.Timestamp("2022-05-06 07:08:09")
    frame = pd.DataFrame([reading | {"measured_at": moment, "valid_from": moment.normalize()}])
    store.commit(ChangeSet(timelines={"readings": frame}), OFFICE, "readings")
    assert store.frame("readings")["measured_at"].tolist() == [moment]


def test_the_two_clocks_are_asked_apart(store):
    store.commit(change({"flow_m3_per_d": 10.0}), OFFICE, "first")
    moved = outlets(
        {"flow_m3_per_d": 10.0, "valid_to": "2022-07-01"}, {"valid_from": "2022-07-01", "flow_m3_per_d": 20.0}
    )
    store.commit(ChangeSet(timelines={"outlets": moved}), OFFICE, "an event")
    store.commit(change({"flow_m3_per_d": 11.0}), OFFICE, "a correction")

    def flow(day, known_at):
        return store.frame("outlets", day, known_at)["flow_m3_per_d"].tolist()

    assert flow(date(2022, 6, 30), 1) == flow(date(2022, 6, 30), 2) == [10.0]
    assert flow(date(2022, 7, 1), 1) == [10.0]
    assert flow(date(2022, 7, 1), 2) == [20.0]
    assert flow(date(2022, 7, 1), None) == flow(date(2022, 7, 1), 3) == [11.0]
    assert flow(date(2021, 12, 31), None) == []
    assert flow(date(2022, 7, 1), 0) == []


def test_a_revision_that_does_not_exist_cannot_be_asked(store):
    with pytest.raises(NotFoundError, match="no revision 1"):
        store.frame("outlets", known_at=1)
    with pytest.raises(CallError, match="no kind mouths"):
        store.frame("mouths")


def test_codes_pick_features(store):
    store.commit(change({"feature_id": 1}, {"feature_id": 2}, {"feature_id": 3}), OFFICE, "first")
    assert store.frame("outlets", codes=["O003", "O001", "X"])["feature_id"].tolist() == [1, 3]
    assert store.frame("outlets", codes=[]).empty


def test_assignments_come_back_as_they_were_written(store):
    assigned = ChangeSet(timelines=change({"feature_id": 4}).timelines, assignments={"outlets": assignments(4)})
    store.commit(assigned, OFFICE, "first", base_sha256="abc")
    row = store.assignments("outlets", date(2022, 1, 1)).iloc[0]
    assert (row.section_code, row.grade, row.reach_id, row.reasons) == ("DM14012101", "A", 7, ["near_mouth", "汾河"])
    assert np.isnan(row.flip_m)
    assert store.assignments("outlets", feature_ids=[5]).empty
    assert store.assignments("plants", date(2022, 1, 1)).empty
    assert store.revisions()["base_sha256"].tolist() == ["abc"]


def test_links_come_back_as_they_were_written(store):
    store.commit(change({"feature_id": 1}, {"feature_id": 2}), OFFICE, "first")
    store.commit(ChangeSet(links=link(1, 1, 2)), OFFICE, "linked")
    row = store.links(date(2022, 5, 1)).iloc[0]
    assert (row.link_id, row.role, row.from_id, row.to_id) == (1, "merged", 1, 2)
    assert store.next_link_id() == 2
    store.commit(ChangeSet(removed_links=[1]), OFFICE, "unlinked")
    assert store.links().empty
    assert len(store.links(known_at=2)) == 1


def test_a_revision_says_who_when_why_and_from_which_file(store):
    at = datetime(2022, 4, 10, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    store.commit(change({}), OFFICE, "一季度", at=at, source=SourceFile("账.xlsx", "00ff"), base_sha256="b")
    row = store.revisions().iloc[0]
    assert (row.revision, row.actor, row.role, row.scope) == (1, "李工", "office", "[]")
    assert (row.reason, row.file_name, row.file_sha256, row.base_sha256) == ("一季度", "账.xlsx", "00ff", "b")
    assert row["at"] == pd.Timestamp("2022-04-10 08:00")
    assert pd.isna(row.undoes)


def test_revisions_follow_in_time(store):
    store.commit(change({}), OFFICE, "first", at=datetime(2022, 4, 1, tzinfo=UTC))
    with pytest.raises(StoreError, match="before the last one"):
        store.commit(change({}), OFFICE, "second", at=datetime(2022, 3, 31, tzinfo=UTC))
    future = datetime(2090, 1, 1, tzinfo=UTC)
    store.commit(change({}), OFFICE, "third", at=future)
    store.commit(change({}), OFFICE, "after the clock was set back")
    assert store.revisions()["at"].tolist()[1:] == [pd.Timestamp("2090-01-01")] * 2


def test_an_empty_change_set_writes_nothing_and_returns_the_head(store):
    first = store.commit(change({}), OFFICE, "first")
    before = store.path.read_bytes()
    for nothing in (ChangeSet(), ChangeSet(timelines={"outlets": outlets({}).iloc[:0]}, removed={"plants": []})):
        assert nothing.is_empty
        assert store.commit(nothing, OFFICE, "nothing") == first
    assert store.path.read_bytes() == before


def test_the_second_writer_on_the_same_head_is_told_who_was_first(store):
    head = store.head()
    store.commit(change({}), OFFICE, "first", expected_head=head)
    with pytest.raises(ConflictError, match="李工 wrote revision 1") as caught:
        store.commit(change({"feature_id": 2}), OFFICE, "second", expected_head=head)
    assert "李工" in caught.value.message.render("zh")
    assert store.head() == 1


def test_history_tells_every_period_of_every_revision(store):
    store.commit(change({"name": "甲"}, {"feature_id": 2}), OFFICE, "built")
    store.commit(
        change({"name": "甲", "valid_to": "2022-05-01"}, {"name": "乙", "valid_from": "2022-05-01"}), OFFICE, "renamed"
    )
    store.commit(ChangeSet(removed={"outlets": [1]}), OFFICE, "was never there")
    history = store.history("outlets", 1)
    assert history["revision"].tolist() == [1, 2, 2, 3]
    assert history["name"].tolist()[:3] == ["甲", "甲", "乙"]
    assert history["valid_from"].isna().tolist() == [False, False, False, True]
    assert history["reason"].tolist() == ["built", "renamed", "renamed", "was never there"]
    assert store.history("outlets", 99).empty


def test_numbers_of_removed_features_are_not_given_again(store):
    store.commit(change({"feature_id": 9}), OFFICE, "first")
    store.commit(ChangeSet(removed={"outlets": [9]}), OFFICE, "gone")
    assert store.frame("outlets").empty
    assert store.next_feature_id() == 10


def test_the_content_hash_does_not_depend_on_order_or_revisions(tmp_path):
    from registry.store import Store  # noqa: PLC0415

    one, two = Store.create(tmp_path / "one.sqlite"), Store.create(tmp_path / "two.sqlite")
    rows = [{"feature_id": 1}, {"feature_id": 2}, {"feature_id": 3}]
    one.commit(change(*rows), OFFICE, "all at once")
    for row in reversed(rows):
        two.commit(change(row), OFFICE, "one by one")
    assert one.content_hash() == two.content_hash()
    assert two.content_hash(known_at=2) != two.content_hash()
    assert one.content_hash(known_at=0) == two.content_hash(known_at=0)
