"""Edit: one feature, as an event or a correction; what would change, the save, the undo; two editors compared."""

import streamlit as st

from registry.language import msg
from registry.ui import edit_desk, edit_form, feature_choice, widgets
from registry.ui.literal import tl
from registry.ui.session import known_at, t

chosen = feature_choice.choose("edit of")
saved = edit_desk.last_saved()
told = st.session_state.pop(edit_desk.TOLD, None)
if told is not None:
    widgets.empty(told)
if saved is not None and saved.undone:
    back = msg("Revision {revision} is taken back by revision {made}.", revision=saved.revision, made=saved.undone)
    st.success(t(back), icon=":material/undo:")
elif saved is not None:
    st.success(
        tl(msg("{code} is saved as revision {revision}.", code=saved.code, revision=saved.revision)),
        icon=":material/check_circle:",
    )
    if st.button(t(msg("Undo this edit")), icon=":material/undo:", key="edit undo"):
        hindrance = edit_desk.take_back(saved)
        if hindrance is None:
            st.rerun()
        st.warning(tl(hindrance))

if chosen is None:
    widgets.empty(msg("Search for the outlet, plant, wetland, village, section or project that you want to edit."))
    st.stop()
if known_at() is not None:
    widgets.empty(msg("You look at an older revision; choose the newest one in the sidebar to edit."))
    st.stop()

desk = edit_desk.opened(chosen)
edit_form.fields(desk)
if desk.conflict is not None:
    edit_form.choose_sides(desk, desk.conflict)
elif desk.cells:
    edit_form.propose(desk)
