"""The outlets of a quarter on screen: filters, how many they leave, totals by city and class, and the rows."""

import pandas as pd
import streamlit as st

from registry.language import msg
from registry.ui import filters, quarter_words, tables, widgets
from registry.ui.session import t
from registry.ui.words import CLASS_LABELS, number, table

COLUMNS = (
    *("code", "name", "city", "county", "outlet_class", "outlet_type", "status", "river", "section_name"),
    *("national_section_name", "grade", "responsible_body", "flow_m3_per_d", "cod_mg_per_l", "nh3n_mg_per_l"),
    *("tp_mg_per_l", "rectification_progress", "lon", "lat", "synthetic"),
)


def show(outlets: pd.DataFrame) -> None:
    """Show the outlets that the reader's filters leave."""
    chosen = filtered(outlets)
    st.markdown(t(msg("**{chosen}** of {all} outlets", chosen=number(len(chosen)), all=number(len(outlets)))))
    st.caption(quarter_words.counted())
    st.header(t(msg("Totals by city and class")), anchor=False)
    tables.totals(chosen, "city", "outlet_class", {value: t(label) for value, label in CLASS_LABELS.items()})
    st.header(t(msg("Outlets")), anchor=False)
    table("outlets", chosen, [name for name in COLUMNS if name in chosen], height=520)


def filtered(outlets: pd.DataFrame) -> pd.DataFrame:
    """Let the reader choose city, county, section, class, status and grade; return the outlets that remain."""
    return widgets.matching(outlets, filters.draw(filters.Offer(outlets, quarter_words.section_names(outlets))))
