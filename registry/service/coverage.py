"""Wetland coverage by section at the end of a quarter."""

from collections.abc import Mapping
from typing import cast

import pandas as pd

from registry.analysis.coverage import DEFINITIONS, FUNCTION_COLUMNS, coverage_rows, coverage_totals
from registry.contents import Check, CoverageContent
from registry.language import msg
from registry.quarter import Quarter
from registry.service.decided import shares_in_force
from registry.service.features import feature_table
from registry.service.registry import AsOf, Registry, active_sections
from registry.service.stamps import stamp


def coverage(registry: Registry, quarter: Quarter, known_at: int | None = None) -> CoverageContent:
    """Return wetlands, plants and villages by section on the quarter's last day, with three definitions of coverage."""
    as_of = AsOf(quarter.last_day, known_at)
    tables = {kind: feature_table(registry, kind, as_of) for kind in ("wetlands", "plants", "villages")}
    rows = section_coverage(registry, as_of, tables)
    totals = coverage_totals(rows)
    return CoverageContent(
        stamp=stamp(registry, as_of, tables.values(), quarter),
        sections=rows[rows["code"].notna()].reset_index(drop=True),
        unassigned=cast("Mapping[str, object]", rows[rows["code"].isna()].iloc[0].to_dict()),
        totals=totals,
        definitions=DEFINITIONS,
        checks=(function_check(totals), kinds_check(totals, tables)),
    )


def section_coverage(registry: Registry, as_of: AsOf, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the coverage of every section on a day, what has none last; `tables` hold the features of the day."""
    return coverage_rows(
        active_sections(registry.sections(as_of), as_of.valid_on),
        **{kind: tables[kind] for kind in ("wetlands", "plants", "villages")},
        links=registry.store.links(as_of.valid_on, known_at=as_of.known_at),
        plant_shares=shares_in_force(registry, "plants", as_of, tables["plants"]),
    )


def function_check(totals: Mapping[str, object]) -> Check:
    """Certify that tail-water, river-mouth and in-river wetlands add up to all (40 = 14 + 10 + 16)."""
    parts = [cast("int", totals[name]) for name in FUNCTION_COLUMNS.values()]
    whole = cast("int", totals["wetlands"])
    return Check(
        msg("Tail-water, river-mouth and in-river wetlands are all wetlands"),
        whole == sum(parts),
        msg("{whole} = {parts}", whole=whole, parts=" + ".join(map(str, parts))),
    )


def kinds_check(totals: Mapping[str, object], tables: Mapping[str, pd.DataFrame]) -> Check:
    """Certify that sections and the row without a section hold every feature once."""
    counts = {kind: (cast("int", totals[kind]), len(table)) for kind, table in tables.items()}
    return Check(
        msg("Sections and what has none hold every feature once"),
        all(counted == present for counted, present in counts.values()),
        msg(
            "wetlands {wetlands}, plants {plants}, villages {villages}",
            **{kind: f"{counted} / {present}" for kind, (counted, present) in counts.items()},
        ),
    )
