"""Administrative villages with the state of their sewage works (行政村)."""

from registry.language import Label
from registry.vocabulary.fields import Choice, Kind, choice, code, day, number, text
from registry.vocabulary.places import ACCURACY, CITY, COUNTY, REMARK, SYNTHETIC, TOWNSHIP, latitude, longitude

STATES = (
    Choice("direct", Label("直排", "Direct discharge"), ("未治理",)),
    Choice("under_way", Label("在建", "Under way"), ("治理中", "建设中")),
    Choice("finished", Label("已治理", "Finished"), ("已完成", "完成治理")),
    Choice("sewered", Label("纳管", "To the sewer"), ("接管", "纳入管网")),
)
PRIORITY_AREAS = tuple(
    Choice(value, Label(zh, en))
    for value, zh, en in (
        ("water_source", "水源保护区", "Water source area"),
        ("urban_fringe", "城乡结合部", "Urban fringe"),
        ("township_seat", "乡镇政府驻地", "Township seat"),
        ("central_village", "中心村", "Central village"),
        ("scenic", "旅游风景区", "Scenic area"),
        ("transport", "交通干线沿线", "Along main roads"),
        ("river_bank", "重点河流沿线", "Along key rivers"),
    )
)

VILLAGES = Kind(
    "villages",
    Label("行政村", "Villages"),
    Label("行政村", "village"),
    (
        code("code", "行政村编码", "Village code", required=True, aliases=("行政村代码", "村编码")),
        text("name", "行政村名称", "Village name", required=True, aliases=("村名", "行政村", "名称")),
        CITY,
        COUNTY,
        TOWNSHIP,
        longitude(),
        latitude(),
        ACCURACY,
        number("people", Label("户籍人口", "Registered people"), "人"),
        choice("state", "治理状态", "State", STATES, required=True, aliases=("状态",)),
        text("works", "治理方式", "Works", aliases=("治理模式",)),
        day("finished_on", "完成日期", "Finished on", aliases=("完成时间",)),
        choice("priority_area", "重点区域", "Priority area", PRIORITY_AREAS),
        REMARK,
        SYNTHETIC,
    ),
    on_ground=True,
)
