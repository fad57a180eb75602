"""The outlets of a quarter on screen: filters, how many they leave, totals by city and class, and the rows."""

import pandas as pd
import streamlit as st

from registry.language import msg
from registry.ui import quarter_words, tables, widgets
from registry.ui.session import t
from registry.ui.words import CLASS_LABELS, GRADES, choice_name, number, table
from registry.vocabulary.outlets import PRESENT_STATUSES

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
    first, second, third = st.columns(3)
    with first:
        cities = widgets.several(msg("City"), sorted(outlets["city"].dropna().unique()), "list city")
        nearby = widgets.matching(outlets, {"city": cities})
        classes = widgets.several(msg("Class"), list(CLASS_LABELS), "list class", lambda value: t(CLASS_LABELS[value]))
    with second:
        counties = widgets.several(msg("County"), sorted(nearby["county"].dropna().unique()), "list county")
        statuses = widgets.several(
            msg("Status"), PRESENT_STATUSES, "list status", lambda value: choice_name("outlets", "status", value)
        )
    with third:
        sections = widgets.several(msg("Section"), sorted(nearby["section_name"].dropna().unique()), "list section")
        grades = widgets.several(msg("Grade"), list(GRADES), "list grade", lambda value: t(GRADES[value]))
    wanted = {"county": counties, "section_name": sections, "outlet_class": classes, "status": statuses}
    return widgets.matching(nearby, {**wanted, "grade": grades})
