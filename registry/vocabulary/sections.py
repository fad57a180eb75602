"""Assessed river sections (考核断面)."""

from registry.language import Label
from registry.vocabulary.fields import Choice, Kind, choice, code, day, text
from registry.vocabulary.places import ACCURACY, CITY, COUNTY, REMARK, SYNTHETIC, latitude, longitude

LEVELS = (
    Choice("national", Label("国考", "National"), ("国控", "国家级", "国考断面")),
    Choice("provincial", Label("省考", "Provincial"), ("省控", "省级")),
    Choice("local", Label("市县考核", "Local"), ("市界", "县界", "市界考核", "县界考核", "市考", "县考")),
)
WATER_CLASSES = tuple(
    Choice(value, Label(f"{roman}类", f"Class {value}"), (value, f"{value}类", roman, f"{number}类"))
    for value, roman, number in (
        ("I", "Ⅰ", "一"),
        ("II", "Ⅱ", "二"),
        ("III", "Ⅲ", "三"),
        ("IV", "Ⅳ", "四"),
        ("V", "Ⅴ", "五"),
    )
)

SECTIONS = Kind(
    "sections",
    Label("考核断面", "Sections"),
    Label("断面", "section"),
    (
        code("code", "断面编码", "Section code", required=True, aliases=("断面编号", "断面代码")),
        text("name", "断面名称", "Section name", required=True, aliases=("断面", "名称")),
        text("river", "河流", "River", required=True, aliases=("所在河流", "河流名称")),
        CITY,
        COUNTY,
        choice("level", "级别", "Level", LEVELS, required=True, aliases=("断面级别", "断面属性")),
        longitude(),
        latitude(),
        ACCURACY,
        choice("target_class", "目标类别", "Target class", WATER_CLASSES, aliases=("水质目标", "考核目标")),
        text("target_year", "目标年份", "Target year", aliases=("考核年份",)),
        day("active_from", "启用日期", "Active from"),
        day("active_to", "停用日期", "Retired on"),
        code("successor", "接替断面", "Successor"),
        REMARK,
        SYNTHETIC,
    ),
)
