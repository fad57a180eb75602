"""Quarterly dispatch: workbooks out to the cities, filled ones back, questions returned, scores."""

import streamlit as st

from registry.language import msg
from registry.service.cycle.dispatching import cities_in_order, due_day
from registry.service.features import feature_table
from registry.service.registry import AsOf
from registry.ui import cycle_forms, widgets
from registry.ui.session import ask, registry, t
from registry.ui.uploads import upload
from registry.ui.words import day, number

first, second = st.columns([1, 3])
with first:
    quarter = widgets.quarter_choice()
opening = AsOf(quarter.previous().last_day)
with widgets.working(msg("Reading the outlets of the cities …")):
    outlets = ask(feature_table, "outlets", opening)
if outlets.empty:
    widgets.empty(
        msg("No outlet existed before this quarter, so there is nothing to send out. Import a ledger of outlets first.")
    )
    st.stop()
with second:
    cities = widgets.several(msg("City"), cities_in_order(registry(), outlets), "cycle cities")

st.header(t(msg("Send out")), anchor=False)
st.write(
    t(
        msg(
            "One workbook per city, filled in with its outlets on {day}; {count} outlets in all, due on {due}.",
            day=day(opening.valid_on),
            count=number(len(outlets)),
            due=day(due_day(quarter)),
        )
    )
)
widgets.offer(
    msg("Make the workbooks"),
    lambda: cycle_forms.workbooks(quarter, tuple(cities)),
    (quarter, tuple(cities), registry().store.head()),
    "cycle",
)

st.header(t(msg("Filled ones back")), anchor=False)
uploaded = upload(msg("Filled workbooks"), ["xlsx", "xls"], "cycle upload", several=True)
if uploaded:
    left, right = st.columns(2)
    with left:
        widgets.actor_name()
    right.text_input(t(msg("Why")), key="cycle note", help=t(msg("Stands in the history.")))
    for file in uploaded:
        cycle_forms.returned(file)
else:
    widgets.empty(
        msg("Upload workbooks that came back; rows are found again in any order. Nothing is written before you say so.")
    )

st.header(t(msg("How each city did")), anchor=False)
with widgets.working(msg("Reading the outlets of the cities …")):
    cycle_forms.score_table(quarter)
st.caption(
    t(
        msg(
            "A return is late after the day that its workbook names. Findings count every return of the quarter; "
            "corrected are those that do not stand any more."
        )
    )
)
