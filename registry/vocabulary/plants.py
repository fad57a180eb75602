"""Sewage treatment plants (污水处理厂): facilities, not outlets."""

from registry.language import Label
from registry.vocabulary.fields import Choice, Kind, choice, code, number, text
from registry.vocabulary.places import ACCURACY, CITY, COUNTY, REMARK, SYNTHETIC, latitude, longitude

STANDARDS = (
    Choice("DB14/1928-2019", Label("DB14/1928-2019", "DB14/1928-2019"), ("DB14/1928", "地标")),
    Choice("GB18918-1A", Label("GB 18918-2002 一级A", "GB 18918-2002 grade 1A"), ("一级A", "1A", "一级A标准")),
    Choice("GB18918-1B", Label("GB 18918-2002 一级B", "GB 18918-2002 grade 1B"), ("一级B", "1B", "一级B标准")),
    Choice("GB18918-2", Label("GB 18918-2002 二级", "GB 18918-2002 grade 2"), ("二级",)),
)

PLANTS = Kind(
    "plants",
    Label("污水厂", "Sewage plants"),
    Label("污水厂", "sewage plant"),
    (
        code("code", "污水厂编码", "Plant code", required=True, aliases=("污水处理厂编码",)),
        text("name", "污水厂名称", "Plant name", required=True, aliases=("污水处理厂名称", "名称")),
        CITY,
        COUNTY,
        longitude(),
        latitude(),
        ACCURACY,
        number("people_served", Label("服务人口", "People served"), "人"),
        number("design_m3_per_d", Label("设计规模", "Design capacity"), "m3/d"),
        number("flow_m3_per_d", Label("实际水量", "Actual flow"), "m3/d"),
        choice("standard", "执行标准", "Standard", STANDARDS, aliases=("排放标准",)),
        code("outlet_code", "排污口编码", "Outlet code"),
        code("wetland_code", "尾水湿地编码", "Tail-water wetland code"),
        number("reuse_share", Label("再生水利用率", "Share reused"), "%", maximum=100.0),
        REMARK,
        SYNTHETIC,
    ),
)
