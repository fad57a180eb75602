"""Adding, merging and splitting by hand: one revision each, the family known, the books balanced, taken back whole."""

import shutil
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from registry.errors import CallError, ConflictError, DataRefusedError
from registry.service.comparing import compare
from registry.service.editing import Edit, edit_feature, preview_edit
from registry.service.features import feature_table
from registry.service.history import undo
from registry.service.lineage import lineage
from registry.service.merging import merge, part_code, split
from registry.service.placing import moved_answers, moved_m, new_answers, proposed, read_place
from registry.service.registry import AsOf, Registry
from registry.service.typed_rows import Typed, preview_typed, save_typed
from registry.settings import Settings
from registry.store import Actor, Store

DAY = date(2023, 2, 1)
BEFORE, AFTER = date(2023, 1, 31), date(2023, 2, 28)
SHE = Actor("张三")


@pytest.fixture(scope="module")
def office(small_demo_path, base_layers, tmp_path_factory):
    path = shutil.copy(small_demo_path, tmp_path_factory.mktemp("merging") / "registry.sqlite")
    return Registry(replace(Settings(), registry_path=path), Store.open(path), base_layers)


@pytest.fixture
def outlets(office):
    """Outlets that are there on the day; what a test writes is taken back after it."""
    head = office.store.head()
    yield feature_table(office, "outlets", AsOf(DAY))
    for revision in range(office.store.head(), head, -1):
        told = office.store.revisions().set_index("revision").loc[revision]
        if pd.isna(told["undoes"]) and revision not in set(office.store.revisions()["undoes"].dropna()):
            undo(office, revision, SHE)


def family(office, code):
    found = lineage(office, code, "outlets", AsOf(AFTER))
    codes = {node.key: node.code for node in found.nodes}
    return {(codes[edge.source], edge.change, codes[edge.target]) for edge in found.edges}


def test_merged_outlets_are_gone_in_one_revision_and_their_family_is_known(office, outlets):
    one, other, into = outlets["code"].iloc[[3, 4, 5]]
    revision = save_typed(office, merge([one, other, into], into, DAY), SHE, "合并排查")
    assert revision == office.store.head()
    assert family(office, into) >= {(one, "merged", into), (other, "merged", into)}
    there = set(feature_table(office, "outlets", AsOf(AFTER))["code"])
    assert into in there
    assert not {one, other} & there
    told = compare(office, BEFORE, AFTER)
    assert all(check.holds for check in told.checks)
    assert told.counts["merged"] == 2
    assert pd.isna(office.store.revisions().iloc[-1]["file_name"])


def test_a_split_outlet_is_followed_by_its_parts_and_the_books_balance(office, outlets):
    parent = outlets[outlets["grade"] == "A"].iloc[7]
    parts = [
        {"code": f"{parent['code']}-{n}", "name": f"{parent['name']}{n}号", "lon": parent["lon"] + n / 1000,
         "lat": parent["lat"]}
        for n in (1, 2)
    ]  # fmt: skip
    typed = split(office, parent["code"], parts, DAY)
    answers = new_answers(office, preview_typed(office, typed))
    assert set(answers) == {part["code"] for part in parts}
    save_typed(office, typed, SHE, "分流改造")
    now = feature_table(office, "outlets", AsOf(AFTER)).set_index("code")
    assert parent["code"] not in now.index
    for part in parts:
        assert now.loc[part["code"], "county"] == parent["county"]
        assert pd.isna(now.loc[part["code"], "flow_m3_per_d"])
        assert now.loc[part["code"], "section_code"] == answers[part["code"]].section
    assert family(office, parent["code"]) >= {(parent["code"], "split", part["code"]) for part in parts}
    told = compare(office, BEFORE, AFTER)
    assert all(check.holds for check in told.checks)
    assert told.counts["split"]


def test_parts_are_offered_codes_that_follow_the_rule_and_are_free(office, outlets):
    parent = outlets[outlets["status"].eq("active") & outlets["code"].str.endswith("-00")].iloc[3]
    stem = parent["code"][:-2]
    held = [code for code in (f"{stem}{n:02}" for n in range(1, 100)) if code in set(outlets["code"])]
    offered = [part_code(office, parent["code"], number) for number in range(3)]
    assert len({*offered, *held}) == 3 + len(held)
    assert all(len(code) == len(parent["code"]) and code.startswith(stem) for code in offered)
    other = outlets["code"].iloc[5]
    edit_feature(office, "outlets", other, {"code": offered[0]}, change="correction", on=DAY, actor=SHE, note="改码")
    assert part_code(office, parent["code"], 0) == offered[1]
    assert part_code(office, "OUT7", 1) == "OUT7-02"


