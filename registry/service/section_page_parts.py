"""Parts of a section's page: coverage by wetlands, what rules say, what is overdue, and whether the sums agree."""

from collections.abc import Mapping, Sequence
from math import isclose

import pandas as pd

from registry.analysis.coverage import coverage_rows
from registry.analysis.plan_tables import DOUBTFUL
from registry.contents import Check
from registry.findings import Finding
from registry.language import msg
from registry.ledger.plausible import check_rows
from registry.ledger.rules import Findings
from registry.section_contents import Neighbour, UnitTotals
from registry.service.ground_rules import check_ground
from registry.service.registry import AsOf, Registry
from registry.service.steps import standing_table
from registry.vocabulary import ASSIGNED_KINDS, SECTIONS

Tables = Mapping[str, pd.DataFrame]
OVERDUE = ["feature_id", "code", "name", "county", "responsible_body", "stage", "due_on", "days_late"]


def coverage_of(
    registry: Registry, section: pd.Series, own: Tables, tables: Tables, plant_shares: pd.DataFrame, as_of: AsOf
) -> dict[str, object]:
    """Return the wetland coverage of one section, as its row of the coverage of all; empty where it is not assessed."""
    if not section["active"]:
        return {}
    beside = plant_shares.loc[plant_shares["section_code"] == section["code"], "feature_id"]
    plants = tables["plants"]
    rows = coverage_rows(
        section.to_frame().T,
        own["wetlands"],
        plants[(plants["section_code"] == section["code"]) | plants["feature_id"].isin(beside)],
        own["villages"],
        registry.store.links(as_of.valid_on, known_at=as_of.known_at),
        plant_shares,
    )
    return {str(name): value for name, value in rows[rows["code"] == section["code"]].iloc[0].items()}


def doubtful(own: Tables) -> int:
    """Return how many features answer to the section doubtfully."""
    return sum(int(table["grade"].isin(DOUBTFUL).sum()) for table in own.values())


def overdue_of(registry: Registry, outlets: pd.DataFrame, as_of: AsOf) -> pd.DataFrame:
    """Return the outlets of a section that are not rectified by the day they are due, the latest first."""
    standing = standing_table(registry, as_of, outlets["feature_id"].tolist())
    late = standing.loc[standing["days_late"].notna(), OVERDUE]
    return late.sort_values(["days_late", "code"], ascending=[False, True], ignore_index=True)


def findings_of(registry: Registry, own: Tables, code: str, as_of: AsOf) -> tuple[Finding, ...]:
    """Return what the rules about single rows and their places say of the section and of what answers to it."""
    found: list[Finding] = []
    asked: dict[str, Sequence[int]] = {kind: own[kind]["feature_id"].tolist() for kind in ASSIGNED_KINDS}
    sections = registry.sections(as_of)
    asked = {SECTIONS.name: sections.loc[sections["code"] == code, "feature_id"].tolist(), **asked}
    for kind, ids in asked.items():
        if not ids:
            continue
        rows = registry.store.frame(kind, as_of.valid_on, as_of.known_at, feature_ids=ids)
        findings = Findings(kind)
        findings.items += check_rows(kind, rows, as_of.valid_on)
        check_ground(kind, rows, registry.base, findings)
        found += sorted(findings.items, key=lambda one: (one.feature_id or "", one.code))
    return tuple(found)


def page_checks(
    totals: Sequence[UnitTotals], above: Sequence[Neighbour], loads: pd.DataFrame, code: str
) -> tuple[Check, ...]:
    """Certify that the own unit and what comes through each section upstream make up the whole."""
    outlets = next(one for one in totals if one.kind == "outlets")
    parts = [outlets.own, *(one.outlets for one in above)]
    whole = float(loads["cod_t_per_a"].sum())
    own = float(loads["cod_t_per_a"].get(code, 0.0))
    summed = own + sum(one.cod_t_per_a for one in above)
    numbers = {"whole": outlets.with_above, "parts": " + ".join(map(str, parts))}
    return (
        Check(
            msg("Outlets: the own unit and all that comes from upstream are the whole"),
            sum(parts) == outlets.with_above,
            msg("{whole} = {parts}", **numbers),
        ),
        Check(
            msg("COD load: the own unit and all that comes from upstream are the whole"),
            isclose(summed, whole, rel_tol=1e-9, abs_tol=1e-6),
            msg("{whole} = {parts}", whole=f"{whole:,.3f} t/a", parts=f"{own:,.3f} + {summed - own:,.3f}"),
        ),
    )
