import random
from datetime import date

import pandas as pd
import pytest

from registry.errors import ConflictError, LedgerError
from registry.service.assignment import RESULT_COLUMNS, joined
from registry.service.history import undo
from registry.service.importing import ImportOptions, commit_import, preview_import
from registry.service.registry import AsOf, Registry
from registry.service.summary import summary
from registry.settings import Settings
from registry.store import ChangeSet, Store
from tests.ledger.files import workbook
from tests.service.ledgers import DAY, PLANT, WHO, Office, codes, office, outlet

__all__ = ["office"]
CODE = "DB-140121-{:04d}-SH-00".format


def classes(preview):
    """Return the change table as (field, class, old, new)."""
    return sorted(
        preview.changes[["field", "change_class", "old", "new"]]
        .astype("object")
        .fillna("")
        .itertuples(index=False, name=None)
    )


def test_a_preview_counts_and_writes_nothing(office):
    preview = office.preview([outlet(1), outlet(2)])
    assert (preview.rows, preview.new, preview.changed, preview.unchanged, preview.rejected) == (2, 2, 0, 0, 0)
    assert preview.findings == []
    assert office.store.head() == 0


def test_new_rows_begin_on_the_reporting_date_or_the_one_they_state(office):
    assert office.bring([outlet(1), outlet(2, 变更类型="新增", 生效日期="2022-11-05")]) == 1
    assert office.life(CODE(1))["valid_from"].tolist() == [pd.Timestamp(DAY)]
    assert office.life(CODE(2))["valid_from"].tolist() == [pd.Timestamp("2022-11-05")]
    told = office.store.revisions().iloc[0]
    assert (told["file_name"], told["actor"], told["reason"], told["base_sha256"]) == (
        "台账.xlsx",
        "张三",
        "测试",
        "toy",
    )


def test_a_second_import_of_the_same_file_changes_nothing(office):
    rows = [outlet(n, 备注="=1+1") for n in range(1, 6)]
    office.bring(rows)
    before = office.store.content_hash()
    again = office.preview(rows)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 5)
    assert again.changes.empty
    assert commit_import(office.registry, again, WHO, "again") is None
    assert (office.store.head(), office.store.content_hash()) == (1, before)
    assert office.life(CODE(1))["remark"].tolist() == ["=1+1"]


def test_the_order_of_rows_means_nothing(office, tmp_path):
    rows = [outlet(n, 乡镇=None if n % 2 else "徐沟镇") for n in range(1, 8)]
    other = Office(tmp_path, "other.sqlite")
    office.bring(rows)
    random.Random(7).shuffle(rows)
    other.bring(rows)
    assert office.store.content_hash() == other.store.content_hash()


def test_undo_restores_what_was_known_before(office):
    office.bring([outlet(1)])
    before = office.store.content_hash()
    revision = office.bring([outlet(1, **{"排水量(m3/d)": 99.0}), outlet(2)], reported_on=date(2023, 3, 31))
    assert office.store.content_hash() != before
    undo(office.registry, revision, WHO)
    assert office.store.content_hash() == before


def test_wrong_rows_stay_out_and_the_others_go_in(office):
    rows = [outlet(1), outlet(2, 经度=None), outlet(3, 排污口类型="奇怪"), outlet(1), outlet(4)]
    preview = office.preview(rows)
    assert (preview.rows, preview.new, preview.rejected) == (5, 2, 3)
    assert codes(preview) == {(3, "L010"), (4, "L013"), (5, "L016")}
    commit_import(office.registry, preview, WHO, "")
    assert set(office.store.frame("outlets")["code"]) == {CODE(1), CODE(4)}


def test_all_or_nothing_refuses_a_file_with_one_wrong_row(office):
    with pytest.raises(LedgerError, match="1 of 2") as refused:
        office.bring([outlet(1), outlet(2, 县=None)], strict=True)
    assert [finding.code for finding in refused.value.findings] == ["L010"]
    assert office.store.head() == 0


def test_a_file_of_which_nothing_can_go_in_is_refused(office):
    with pytest.raises(LedgerError, match="None of the 1 rows"):
        office.bring([outlet(1, 县=None)])


def test_a_file_with_headings_only_is_refused(office):
    with pytest.raises(LedgerError, match="no rows"):
        office.bring([dict.fromkeys(outlet(1))])


