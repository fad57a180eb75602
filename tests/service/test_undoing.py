"""Taking a revision back where others build on what it brought: refused with who, since when, and the remedy."""

import pandas as pd
import pytest

from registry.errors import NotFoundError, StoreError
from registry.service import history
from registry.service.field_changes import EXISTS
from registry.service.history import undo
from registry.store import ChangeSet
from tests.service.editors import editor
from tests.service.lives import WHO, desk, frame, life

__all__ = ["desk", "editor"]
SINCE = {"valid_from": pd.Timestamp("2021-01-01"), "valid_to": pd.NaT}


def refusal(desk, revision):
    """Return the sentence of the refusal, in English and Chinese; nothing is written."""
    head = desk.store.head()
    with pytest.raises(StoreError) as caught:
        undo(desk.registry, revision, WHO)
    assert desk.store.head() == head
    return str(caught.value), caught.value.message.render("zh")


def link(role, *ends, link_id=1):
    columns = ("from_kind", "from_id", "to_kind", "to_id")
    return frame([{"link_id": link_id, "role": role, **dict(zip(columns, ends, strict=True)), **SINCE}])


def test_an_outlet_that_another_was_merged_into(desk):
    desk.write(life(1, "A", ("2021-01-01", {})))
    desk.write(life(2, "B", ("2021-01-01", {})))
    desk.write(life(1, "A", ("2021-01-01", {}), ("2022-01-01", {"status": "merged", "merged_into": "B"})))
    english, chinese = refusal(desk, 2)
    assert "outlet B, which it brought, is named by A since revision 3 (1 in all)" in english
    assert "请先撤销那次修订" in chinese
    undo(desk.registry, 3, WHO)
    assert undo(desk.registry, 2, WHO) == 5
    assert desk.store.content_hash() == desk.store.content_hash(known_at=1)


def test_an_outlet_that_was_split_since(desk):
    desk.write(life(1, "A", ("2021-01-01", {})))
    desk.write(life(2, "B", ("2022-01-01", {"former_code": "A"})), life(3, "C", ("2022-01-01", {"former_code": "A"})))
    assert "named by B since revision 2 (2 in all)" in refusal(desk, 1)[0]


def test_outlets_that_name_each_other_go_together(desk):
    gone = {"status": "merged", "merged_into": "B"}
    desk.write(life(1, "A", ("2021-01-01", {}), ("2022-01-01", gone)), life(2, "B", ("2021-01-01", {})))
    undo(desk.registry, 1, WHO)
    assert desk.store.frame("outlets").empty


def test_an_outlet_that_a_plant_is_linked_with(desk):
    desk.write(life(1, "A", ("2021-01-01", {})))
    plant = frame(life(2, "P", ("2021-01-01", {}), kind="plants"))
    desk.store.commit(ChangeSet({"plants": plant}, links=link("plant_outlet", "plants", 2, "outlets", 1)), WHO, "厂")
    assert "outlet A, which it brought, is named by P since revision 2" in refusal(desk, 1)[0]


def sections(desk):
    return desk.write(life(9, "S9", ("2021-01-01", {}), kind="sections"), kind="sections")


def test_a_section_that_was_given_to_somebody_or_shares_loads(desk):
    sections(desk)
    desk.write(life(1, "A", ("2021-01-01", {})), life(2, "B", ("2021-01-01", {})))
    given = {"feature_id": 1, "section_code": "S9", "decided_by": "李工", "why": "现场", "evidence": "x", **SINCE}
    desk.store.commit(ChangeSet(decisions={"outlets": frame([given])}), WHO, "决定")
    desk.store.commit(ChangeSet(links=link("section_share", "outlets", 2, "sections", 9)), WHO, "分担")
    english, chinese = refusal(desk, 1)
    assert "section S9, which it brought, is named by A since revision 3 (2 in all)" in english
    assert "or retire the section" in english
    assert "填写停用日期" in chinese


def test_a_section_that_is_the_answer_of_what_came_later(desk):
    sections(desk)
    answer = {"feature_id": 1, "section_code": "S9", "grade": "A", "method": "both", "reasons": [], **SINCE}
    outlet = frame(life(1, "A", ("2021-01-01", {})))
    desk.store.commit(ChangeSet({"outlets": outlet}, assignments={"outlets": frame([answer])}), WHO, "导入")
    assert "section S9, which it brought, is named by A since revision 2" in refusal(desk, 1)[0]
    undo(desk.registry, 2, WHO)
    undo(desk.registry, 1, WHO)
    assert desk.store.frame("sections").empty


def test_a_later_change_of_the_same_is_named_in_the_readers_language(desk):
    desk.write(life(1, "A", ("2021-01-01", {})))
    desk.write(life(1, "A", ("2021-01-01", {"name": "丙"})))
    english, chinese = refusal(desk, 1)
    assert "revision 2 changed A of Outlets after it; undo that one first" in english
    assert chinese == "第 1 次修订不能撤销：此后第 2 次修订又改动了排污口 A，请先撤销那次修订。"


def test_what_others_write_meanwhile_is_not_lost(desk, monkeypatch):
    """Somebody renames another outlet between the reading and the writing of an undo."""
    desk.write(life(1, "A", ("2021-01-01", {})))
    desk.write(life(2, "B", ("2021-01-01", {})))
    ready, count = history.refuse_named, iter(range(2))

    def late(*asked):
        if next(count, None) is not None:
            desk.write(life(1, "A", ("2021-01-01", {"name": f"{desk.store.head()}"})))
        ready(*asked)

    monkeypatch.setattr(history, "refuse_named", late)
    assert undo(desk.registry, 2, WHO) == 5
    assert desk.store.frame("outlets")[["code", "name"]].to_numpy().tolist() == [["A", "3"]]


def test_one_that_was_taken_out_keeps_its_history(desk):
    desk.write(life(1, "A", ("2021-01-01", {})))
    undo(desk.registry, 1, WHO)
    told = history.feature_changes(desk.registry, "A")
    assert told.iloc[-1][["revision", "change", "field", "new", "undoes"]].tolist() == [
        2,
        "correction",
        EXISTS,
        False,
        1,
    ]
    assert history.history(desk.registry, "A")["revision"].tolist() == [1, 2]
    with pytest.raises(NotFoundError):
        history.feature_changes(desk.registry, "B")
