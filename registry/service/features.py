"""One table per kind: the features that exist on a day, with their section, its tiers and how sure we are."""

from collections.abc import Sequence

import pandas as pd

from registry.service.decided import effective_assignments
from registry.service.registry import AsOf, Registry
from registry.store import LINKS
from registry.vocabulary import ASSIGNED_KINDS
from registry.vocabulary.outlet_types import CLASS_OF_TYPE
from registry.vocabulary.outlets import PRESENT_STATUSES
from registry.vocabulary.wetlands import BUILT_STATUSES

EXISTING = {"outlets": PRESENT_STATUSES, "wetlands": BUILT_STATUSES}
"""Which statuses count as existing; other kinds exist while they are valid."""
ON_WHICH_ALL_HANGS = ("sections", LINKS)
"""A change of these may change the row of any feature."""


def feature_table(registry: Registry, kind: str, as_of: AsOf, *, existing_only: bool = True) -> pd.DataFrame:
    """Return one row per feature on the day, sorted by code: stored fields, assignment, names of section and tiers.

    People's decisions are in force; `computed_section` keeps what the evidence alone says, `decided_by` who decided.
    Closed and merged-away outlets, and wetlands not built yet, are left out unless `existing_only` is False. The table
    is kept; at a later revision only the rows that it touched are made anew.
    """
    revision = registry.revision(as_of)
    then = AsOf(as_of.valid_on, revision)
    return registry.tables.table(
        ("features", kind, as_of.valid_on, existing_only),
        revision,
        lambda ids: made(registry, kind, then, ids, existing_only=existing_only),
        lambda earlier: touched(registry, kind, earlier, revision),
    )


def touched(registry: Registry, kind: str, after: int, until: int) -> list[int] | None:
    """Return which features of a kind may have another row since a revision; None: any, as sections or links differ."""
    touches = registry.store.touched([kind, *ON_WHICH_ALL_HANGS], after, until)
    if any(of in ON_WHICH_ALL_HANGS for _, of, _ in touches):
        return None
    return sorted({number for _, _, number in touches})


def made(
    registry: Registry, kind: str, as_of: AsOf, feature_ids: Sequence[int] | None, *, existing_only: bool
) -> pd.DataFrame:
    """Return the rows of `feature_table` for some features, or for all."""
    features = registry.store.frame(kind, valid_on=as_of.valid_on, known_at=as_of.known_at, feature_ids=feature_ids)
    if existing_only:
        features = existing(kind, features)
    if kind == "outlets":
        types = features["outlet_type"].map(CLASS_OF_TYPE).fillna("other")
        features = features.assign(outlet_class=types)
    assigned = effective_assignments(registry, kind, as_of, feature_ids)
    table = features.merge(assigned.drop(columns="revision"), on="feature_id", how="left", validate="1:1")
    table["grade"] = table["grade"].fillna("U")
    return with_sections(registry, table, as_of).sort_values("code").reset_index(drop=True)


def existing(kind: str, features: pd.DataFrame) -> pd.DataFrame:
    """Return the features whose status counts as existing; one that states none exists."""
    if kind not in EXISTING:
        return features
    return features[features["status"].fillna(EXISTING[kind][0]).isin(EXISTING[kind])]


def with_sections(registry: Registry, table: pd.DataFrame, as_of: AsOf) -> pd.DataFrame:
    """Add names of the section and of the next national and provincial one behind it."""
    sections = registry.sections(as_of)
    names = sections.set_index("code")["name"]
    tiers = tier_table(registry, as_of)
    section = table["section_code"]
    national, provincial = section.map(tiers["national_section"]), section.map(tiers["provincial_section"])
    return table.assign(
        section_name=section.map(names),
        national_section=national,
        national_section_name=national.map(names),
        provincial_section=provincial,
        provincial_section_name=provincial.map(names),
    )


def tier_table(registry: Registry, as_of: AsOf) -> pd.DataFrame:
    """Return, by code of every active section, the next one of any level and the one it counts to in each tier."""
    return registry.water_at(as_of).tiers.copy(deep=False)


def section_table(registry: Registry, as_of: AsOf) -> pd.DataFrame:
    """Return every known section with `active` on the day and its tiers, sorted by code."""
    return registry.of_sections("with tiers", as_of, lambda then: tiered(registry, then))


def tiered(registry: Registry, as_of: AsOf) -> pd.DataFrame:
    """Return the rows of `section_table`."""
    sections = registry.sections(as_of)
    tiers = tier_table(registry, as_of)
    active = sections["code"].isin(tiers.index)
    joined = sections.assign(active=active).merge(tiers, left_on="code", right_index=True, how="left", validate="1:1")
    return joined.sort_values("code").reset_index(drop=True)


def section_names(registry: Registry, as_of: AsOf) -> dict[str, str]:
    """Return the name of every known section by its code."""
    sections = registry.sections(as_of)
    return dict(zip(sections["code"], sections["name"], strict=True))


def kind_tables(registry: Registry, as_of: AsOf) -> dict[str, pd.DataFrame]:
    """Return the feature table of every assigned kind."""
    return {kind: feature_table(registry, kind, as_of) for kind in ASSIGNED_KINDS}