def test_without_a_class_an_amount_is_an_event_and_a_name_a_correction(office):
    office.bring([outlet(1)], reported_on=date(2022, 3, 31))
    changed = outlet(1, 排污口名称="东湖村雨水口", **{"排水量(m3/d)": 300.0})
    preview = office.preview([changed])
    assert classes(preview) == [
        ("flow_m3_per_d", "updated", "120", "300"),
        ("name", "corrected", "东湖村1号雨水口", "东湖村雨水口"),
    ]
    assert preview.changes["guessed"].all()
    commit_import(office.registry, preview, WHO, "")
    life = office.life(CODE(1))
    assert life["name"].tolist() == ["东湖村雨水口"] * 2
    assert life["flow_m3_per_d"].tolist() == [120.0, 300.0]
    assert life["valid_from"].tolist() == [pd.Timestamp("2022-03-31"), pd.Timestamp("2022-12-31")]
    assert office.preview([changed]).unchanged == 1


def test_rows_missing_from_a_file_and_empty_cells_leave_things_as_they_are(office):
    office.bring([outlet(1, 乡镇="徐沟镇"), outlet(2)])
    preview = office.preview([outlet(1, 状态=None)])
    assert preview.unchanged == 1
    office.bring([outlet(1, 乡镇="清空")])
    assert office.life(CODE(1))["township"].isna().all()
    assert len(office.store.frame("outlets")) == 2


@pytest.fixture
def known(office):
    """Three outlets in use since spring."""
    office.bring([outlet(n) for n in (1, 2, 3)], reported_on=date(2022, 3, 31))
    return office


def ends(life):
    return life["status"].tolist(), [str(day.date()) for day in life["valid_from"]]


def test_closing_sets_the_status_from_its_day(known):
    rows = [outlet(1, 变更类型="注销", 生效日期="2022-08-15", 状态=None)]
    known.bring(rows)
    assert ends(known.life(CODE(1))) == (["active", "closed"], ["2022-03-31", "2022-08-15"])
    assert known.preview(rows).unchanged == 1


def test_a_class_that_contradicts_the_status_counts_and_is_said(known):
    preview = known.preview([outlet(1, 变更类型="注销", 状态="在用")])
    assert codes(preview) == {(2, "L108")}
    commit_import(known.registry, preview, WHO, "")
    assert known.life(CODE(1))["status"].tolist()[-1] == "closed"


def test_merging_needs_an_outlet_to_merge_into(known):
    merged = {"变更类型": "合并", "生效日期": "2022-08-15", "状态": None}
    wrong = known.preview([outlet(1, **merged), outlet(2, 并入编码="DB-140121-9999-SH-00", **merged), outlet(3)])
    assert {pair for pair in codes(wrong) if pair[1] == "L201"} == {(2, "L201"), (3, "L201")}
    assert wrong.rejected == 2
    known.bring([outlet(1, 并入编码=CODE(2), **merged)])
    life = known.life(CODE(1))
    assert ends(life) == (["active", "merged"], ["2022-03-31", "2022-08-15"])
    assert life["merged_into"].tolist()[-1] == CODE(2)


def test_a_recoded_outlet_stays_one_outlet(known):
    rows = [outlet(1, 排污口编码="DA-140121-0001-SH-00", 原编码=CODE(1), 变更类型="重新编码", 生效日期="2022-08-15")]
    before = known.life(CODE(1))["feature_id"].iloc[0]
    known.bring(rows)
    life = known.life("DA-140121-0001-SH-00")
    assert life["feature_id"].unique().tolist() == [before]
    assert life["code"].tolist() == [CODE(1), "DA-140121-0001-SH-00"]
    assert known.preview(rows).unchanged == 1
    assert codes(known.preview([outlet(1), outlet(2)])) == {(2, "L203")}


def test_a_new_code_with_a_former_one_is_guessed_to_be_a_recoding(known):
    preview = known.preview([outlet(1, 排污口编码="DA-140121-0001-SH-00", 原编码=CODE(1))])
    assert (preview.new, preview.changed) == (0, 1)
    assert set(preview.changes["change_class"]) == {"recoded"}


def test_a_recoding_needs_a_registered_former_code(known):
    preview = known.preview([outlet(8, 变更类型="重新编码", 原编码="DB-140121-9999-SH-00"), outlet(1)])
    assert (2, "L202") in codes(preview)


