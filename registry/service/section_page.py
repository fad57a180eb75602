"""Everything of one section on a day: what it is, how its water is, what answers to it, what needs a person."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from registry.analysis.plan_tables import doubt_table, grade_table, load_table, shared_table
from registry.analysis.quality import CLASS_NAMES, monthly_quality, period_quality, river_limits
from registry.analysis.section_loads import LOADS, divided, known_loads, summed
from registry.errors import NotFoundError
from registry.hydro.reasons import REASONS
from registry.language import Label, Message, msg
from registry.quarter import Quarter
from registry.section_contents import Neighbour, SectionPage, UnitTotals
from registry.service.decided import shares_in_force
from registry.service.mapping import map_features
from registry.service.plan import filled, recent_readings
from registry.service.plan_card import class_label, section_card, unit_facts
from registry.service.registry import AsOf, Registry
from registry.service.section_page_parts import (
    Tables,
    coverage_of,
    doubtful,
    findings_of,
    overdue_of,
    page_checks,
)
from registry.service.section_page_strip import upstream_codes
from registry.service.stamps import stamp
from registry.vocabulary import ASSIGNED_KINDS, SECTIONS

THIRD = CLASS_NAMES.index("III") + 1
VAGUE_M = 5000.0
"""A section placed no better than this is said to be so before anything else."""


def section_page(registry: Registry, code: str, as_of: AsOf) -> SectionPage:
    """Return the page of one section.

    Raises
    ------
    NotFoundError
        When no such section is known.
    """
    tables = map_features(registry, as_of)
    sections = tables["sections"]
    if code not in set(sections["code"]):
        raise NotFoundError("P001", msg("There is no section {code}; the section list names all.", code=code))
    section = sections[sections["code"] == code].iloc[0]
    water = registry.water_at(as_of)
    own = {kind: tables[kind][tables[kind]["section_code"] == code] for kind in ASSIGNED_KINDS}
    head, measured = head_of(registry, section, sections, as_of)
    overdue = overdue_of(registry, own["outlets"], as_of)
    return SectionPage(
        stamp=stamp(registry, as_of, [sections[sections["code"] == code], *own.values()]),
        **head,
        **sums_of(registry, section, tables, own, as_of),
        unit_facts=unit_facts(registry.base, water.units[water.units["section_code"] == code], own),
        below=below_of(water.tree, sections, code),
        doubts=filled(grade_table(own), doubt_table(own, REASONS)),
        overdue=overdue,
        findings=findings_of(registry, own, code, as_of),
        said=tuple(said_of(section, head["target"], measured, doubtful(own), len(overdue))),
        features=own,
    )


def head_of(
    registry: Registry, section: pd.Series, sections: pd.DataFrame, as_of: AsOf
) -> tuple[dict[str, Any], pd.Series | None]:
    """Return what the section is and how its water is, as fields of the page; and the quarter so far."""
    target = target_of(section)
    months, limits, measured = water_of(registry, str(section["code"]), as_of, target)
    head = {
        "code": str(section["code"]),
        "name": str(section["name"]),
        "river": "" if pd.isna(section["river"]) else str(section["river"]),
        "card": section_card(section, sections, measured),
        "target": target,
        "measured": None if measured is None else int(measured["water_class"]),
        "months": months,
        "limits": limits,
    }
    return head, measured


def sums_of(registry: Registry, section: pd.Series, tables: Tables, own: Tables, as_of: AsOf) -> dict[str, Any]:
    """Return what answers to the section and to all above it, as fields of the page."""
    code, tree = str(section["code"]), registry.water_at(as_of).tree
    above = upstream_codes(tree, code)
    shares = {kind: shares_in_force(registry, kind, as_of, tables[kind]) for kind in ASSIGNED_KINDS}
    parts = parts_of(tables, [code, *above], shares)
    own_parts = {kind: part[part["section_code"] == code] for kind, part in parts.items()}
    loads = section_sums(parts["outlets"])
    totals = totals_of(tables, code, above)
    neighbours = tuple(above_of(tree, tables, code, loads))
    by_source = [load_table(own_parts["outlets"])] if len(own_parts["outlets"]) else []
    return {
        "totals": totals,
        "loads": own_and_above(loads, code),
        "coverage": coverage_of(registry, section, own, tables, shares["plants"], as_of),
        "above": neighbours,
        "tables": filled(*by_source, shared_table(own_parts)),
        "checks": page_checks(totals, neighbours, loads, code),
    }


def parts_of(tables: Tables, codes: list[str], shares: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return what weighs on sections, by kind: their own features, and their parts of what others share with them."""
    parts = {}
    for kind, given in shares.items():
        beside = given.loc[given["section_code"].isin(codes), "feature_id"]
        table = tables[kind]
        some = table[table["section_code"].isin(codes) | table["feature_id"].isin(beside)]
        shared = given[given["feature_id"].isin(some["feature_id"])]
        whole = divided(some, known_loads(some), shared)
        parts[kind] = whole[whole["section_code"].isin(codes)]
    return parts


