"""One section, one plan: what the registry knows about a section at the end of a quarter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from registry.analysis.plan_tables import (
    doubt_table,
    grade_table,
    load_table,
    outlet_table,
    plant_table,
    project_table,
    shared_table,
    village_table,
    wetland_table,
)
from registry.analysis.quality import monthly_quality, period_quality, river_limits
from registry.analysis.section_loads import divided, known_loads
from registry.contents import PlanContent, PlanTable
from registry.errors import NotFoundError
from registry.hydro.reasons import REASONS
from registry.language import Message, msg
from registry.quarter import Quarter
from registry.service.decided import shares_in_force
from registry.service.features import kind_tables, section_table
from registry.service.plan_card import section_card, unit_facts
from registry.service.plan_map import plan_map
from registry.service.registry import AsOf, Registry
from registry.service.stamps import stamp

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class PlanGround:
    """What all plans of a quarter share, asked for once."""

    registry: Registry
    as_of: AsOf
    quarter: Quarter
    sections: pd.DataFrame
    units: gpd.GeoDataFrame
    features: Mapping[str, pd.DataFrame]
    parts: Mapping[str, pd.DataFrame]
    links: pd.DataFrame
    limits: pd.DataFrame
    readings: pd.DataFrame


def plan_content(registry: Registry, section_code: str, quarter: Quarter, known_at: int | None = None) -> PlanContent:
    """Return the plan of one section as true on the quarter's last day.

    Raises
    ------
    NotFoundError
        When no such section is known.
    """
    return content_of(plan_ground(registry, quarter, known_at), section_code)


def plan_contents(registry: Registry, quarter: Quarter, known_at: int | None = None) -> Iterator[PlanContent]:
    """Yield the plan of every active section, by code."""
    ground = plan_ground(registry, quarter, known_at)
    for code in ground.sections.loc[ground.sections["active"], "code"]:
        yield content_of(ground, code)


def plan_ground(registry: Registry, quarter: Quarter, known_at: int | None = None) -> PlanGround:
    """Ask for everything that the plans of a quarter share."""
    as_of = AsOf(quarter.last_day, known_at)
    limits = pd.read_csv(registry.settings.facts_dir / "gb3838_limits.csv", dtype=str)
    features = kind_tables(registry, as_of)
    return PlanGround(
        registry,
        as_of,
        quarter,
        section_table(registry, as_of),
        registry.water_at(as_of).units,
        features,
        {
            kind: divided(table, known_loads(table), shares_in_force(registry, kind, as_of, table))
            for kind, table in features.items()
        },
        registry.store.links(as_of.valid_on, known_at=known_at),
        river_limits(limits),
        recent_readings(registry, as_of),
    )


def recent_readings(registry: Registry, as_of: AsOf) -> pd.DataFrame:
    """Return the readings of sections in the MONTHS_SHOWN months up to the day."""
    readings = registry.store.frame("readings", valid_on=None, known_at=as_of.known_at)
    end = pd.Timestamp(as_of.valid_on) + pd.Timedelta(days=1)
    start = end - pd.DateOffset(months=MONTHS_SHOWN)
    recent = (readings["measured_at"] >= start) & (readings["measured_at"] < end)
    return readings[recent & (readings["subject_kind"] == "sections")]


def content_of(ground: PlanGround, code: str) -> PlanContent:
    """Return the plan of one section out of what all plans share.

    Raises
    ------
    NotFoundError
        When no such section is known.
    """
    found = ground.sections[ground.sections["code"] == code]
    if found.empty:
        raise NotFoundError("P001", msg("There is no section {code}; the section list names all.", code=code))
    section = found.iloc[0]
    own, parts = (
        {kind: table[table["section_code"] == code] for kind, table in tables.items()}
        for tables in (ground.features, ground.parts)
    )
    readings = ground.readings[ground.readings["subject_code"] == code]
    unit = ground.units[ground.units["section_code"] == code]
    quality = monthly_quality(readings, ground.limits)
    made_of = [found, *own.values(), readings]
    return PlanContent(
        stamp=stamp(ground.registry, ground.as_of, made_of, ground.quarter),
        card=section_card(section, ground.sections, quarter_class(ground, readings)),
        quality=quality,
        limits=class_three(ground.limits),
        unit_facts=unit_facts(ground.registry.base, unit, own),
        map=plan_map(ground.registry.base, section, ground.sections, unit, own),
        lists=(*feature_lists(ground, own), *filled(shared_table(parts))),
        loads=filled(load_table(parts["outlets"])) if len(parts["outlets"]) else (),
        doubts=filled(grade_table(own), doubt_table(own, REASONS)),
        sources=sources(ground, own),
    )


def quarter_class(ground: PlanGround, readings: pd.DataFrame) -> pd.Series | None:
    """Return class, deciding items and months of the quarter's means; None without a reading in it."""
    in_quarter = readings[readings["measured_at"] >= pd.Timestamp(ground.quarter.first_day)]
    rows = period_quality(in_quarter, ground.limits)
    return rows.iloc[0] if len(rows) and pd.notna(rows.iloc[0]["water_class"]) else None


def class_three(limits: pd.DataFrame) -> dict[str, float]:
    """Return the class III limit of each parameter; a range such as pH has none to draw."""
    single = limits[limits["direction"] != "range"]["III"].astype("float64")
    return {str(name): float(value) for name, value in single.items()}


def feature_lists(ground: PlanGround, own: Mapping[str, pd.DataFrame]) -> tuple[PlanTable, ...]:
    """Return the tables of what answers to the section, empty kinds left out."""
    return filled(
        outlet_table(own["outlets"]),
        plant_table(own["plants"], wetland_names(ground)),
        wetland_table(own["wetlands"]),
        village_table(own["villages"]),
        project_table(own["projects"]),
    )


def wetland_names(ground: PlanGround) -> dict[int, str]:
    """Return, by the plant's feature_id, the names of the wetlands it is linked to."""
    names = ground.features["wetlands"].set_index("feature_id")["name"]
    links = ground.links[ground.links["role"] == "plant_wetland"]
    named = links.assign(wetland=links["to_id"].map(names)).dropna(subset="wetland")
    return {int(plant): "、".join(group) for plant, group in named.groupby("from_id")["wetland"]}  # type: ignore[arg-type]


def filled(*tables: PlanTable) -> tuple[PlanTable, ...]:
    """Return the tables that have rows or something to say."""
    return tuple(table for table in tables if table.rows or table.note)


def sources(ground: PlanGround, own: Mapping[str, pd.DataFrame]) -> tuple[Message, ...]:
    """Say where the figures of a plan come from, in the order of printing."""
    revision = ground.registry.revision(ground.as_of)
    said = [
        msg(
            "Features: outlet registry, revision {revision}, as true on {day}.",
            revision=revision,
            day=ground.as_of.valid_on,
        ),
        msg(
            "Ground: rivers, reaches and control units from a 30-arc-second elevation model; base layers {sha}.",
            sha=(ground.registry.base.sha256 or "")[:12],
        ),
        msg("Places of sections are approximate where an accuracy is stated; distances follow the water."),
        msg("Water class: GB 3838-2002, worst single item of monthly means; total nitrogen is not judged in rivers."),
    ]
    if own["plants"]["remark"].fillna("").str.contains("HydroWASTE", regex=False).any():
        said.append(msg("Plants: HydroWASTE v1.0 (Ehalt Macedo et al. 2022, doi 10.5194/essd-14-559-2022), CC BY 4.0."))
    return tuple(said)
