"""Steps of rectification come in as a ledger: in order, with their evidence, for outlets that are registered."""

import pytest

from registry.findings import Level
from registry.service.checking import check
from registry.service.registry import AsOf
from registry.service.steps import standing_table
from tests.service.ledgers import DAY, WHO, codes, office, outlet

__all__ = ["office"]

ONE, TWO = outlet(1)["排污口编码"], outlet(2)["排污口编码"]


def step(name, day, code=ONE, **more):
    return {"排污口编码": code, "环节": name, "日期": day} | more


FLOW = [
    step("排查发现", "2022-01-05"),
    step("溯源", "2022-01-20", 责任单位="东湖村村民委员会"),
    step("分类", "2022-02-01", 整治类型="规范整治"),
    step("制定方案", "2022-02-10", 完成时限="2022-11-30"),
    step("实施整治", "2022-03-01"),
    step("整治完成", "2022-06-01", 证据或文号="照片06"),
    step("县级核查", "2022-06-10", 经办人="王工", 结果="合格"),
    step("市级销号", "2022-06-20", 证据或文号="并环销〔2022〕1号"),
]


@pytest.fixture
def registered(office):
    office.bring([outlet(1), outlet(2)], reported_on=DAY.replace(day=1, month=1))
    return office


def stage(office, code=ONE, on=DAY):
    rows = standing_table(office.registry, AsOf(on)).set_index("code")
    return rows.loc[code, "stage"]


def messages(preview):
    return [str(finding.message) for finding in preview.findings if finding.level is Level.ERROR]


def test_a_whole_ledger_goes_in_whatever_the_order_of_its_rows(registered):
    preview = registered.preview(FLOW[::-1], "steps")
    assert (preview.new, preview.rejected, preview.findings) == (8, 0, [])
    registered.bring(FLOW[::-1], "steps")
    assert stage(registered) == "closed_out"
    assert stage(registered, on=DAY.replace(month=6, day=5)) == "done"
    assert check(registered.registry, AsOf(DAY)) == []


def test_the_same_file_twice_changes_nothing_and_another_text_is_a_correction(registered):
    registered.bring(FLOW, "steps")
    assert registered.preview(FLOW, "steps").unchanged == 8
    preview = registered.preview([FLOW[5] | {"证据或文号": "照片07"}], "steps")
    assert (preview.changed, preview.changes["change_class"].tolist()) == (1, ["corrected"])


def test_a_step_without_its_evidence_stays_out_and_says_what_is_missing(registered):
    preview = registered.preview([FLOW[0], step("溯源", "2022-01-20")], "steps")
    assert codes(preview) == {(3, "L302")}
    assert messages(preview) == ["Traced lacks Responsible unit."]
    assert (preview.new, preview.rejected) == (1, 1)
    either = registered.preview([*FLOW[:3], step("制定方案", "2022-02-10")], "steps")
    assert messages(either) == ["Planned lacks Evidence or document no. or Due on."]


def test_what_builds_on_a_row_kept_out_stays_out_with_it(registered):
    rows = [*FLOW[:2], step("分类", "2022-02-01"), *FLOW[3:]]
    preview = registered.preview(rows, "steps")
    assert codes(preview) == {(4, "L302"), *((row, "L301") for row in range(5, 10))}
    assert (preview.new, preview.rejected) == (2, 6)
    assert stage(registered) == "found"


def test_a_step_out_of_order_names_what_may_follow(registered):
    registered.bring(FLOW[:2], "steps")
    preview = registered.preview([FLOW[5]], "steps")
    assert codes(preview) == {(2, "L301")}
    assert messages(preview) == ["Done on 2022-06-01 does not follow Traced; what may follow is Classified."]


def test_a_step_put_in_later_may_not_upset_those_registered(registered):
    registered.bring(FLOW, "steps")
    late = registered.preview([step("重新整治", "2022-06-15", 备注="督办")], "steps")
    assert codes(late) == {(2, "L301")}
    between = registered.preview([step("实施整治", "2022-04-01", 备注="进度")], "steps")
    assert (between.new, between.findings) == (1, [])
    before = registered.preview([step("重新整治", "2022-07-01", 备注="督办"), FLOW[4]], "steps")
    assert (before.new, before.unchanged, before.findings) == (1, 1, [])


