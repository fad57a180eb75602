"""Editing one feature: event or correction, by the rules of a ledger's row, one revision at a time."""

from datetime import date
from functools import partial

import pandas as pd
import pytest

from registry.errors import CallError, ConflictError, DataRefusedError, NotFoundError, StoreError
from registry.service import editing
from registry.service.again import upon_the_newest
from registry.service.editing import edit_feature, guess_change
from registry.service.history import feature_changes, link_history, undo
from registry.store import Actor, Store
from tests.service.editors import DAY, FIRST, SECOND, editor
from tests.service.lives import life

__all__ = ["editor"]


@pytest.fixture
def outlet(editor):
    """Outlet A since 2021, with another name since 2022; and outlet B."""
    editor.write(
        life(1, "A", ("2021-01-01", {"flow_m3_per_d": 5.0}), ("2022-01-01", {"name": "乙"})),
        life(2, "B", ("2021-01-01", {"lon": 112.4})),
    )
    return editor


def codes(preview):
    return {finding.code for finding in preview.findings}


def test_a_correction_reaches_as_far_as_the_wrong_value(outlet):
    assert outlet.edit({"flow_m3_per_d": "7.5", "name": "丙"}) == 2
    assert outlet.lives("flow_m3_per_d", "name") == [("2021-01-01", 7.5, "对象A"), ("2022-01-01", 7.5, "丙")]
    told = outlet.store.revisions().iloc[-1]
    assert (told["actor"], told["reason"]) == ("张三", "更正 / correction: 核实")


def test_an_event_begins_on_its_day(outlet):
    outlet.edit({"status": "停用"}, "event")
    assert outlet.lives("status") == [("2021-01-01", "active"), ("2022-01-01", "active"), ("2022-06-01", "stopped")]
    changes = feature_changes(outlet.registry, "A")
    assert changes.iloc[-1][["revision", "change", "field", "old", "new"]].tolist() == [
        2,
        "event",
        "status",
        "active",
        "stopped",
    ]


def test_cells_are_read_as_in_a_ledger(outlet):
    outlet.edit({"flow_m3_per_d": "1.2万m3/d", "sampled_on": "2022年5月3日", "status": "停运", "remark": "=1+1"})
    assert outlet.lives("flow_m3_per_d", "sampled_on", "status", "remark")[-1] == (
        "2022-01-01",
        12_000.0,
        pd.Timestamp("2022-05-03"),
        "stopped",
        "=1+1",
    )
    assert "L017" in codes(outlet.preview({"flow_m3_per_d": "3万m3/d"}))


@pytest.mark.parametrize("cell", ["", None, "清空", "—"])
def test_an_empty_cell_takes_a_value_away(outlet, cell):
    outlet.edit({"flow_m3_per_d": cell})
    assert outlet.lives("flow_m3_per_d")[-1] == ("2022-01-01", None)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"flow_m3_per_d": "很多"}, "L011"),
        ({"flow_m3_per_d": "-3"}, "L012"),
        ({"status": "睡觉"}, "L013"),
        ({"sampled_on": "昨天"}, "L014"),
        ({"name": ""}, "L010"),
        ({"lon": "37.6", "lat": "112.35"}, "L020"),
        ({"lon": "118.2"}, "L105"),
        ({"code": "B"}, "L211"),
    ],
)
def test_what_a_ledger_would_not_let_in_is_refused_with_the_finding(outlet, values, code):
    assert code in {finding.code for finding in outlet.preview(values).errors}
    with pytest.raises(DataRefusedError) as refusal:
        outlet.edit(values)
    assert code in {finding.code for finding in refusal.value.findings}
    assert outlet.store.head() == 1


def test_old_faults_of_other_fields_do_not_stand_in_the_way(outlet):
    outlet.write(life(3, "C", ("2021-01-01", {"lon": 99.0, "name": None})))
    assert codes(outlet.preview({"remark": "看过"}, code="C")) == set()
    assert outlet.edit({"remark": "看过"}, code="C") == 3


def test_a_place_may_be_given_as_one_text(outlet):
    outlet.edit({"lon": "N37°36′00″、E112°24′00″"})
    assert outlet.lives("lon", "lat")[-1] == ("2022-01-01", 112.4, 37.6)


def test_a_place_where_another_stands_is_pointed_out(outlet):
    assert "L106" in codes(outlet.preview({"lon": "112.4001"}))
    assert outlet.edit({"lon": "112.4001"}) == 2
    assert "L106" not in codes(outlet.preview({"remark": "看过"}))


def test_an_event_before_the_feature_began_is_refused(outlet):
    with pytest.raises(DataRefusedError, match="registered from 2021-01-01 only"):
        outlet.edit({"status": "stopped"}, "event", on=date(2020, 1, 1))


def test_a_recoded_outlet_stays_the_same_and_names_its_former_code(outlet):
    outlet.edit({"code": "A2"}, "event")
    assert outlet.lives("code", "former_code", code="A2") == [
        ("2021-01-01", "A", None),
        ("2022-01-01", "A", None),
        ("2022-06-01", "A2", "A"),
    ]
    assert outlet.edit({"remark": "旧编码也能找到"}, code="A") == 3


def test_a_mistyped_code_is_put_right_for_the_whole_life(outlet):
    outlet.edit({"code": "A2"})
    assert {(code, former) for _, code, former in outlet.lives("code", "former_code", code="A2")} == {("A2", None)}


def test_a_merge_needs_an_outlet_that_is_there(outlet):
    with pytest.raises(DataRefusedError, match="not registered"):
        outlet.edit({"merged_into": "Z"}, "event")
    outlet.edit({"merged_into": "B"}, "event")
    assert outlet.lives("status", "merged_into")[-1] == ("2022-06-01", "merged", "B")
    with pytest.raises(DataRefusedError, match="gone itself"):
        outlet.edit({"status": "merged", "merged_into": "A"}, "event", code="B")


