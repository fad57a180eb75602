"""Help: how to do each job, what the grades and their reasons mean, credits, keys."""

import streamlit as st

from registry.hydro.reasons import REASONS
from registry.language import Label, msg
from registry.ui import help as texts
from registry.ui import tables
from registry.ui.help_map import MAP_JOBS, MAP_KEYS
from registry.ui.session import t
from registry.vocabulary.grades import GRADES

st.header(t(msg("How to")), anchor=False)
for title, steps in (*MAP_JOBS, *texts.JOBS):
    with st.expander(t(title), expanded=True):
        st.markdown("\n".join(f"{number}. {t(step)}" for number, step in enumerate(steps, 1)))

st.header(t(msg("What the grades mean")), anchor=False)
st.markdown("\n".join(f"- **{t(grade.label)}** — {t(texts.GRADES_MEAN[grade.value])}" for grade in GRADES))
with st.expander(t(msg("Reasons that stand beside a grade"))):
    tables.pairs(REASONS.items(), Label("代号", "Code"), Label("含义", "Meaning"))

st.header(t(msg("Where the data come from")), anchor=False)
st.markdown("\n".join(f"- {t(credit)}" for credit in texts.CREDITS))

st.header(t(msg("Keys")), anchor=False)
st.markdown("\n".join(f"- {t(key)}" for key in (*MAP_KEYS, *texts.KEYS)))
