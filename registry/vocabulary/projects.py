"""Water-pollution prevention projects."""

from registry.language import Label
from registry.vocabulary.fields import Choice, Kind, choice, code, day, number, text
from registry.vocabulary.places import ACCURACY, CITY, COUNTY, REMARK, SYNTHETIC, latitude, longitude

STATUSES = (
    Choice("preparing", Label("前期", "In preparation"), ("前期工作",)),
    Choice("started", Label("在建", "Started"), ("开工", "建设中")),
    Choice("finished", Label("已完成", "Finished"), ("完工", "完成")),
    Choice("stopped", Label("停建", "Stopped")),
)
TYPES = tuple(
    Choice(value, Label(zh, en))
    for value, zh, en in (
        ("plant_upgrade", "污水处理提标", "Plant upgrade"),
        ("sewer", "管网建设", "Sewer network"),
        ("wetland", "人工湿地", "Constructed wetland"),
        ("outlet_rectification", "排污口整治", "Outlet rectification"),
        ("rural_sewage", "农村生活污水治理", "Rural sewage"),
        ("river_restoration", "河道生态修复", "River restoration"),
        ("reuse", "再生水利用", "Water reuse"),
        ("other", "其他", "Other"),
    )
)

PROJECTS = Kind(
    "projects",
    Label("重点工程", "Projects"),
    Label("工程", "project"),
    (
        code("code", "项目编码", "Project code", required=True, aliases=("工程编码",)),
        text("name", "项目名称", "Project name", required=True, aliases=("工程名称",)),
        CITY,
        COUNTY,
        longitude(required=False),
        latitude(required=False),
        ACCURACY,
        text("declared_section", "考核断面", "Declared section", aliases=("所属断面",)),
        choice("project_type", "类型", "Type", TYPES, aliases=("项目类型",)),
        number("cost_10k_yuan", Label("投资", "Cost"), "万元", aliases=("总投资(万元)",)),
        choice("status", "状态", "Status", STATUSES, aliases=("进展",)),
        day("started_on", "开工日期", "Started on"),
        day("finished_on", "完成日期", "Finished on", aliases=("完工日期",)),
        REMARK,
        SYNTHETIC,
    ),
    on_ground=True,
)
