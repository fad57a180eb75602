"""Home: what needs a person today, then what is in the registry on this day and whether it adds up."""

from typing import Any

import streamlit as st

from registry.language import msg
from registry.quarter import Quarter
from registry.service.cycle.receipts import book_of
from registry.service.summary import summary
from registry.ui import home_today, home_totals, widgets
from registry.ui.session import as_of, ask, registry, show_day, t

totals: Any = ask(summary, as_of())
if not totals["sections"] and not totals["outlets"]:
    widgets.empty(msg("The registry is empty on this day. Import ledgers, or fill it with: python -m registry demo"))
    st.stop()

if any(totals["synthetic"].values()) and Quarter.of(as_of().valid_on) != Quarter(2022, 4):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t(msg("The demonstration is made for the end of 2022.")))
        st.button(t(msg("Show the end of 2022")), on_click=show_day, args=(Quarter(2022, 4).last_day,))

book = book_of(registry())
home_today.draw(ask(home_today.needed, as_of(), book.stat().st_size if book.exists() else 0))

st.header(t(msg("What there is now")), anchor=False)
home_totals.figures(totals)
left, right = st.columns(2, gap="large")
with left:
    st.header(t(msg("Does it add up?")), anchor=False)
    home_totals.adds_up(totals)
with right:
    st.header(t(msg("How sure is the section of each feature?")), anchor=False)
    home_totals.certainty(totals)
