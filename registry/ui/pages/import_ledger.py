"""Import: an empty ledger out, a filled one in: findings, what would change, commit, undo."""

from functools import partial

import streamlit as st

from registry.language import msg
from registry.ui import files, ledger_desk, ledger_forms, widgets
from registry.ui.session import t
from registry.ui.uploads import upload
from registry.vocabulary import KINDS

ledger = ledger_desk.on_desk()
kinds = {name: t(kind.label) for name, kind in KINDS.items()}
st.session_state.setdefault(ledger_desk.KIND, "outlets")
chosen = st.segmented_control(
    t(msg("Kind")),
    list(kinds),
    format_func=kinds.__getitem__,
    required=True,
    key=ledger_desk.KIND,
    on_change=ledger_desk.clear,
    persist_state="session",
)
kind = chosen or "outlets"
template = files.template(kind)
st.download_button(
    t(msg("Empty ledger: {kind}", kind=KINDS[kind].label)),
    template.data,
    template.name,
    template.mime,
    icon=":material/download:",
    on_click="ignore",
)

widget = f"upload {kind}"
sent = partial(ledger_desk.sent, widget, kind)
uploaded = upload(msg("Filled ledger"), ["xlsx", "xls", "csv"], widget, changed=sent)
if ledger is not None and uploaded is None:
    ledger_desk.lying(ledger)
options = ledger_forms.options(kind, lies=ledger is not None)
if ledger is None:
    widgets.empty(msg("Choose a filled ledger. You will see what would change before anything is written."))
    st.stop()

ledger = ledger_desk.with_options(ledger, options)
if ledger_desk.written(ledger):
    st.stop()
preview = ledger_desk.weighed(ledger)
if preview is None:
    st.stop()
if ledger_desk.begun_to_write(ledger, preview):
    st.rerun()
ledger_forms.show(preview)
ledger_forms.who_and_why(preview, partial(ledger_desk.ask_to_write, ledger_desk.weighing_of(ledger)))
