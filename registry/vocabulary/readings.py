"""Measured values of a section, outlet, plant or wetland."""

from registry.language import Label
from registry.vocabulary.fields import Choice, Field, FieldType, Kind, choice, code, text
from registry.vocabulary.places import SYNTHETIC

SUBJECTS = (
    Choice("sections", Label("断面", "Section"), ("考核断面",)),
    Choice("outlets", Label("排污口", "Outlet")),
    Choice("plants", Label("污水厂", "Plant"), ("污水处理厂",)),
    Choice("wetland_inflow", Label("湿地进水", "Wetland inflow")),
    Choice("wetland_outflow", Label("湿地出水", "Wetland outflow")),
)
PARAMETERS = (
    Choice("cod", Label("化学需氧量", "COD"), ("COD", "CODCr")),
    Choice("nh3n", Label("氨氮", "NH3-N"), ("NH3-N",)),
    Choice("tp", Label("总磷", "TP"), ("TP",)),
    Choice("tn", Label("总氮", "TN"), ("TN",)),
    Choice("codmn", Label("高锰酸盐指数", "Permanganate index"), ("CODMn",)),
    Choice("bod5", Label("五日生化需氧量", "BOD5"), ("BOD5",)),
    Choice("do", Label("溶解氧", "Dissolved oxygen"), ("DO",)),
    Choice("ph", Label("pH", "pH"), ("PH",)),
    Choice("flow", Label("流量", "Flow"), ("水量",)),
)

READINGS = Kind(
    "readings",
    Label("监测数据", "Readings"),
    Label("监测值", "reading"),
    (
        choice("subject_kind", "对象类型", "Subject", SUBJECTS, required=True),
        code("subject_code", "对象编码", "Subject code", required=True),
        Field(
            "measured_at",
            "时间",
            Label("时间", "Time"),
            FieldType.TIME,
            required=True,
            aliases=("监测时间", "监测日期"),
        ),
        choice("parameter", "指标", "Parameter", PARAMETERS, required=True, aliases=("监测指标",)),
        Field(
            "value", "数值", Label("数值", "Value"), FieldType.NUMBER, required=True, minimum=0.0, aliases=("监测值",)
        ),
        text("unit", "单位", "Unit", required=True),
        SYNTHETIC,
    ),
    has_place=False,
    key=("subject_kind", "subject_code", "measured_at", "parameter"),
    begins_on="measured_at",
)
