"""Closed quarters in the store: frozen, chained, closed once, never undone."""

import sqlite3
from contextlib import closing as closing_of

import pytest
from sqlalchemy.exc import IntegrityError

from registry.errors import ConflictError, StoreError
from registry.quarter import Quarter
from registry.store import Actor, ChangeSet, Closing, Store
from tests.store.helpers import OFFICE, TAIYUAN, change, in_schema

Q4 = Quarter(2022, 4)


def close(store, quarter=Q4, actor=OFFICE, content=b"frozen"):
    closing = Closing(quarter, store.head(), 1, "f" * 64, "a" * 64, "b" * 64, content)
    return store.commit(ChangeSet(closing=closing), actor, "close")


@pytest.fixture
def written(store):
    store.commit(change({"feature_id": 1}, {"feature_id": 2}), OFFICE, "first")
    return store


def test_a_closing_is_a_revision_and_keeps_what_was_published(written):
    assert close(written) == 2
    (row,) = written.closings().to_dict("records")
    assert (row["quarter"], row["known_at"], row["revision"], row["actor"]) == ("2022Q4", 1, 2, OFFICE.name)
    assert written.closed_content(Q4) == b"frozen"
    assert written.closed_content(Q4.previous()) is None


def test_a_quarter_is_closed_once(written):
    close(written)
    with pytest.raises(IntegrityError):
        close(written)
    assert written.head() == 2


def test_only_the_office_of_the_province_closes(written):
    for actor in (TAIYUAN, Actor("张工", "office", ("太原市",))):
        with pytest.raises(StoreError, match="may not close"):
            close(written, actor=actor)
    assert written.closings().empty


def test_a_closing_is_never_undone(written):
    revision = close(written)
    with pytest.raises(StoreError, match="never taken back"):
        written.undo_changes(revision)


def test_what_was_published_and_then_altered_breaks_the_chain(written):
    close(written)
    assert written.broken_revision() is None
    with closing_of(sqlite3.connect(written.path)) as connection, connection:
        connection.execute("DROP TRIGGER closings_no_update")
        connection.execute("UPDATE closings SET content = ?", (b"forged",))
    assert written.broken_revision() == 2
    with pytest.raises(StoreError, match="revision 2 is not as it was written"):
        Store.open(written.path)


def test_a_change_made_from_an_older_state_of_the_feature_is_refused(written):
    written.commit(change({"feature_id": 1, "flow_m3_per_d": 5.0}), OFFICE, "theirs")
    with pytest.raises(ConflictError, match="李工 changed the same feature in revision 2"):
        written.commit(change({"feature_id": 1}), OFFICE, "mine", expected_versions={("outlets", 1): 1})
    assert written.commit(change({"feature_id": 2}), OFFICE, "other", expected_versions={("outlets", 2): 1}) == 3


def test_a_registry_of_the_first_schema_is_brought_up_and_keeps_its_chain(written):
    before = written.content_hash()
    in_schema(written.path, 1)
    store = Store.upgrade(written.path)
    assert (store.content_hash(), store.broken_revision()) == (before, None)
    assert close(store) == 2
