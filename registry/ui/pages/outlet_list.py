"""Outlet list: the outlets of a quarter, filtered, totalled, and as the workbook that is handed over."""

import streamlit as st

from registry.language import msg
from registry.service.quarterly import quarter_list
from registry.ui import files, tables, widgets
from registry.ui.session import as_of, ask, language, t
from registry.ui.words import CLASS_LABELS, GRADES, LIST_STATES, choice_name, day, number, table
from registry.vocabulary.outlets import PRESENT_STATUSES

COLUMNS = (
    *("code", "name", "city", "county", "outlet_class", "outlet_type", "status", "river", "section_name"),
    *("national_section_name", "grade", "responsible_body", "flow_m3_per_d", "cod_mg_per_l", "nh3n_mg_per_l"),
    *("tp_mg_per_l", "rectification_progress", "lon", "lat", "synthetic"),
)

first, second, third, fourth = st.columns(4)
with first:
    quarter = widgets.quarter_choice()
with widgets.working(msg("Reading the list of {quarter} …", quarter=quarter.label(language()))):
    content = ask(quarter_list, quarter, as_of().known_at)
outlets = content.outlets

if outlets.empty:
    widgets.empty(
        msg("No outlet exists at the end of this quarter. Import a ledger of outlets or choose another quarter.")
    )
    st.stop()

with second:
    cities = widgets.several(msg("City"), sorted(outlets["city"].dropna().unique()), "list city")
    nearby = widgets.matching(outlets, {"city": cities})
with third:
    counties = widgets.several(msg("County"), sorted(nearby["county"].dropna().unique()), "list county")
with fourth:
    sections = widgets.several(msg("Section"), sorted(nearby["section_name"].dropna().unique()), "list section")
with first:
    classes = widgets.several(msg("Class"), list(CLASS_LABELS), "list class", lambda value: t(CLASS_LABELS[value]))
with second:
    statuses = widgets.several(
        msg("Status"), PRESENT_STATUSES, "list status", lambda value: choice_name("outlets", "status", value)
    )
with third:
    grades = widgets.several(msg("Grade"), list(GRADES), "list grade", lambda value: t(GRADES[value]))

chosen = widgets.matching(
    nearby,
    {"county": counties, "section_name": sections, "outlet_class": classes, "status": statuses, "grade": grades},
)
st.markdown(
    t(msg("**{chosen}** of {all} outlets", chosen=number(len(chosen)), all=number(len(outlets)))),
)
st.caption(
    t(
        msg(
            "On {day}. Counted are outlets with the status {statuses}; closed and merged-away ones are not. "
            "Revision {revision}, fingerprint {fingerprint}, {state}.",
            day=day(quarter.last_day),
            statuses=[choice_name("outlets", "status", value) for value in PRESENT_STATUSES],
            revision=content.stamp.revision,
            fingerprint=content.fingerprint[:12],
            state=LIST_STATES[content.closed],
        )
    )
)
widgets.offer(
    msg("Make the workbook of the whole list"),
    lambda: files.list_workbook(content),
    (content.fingerprint, language()),
    "list",
)
widgets.checks(content.checks)

st.header(t(msg("Totals by city and class")), anchor=False)
tables.totals(chosen, "city", "outlet_class", {value: t(label) for value, label in CLASS_LABELS.items()})
st.header(t(msg("Outlets")), anchor=False)
table("outlets", chosen, [name for name in COLUMNS if name in chosen], height=520)
