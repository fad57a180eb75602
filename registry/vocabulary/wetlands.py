"""Constructed wetlands (人工湿地)."""

from registry.language import Label
from registry.vocabulary.fields import Choice, Field, FieldType, Kind, choice, code, day, number, text
from registry.vocabulary.places import ACCURACY, CITY, COUNTY, REMARK, SYNTHETIC, latitude, longitude

FUNCTIONS = (
    Choice("tail-water", Label("尾水湿地", "Tail-water"), ("尾水", "尾水型", "污水厂尾水湿地")),
    Choice("river-mouth", Label("河口湿地", "River-mouth"), ("河口", "河口型")),
    Choice("in-river", Label("河道湿地", "In-river"), ("河道", "河道型")),
)
FLOWS = (
    Choice("surface", Label("表面流", "Surface flow")),
    Choice("horizontal", Label("水平潜流", "Horizontal subsurface"), ("水平流", "潜流")),
    Choice("vertical", Label("垂直潜流", "Vertical subsurface"), ("垂直流",)),
    Choice("hybrid", Label("复合", "Hybrid"), ("复合流", "复合型")),
)
STATUSES = (
    Choice("running", Label("运行", "Running"), ("已建成", "运行中", "在用")),
    Choice("building", Label("在建", "Being built"), ("建设中",)),
    Choice("planned", Label("规划", "Planned"), ("拟建", "计划")),
    Choice("stopped", Label("停运", "Stopped"), ("停用",)),
)
BUILT_STATUSES = ("running", "stopped")
"""A wetland counts as built while its status is one of these."""

WETLANDS = Kind(
    "wetlands",
    Label("人工湿地", "Wetlands"),
    Label("湿地", "wetland"),
    (
        code("code", "湿地编码", "Wetland code", required=True, aliases=("湿地编号",)),
        text("name", "湿地名称", "Wetland name", required=True, aliases=("名称",)),
        CITY,
        COUNTY,
        longitude(),
        latitude(),
        ACCURACY,
        choice("function", "功能类型", "Function", FUNCTIONS, required=True, aliases=("湿地类型", "类型")),
        choice("flow_type", "工艺类型", "Flow", FLOWS, aliases=("工艺",)),
        Field("insulated", "保温", Label("保温", "Insulated"), FieldType.FLAG, aliases=("是否保温",)),
        number("area_m2", Label("面积", "Area"), "m2"),
        number("design_m3_per_d", Label("设计水量", "Design flow"), "m3/d", aliases=("处理规模(m3/d)",)),
        day("built_on", "建成日期", "Built on", aliases=("建成时间",)),
        choice("status", "状态", "Status", STATUSES),
        text("declared_section", "考核断面", "Declared section", aliases=("所属断面",)),
        REMARK,
        SYNTHETIC,
    ),
)
