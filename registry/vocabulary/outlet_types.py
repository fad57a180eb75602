"""The classification tree of outlets (HJ 1312-2023); the value codes are this project's own.

Rows 1-14 were read in the table's own order; the wording from row 15 on is unverified (data/facts/outlet_types.csv).
"""

from registry.language import Label
from registry.vocabulary.fields import Choice

CLASSES = (
    Choice("industrial", Label("工业排污口", "Industrial"), ("工业", "工矿企业排污口", "工矿企业雨洪排口", "工业排口")),
    Choice(
        "municipal",
        Label("城镇污水处理厂排污口", "Municipal plant"),
        ("城镇污水厂", "污水处理厂排口", "城镇污水处理厂"),
    ),
    Choice("agricultural", Label("农业排口", "Agricultural"), ("农业", "农业排污口")),
    Choice("other", Label("其他排口", "Other"), ("其它排口", "其他", "其它")),
)
"""Level-1 classes, by which lists are totalled."""

_TREE = (
    ("industrial_enterprise", "industrial", "工业企业排污口", "Industrial enterprise"),
    ("mine", "industrial", "矿山排污口", "Mine"),
    ("tailings", "industrial", "尾矿库排污口", "Tailings pond"),
    ("industrial_storm", "industrial", "工业企业雨洪排口", "Industrial storm outlet"),
    ("mine_storm", "industrial", "矿山雨洪排口", "Mine storm outlet"),
    ("tailings_storm", "industrial", "尾矿库雨洪排口", "Tailings storm outlet"),
    ("park_plant", "industrial", "工业及其他各类园区污水处理厂排污口", "Industrial park plant"),
    ("park_storm", "industrial", "工业及其他各类园区污水处理厂雨洪排口", "Park plant storm outlet"),
    ("municipal_plant", "municipal", "城镇污水处理厂排污口", "Municipal sewage plant"),
    ("livestock_large", "agricultural", "规模化畜禽养殖排污口", "Large livestock farm"),
    ("aquaculture_large", "agricultural", "规模化水产养殖排污口", "Large aquaculture"),
    ("irrigation", "other", "大中型灌区排口", "Irrigation district"),
    ("harbour", "other", "港口码头排口", "Harbour"),
    ("livestock_small", "other", "规模以下畜禽养殖排污口", "Small livestock farm"),
    ("aquaculture_small", "other", "规模以下水产养殖排污口", "Small aquaculture"),
    ("rural_plant", "other", "农村污水处理设施排污口", "Rural treatment works"),
    ("rural_scattered", "other", "农村生活污水散排口", "Scattered rural sewage"),
    ("urban_scattered", "other", "城镇生活污水散排口", "Scattered urban sewage"),
    ("urban_storm", "other", "城镇雨洪排口", "Urban storm outlet"),
    ("other", "other", "其他排口", "Other"),
)

_ALIASES = {
    "urban_storm": ("雨水排口", "雨水口", "城镇雨水排口"),
    "other": ("其他", "其它", "其它排口"),
    "industrial_enterprise": ("工业排污口", "工业", "工矿企业排污口"),
    "park_plant": ("工业园区污水处理厂排污口", "园区污水处理厂排污口"),
    "municipal_plant": ("城镇污水厂排污口", "污水处理厂排污口", "城镇污水处理厂"),
    "rural_scattered": ("农村生活散排口",),
}

TYPES = tuple(Choice(value, Label(zh, en), _ALIASES.get(value, ())) for value, _, zh, en in _TREE)
CLASS_OF_TYPE = {value: level1 for value, level1, _, _ in _TREE}
"""Level-1 class of every type; a type outside the list counts as `other`."""
