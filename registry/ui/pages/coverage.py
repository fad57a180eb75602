"""Wetland coverage: what each section has of wetlands, plants and villages, on a map, in a table, as a workbook."""

from typing import Any

import streamlit as st

from registry.language import msg
from registry.service.coverage import coverage
from registry.service.registry import AsOf
from registry.ui import charts, files, filters, tables, widgets
from registry.ui.session import as_of, ask, language, t
from registry.ui.words import number, share
from registry.vocabulary import KINDS
from registry.vocabulary.wetlands import FUNCTIONS

place, _ = st.columns([1, 3])
with place:
    quarter = widgets.quarter_choice()
with widgets.working(msg("Counting the coverage of {quarter} …", quarter=quarter.label(language()))):
    content = ask(coverage, quarter, as_of().known_at)
totals: Any = content.totals

if not totals["sections"]:
    widgets.empty(msg("No section is assessed in this quarter. Import a ledger of sections first."))
    st.stop()

first, second, third, fourth = st.columns(4)
first.metric(
    t(msg("Sections with a wetland")), f"{number(totals['sections_with_wetland'])} / {number(totals['sections'])}"
)
second.metric(t(msg("Plants with a wetland")), f"{number(totals['plants_with_wetland'])} / {number(totals['plants'])}")
third.metric(t(msg("Plant flow through wetlands")), share(totals["share_of_plant_flow"]))
fourth.metric(t(msg("Villages finished")), f"{number(totals['villages_finished'])} / {number(totals['villages'])}")

functions = [(choice.label, totals[choice.value.replace("-", "_")]) for choice in FUNCTIONS]
widgets.adds_up([widgets.Sum(KINDS["wetlands"].label, totals["wetlands"], functions)])
widgets.checks(content.checks)

by_code = content.sections.assign(section_code=content.sections["code"])
names = dict(zip(by_code["code"], by_code["name"], strict=True))
kept = [name for name in ("city", "county", "section") if filters.COLUMNS[name] in by_code]
shown = widgets.matching(by_code, filters.draw(filters.Offer(by_code, names), kept))

st.header(t(msg("By control unit")), anchor=False)
measures = {name: t(label) for name, label in charts.MEASURES.items()}
measure = st.segmented_control(
    t(msg("Colour by")),
    list(measures),
    format_func=measures.__getitem__,
    default="wetlands",
    required=True,
)
charts.coverage_map(shown, measure, AsOf(quarter.last_day, as_of().known_at))

st.header(t(msg("By section")), anchor=False)
tables.coverage(shown, content.unassigned)
st.caption("  \n".join(t(definition) for definition in content.definitions.values()))
widgets.offer(
    msg("Make the workbook"), lambda: files.coverage_workbook(content), (quarter, content.stamp, language()), "coverage"
)
