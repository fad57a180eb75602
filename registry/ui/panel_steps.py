"""Where the chosen outlet stands in its rectification, and the steps that led there."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from registry.errors import RegistryError
from registry.language import msg
from registry.service.rectifying import standing_of, timeline
from registry.ui import rectification_panel, session, widgets
from registry.ui.session import t
from registry.ui.words import day, number, said
from registry.vocabulary import OUTLETS, STEPS


def draw(feature: dict[str, str]) -> None:
    """Draw stage, class, day due and days late; then the steps, where any is recorded."""
    try:
        stands: dict[str, Any] = session.ask(standing_of, feature["code"], session.as_of())
    except RegistryError as refusal:
        widgets.refused(refusal)
        return
    due, late = stands["due_on"], stands["days_late"]
    sums = [
        f"<b>{escape(t(STEPS.field('step').choice_label(stands['stage'])))}</b>",
        escape(t(msg("by recorded steps") if stands["by_steps"] else msg("by the outlets' ledger"))),
    ]
    if kind := said(OUTLETS.field("rectification_class"), stands["rectification_class"]):
        sums.append(escape(t(msg("class: {kind}", kind=kind))))
    if pd.notna(due):
        sums.append(escape(t(msg("due on {day}", day=day(due)))))
    if pd.notna(late):
        said_late = t(msg("{days} days late", days=number(late)))
        sums.append(f'<span class="bad">{escape(said_late)}</span>')
    st.html(f'{rectification_panel.STYLE}<div class="adds"><p>{" · ".join(sums)}</p></div>')
    taken = session.ask(timeline, feature["code"], session.as_of())
    if taken.empty:
        st.caption(t(msg("No step is recorded; where it stands is read off the outlets' ledger.")))
    else:
        lines = "".join(map(rectification_panel.step_line, taken.to_dict("records")))
        st.html(f'<ul class="steps">{lines}</ul>')