def section_sums(outlets: pd.DataFrame) -> pd.DataFrame:
    """Return outlets and loads by section."""
    return summed(outlets, "section_code").set_index("section_code")


def own_and_above(loads: pd.DataFrame, code: str) -> dict[str, tuple[float, float]]:
    """Return each load in tonnes a year: of the own unit, and with all units above it."""
    own = loads.reindex([code]).fillna(0.0).iloc[0]
    return {name: (float(own[name]), float(loads[name].sum())) for name in LOADS}


def target_of(section: pd.Series) -> int | None:
    """Return the number of the target class, None where none is stated."""
    value = section["target_class"]
    return CLASS_NAMES.index(value) + 1 if isinstance(value, str) and value in CLASS_NAMES else None


def water_of(
    registry: Registry, code: str, as_of: AsOf, target: int | None
) -> tuple[pd.DataFrame, dict[str, float], pd.Series | None]:
    """Return the months, the limits of the target class (III without one), and what the quarter so far amounts to."""
    table = pd.read_csv(registry.settings.facts_dir / "gb3838_limits.csv", dtype=str)
    limits = river_limits(table)
    readings = recent_readings(registry, as_of)
    readings = readings[readings["subject_code"] == code]
    single = limits[limits["direction"] != "range"][CLASS_NAMES[(target or THIRD) - 1]].astype("float64")
    in_quarter = readings[readings["measured_at"] >= pd.Timestamp(Quarter.of(as_of.valid_on).first_day)]
    rows = period_quality(in_quarter, limits)
    judged = rows.iloc[0] if len(rows) and pd.notna(rows.iloc[0]["water_class"]) else None
    return monthly_quality(readings, limits), {str(k): float(v) for k, v in single.items()}, judged


def totals_of(tables: Tables, code: str, above: list[str]) -> tuple[UnitTotals, ...]:
    """Return how many of each kind answer to the section, and to it and all sections above."""
    counts = {kind: tables[kind]["section_code"].value_counts() for kind in ASSIGNED_KINDS}
    return tuple(
        UnitTotals(kind, int(count.get(code, 0)), int(count.reindex([code, *above]).fillna(0).sum()))
        for kind, count in counts.items()
    )


def above_of(tree: pd.DataFrame, tables: Tables, code: str, loads: pd.DataFrame) -> Iterator[Neighbour]:
    """Yield the next sections upstream with all that lies above each, the nearest first."""
    whole = float(loads["cod_t_per_a"].sum())
    outlets = tables["outlets"]["section_code"].value_counts()
    for upper, row in tree[tree["next_section"] == code].sort_values(["distance_m"]).iterrows():
        held = [str(upper), *upstream_codes(tree, str(upper))]
        cod = float(loads["cod_t_per_a"].reindex(held).fillna(0.0).sum())
        share = cod / whole if whole else None
        yield neighbour(tables["sections"], str(upper), row["distance_m"], int(outlets.reindex(held).sum()), cod, share)


def below_of(tree: pd.DataFrame, sections: pd.DataFrame, code: str) -> Neighbour | None:
    """Return the section that the water meets next."""
    if code not in tree.index or not isinstance(tree.loc[code, "next_section"], str):
        return None
    return neighbour(sections, str(tree.loc[code, "next_section"]), tree.loc[code, "distance_m"], 0, 0.0, None)


def neighbour(
    sections: pd.DataFrame, code: str, distance_m: Any, outlets: int, cod: float, share: float | None
) -> Neighbour:
    """Return a section next to the one of the page."""
    row = sections[sections["code"] == code].iloc[0]
    level = SECTIONS.field("level").choice(row["level"]).label
    river = "" if pd.isna(row["river"]) else str(row["river"])
    far = None if pd.isna(distance_m) else float(distance_m)
    return Neighbour(code, str(row["name"]), river, level, far, outlets, cod, share)


def said_of(
    section: pd.Series, target: int | None, measured: pd.Series | None, doubts: int, overdue: int
) -> Iterator[Message]:
    """Yield what a person should know first: out of class, no readings, a vague place, doubts, what is overdue."""
    if not section["active"]:
        successor = section["successor"]
        after: Message | Label = (
            msg("its successor is {code}", code=successor)
            if isinstance(successor, str)
            else Label("未登记接替断面", "no successor is stated")
        )
        yield msg("This section is not assessed on this day; {after}.", after=after)
        return
    if measured is None:
        yield msg("Nothing was measured here in this quarter.")
    elif target and int(measured["water_class"]) > target:
        names = {"measured": class_label(int(measured["water_class"])), "target": class_label(target)}
        yield msg("Out of class this quarter: {measured} against a target of {target}.", **names)
    if pd.notna(section["accuracy_m"]) and section["accuracy_m"] >= VAGUE_M:
        yield msg("The place of the section is only known to about {km} km.", km=f"{section['accuracy_m'] / 1000:g}")
    if doubts:
        yield msg("{count} features answer to it doubtfully.", count=doubts)
    if overdue:
        yield msg("{count} outlets are overdue for rectification.", count=overdue)
