"""Home: what is in the registry on this day, whether it adds up, and what a person should look at."""

from typing import Any

import streamlit as st

from registry.language import Label, msg
from registry.quarter import Quarter
from registry.service.summary import summary
from registry.ui import charts, widgets
from registry.ui.navigation import link
from registry.ui.session import as_of, ask, language, registry, show_day, t, valid_on
from registry.ui.words import day, number
from registry.vocabulary import ASSIGNED_KINDS, KINDS
from registry.vocabulary.wetlands import FUNCTIONS

totals: Any = ask(summary, as_of())
quarter = Quarter.of(valid_on())
retired = len(totals["sections_retired"])

if not totals["sections"] and not totals["outlets"]:
    widgets.empty(msg("The registry is empty on this day. Import ledgers, or fill it with: python -m registry demo"))
    st.stop()

figures = (
    (KINDS["sections"].label, totals["sections"], msg("{count} retired", count=number(retired))),
    (KINDS["outlets"].label, totals["outlets"], msg("not closed")),
    (KINDS["plants"].label, totals["plants"], msg("facilities")),
    (KINDS["wetlands"].label, totals["wetlands"]["total"], msg("built")),
    (
        KINDS["villages"].label,
        totals["villages"]["total"],
        msg("{count} finished", count=number(totals["villages"]["finished"])),
    ),
    (
        KINDS["projects"].label,
        totals["projects"]["total"],
        msg("{count} finished", count=number(totals["projects"]["finished"])),
    ),
)
for place, (label, count, remark) in zip(st.columns(len(figures)), figures, strict=True):
    place.metric(t(label), number(count), t(remark), delta_color="off", delta_arrow="off", border=True)

st.header(t(msg("Does it add up?")), anchor=False)
functions = [(choice.label, totals["wetlands"][choice.value]) for choice in FUNCTIONS]
sums = [widgets.Sum(KINDS["wetlands"].label, totals["wetlands"]["total"], functions)]
for kind in ("outlets", "plants", "villages", "projects"):
    total = totals[kind] if isinstance(totals[kind], int) else totals[kind]["total"]
    under = sum(row[kind] for row in totals["by_section"].values())
    without = totals["unassigned"][kind]
    parts = [(Label("归入断面", "under a section"), under), (Label("无断面", "without a section"), without)]
    sums.append(widgets.Sum(KINDS[kind].label, total, parts))
widgets.adds_up(sums)

left, right = st.columns([3, 2], gap="large")
with left:
    st.header(t(msg("How sure is the section of each feature?")), anchor=False)
    charts.grades({kind: totals["grades_by_kind"][kind] for kind in ASSIGNED_KINDS})
    doubtful = totals["grades"]["C"] + totals["grades"]["D"]
    st.write(t(msg("{count} features have grade C or D: a person should look at them.", count=number(doubtful))))
with right:
    st.header(t(msg("Quarter")), anchor=False)
    names = {"quarter": quarter.label(language()), "day": day(quarter.last_day)}
    closed = str(quarter) in set(registry().store.closings()["quarter"])
    draft = msg("{quarter}, as on {day}: the list is a draft and follows every change.", **names)
    st.write(t(msg("{quarter}, as on {day}: the list is closed and stays as it is.", **names) if closed else draft))
    link("outlet_list")
    link("changes")
    link("coverage")
    link("section_plan")
    if any(totals["synthetic"].values()):
        st.write(t(msg("The demonstration is made for the end of 2022.")))
        st.button(t(msg("Show the end of 2022")), on_click=show_day, args=(Quarter(2022, 4).last_day,))
