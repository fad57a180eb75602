"""Import: an empty ledger out, a filled one in: findings, what would change, commit, undo."""

import streamlit as st

from registry.language import msg
from registry.service.history import undo
from registry.store import Actor
from registry.ui import files, ledger_forms, widgets
from registry.ui.session import registry, t
from registry.ui.uploads import upload
from registry.vocabulary import KINDS

kinds = {name: t(kind.label) for name, kind in KINDS.items()}
kind = st.segmented_control(
    t(msg("Kind")),
    list(kinds),
    format_func=kinds.__getitem__,
    default="outlets",
    required=True,
    key="import kind",
)
template = files.template(kind)
st.download_button(
    t(msg("Empty ledger: {kind}", kind=KINDS[kind].label)),
    template.data,
    template.name,
    template.mime,
    icon=":material/download:",
    on_click="ignore",
)

uploaded = upload(msg("Filled ledger"), ["xlsx", "xls", "csv"], f"upload {kind}")
options = ledger_forms.options(kind)
if uploaded is None:
    widgets.empty(msg("Choose a filled ledger. You will see what would change before anything is written."))
    st.stop()

written = st.session_state.get("written", {}).get(uploaded.file_id)
if written is not None:
    revision, name, undone = written
    if undone:
        st.success(t(msg("Revision {revision} is taken back by revision {made}.", revision=revision, made=undone)))
        st.stop()
    st.success(t(msg("Written as revision {revision}.", revision=revision)), icon=":material/check_circle:")
    if st.button(t(msg("Undo this import")), icon=":material/undo:"):
        with widgets.working(msg("Taking the revision back …")):
            undone = undo(registry(), revision, Actor(name))
        st.session_state["written"][uploaded.file_id] = (revision, name, undone)
        st.rerun()
    st.stop()

preview = ledger_forms.preview_of(uploaded, kind, options)
ledger_forms.show(preview)
made = ledger_forms.commit(preview)
if made is not None:
    st.session_state.setdefault("written", {})[uploaded.file_id] = (made, st.session_state["actor_name"].strip(), None)
    st.rerun()
