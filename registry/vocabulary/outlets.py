"""Sewage outlets into a river (入河排污口)."""

from registry.language import Label
from registry.vocabulary.fields import Choice, Kind, choice, code, day, number, text
from registry.vocabulary.outlet_types import TYPES
from registry.vocabulary.places import ACCURACY, CITY, COUNTY, REMARK, SYNTHETIC, TOWNSHIP, VILLAGE, latitude, longitude

BANKS = (
    Choice("left", Label("左岸", "Left bank"), ("左",)),
    Choice("right", Label("右岸", "Right bank"), ("右",)),
)
STATUSES = (
    Choice("active", Label("在用", "In use"), ("使用", "正常", "运行")),
    Choice("stopped", Label("停用", "Stopped"), ("停运",)),
    Choice("closed", Label("已取缔", "Closed"), ("取缔", "注销", "已注销", "已封堵")),
    Choice("merged", Label("已合并", "Merged"), ("合并",)),
)
PRESENT_STATUSES = ("active", "stopped")
"""An outlet exists while its status is one of these; closed and merged-away ones do not count."""

CHANGES = (
    Choice("new", Label("新增", "New")),
    Choice("closed", Label("注销", "Closed"), ("取缔", "已取缔", "关闭")),
    Choice("merged", Label("合并", "Merged"), ("已合并",)),
    Choice("split", Label("拆分", "Split")),
    Choice("recoded", Label("重新编码", "Re-coded"), ("改码", "重编码")),
    Choice("moved", Label("位移", "Moved"), ("迁移", "移位")),
    Choice("corrected", Label("更正", "Corrected"), ("勘误", "纠错")),
    Choice("updated", Label("更新", "Updated"), ("信息变更", "变更")),
    Choice("revived", Label("恢复", "Revived"), ("重启",)),
)
RECTIFICATIONS = (
    Choice("ban", Label("依法取缔", "Ban"), ("取缔", "依法取缔一批")),
    Choice("merge", Label("清理合并", "Merge"), ("合并", "清理合并一批")),
    Choice("standardise", Label("规范整治", "Standardise"), ("规范", "规范整治一批")),
)
PROGRESSES = (
    Choice("not_started", Label("未启动", "Not started"), ("未开始",)),
    Choice("under_way", Label("整治中", "Under way"), ("进行中", "正在整治")),
    Choice("done", Label("已完成", "Done"), ("完成",)),
    Choice("closed_out", Label("已销号", "Closed out"), ("销号",)),
)

OUTLETS = Kind(
    "outlets",
    Label("排污口", "Outlets"),
    Label("排污口", "outlet"),
    (
        code(
            "code",
            "排污口编码",
            "Outlet code",
            required=True,
            aliases=("排污口编号", "排污口代码", "编码", "入河排污口编码"),
        ),
        text("name", "排污口名称", "Outlet name", required=True, aliases=("名称", "入河排污口名称", "排口名称")),
        CITY,
        COUNTY,
        TOWNSHIP,
        VILLAGE,
        longitude(),
        latitude(),
        ACCURACY,
        text("river", "所在河流", "River", aliases=("受纳水体", "入河名称", "河流", "受纳河流", "排入河流")),
        choice("bank", "岸别", "Bank", BANKS),
        text("declared_section", "考核断面", "Declared section", aliases=("所属断面", "对应国考断面", "断面")),
        choice(
            "outlet_type", "排污口类型", "Outlet type", TYPES, required=True, aliases=("类型", "类别", "排污口类别")
        ),
        text("responsible_body", "责任主体", "Responsible body", aliases=("责任单位", "设置单位")),
        number("flow_m3_per_d", Label("排水量", "Flow"), "m3/d", maximum=2_000_000.0, aliases=("排放量(m3/d)",)),
        number(
            "cod_mg_per_l", Label("COD", "COD"), "mg/L", maximum=50_000.0, aliases=("化学需氧量", "化学需氧量(mg/L)")
        ),
        number("nh3n_mg_per_l", Label("氨氮", "NH3-N"), "mg/L", maximum=5_000.0, aliases=("NH3-N", "NH3-N(mg/L)")),
        number("tp_mg_per_l", Label("总磷", "TP"), "mg/L", maximum=1_000.0, aliases=("TP", "TP(mg/L)")),
        day("sampled_on", "监测日期", "Sampled on", aliases=("采样日期",)),
        choice("status", "状态", "Status", STATUSES, aliases=("使用状态",)),
        choice("change_class", "变更类型", "Change", CHANGES, stored=False),
        day("effective_on", "生效日期", "Effective on", stored=False, aliases=("变更日期",)),
        code("former_code", "原编码", "Former code", aliases=("旧编码",)),
        code("merged_into", "并入编码", "Merged into", aliases=("合并至",)),
        choice("rectification_class", "整治类型", "Rectification", RECTIFICATIONS, aliases=("整治方式",)),
        choice("rectification_progress", "整治进展", "Progress", PROGRESSES, aliases=("整治进度", "是否完成")),
        day("due_on", "完成时限", "Due on", aliases=("整治时限",)),
        day("closed_out_on", "销号日期", "Closed out on", aliases=("销号时间",)),
        REMARK,
        SYNTHETIC,
    ),
)
