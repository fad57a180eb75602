from registry.store import ChangeSet
from tests.store.helpers import OFFICE, change, link


def test_the_history_of_links_is_told_from_both_ends_and_ends_with_their_removal(store):
    store.commit(change({"feature_id": 1}, {"feature_id": 2}, {"feature_id": 3}), OFFICE, "features")
    store.commit(ChangeSet(links=link(1, 1, 2)), OFFICE, "linked")
    store.commit(ChangeSet(links=link(2, 2, 3)), OFFICE, "another")
    store.commit(ChangeSet(removed_links=[1]), OFFICE, "unlinked")
    told = store.link_history("outlets", 1)
    assert told[["link_id", "revision", "reason"]].to_numpy().tolist() == [[1, 2, "linked"], [1, 4, "unlinked"]]
    assert told["valid_from"].isna().tolist() == [False, True]
    assert store.link_history("outlets", 2)["link_id"].tolist() == [1, 1, 2]
    assert store.link_history("plants", 1).empty
