"""Section: everything of one section in one place, with its river laid straight."""

import streamlit as st

from registry.language import msg
from registry.service.section_page import section_page
from registry.ui import section_head, section_lists, section_pack, section_strip, tables, widgets
from registry.ui.session import as_of, ask_large, t

code = section_head.choose()
if code is None:
    widgets.empty(msg("No section is known on this day. Import a ledger of sections first."))
    st.stop()
section_head.links(code, section_pack.offer)

with widgets.working(msg("Bringing the section together …")):
    page = ask_large(section_page, code, as_of())

section_head.first(page)
section_head.metrics(page)
section_head.draw(page)

if page.below or page.above or page.totals[0].own:
    st.header(t(msg("Along the water")), anchor=False)
    section_strip.draw(code)

st.header(t(msg("Sections upstream and downstream")), anchor=False)
section_head.neighbours(page)
widgets.checks(page.checks)
for part in page.tables:
    tables.plan_table(part)

st.header(t(msg("Wetlands and villages")), anchor=False)
section_lists.coverage(page)

st.header(t(msg("What answers to the section")), anchor=False)
section_lists.features(page)

st.header(t(msg("What a person should look at")), anchor=False)
section_lists.needs_a_person(page)
