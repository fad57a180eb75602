"""Measures against problems (问题措施台账): problem, measure, responsible unit, acceptance, closing out."""

from dataclasses import replace

from registry.language import Label
from registry.vocabulary.fields import Choice, Kind, choice, code, day, text
from registry.vocabulary.places import CITY, COUNTY, REMARK, SYNTHETIC

STATUSES = (
    Choice("not_started", Label("未启动", "Not started"), ("未开始",)),
    Choice("under_way", Label("进行中", "Under way"), ("整改中", "正在整改", "推进中")),
    Choice("done", Label("已完成", "Done"), ("完成", "已整改")),
    Choice("accepted", Label("已验收", "Accepted"), ("验收", "通过验收")),
    Choice("closed_out", Label("已销号", "Closed out"), ("销号",)),
)
FINISHED_STATUSES = ("done", "accepted", "closed_out")
"""A measure whose work is finished is not overdue, whatever is still to be signed."""

MEASURES = Kind(
    "measures",
    Label("整改措施", "Measures"),
    Label("整改措施", "measure"),
    (
        code("problem_code", "问题编码", "Problem code", required=True, aliases=("问题编号", "问题序号")),
        text("problem", "问题", "Problem", aliases=("存在问题", "问题描述")),
        code("code", "措施编码", "Measure code", required=True, aliases=("措施编号", "措施序号")),
        text("name", "措施", "Measure", required=True, aliases=("整改措施", "整治措施", "措施内容")),
        text("responsible_unit", "责任单位", "Responsible unit", aliases=("牵头单位",)),
        replace(CITY, required=False),
        replace(COUNTY, required=False),
        code("outlet_code", "排污口编码", "Outlet code", aliases=("排污口编号", "涉及排污口")),
        day("due_on", "完成时限", "Due on", aliases=("整改时限",)),
        choice("status", "状态", "Status", STATUSES, aliases=("整改状态", "进展")),
        day("finished_on", "完成日期", "Finished on", aliases=("完成时间",)),
        text("accepted_by", "验收单位", "Accepted by", aliases=("验收部门",)),
        day("accepted_on", "验收日期", "Accepted on", aliases=("验收时间",)),
        day("closed_out_on", "销号日期", "Closed out on", aliases=("销号时间",)),
        REMARK,
        SYNTHETIC,
    ),
    has_place=False,
)