def test_a_split_makes_children_that_name_their_parent_and_ends_it_when_said(known):
    child = {"变更类型": "拆分", "原编码": CODE(1), "生效日期": "2022-08-15"}
    parent = outlet(1, 变更类型="拆分", 生效日期="2022-08-15", 状态=None)
    rows = [outlet(11, **child), outlet(12, **child), parent]
    preview = known.preview(rows)
    assert (preview.new, preview.changed, preview.findings) == (2, 1, [])
    commit_import(known.registry, preview, WHO, "")
    assert ends(known.life(CODE(1))) == (["active", "closed"], ["2022-03-31", "2022-08-15"])
    assert known.life(CODE(11))["former_code"].tolist() == [CODE(1)]
    assert known.preview(rows).unchanged == 3


def test_a_child_read_again_without_a_status_stays_in_use(known):
    child = {"变更类型": "拆分", "原编码": CODE(1), "状态": None}
    rows = [outlet(11, **child), outlet(12, **child), outlet(1, 变更类型="拆分", 状态=None)]
    known.bring(rows)
    assert known.preview(rows).unchanged == 3
    assert known.life(CODE(1))["status"].tolist() == ["active", "closed"]


@pytest.mark.parametrize("former", [None, CODE(11)])
def test_only_a_registered_outlet_is_split(known, former):
    assert codes(known.preview([outlet(11, 变更类型="拆分", 原编码=former)])) == {(2, "L205")}


def test_a_split_from_an_unknown_outlet_is_pointed_out(known):
    assert codes(known.preview([outlet(11, 变更类型="拆分", 原编码="nowhere")])) == {(2, "L111")}


def test_two_rows_that_speak_of_one_outlet_both_stay_out(known):
    recoded = {"变更类型": "重新编码", "原编码": CODE(1)}
    preview = known.preview([outlet(21, **recoded), outlet(22, **recoded), outlet(2, 状态="停用")])
    assert {pair for pair in codes(preview) if pair[1] == "L210"} == {(2, "L210"), (3, "L210")}
    assert (preview.changed, preview.rejected) == (1, 2)
    assert (3, "L210") in codes(known.preview([outlet(21, **recoded), outlet(1)]))


def test_a_code_in_use_is_not_given_to_another_outlet(known):
    swap = [outlet(1, 变更类型="重新编码", 原编码=CODE(2)), outlet(2, 变更类型="重新编码", 原编码=CODE(1))]
    preview = known.preview(swap)
    assert {pair for pair in codes(preview) if pair[1] == "L211"} == {(2, "L211"), (3, "L211")}
    assert preview.rejected == 2


def test_codes_passed_on_go_in_one_file_after_the_other(known):
    rows = [outlet(21, 变更类型="重新编码", 原编码=CODE(1)), outlet(1, 变更类型="重新编码", 原编码=CODE(2))]
    first = known.preview(rows)
    assert (first.changed, first.rejected) == (1, 1)
    commit_import(known.registry, first, WHO, "")
    second = known.preview(rows, reported_on=date(2023, 1, 31))
    assert (second.unchanged, second.changed) == (1, 1)
    commit_import(known.registry, second, WHO, "")
    assert known.life(CODE(1))["code"].tolist() == [CODE(2), CODE(1)]


def test_a_code_that_differs_by_case_only_makes_no_second_outlet(known):
    assert codes(known.preview([outlet(1, 排污口编码=CODE(1).lower())])) >= {(2, "L212")}
    twice = known.preview([outlet(5), outlet(6, 排污口编码=CODE(5).lower())])
    assert (3, "L016") in codes(twice)


@pytest.mark.parametrize("status", [None, "已合并"])
def test_outlets_are_not_merged_in_a_ring_or_into_one_that_is_gone(known, status):
    merged = {"变更类型": "合并", "状态": status}
    ring = known.preview([outlet(1, 并入编码=CODE(2), **merged), outlet(2, 并入编码=CODE(1), **merged)])
    assert codes(ring) == {(2, "L201"), (3, "L201")}
    chain = [outlet(1, 并入编码=CODE(2), **merged), outlet(2, 并入编码=CODE(3), **merged)]
    known.bring(chain)
    assert known.preview(chain).unchanged == 2
    gone = known.preview([outlet(3, 并入编码=CODE(1), **merged)])
    assert codes(gone) == {(2, "L201")}


