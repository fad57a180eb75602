"""What people decided, laid over what is computed: whoever reads assignments for use reads them here.

A decision stands until it is taken back. Where it is in force its section is the feature's section, by the method
`decided`, at grade B: a person's word, not two kinds of evidence that agree. Where the evidence is no longer what the
decision was made on, it still stands, at grade C and marked `evidence_changed`, until a person has looked again. On
days when its section is not assessed the computed answer stands, marked `decided_section_retired`.

A decision may share a feature's loads with further sections. The shares are in force while the decision is; where one
of those sections is not assessed, its share stays with the primary one and the feature is marked `evidence_changed`.
"""

import hashlib
import json
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from registry.service.registry import AsOf, Registry, active_sections
from registry.service.sharing import linked_shares, no_shares

FOUND = ("unit_section", "water_section", "runner_up")
STATED = ("river", "county", "declared_section", "lon", "lat")
METHOD = "decided"
DECIDED, CHANGED, RETIRED = "decided", "evidence_changed", "decided_section_retired"
ASK_AGAIN = (CHANGED, RETIRED)
"""Reasons that bring a decided feature back before a person."""


def effective_assignments(
    registry: Registry, kind: str, as_of: AsOf, feature_ids: Sequence[int] | None = None
) -> pd.DataFrame:
    """Return the assignments of a day with people's decisions in force; one row per feature, as `Store.assignments`.

    `computed_section` and `computed_grade` keep what the evidence alone says; `decided_by` and `decided_why` are
    missing where nobody decided.
    """
    assigned = registry.store.assignments(kind, as_of.valid_on, as_of.known_at, feature_ids)
    assigned = assigned.assign(computed_section=assigned["section_code"], computed_grade=assigned["grade"])
    decisions = registry.store.decisions(kind, as_of.valid_on, as_of.known_at, feature_ids)
    known = decisions[["feature_id", "decided_by", "why"]].rename(columns={"why": "decided_why"})
    merged = assigned.merge(known, on="feature_id", how="left", validate="1:1")
    return merged if decisions.empty else overruled(registry, kind, merged, decisions, as_of)


def overruled(
    registry: Registry, kind: str, assigned: pd.DataFrame, decisions: pd.DataFrame, as_of: AsOf
) -> pd.DataFrame:
    """Lay decisions over the rows of their features, and say where they need another look."""
    decided = decisions.set_index("feature_id")
    rows = assigned[assigned["feature_id"].isin(decided.index)].copy()
    ids = rows["feature_id"]
    section = ids.map(decided["section_code"])
    features = registry.store.frame(kind, as_of.valid_on, as_of.known_at, feature_ids=ids.tolist())
    stands = section.isin(active_sections(registry.sections(as_of), as_of.valid_on)["code"])
    stated = features.set_index("feature_id").reindex(columns=list(STATED))
    changed = evidence_digests(rows.join(stated, on="feature_id")) != ids.map(decided["evidence"])
    shares = linked_shares(registry, kind, as_of)
    changed |= ids.isin(shares.loc[shares["section_code"].isna(), "feature_id"])
    rows["reasons"] = [
        ([DECIDED, CHANGED] if new else [DECIDED]) if held else [*told, RETIRED]
        for held, new, told in zip(stands, changed, rows["reasons"], strict=True)
    ]
    rows["path_to_section_m"] = [
        way if not held or to == own else way_m(registry, row, to, as_of)
        for held, to, own, way, row in zip(
            stands, section, rows["section_code"], rows["path_to_section_m"], rows.to_dict("records"), strict=True
        )
    ]
    rows["section_code"] = section.where(stands, rows["section_code"])
    rows["method"] = rows["method"].mask(stands, METHOD)
    rows["grade"] = rows["grade"].mask(stands, "B").mask(stands & changed, "C")
    rest = assigned[~assigned["feature_id"].isin(decided.index)]
    return pd.concat([rest, rows]).sort_index() if len(rest) else rows


def shares_in_force(registry: Registry, kind: str, as_of: AsOf, assigned: pd.DataFrame) -> pd.DataFrame:
    """Return `feature_id, section_code, share` of the sections beside the primary one, which keeps the rest.

    `assigned` are effective assignments, or a feature table with their columns.
    """
    decided = assigned.loc[assigned["method"] == METHOD, "feature_id"]
    if decided.empty:
        return no_shares()
    shares = linked_shares(registry, kind, as_of).dropna(subset="section_code")
    return shares[shares["feature_id"].isin(decided)].reset_index(drop=True)


def way_m(registry: Registry, place: dict[Hashable, Any], section: str, as_of: AsOf) -> float:
    """Return metres along the water from a located feature to a section; NaN where no water leads there."""
    end = registry.water_at(as_of).tree.loc[section].to_dict()
    if any(pd.isna(row[name]) for row in (place, end) for name in ("reach_id", "measure_m")):
        return float("nan")
    line = registry.network.path_line(place["reach_id"], place["measure_m"], end["reach_id"], end["measure_m"])
    return float("nan") if line is None else round(float(line.length), 1)


def evidence_digests(rows: pd.DataFrame) -> pd.Series:
    """Return, on the same index, the digest of what a person decides on, from features joined to their assignments.

    It covers the sections that ground and water lead to, the runner-up, what the ledger declares, and the place.
    """
    plain = rows.reindex(columns=[*FOUND, *STATED]).astype("object")
    records = plain.where(plain.notna(), None).to_dict("records")
    return pd.Series([digest(record) for record in records], index=rows.index, dtype="object")


def digest(evidence: Mapping[Hashable, object]) -> str:
    """Return the SHA-256 of the evidence in canonical form; missing values are left out."""
    told = {name: value for name, value in evidence.items() if value is not None}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
