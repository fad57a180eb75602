"""Rectification: how far cities, outlets, measures and key projects are; one outlet's steps, and the next one."""

import streamlit as st

from registry.language import msg
from registry.quarter import Quarter
from registry.service.bulletin import bulletin, progress
from registry.ui import files, filters, rectification_panel, rectification_tables, widgets
from registry.ui.session import as_of, ask, language, revision, t, valid_on

with widgets.working(msg("Counting the rectification …")):
    content = ask(progress, as_of())

if content.standing.empty and content.measures.empty:
    widgets.empty(msg("No outlet is registered on this day. Import a ledger of outlets first."))
    st.stop()

rectification_panel.metrics(content)
rectification_panel.told()
wanted = filters.draw(filters.Offer(content.standing), ("city", "county", "status"))
shown = rectification_tables.narrowed(content, wanted)

parts = {
    "cities": t(msg("By city")),
    "outlet": t(msg("One outlet")),
    "overdue": t(msg("Overdue")),
    "measures": t(msg("Problems and measures")),
    "projects": t(msg("Key projects")),
    "limits": t(msg("Over the limit")),
}
asked = parts.get(st.query_params.get("part", ""))
totals, outlet, late, measures, projects, limits = st.tabs(list(parts.values()), default=asked)

with totals:
    rectification_tables.by_city(shown)
    st.header(t(msg("Stages")), anchor=False)
    rectification_tables.by_stage(shown, content.stages)
    rectification_panel.definitions()
    widgets.checks(content.checks)

with outlet:
    code = rectification_panel.choose_outlet(shown.standing)
    if code is not None:
        row = shown.standing[shown.standing["code"] == code].iloc[0]
        steps, form = st.columns([3, 2], gap="large")
        with steps:
            rectification_panel.outlet_steps(row)
        with form:
            rectification_panel.next_step(row)

with late:
    rectification_tables.overdue(shown)

with measures:
    rectification_tables.problems(shown)

with projects:
    rectification_tables.projects(shown)

with limits:
    rectification_tables.over_limit(shown)

quarter = Quarter.of(valid_on())
widgets.offer(
    msg("Make the bulletin of {quarter}", quarter=quarter.label(language())),
    lambda: files.bulletin_workbook(ask(bulletin, quarter, as_of().known_at)),
    (quarter, revision(), language()),
    "bulletin",
)