def test_an_outlet_that_comes_back_from_a_merger_is_merged_into_nothing(known):
    known.bring([outlet(1, 变更类型="合并", 并入编码=CODE(2), 生效日期="2022-08-15", 状态=None)])
    known.bring([outlet(1, 变更类型="恢复", 生效日期="2022-11-15", 状态=None)])
    life = known.life(CODE(1))
    assert life["status"].tolist() == ["active", "merged", "active"]
    assert life["merged_into"].isna().tolist() == [True, False, True]


def test_a_new_section_begins_on_its_first_day_and_a_new_wetland_when_it_was_built(office):
    place = {"市": "太原市", "县": "清徐县", "经度": 112.401234, "纬度": 37.611234}
    section = {"断面编码": "DM1", "断面名称": "东湖", "河流": "汾河", "级别": "国考"} | place
    office.bring([section | {"启用日期": "2021-01-01"}], "sections")
    wetland = {"湿地名称": "东湖湿地", "功能类型": "尾水"} | place
    office.bring(
        [
            wetland | {"湿地编码": "W1", "建成日期": "2022-06-30"},
            wetland | {"湿地编码": "W2", "建成日期": "2023-06-30", "经度": 112.5},
        ],
        "wetlands",
    )
    begun = [office.life(code, kind)["valid_from"].iloc[0] for code, kind in (("DM1", "sections"), ("W1", "wetlands"))]
    assert begun == [pd.Timestamp("2021-01-01"), pd.Timestamp("2022-06-30")]
    assert office.life("W2", "wetlands")["valid_from"].iloc[0] == pd.Timestamp(DAY)


def test_a_parent_left_in_use_is_pointed_out(known):
    assert codes(known.preview([outlet(11, 变更类型="拆分", 原编码=CODE(1))])) == {(2, "L208")}


def test_moving_is_an_event_and_correcting_was_always_so(known):
    known.bring([outlet(1, 变更类型="位移", 生效日期="2022-08-15", 纬度=37.65), outlet(2, 变更类型="更正", 纬度=37.66)])
    assert known.life(CODE(1))["lat"].tolist() == [37.601234, 37.65]
    assert known.life(CODE(2))["lat"].tolist() == [37.66]


def test_a_closed_outlet_comes_back(known):
    known.bring([outlet(1, 变更类型="注销", 生效日期="2022-08-15", 状态=None)])
    preview = known.preview([outlet(1, 生效日期="2022-11-15")])
    assert classes(preview) == [("status", "revived", "closed", "active")]
    known.bring([outlet(1, 变更类型="恢复", 生效日期="2022-11-15", 状态=None)])
    assert known.life(CODE(1))["status"].tolist() == ["active", "closed", "active"]


def test_a_correction_reaches_as_far_as_the_wrong_value(known):
    known.bring([outlet(1, 生效日期="2022-06-01", 责任主体="甲厂")])
    known.bring([outlet(1, 生效日期="2022-09-01", 责任主体="乙厂")])
    known.bring([outlet(1, 变更类型="更正", 生效日期="2022-07-01", 责任主体="丙厂")])
    life = known.life(CODE(1))["responsible_body"]
    assert life.isna().tolist() == [True, False, False]
    assert life.tolist()[1:] == ["丙厂", "乙厂"]


def test_what_changed_later_is_kept_and_said(known):
    known.bring([outlet(1, 生效日期="2022-09-01", **{"排水量(m3/d)": 300.0})])
    preview = known.preview([outlet(1, 生效日期="2022-06-01", 状态="停用", **{"排水量(m3/d)": 200.0})])
    assert codes(preview) == {(2, "L207")}
    commit_import(known.registry, preview, WHO, "")
    life = known.life(CODE(1))
    assert life["flow_m3_per_d"].tolist() == [120.0, 200.0, 300.0]
    assert life["status"].tolist() == ["active", "stopped", "stopped"]


def test_an_event_before_the_beginning_is_refused_and_an_equal_row_is_not(known):
    early = {"生效日期": "2022-01-01"}
    preview = known.preview([outlet(1, **early, 状态="停用"), outlet(2, **early)])
    assert codes(preview) == {(2, "L206")}
    assert (preview.rejected, preview.unchanged) == (1, 1)


