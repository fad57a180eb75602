"""Steps of rectifying an outlet (整治环节), which may follow which, and the evidence that each needs.

The flow is the field's: found, traced, class, plan, works, done, checked by the county, closed out by the city, spot
check; what fails a check goes back and keeps its history.
"""

from registry.language import Label
from registry.vocabulary.fields import Choice, Kind, choice, code, day, text
from registry.vocabulary.outlets import RECTIFICATIONS
from registry.vocabulary.places import REMARK, SYNTHETIC

STAGES = (
    Choice("found", Label("排查发现", "Found"), ("发现", "排查", "已排查")),
    Choice("traced", Label("溯源", "Traced"), ("已溯源", "溯源完成", "trace")),
    Choice("classified", Label("分类", "Classified"), ("明确类型", "分类定性", "确定整治类型", "class")),
    Choice("planned", Label("制定方案", "Planned"), ("方案", "整治方案", "一口一策", "plan")),
    Choice("under_way", Label("实施整治", "Under way"), ("整治中", "开工", "正在整治")),
    Choice("done", Label("整治完成", "Done"), ("完成", "已完成", "完成整治")),
    Choice("checked", Label("县级核查", "Checked by county"), ("县级验收", "核查", "县核查", "check")),
    Choice("closed_out", Label("市级销号", "Closed by city"), ("销号", "已销号", "closed")),
    Choice("spot_checked", Label("抽查", "Spot-checked"), ("省级抽查", "复核抽查", "spot_check")),
    Choice("reopened", Label("重新整治", "Reopened"), ("退回整治", "重启整治", "恢复整治")),
)
"""In the order in which they are taken; the last step taken says at which stage an outlet stands."""

RESULTS = (
    Choice("passed", Label("合格", "Passed"), ("通过", "符合")),
    Choice("failed", Label("不合格", "Failed"), ("未通过", "不符合")),
)
SENT_BACK = {"checked": "under_way", "spot_checked": "reopened"}
"""The stage after a check that was failed."""

FOLLOWS: dict[str, frozenset[str]] = {
    "found": frozenset({"traced"}),
    "traced": frozenset({"classified"}),
    "classified": frozenset({"classified", "planned"}),
    "planned": frozenset({"classified", "planned", "under_way"}),
    "under_way": frozenset({"classified", "planned", "under_way", "done"}),
    "done": frozenset({"checked"}),
    "checked": frozenset({"closed_out"}),
    "closed_out": frozenset({"spot_checked", "reopened"}),
    "spot_checked": frozenset({"spot_checked", "reopened"}),
    "reopened": frozenset({"reopened", "classified", "planned", "under_way"}),
}
"""Which steps may follow, by the stage an outlet stands at. Until the works are done the class may be put right, the
plan revised and progress reported, as often as it takes."""

NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "found": (),
    "traced": (("responsible_unit",),),
    "classified": (("rectification_class",),),
    "planned": (("evidence", "due_on"),),
    "under_way": (),
    "done": (("evidence",),),
    "checked": (("person",),),
    "closed_out": (("evidence",),),
    "spot_checked": (("result",),),
    "reopened": (("evidence", "remark"),),
}
"""Evidence beside the day, by step: one of each group of fields must be filled."""

TRACED = frozenset(FOLLOWS) - {"found"}
RECTIFIED = frozenset({"done", "checked", "closed_out", "spot_checked"})
CLOSED_OUT = frozenset({"closed_out", "spot_checked"})
"""Stages at which an outlet counts as traced, as rectified, as closed out."""

PROGRESS_OF_STAGE = {
    **dict.fromkeys(("found", "traced", "classified", "planned"), "not_started"),
    **dict.fromkeys(("under_way", "reopened"), "under_way"),
    **dict.fromkeys(("done", "checked"), "done"),
    **dict.fromkeys(CLOSED_OUT, "closed_out"),
}
"""What the outlets' ledger says of its progress (整治进展) when it agrees with the steps."""

STEPS = Kind(
    "steps",
    Label("整治环节", "Rectification steps"),
    Label("整治环节", "rectification step"),
    (
        code(
            "outlet_code",
            "排污口编码",
            "Outlet code",
            required=True,
            aliases=("排污口编号", "排污口代码", "入河排污口编码"),
        ),
        choice("step", "环节", "Step", STAGES, required=True, aliases=("整治环节", "环节名称")),
        day("taken_on", "日期", "Date", required=True, aliases=("办理日期", "环节日期")),
        text("evidence", "证据或文号", "Evidence or document no.", aliases=("文号", "证据", "佐证材料", "报告编号")),
        choice("rectification_class", "整治类型", "Rectification", RECTIFICATIONS, aliases=("整治方式",)),
        day("due_on", "完成时限", "Due on", aliases=("整治时限",)),
        choice("result", "结果", "Result", RESULTS, aliases=("核查结果", "抽查结果")),
        text("responsible_unit", "责任单位", "Responsible unit", aliases=("责任主体",)),
        text("person", "经办人", "Person", aliases=("办理人", "核查人")),
        REMARK,
        SYNTHETIC,
    ),
    has_place=False,
    key=("outlet_code", "step", "taken_on"),
    begins_on="taken_on",
)
