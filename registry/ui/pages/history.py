"""History: every revision, the life of one feature on both clocks, and taking a revision back."""

import streamlit as st

from registry.language import msg
from registry.service.features import section_table
from registry.service.history import decision_history, history, undo
from registry.service.search import find
from registry.store import Actor
from registry.ui import tables, widgets
from registry.ui.navigation import revision_names
from registry.ui.session import as_of, ask, registry, t
from registry.vocabulary import KINDS

revisions = registry().store.revisions()
if revisions.empty:
    widgets.empty(msg("Nothing has been written yet."))
    st.stop()

everything, feature, back = st.tabs([t(msg("Revisions")), t(msg("One feature")), t(msg("Take a revision back"))])

with everything:
    tables.revisions(revisions.sort_values("revision", ascending=False))

with feature:
    wanted = st.text_input(t(msg("Name, code or pinyin")), key="history of")
    hits = ask(find, wanted, as_of()) if wanted else None
    if hits is not None and hits.empty:
        widgets.empty(msg("Nothing of that name exists on this day."))
    elif hits is not None:
        names = [f"{t(KINDS[str(hit.kind)].singular)} · {hit.name} · {hit.code}" for hit in hits.itertuples()]
        index = st.selectbox(t(msg("Feature")), range(len(hits)), format_func=names.__getitem__)
        hit = hits.iloc[index]
        versions = ask(history, hit["code"], hit["kind"])
        st.caption(t(msg("Each row is what a revision knew of a period of the feature's life.")))
        tables.versions(str(hit["kind"]), versions)
        decisions = ask(decision_history, hit["code"], hit["kind"])
        if len(decisions):
            st.caption(t(msg("What people decided about its section; a row without a section took decisions back.")))
            tables.decisions(decisions, section_table(registry(), as_of()))

with back:
    st.write(t(msg("Taking a revision back writes a further revision; nothing is lost.")))
    known = revision_names(revisions)
    chosen = st.selectbox(t(msg("Revision")), list(known), format_func=known.__getitem__)
    name = widgets.actor_name()
    sure = st.checkbox(t(msg("Yes, take revision {revision} back", revision=chosen)), key=f"sure {chosen}")
    if st.button(t(msg("Take back")), disabled=not (sure and name), type="primary"):
        with widgets.working(msg("Taking the revision back …")):
            made = undo(registry(), chosen, Actor(name))
        st.success(t(msg("Revision {revision} is taken back by revision {made}.", revision=chosen, made=made)))
