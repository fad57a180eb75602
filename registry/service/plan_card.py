"""The facts of a section and of its control unit, label by label."""

from collections.abc import Mapping

import pandas as pd

from registry.analysis.quality import CLASS_NAMES, PARAMETERS
from registry.base import BaseLayers
from registry.contents import SectionCard
from registry.crs import EQUAL_AREA, METRIC
from registry.language import Label, msg
from registry.vocabulary import KINDS, READINGS, SECTIONS

Fact = tuple[Label, object]

LEAST_COUNTY_KM2 = 1.0
"""A county is named when more than this of it lies in the unit: borders and raster cells do not match exactly."""

WORSE_THAN_V = Label("劣Ⅴ类", "Worse than class V")


def class_label(number: int) -> Label:
    """Return the name of a water class from its number 1 to 6."""
    if number > len(CLASS_NAMES):
        return WORSE_THAN_V
    found = SECTIONS.field("target_class").choice(CLASS_NAMES[number - 1])
    return found.label


def section_card(section: pd.Series, sections: pd.DataFrame, quality: pd.Series | None) -> SectionCard:
    """Return what is known of a section; `quality` is the quarter's class, None without readings."""
    names = sections.set_index("code")["name"]
    level = SECTIONS.field("level").choice_label(section["level"])
    facts: list[Fact] = [
        (Label("断面编码", "Section code"), section["code"]),
        (Label("河流", "River"), section["river"]),
        (Label("考核市、县", "Assessed city, county"), f"{section['city']} {section['county']}"),
        (Label("级别", "Level"), level),
        (Label("位置(经度,纬度)", "Place (lon, lat)"), f"{section['lon']:.5f}, {section['lat']:.5f}"),
        (Label("位置精度", "Accuracy of the place"), accuracy(section["accuracy_m"])),
        (Label("水质目标", "Target"), target(section)),
        (Label("本季水质类别", "Class this quarter"), this_quarter(quality)),
        (Label("下一断面", "Next section downstream"), named(section.get("next_section"), names)),
        (Label("上游相邻断面", "Sections next upstream"), upstream(section["code"], sections)),
    ]
    return SectionCard(str(section["code"]), str(section["name"]), tuple(facts))


def accuracy(value: float) -> object:
    """Return the stated accuracy in words."""
    return msg("not stated") if pd.isna(value) else msg("about {metres} m", metres=f"{value:,.0f}")


def target(section: pd.Series) -> object:
    """Return the target class with its year, or that none is stated."""
    if pd.isna(section["target_class"]):
        return msg("no target stated")
    label = SECTIONS.field("target_class").choice_label(section["target_class"])
    return (
        label
        if pd.isna(section["target_year"])
        else msg("{target} ({year})", target=label, year=section["target_year"])
    )


def this_quarter(quality: pd.Series | None) -> object:
    """Return the quarter's class with the items that decide it."""
    if quality is None:
        return msg("no readings in this quarter")
    items = [READINGS.field("parameter").choice_label(name) for name in PARAMETERS if name in quality["deciding"]]
    return msg(
        "{water_class}, decided by {items} ({months} months)",
        water_class=class_label(int(quality["water_class"])),
        items=items,
        months=int(quality["months"]),
    )


def named(code: object, names: pd.Series) -> object:
    """Return a section's name and code, or that there is none."""
    return f"{names.get(code, '')}({code})" if isinstance(code, str) else msg("none")


def upstream(code: str, sections: pd.DataFrame) -> object:
    """Return the sections whose next section is this one."""
    if "next_section" not in sections:
        return msg("none")
    above = sections[sections["next_section"] == code]
    return [f"{row.name}({row.code})" for row in above.itertuples(index=False)] or msg("none")


def unit_facts(base: BaseLayers, unit: pd.DataFrame, own: Mapping[str, pd.DataFrame]) -> tuple[Fact, ...]:
    """Return area, counties and reach length of the control unit, and how many features answer to the section."""
    counted = [
        Label(f"{KINDS[kind].label.zh} {len(table)}", f"{KINDS[kind].label.en} {len(table)}")
        for kind, table in own.items()
    ]
    if unit.empty:
        return ((Label("归属对象", "Features"), counted),)
    shape = unit.geometry.union_all()
    counties = base.counties[base.counties.intersects(shape)].clip(shape)
    counties = counties[counties.to_crs(EQUAL_AREA).area > LEAST_COUNTY_KM2 * 1e6]
    reaches = base.reaches[base.reaches.intersects(shape)]
    length_km = reaches.clip(shape).to_crs(METRIC).length.sum() / 1000
    return (
        (Label("控制单元面积", "Area of the control unit"), f"{unit['area_km2'].sum():,.1f} km²"),
        (Label("涉及县", "Counties touched"), sorted(counties["county"])),
        (Label("河段长度(集水 15 km² 以上)", "Reaches (above 15 km²)"), f"{length_km:,.1f} km"),
        (Label("归属对象", "Features"), counted),
    )
