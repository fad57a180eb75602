"""History: every revision, the life of one feature on both clocks, and taking a revision back."""

import streamlit as st

from registry.language import msg
from registry.service.history import undo
from registry.store import Actor
from registry.ui import feature_choice, feature_history, tables, widgets
from registry.ui.navigation import header_again, revision_names
from registry.ui.session import registry, t

revisions = registry().store.revisions()
if revisions.empty:
    widgets.empty(msg("Nothing has been written yet."))
    st.stop()

parts = [t(msg("Revisions")), t(msg("One feature")), t(msg("Take a revision back"))]
everything, feature, back = st.tabs(parts, default=parts[1] if "code" in st.query_params else None)

with everything:
    tables.revisions(revisions.sort_values("revision", ascending=False))

with feature:
    found = feature_choice.choose("history of")
    if found is None:
        widgets.empty(msg("Search for a feature to see its family and every change: who, when, why, from which file."))
    else:
        feature_history.show(found)

with back:
    st.write(t(msg("Taking a revision back writes a further revision; nothing is lost.")))
    known = revision_names(revisions)
    revision = st.selectbox(t(msg("Revision")), list(known), format_func=known.__getitem__)
    name = widgets.actor_name()
    sure = st.checkbox(t(msg("Yes, take revision {revision} back", revision=revision)), key=f"sure {revision}")
    if st.button(t(msg("Take back")), disabled=not (sure and name), type="primary"):
        with widgets.working(msg("Taking the revision back …")):
            made = undo(registry(), revision, Actor(name))
        header_again()
        st.success(t(msg("Revision {revision} is taken back by revision {made}.", revision=revision, made=made)))
