"""Review: doubtful features one by one, the weightiest first, decided with a key or a button."""

import streamlit as st

from registry.hydro.reasons import REASONS
from registry.language import msg
from registry.service.reviewing import review
from registry.ui import keys, review_desk, review_panel, widgets
from registry.ui.session import as_of, ask, t
from registry.ui.words import number

st.html(review_panel.STYLE)
found = ask(review, as_of())
city, reason, name = st.columns([1, 2, 1])
with city:
    widgets.several(msg("City"), sorted(found.queue["city"].dropna().unique()), "review city")
with reason:
    told = found.queue["doubts"].explode().dropna().value_counts()
    widgets.several(msg("Reason"), list(told.index), "review reason", lambda code: f"{t(REASONS[code])} ({told[code]})")
with name:
    widgets.actor_name()

waiting = len(found.queue)
st.progress(
    found.decided / max(found.decided + waiting, 1),
    t(msg("{done} decided, {waiting} to do", done=number(found.decided), waiting=number(waiting))),
)
here = review_desk.desk()
if here is None:
    review_desk.hear()
    widgets.empty(msg("Nothing waits for a decision here."))
    st.stop()

review_panel.default_why()
keys.listen("aspjk", review_desk.name_of(here.current), review_desk.pressed)
map_side, card_side = st.columns([1.7, 1.3], gap="small")
with map_side:
    review_panel.draw_map(here)
with card_side:
    review_panel.buttons(here)
    review_desk.hear()
    review_panel.card(here)
    review_panel.another_section(here)
review_panel.bulk(here)
