"""Import: an empty ledger out, a filled one in: findings, what would change, commit, undo."""

import streamlit as st

from registry.language import msg
from registry.service.history import undo
from registry.service.importing import commit_import
from registry.store import Actor
from registry.ui import files, ledger_forms, widgets
from registry.ui.session import language, registry, t
from registry.vocabulary import KINDS

kind = st.segmented_control(
    t(msg("Kind")), list(KINDS), format_func=lambda name: t(KINDS[name].label), default="outlets", required=True
)
template = files.template(kind)
st.download_button(
    t(msg("Empty ledger for {kind}", kind=KINDS[kind].label)),
    template.data,
    template.name,
    template.mime,
    icon=":material/download:",
    on_click="ignore",
)
st.caption(t(msg("Its first rows explain every column; fill in one row per feature.")))

uploaded = st.file_uploader(t(msg("Filled ledger")), type=["xlsx", "xls", "csv"], key=f"upload {kind}")
options = ledger_forms.options(kind)

done = st.session_state.get("imported")
if uploaded is None:
    st.session_state.pop("imported", None)
    widgets.empty(msg("Choose a filled ledger. You will see what would change before anything is written."))
    st.stop()

about = (uploaded.file_id, kind, options)
if done is not None and done[0] == about:
    ledger_forms.written(done[1])
    if st.button(t(msg("Undo this import")), icon=":material/undo:"):
        made = undo(registry(), done[1], Actor(done[2]))
        st.session_state["imported"] = (about, made, done[2])
        st.rerun()
    st.stop()
