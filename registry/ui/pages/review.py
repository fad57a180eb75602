"""Review: doubtful features one by one, the weightiest first, decided with a key or a button."""

import streamlit as st

from registry.hydro.reasons import REASONS
from registry.language import msg
from registry.service.features import section_names
from registry.ui import filters, keys, navigation, review_desk, review_panel, widgets
from registry.ui.calm import fragment
from registry.ui.session import as_of, ask, t


@fragment
def the_desk() -> None:
    """Draw the desk; a key or a button redraws only this, and the map in it stays."""
    navigation.header_again()
    narrowed()
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


def narrowed() -> None:
    """Draw what narrows the queue, and ask for the name."""
    queue = review_desk.found().queue
    names = ask(section_names, as_of())
    there = {code: names.get(code, code) for code in queue["section_code"].dropna().unique()}
    shared, reason, name = st.columns([4.5, 1.4, 1])
    with shared:
        filters.draw(filters.Offer(queue, there), review_desk.FILTERS, len(review_desk.FILTERS))
    with reason:
        reasons = {*queue["doubts"].explode().dropna(), *st.session_state.get("review reason", [])}
        widgets.several(msg("Reason"), sorted(reasons), "review reason", lambda code: t(REASONS[code]))
    with name:
        widgets.actor_name()


st.html(review_panel.STYLE)
the_desk()
