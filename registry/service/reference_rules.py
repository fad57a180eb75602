"""Rules about codes and names that refer to another feature: outlets, wetlands, sections, subjects of readings."""

from collections.abc import Iterator

import pandas as pd

from registry.language import msg
from registry.ledger import rules
from registry.ledger.rules import Findings
from registry.service.declared import section_codes
from registry.service.registry import Registry
from registry.vocabulary import KINDS

REFERENCES = {
    "outlets": {"merged_into": "outlets"},
    "plants": {"outlet_code": "outlets", "wetland_code": "wetlands"},
    "sections": {"successor": "sections"},
    "measures": {"outlet_code": "outlets"},
}
"""Fields that hold a code of another feature, by kind, and the kind of that feature."""
SUBJECT_KINDS = {"wetland_inflow": "wetlands", "wetland_outflow": "wetlands"}
"""Subjects of readings that are not named like their kind."""


def check_references(registry: Registry, kind: str, rows: pd.DataFrame, findings: Findings) -> None:
    """Point out references of rows with `code` (and `row`) that neither the registry nor the rows themselves know."""
    for field, codes, target in _references(kind, rows):
        known = set(registry.store.frame(target, valid_on=None)["code"])
        if target == kind:
            known |= set(rows["code"])
        unknown = codes.notna() & ~codes.isin(known)
        for row, code in zip(rows[unknown].itertuples(), codes[unknown], strict=True):
            findings.add(
                rules.UNKNOWN_REFERENCE,
                msg("{code} is none of the {kind} registered.", code=code, kind=KINDS[target].label),
                msg("Correct the code; if it is still to come, import it and then this file again."),
                field=field,
                row=getattr(row, "row", None),
                feature_id=str(row.code),
            )
    _check_sections(registry, rows, findings)


def _references(kind: str, rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series, str]]:
    for field, target in REFERENCES.get(kind, {}).items():
        yield field, rows[field], target
    if kind == "readings":
        for subject, codes in rows.groupby("subject_kind")["subject_code"]:
            yield "subject_code", codes.reindex(rows.index), SUBJECT_KINDS.get(str(subject), str(subject))


def _check_sections(registry: Registry, rows: pd.DataFrame, findings: Findings) -> None:
    if "declared_section" not in rows:
        return
    sections = registry.store.frame("sections", valid_on=None)
    declared = rows["declared_section"]
    if sections.empty:
        return
    found = section_codes(declared, sections)
    for row in rows[declared.notna() & found.isna()].itertuples():
        findings.add(
            rules.UNKNOWN_SECTION,
            msg("Section {name} is not registered, or several are called so.", name=row.declared_section),
            msg("Write the section's name or code as it is registered."),
            field="declared_section",
            row=getattr(row, "row", None),
            feature_id=str(row.code),
        )