def test_one_that_comes_back_is_revived_without_its_target(outlet):
    outlet.edit({"merged_into": "B"}, "event")
    outlet.edit({"status": "active"}, "event", on=date(2023, 1, 1))
    assert outlet.lives("status", "merged_into")[-1] == ("2023-01-01", "active", None)


def test_an_edit_that_changes_nothing_writes_nothing(outlet):
    assert outlet.edit({"flow_m3_per_d": "5.0", "name": "乙"}) is None
    assert outlet.store.head() == 1


def test_wrong_calls_are_refused_in_a_sentence(outlet):
    with pytest.raises(CallError, match="neither event nor correction"):
        outlet.edit({"name": "丁"}, "guess")
    with pytest.raises(CallError, match="colour cannot be edited"):
        outlet.edit({"colour": "red"})
    with pytest.raises(CallError, match="synthetic cannot be edited"):
        outlet.edit({"synthetic": "否"})
    with pytest.raises(NotFoundError):
        outlet.edit({"name": "丁"}, code="nobody")
    with pytest.raises(CallError, match="needs a reason"):
        edit_feature(outlet.registry, None, "A", {"name": "丁"}, change="event", on=DAY, actor=FIRST, note=" ")


def test_a_city_edits_only_its_own(outlet):
    with pytest.raises(StoreError, match="not theirs"):
        outlet.edit({"name": "丁"}, by=Actor("王五", "city", ("临汾市",)))


def test_the_guess_is_the_importers():
    assert [guess_change(names) for names in (["name", "lon"], ["status"], ["code"], ["name", "due_on"])] == [
        "correction",
        "event",
        "event",
        "event",
    ]


def test_an_edit_can_be_undone_and_the_undo_too(outlet):
    before = outlet.store.content_hash()
    outlet.edit({"status": "stopped"}, "event")
    after = outlet.store.content_hash()
    undo(outlet.registry, 2, SECOND)
    assert outlet.store.content_hash() == before
    undo(outlet.registry, 3, SECOND)
    assert outlet.store.content_hash() == after


def test_what_others_write_elsewhere_meanwhile_passes(outlet, monkeypatch):
    """Somebody writes about another outlet each time this edit is ready to be saved."""
    ready, count = editing.save, iter(range(3))

    def late(registry, *rest):
        if next(count, None) is not None:
            outlet.write(life(2, "B", ("2021-01-01", {"name": f"B{registry.store.head()}"})))
        return ready(registry, *rest)

    monkeypatch.setattr(editing, "save", late)
    assert outlet.edit({"name": "丁"}, based_on=1) == 3
    monkeypatch.setattr(editing.EditPreview, "expected_head", property(lambda preview: preview.edited.head))
    assert outlet.edit({"name": "戊"}, based_on=3) == 6


def test_a_registry_that_never_stands_still_is_told_of_at_last(outlet, monkeypatch):
    ready = editing.save
    monkeypatch.setattr(editing, "upon_the_newest", partial(upon_the_newest, tries=4))

    def late(registry, *rest):
        outlet.write(life(1, "A", ("2021-01-01", {"name": f"A{registry.store.head()}"})))
        return ready(registry, *rest)

    monkeypatch.setattr(editing, "save", late)
    with pytest.raises(ConflictError, match="changed the same feature"):
        outlet.edit({"flow_m3_per_d": "6"})


@pytest.mark.base
def test_a_moved_outlet_is_assigned_again_in_the_same_revision(registry):
    """An outlet put 3 km below its section answers to the next one from that day on, and not before."""
    day = pd.Timestamp("2022-12-31")
    known = registry.store.frame("outlets", day)
    answers = registry.store.assignments("outlets", day).set_index("feature_id")["section_code"]
    one, other = (known[known["feature_id"].map(answers) == code].iloc[0] for code in ("DM14118101", "DM14112701"))
    place = {"lon": str(other["lon"]), "lat": str(other["lat"])}
    revision = edit_feature(
        registry, "outlets", one["code"], place, change="event", on=day.date(), actor=FIRST, note="迁移"
    )
    ids = [int(one["feature_id"])]
    store = Store.open(registry.store.path)
    after = store.assignments("outlets", feature_ids=ids).set_index("valid_from")["section_code"]
    assert after[day] == "DM14112701"
    assert after[after.index < day].iloc[-1] == "DM14118101"
    assert set(store.assignments("outlets", feature_ids=ids)["revision"]) == {revision}


@pytest.mark.base
def test_a_plants_new_outlet_ends_one_link_and_begins_another_until_undone(registry):
    day = pd.Timestamp("2022-12-31")
    plants, outlets = (registry.store.frame(kind, day) for kind in ("plants", "outlets"))
    plant = plants[plants["outlet_code"].notna()].iloc[0]
    other = outlets[(outlets["status"] == "active") & (outlets["code"] != plant["outlet_code"])].iloc[0]["code"]
    before = registry.store.content_hash()
    cells = {"outlet_code": other}
    revision = edit_feature(
        registry, "plants", plant["code"], cells, change="event", on=day.date(), actor=FIRST, note="改排口"
    )
    links = link_history(registry, plant["code"], "plants")
    now = links[(links["revision"] == revision) & (links["role"] == "plant_outlet")].set_index("other_code")
    assert now.loc[plant["outlet_code"], "valid_to"] == now.loc[other, "valid_from"] == day
    undo(registry, revision, SECOND)
    assert registry.store.content_hash() == before
