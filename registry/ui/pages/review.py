"""Review: doubtful features one by one, the weightiest first, decided with a key or a button."""

import pandas as pd
import streamlit as st

from registry.hydro.reasons import REASONS
from registry.language import msg
from registry.ui import keys, navigation, review_desk, review_panel, widgets
from registry.ui.session import t


@st.fragment
def the_desk() -> None:
    """Draw the desk; a key or a button redraws only this, and the map in it stays."""
    navigation.header_again()
    filters()
    progress, told = st.columns([1, 2], vertical_alignment="center")
    with progress:
        review_panel.progress()
    with told, st.container(key="review_told", gap="xsmall"):
        review_desk.hear()
    here = review_desk.desk()
    review_desk.remember_in_address(here)
    keys.listen("".join(review_desk.ACTIONS), review_desk.about_what(here), review_desk.pressed)
    if here is None:
        review_panel.nothing_waits()
        return
    review_panel.default_why()
    map_side, card_side = st.columns([1.7, 1.3], gap="small")
    with map_side:
        review_panel.draw_map(here)
    with card_side:
        review_panel.buttons(here)
        review_panel.card(here)
        review_panel.share(here)
        review_panel.another_section(here)
    review_panel.bulk(here)


def filters() -> None:
    """Draw what narrows the queue, and ask for the name."""
    queue = review_desk.found().queue
    city, reason, name = st.columns([1, 2, 1])
    with city:
        widgets.several(msg("City"), offered(queue["city"], "review city"), "review city")
    with reason:
        reasons = offered(queue["doubts"].explode(), "review reason")
        widgets.several(msg("Reason"), reasons, "review reason", lambda code: t(REASONS[code]))
    with name:
        widgets.actor_name()


def offered(values: pd.Series, key: str) -> list[str]:
    """Return what there is to choose from; what is chosen stays on offer when the last of it is decided."""
    return sorted({*values.dropna(), *(st.session_state.get(key) or [])})


st.html(review_panel.STYLE)
the_desk()