def test_one_outlet_at_fault_does_not_hold_up_another(registered):
    rows = [
        *FLOW[:3],
        step("整治完成", "2022-02-02", TWO, 证据或文号="照片"),
        step("溯源", "2022-02-03", TWO, 责任单位="村"),
    ]
    assert codes(registered.preview(rows, "steps")) == {(5, "L301")}


def test_an_outlet_that_is_not_registered_has_no_steps(registered):
    preview = registered.preview([FLOW[0], step("排查发现", "2022-01-05", "DB-140121-0009-SH-00")], "steps")
    assert codes(preview) == {(3, "L303")}


def test_an_outlet_keeps_its_steps_under_a_new_code(registered):
    registered.bring(FLOW[:5], "steps")
    new = "DB-140121-0077-SH-00"
    registered.bring([outlet(1, 排污口编码=new, 原编码=ONE, 变更类型="重新编码", 生效日期="2022-05-01")])
    registered.bring([FLOW[5] | {"排污口编码": new}], "steps")
    assert stage(registered, new) == "done"
    assert stage(registered, ONE, DAY.replace(month=4, day=1)) == "under_way"


def test_a_ledger_of_outlets_that_contradicts_the_steps_is_warned_of(registered):
    registered.bring(FLOW[:5], "steps")
    said = outlet(1, 整治类型="依法取缔", 整治进展="已销号", 销号日期="2022-05-01")
    preview = registered.preview([said], reported_on=DAY)
    assert codes(preview) == {(2, "L304")}
    assert len(preview.findings) == 2
    registered.bring([said], reported_on=DAY)
    assert [(f.code, f.field) for f in check(registered.registry, AsOf(DAY))] == [
        ("L304", "rectification_progress"),
        ("L304", "rectification_class"),
    ]


def test_steps_taken_back_are_gone_and_still_known_to_have_been_there(registered):
    revision = registered.bring(FLOW, "steps")
    registered.store.commit(registered.store.undo_changes(revision), WHO, "undo", undoes=revision)
    assert stage(registered) == "found"
    assert len(registered.store.frame("steps", known_at=revision)) == 8


MEASURE = {
    "问题编码": "WT-1",
    "问题": "雨污混接",
    "措施编码": "CS-1",
    "措施": "改造混接点",
    "责任单位": "住建局",
    "市": "太原市",
    "县": "清徐县",
    "排污口编码": ONE,
    "完成时限": "2022-12-31",
    "状态": "进行中",
}


def test_measures_come_in_and_change_as_things_happen(registered):
    assert registered.preview([MEASURE], "measures").findings == []
    registered.bring([MEASURE], "measures", reported_on=DAY.replace(month=3))
    accepted = {"状态": "已验收", "完成日期": "2022-09-01", "验收单位": "市局", "验收日期": "2022-09-20"}
    preview = registered.preview([MEASURE | accepted], "measures")
    assert (preview.changed, set(preview.changes["change_class"])) == (1, {"updated"})
    registered.bring([MEASURE | accepted], "measures")
    assert registered.life("CS-1", "measures")["status"].tolist() == ["under_way", "accepted"]


def test_a_measure_says_what_its_status_stands_on(registered):
    rows = [
        MEASURE | {"措施编码": "CS-1", "状态": "已销号"},
        MEASURE | {"措施编码": "CS-2", "状态": "已验收", "验收单位": "市局"},
        MEASURE | {"措施编码": "CS-3", "验收日期": "2022-05-01", "完成日期": "2022-06-01"},
        MEASURE | {"措施编码": "CS-4", "问题": "别的问题"},
        MEASURE | {"措施编码": "CS-5", "排污口编码": "DB-140121-0999-SH-00"},
    ]
    preview = registered.preview(rows, "measures")
    assert codes(preview) == {(2, "L306"), (3, "L306"), (4, "L110"), (5, "L305"), (6, "L111")}
    assert preview.rejected == 0


def test_a_ledger_without_a_city_may_be_said_to_come_from_one(registered):
    assert registered.preview(FLOW, "steps", city="太原市").rejected == 0