def test_only_a_registered_outlet_can_be_closed_or_moved(known):
    preview = known.preview(
        [outlet(8, 变更类型="注销", 状态=None), outlet(9, 变更类型="位移"), outlet(7, 变更类型="更新")]
    )
    assert {pair for pair in codes(preview) if pair[1] in ("L205", "L209")} == {(2, "L205"), (3, "L205"), (4, "L209")}
    assert (preview.new, preview.rejected) == (1, 2)


def test_said_to_be_new_but_known_is_taken_as_an_update(known):
    preview = known.preview([outlet(1, 变更类型="新增"), outlet(2, 变更类型="新增", 状态="停用")])
    assert codes(preview) == {(2, "L204"), (3, "L204")}
    assert (preview.unchanged, preview.changed) == (1, 1)


def test_rows_of_another_city_than_the_reporting_one_stay_out(office):
    far = {"县": "侯马市", "市": "临汾市", "经度": 111.351234, "纬度": 35.651234}
    preview = office.preview([outlet(1), outlet(2, 排污口编码="DB-141081-0002-SH-00", **far)], city="太原")
    assert codes(preview) == {(3, "L029")}


def test_a_preview_made_before_somebody_else_wrote_is_not_committed(office):
    preview = office.preview([outlet(1)])
    office.bring([outlet(2)])
    with pytest.raises(ConflictError):
        commit_import(office.registry, preview, WHO, "")


def test_a_plant_is_linked_to_its_outlet_for_as_long_as_it_names_it(known):
    known.bring([PLANT | {"排污口编码": CODE(1)}], "plants", reported_on=date(2022, 6, 30))
    assert known.preview([PLANT | {"排污口编码": CODE(1)}], "plants").unchanged == 1
    known.bring([PLANT | {"排污口编码": CODE(2)}], "plants")
    links = known.store.links().sort_values("valid_from")
    assert links["role"].tolist() == ["plant_outlet"] * 2
    assert [str(day.date()) for day in links["valid_from"]] == ["2022-06-30", "2022-12-31"]
    assert links["valid_to"].isna().tolist() == [False, True]
    assert len(known.store.links(date(2022, 12, 31))) == 1


def test_a_link_is_made_once_the_outlet_is_there(office):
    rows = [PLANT | {"排污口编码": CODE(1)}]
    assert codes(office.preview(rows, "plants")) == {(2, "L111")}
    office.bring(rows, "plants")
    assert office.store.links().empty
    office.bring([outlet(1)])
    assert office.preview(rows, "plants").changed == 1
    office.bring(rows, "plants")
    assert len(office.store.links()) == 1
    assert office.preview(rows, "plants").unchanged == 1


def test_readings_are_kept_once_and_corrected(known):
    reading = {
        "对象类型": "排污口",
        "对象编码": CODE(1),
        "时间": "2022-10-01 08:00",
        "指标": "氨氮",
        "数值": 0.8,
        "单位": "mg/L",
    }
    known.bring([reading, reading | {"时间": "2022-11-01 08:00"}], "readings")
    assert known.preview([reading], "readings").unchanged == 1
    preview = known.preview([reading | {"数值": 0.9}], "readings")
    assert classes(preview) == [("value", "corrected", "0.8", "0.9")]
    commit_import(known.registry, preview, WHO, "")
    assert sorted(known.store.frame("readings")["value"]) == [0.8, 0.9]
    assert (2, "L111") in codes(known.preview([reading | {"对象编码": "nowhere"}], "readings"))


def test_a_number_beyond_all_numbers_keeps_its_row_out_only(known):
    reading = {"对象类型": "排污口", "对象编码": CODE(1), "指标": "氨氮", "单位": "mg/L"}
    rows = [reading | {"时间": f"2022-10-0{day}", "数值": value} for day, value in ((1, "1e400"), (2, 0.8))]
    preview = known.preview(rows, "readings")
    assert codes(preview) == {(2, "L012")}
    commit_import(known.registry, preview, WHO, "")
    assert known.store.frame("readings")["value"].tolist() == [0.8]


def test_nothing_is_committed_without_a_change(office):
    office.bring([outlet(1)])
    assert ChangeSet().is_empty
    assert office.bring([outlet(1)]) is None