def test_taking_a_merge_back_leaves_everything_as_it_was(office, outlets):
    one, into = outlets["code"].iloc[[10, 11]]
    before = feature_table(office, "outlets", AsOf(AFTER))
    revision = save_typed(office, merge([one], into, DAY), SHE, "误操作")
    undo(office, revision, SHE)
    after = feature_table(office, "outlets", AsOf(AFTER))
    pd.testing.assert_frame_equal(before.drop(columns="revision"), after.drop(columns="revision"))


def test_a_merge_upon_a_state_that_others_changed_is_a_conflict(office, outlets):
    one, into = outlets["code"].iloc[[12, 13]]
    seen = office.store.head()
    edit_feature(
        office, "outlets", one, {"name": "新名"}, change="correction", on=DAY, actor=Actor("李四"), note="更名"
    )
    with pytest.raises(ConflictError, match="李四"):
        save_typed(office, merge([one], into, DAY, seen), SHE, "合并")


@pytest.mark.parametrize("codes", [[], ["A"]])
def test_a_merge_of_nothing_is_refused(codes):
    with pytest.raises(CallError):
        merge(codes, "A", DAY)


def test_a_merge_into_one_that_is_gone_is_refused_and_nothing_is_written(office, outlets):
    one, other, third = outlets["code"].iloc[[14, 15, 16]]
    save_typed(office, merge([other], third, BEFORE), SHE, "合并")
    head = office.store.head()
    with pytest.raises(DataRefusedError, match=other):
        save_typed(office, merge([one], other, DAY), SHE, "合并")
    assert office.store.head() == head


def test_an_outlet_is_added_at_a_place_with_what_the_place_proposes(office, outlets):
    near = outlets[outlets["grade"] == "A"].iloc[0]
    place = (near["lon"] + 0.0005, near["lat"])
    told = proposed(office, place)
    assert told["county"] == near["county"]
    cells = {"code": "NEW-1", "name": "新排口", "lon": place[0], "lat": place[1], "outlet_type": near["outlet_type"]}
    typed = Typed("outlets", (cells | told,), DAY)
    answer = new_answers(office, preview_typed(office, typed))["NEW-1"]
    save_typed(office, typed, SHE, "新排查出")
    found = feature_table(office, "outlets", AsOf(AFTER)).set_index("code").loc["NEW-1"]
    assert (found["section_code"], found["grade"]) == (answer.section, answer.grade)
    assert "NEW-1" not in set(feature_table(office, "outlets", AsOf(BEFORE))["code"])


def test_a_row_with_an_error_keeps_all_of_them_out(office, outlets):
    head = office.store.head()
    with pytest.raises(DataRefusedError):
        save_typed(office, Typed("outlets", ({"code": "NEW-2", "name": "缺类型"},), DAY), SHE, "新增")
    assert office.store.head() == head


def test_the_new_answer_is_known_before_a_move_is_saved_and_is_the_one_that_is_stored(office, outlets):
    one, other = outlets[outlets["grade"] == "A"].drop_duplicates("section_code").iloc[[0, 1]].to_dict("records")
    place = (other["lon"], other["lat"])
    edit = Edit("outlets", one["code"], {"lon": place[0], "lat": place[1]}, "event", DAY)
    before, after = moved_answers(office, preview_edit(office, edit), pd.Timestamp(DAY))
    assert before.section == one["section_code"]
    assert after.section == other["section_code"]
    assert moved_m(office, (one["lon"], one["lat"]), place) > 1000
    edit_feature(office, "outlets", one["code"], edit.cells, change="event", on=DAY, actor=SHE, note="移位")
    stored = feature_table(office, "outlets", AsOf(AFTER)).set_index("code").loc[one["code"]]
    assert (stored["section_code"], stored["grade"]) == (after.section, after.grade)


@pytest.mark.parametrize(
    "text", ["112.5, 37.8", "37.8 112.5", "N37°48′00″、E112°30′00″", "112°30′, 37°48′", "112.5，37.8"]
)
def test_a_typed_place_is_read_in_any_form(text):
    assert read_place("outlets", text) == pytest.approx((112.5, 37.8))


@pytest.mark.parametrize("text", ["", "112.5", "somewhere near", "1, 2, 3"])
def test_what_names_no_place_is_none(text):
    assert read_place("outlets", text) is None
