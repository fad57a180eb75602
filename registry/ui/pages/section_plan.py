"""Section plan: one section, one plan: state, features, loads, map, doubts, and the Word document."""

import streamlit as st

from registry.language import msg
from registry.service.explain import explain
from registry.service.plan import plan_content
from registry.service.registry import AsOf
from registry.ui import files, tables, widgets
from registry.ui.literal import literal, tl
from registry.ui.session import as_of, ask, language, revision, t

left, right = st.columns([3, 1])
with right:
    quarter = widgets.quarter_choice()
    day = AsOf(quarter.last_day, as_of().known_at)
with left:
    code = widgets.section_choice(day)

if code is None:
    widgets.empty(msg("No section is assessed on this day. Import a ledger of sections first."))
    st.stop()

with widgets.working(msg("Drawing up the plan …")):
    content = ask(plan_content, code, quarter, day.known_at)
    why = ask(explain, code, "sections", day)

st.header(literal(content.card.name), anchor=False)
st.write(tl(why.sentence))
about = (code, content.stamp, language())
with st.container(horizontal=True):
    widgets.offer(msg("Make the Word document"), lambda: files.plan_document(content), about, "plan")
    every = (quarter, revision(), language())
    widgets.offer(msg("Make the plans of all sections"), lambda: files.all_plans(quarter, day.known_at), every, "plans")

facts, picture = st.columns([2, 3], gap="large")
with facts:
    tables.facts((*content.card.facts, *content.unit_facts))
with picture, widgets.working(msg("Drawing the map …")):
    st.image(files.plan_map(content), width="stretch", alt=t(msg("Map of the control unit")))

if trend := files.plan_trend(content):
    st.header(t(msg("Water quality")), anchor=False)
    curve, months = st.columns([3, 2], gap="large")
    curve.image(trend, width="stretch", alt=t(msg("Water quality")))
    with months:
        tables.quality(content.quality, content.limits)

for part in (*content.lists, *content.loads):
    tables.plan_table(part)

st.header(t(msg("What a person should look at")), anchor=False)
for part in content.doubts:
    tables.plan_table(part)
if not content.doubts:
    st.write(t(msg("Nothing is doubtful here.")))
for source in content.sources:
    st.caption(t(source))