@pytest.mark.base
def test_on_the_real_ground_an_import_is_assigned_and_taken_back(demo_copy, base_layers, tmp_path):
    registry = Registry(Settings(), Store.open(demo_copy), base_layers)
    before, head = summary(registry, AsOf(DAY)), registry.store.head()
    rows = [outlet(5000 + n, 经度=112.35 + (n + 0.5) / 2000, 考核断面="韩武村") for n in range(200)]
    rows[3] |= {"经度": 37.601234, "纬度": 112.351234}
    path = workbook(tmp_path / "台账.xlsx", [list(rows[0]), *(list(row.values()) for row in rows)])
    preview = preview_import(registry, path, "outlets", ImportOptions(reported_on=DAY, today=DAY))
    assert (preview.new, preview.rejected) == (199, 1)
    revision = commit_import(registry, preview, WHO, "")
    assert revision == head + 1
    assigned = registry.store.assignments("outlets", DAY)
    assert (assigned["revision"] == revision).sum() == 199
    after = summary(registry, AsOf(DAY))
    assert after["outlets"] == before["outlets"] + 199
    undo(registry, revision, WHO)
    assert summary(registry, AsOf(DAY)) | {"revision": head} == before


@pytest.mark.base
def test_a_new_section_takes_its_outlets_in_the_same_revision(demo_copy, base_layers, tmp_path):
    registry = Registry(Settings(), Store.open(demo_copy), base_layers)
    row = {
        "断面编码": "DM14012199",
        "断面名称": "清徐试验断面",
        "河流": "汾河",
        "级别": "县界",
        "经度": 112.392,
        "纬度": 37.608,
    }
    row |= {"市": "太原市", "县": "清徐县", "坐标精度(m)": 2000.0}
    path = workbook(tmp_path / "断面.xlsx", [list(row), list(row.values())])
    preview = preview_import(registry, path, "sections", ImportOptions(reported_on=DAY, today=DAY))
    revision = commit_import(registry, preview, WHO, "")
    assigned = registry.store.assignments("outlets", DAY)
    assert set(assigned.loc[assigned["section_code"] == "DM14012199", "revision"]) == {revision}
    written = assigned[assigned["revision"] == revision]
    assert len(written) < len(assigned) / 4
    known = registry.store.assignments("outlets", DAY, known_at=revision - 1).set_index("feature_id")
    told = ["section_code", "runner_up", "path_to_section_m", "reasons"]
    lives = registry.store.assignments("outlets").groupby("feature_id").filter(lambda rows: len(rows) > 1)
    same = written.set_index("feature_id")[told].map(str) == known.loc[written["feature_id"], told].map(str)
    assert set(same.index[same.all(axis=1)]) <= set(lives["feature_id"])
    undo(registry, revision, WHO)
    assert registry.store.content_hash() == registry.store.content_hash(known_at=revision - 1)


def test_rows_that_follow_each_other_and_say_the_same_are_one():
    row = dict.fromkeys(RESULT_COLUMNS) | {"feature_id": 1, "reach_id": 7, "reasons": ["near"]}
    days = [pd.Timestamp(f"202{year}-01-01") for year in range(6)] + [pd.NaT]
    spans = [(1, 0, 1, "S1"), (1, 1, 2, "S1"), (1, 2, 3, "S2"), (1, 4, 5, "S2"), (2, 5, 6, "S2")]
    rows = [
        row | {"feature_id": i, "valid_from": days[a], "valid_to": days[b], "section_code": code}
        for i, a, b, code in reversed(spans)
    ]
    found = joined(pd.DataFrame(rows).astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"}))
    assert found["section_code"].tolist() == ["S1", "S2", "S2", "S2"]
    assert found["valid_from"].tolist() == [days[0], days[2], days[4], days[5]]
    assert found["valid_to"].isna().tolist() == [False, False, False, True]
    assert found["valid_to"].tolist()[:3] == [days[2], days[3], days[5]]


def test_an_empty_required_cell_keeps_what_a_known_outlet_has_and_keeps_a_new_one_out(office):
    office.bring([outlet(1)])
    sparse = {"排污口名称": None, "市": None, "县": None, "经度": None, "纬度": None, "排污口类型": None}
    preview = office.preview([outlet(1, **{**sparse, "排水量(m3/d)": 999.5}), outlet(2, **sparse)])
    assert (preview.changed, preview.rejected) == (1, 1)
    assert {finding.row for finding in preview.findings if finding.code == "L010"} == {3}
    assert preview.changes["field"].tolist() == ["flow_m3_per_d"]
