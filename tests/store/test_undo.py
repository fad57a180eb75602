import pytest

from registry.errors import NotFoundError, StoreError
from registry.store import ChangeSet
from tests.store.helpers import OFFICE, assignments, change, link


@pytest.fixture
def three(store):
    """Revision 1 makes outlets 1 and 2; 2 renames 1, ends 2 and makes 3, with assignments and a link."""
    store.commit(change({"feature_id": 1}, {"feature_id": 2}), OFFICE, "first")
    timelines = change({"feature_id": 1, "name": "新"}, {"feature_id": 2, "valid_to": "2022-05-01"}, {"feature_id": 3})
    store.commit(
        ChangeSet(timelines.timelines, assignments={"outlets": assignments(1, 3)}, links=link(1, 2, 3)),
        OFFICE,
        "second",
    )
    return store


def undo(store, revision) -> int:
    return store.commit(store.undo_changes(revision), OFFICE, "undo", undoes=revision)


def test_undo_restores_what_was_known(three):
    assert undo(three, 2) == 3
    assert three.content_hash() == three.content_hash(known_at=1)
    assert three.revisions()["undoes"].tolist()[2] == 2


def test_an_undo_can_be_undone(three):
    undo(three, 2)
    undo(three, 3)
    assert three.content_hash() == three.content_hash(known_at=2)


def test_a_removal_can_be_undone(three):
    three.commit(ChangeSet(removed={"outlets": [3]}, removed_links=[1]), OFFICE, "gone")
    undo(three, 3)
    assert three.content_hash() == three.content_hash(known_at=2)


def test_undo_refuses_where_a_later_revision_changed_the_same(three):
    three.commit(change({"feature_id": 1, "name": "更新"}), OFFICE, "third")
    with pytest.raises(StoreError, match="revision 3 changed O001") as caught:
        three.undo_changes(2)
    assert "第 3 次修订" in caught.value.message.render("zh")
    undo(three, 3)
    with pytest.raises(StoreError, match="revision 3 changed O001"):
        three.undo_changes(2)


def test_undo_refuses_where_something_was_built_on_a_feature_that_would_go(three):
    three.commit(change({"feature_id": 4}), OFFICE, "third")
    three.commit(ChangeSet(assignments={"outlets": assignments(4)}), OFFICE, "assigned")
    with pytest.raises(StoreError, match="revision 4 changed O004"):
        three.undo_changes(3)


def test_undo_refuses_where_a_later_link_changed(three):
    three.commit(ChangeSet(removed_links=[1]), OFFICE, "unlinked")
    with pytest.raises(StoreError, match="revision 3 changed 1 of links"):
        three.undo_changes(2)


def test_what_changed_elsewhere_does_not_hinder_an_undo(three):
    three.commit(change({"feature_id": 4}), OFFICE, "another outlet")
    three.commit(change({"feature_id": 4, "name": "新"}), OFFICE, "renamed")
    three.commit(ChangeSet(assignments={"outlets": assignments(4)}), OFFICE, "assigned after the renaming")
    undo(three, 4)
    assert three.frame("outlets", codes=["O004"])["name"].tolist() == ["排污口4"]


def test_an_unknown_revision_cannot_be_undone(three):
    with pytest.raises(NotFoundError, match="no revision 9"):
        three.undo_changes(9)
