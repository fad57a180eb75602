"""The lists of a section's page: sources of loads, coverage, features, doubts, what is overdue, what rules say."""

import pandas as pd
import streamlit as st

from registry.language import msg
from registry.section_contents import COVERAGE, COVERAGE_COUNTS, COVERAGE_SHARES, SectionPage
from registry.ui import rectification_tables, tables, words
from registry.ui.session import t
from registry.ui.words import choice_name, number, share
from registry.vocabulary import ASSIGNED_KINDS, KINDS, OUTLETS, STEPS

SHOWN = {
    "outlets": ("code", "name", "county", "outlet_class", "status", "flow_m3_per_d", "path_to_section_m", "grade"),
    "plants": ("code", "name", "county", "flow_m3_per_d", "design_m3_per_d", "standard", "grade"),
    "wetlands": ("code", "name", "county", "function", "status", "area_m2", "design_m3_per_d", "grade"),
    "villages": ("code", "name", "county", "township", "people", "state", "grade"),
    "projects": ("code", "name", "county", "project_type", "status", "cost_10k_yuan", "grade"),
}


def coverage(page: SectionPage) -> None:
    """Draw how far wetlands and village works cover the section's own unit."""
    if not page.coverage:
        st.caption(t(msg("Coverage is counted for sections assessed on the day.")))
        return
    known = [(COVERAGE[name], number(page.coverage[name])) for name in COVERAGE_COUNTS]  # type: ignore[arg-type]
    known += [(COVERAGE[name], share(page.coverage[name])) for name in COVERAGE_SHARES]  # type: ignore[arg-type]
    tables.facts(known)


def features(page: SectionPage) -> None:
    """Draw the features that answer to the section, one kind at a time."""
    counts = {kind: f"{t(KINDS[kind].label)} {number(len(page.features[kind]))}" for kind in ASSIGNED_KINDS}
    kind = st.segmented_control(
        t(msg("Kind of feature")),
        list(counts),
        format_func=counts.__getitem__,
        default="outlets",
        required=True,
        key="section_kind",
    )
    rows = page.features[kind]
    if rows.empty:
        st.caption(t(msg("None.")))
        return
    near = rows.sort_values("path_to_section_m") if "path_to_section_m" in SHOWN[kind] else rows
    words.table(kind, near, SHOWN[kind])


def needs_a_person(page: SectionPage) -> None:
    """Draw doubts, what is overdue and what the rules say."""
    for part in page.doubts:
        tables.plan_table(part)
    st.subheader(t(msg("Overdue for rectification")), anchor=False)
    if page.overdue.empty:
        st.caption(t(msg("None.")))
    else:
        overdue(page.overdue)
    st.subheader(t(msg("Findings")), anchor=False)
    by_kind = {kind: [one for one in page.findings if one.kind == kind] for kind in KINDS}
    shown = {kind: found for kind, found in by_kind.items() if found}
    if not shown:
        st.caption(t(msg("None.")))
    for kind, found in shown.items():
        st.caption(t(KINDS[kind].label))
        tables.findings(kind, found)


def overdue(late: pd.DataFrame) -> None:
    """Draw the outlets not rectified in time, the latest first."""
    names = ("code", "name", "county", "responsible_body")
    titles = {name: OUTLETS.field(name).label for name in names}
    titles |= {"stage": STEPS.field("step").label, "due_on": OUTLETS.field("due_on").label}
    titles["days_late"] = rectification_tables.LATE
    shown = late.assign(
        stage=[choice_name("steps", "step", stage) for stage in late["stage"]],
        due_on=late["due_on"].dt.strftime("%Y-%m-%d"),
    )
    tables.grid(shown, titles, msg("Overdue for rectification"))
