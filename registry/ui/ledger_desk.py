"""The ledger on the desk of the Import page: sent, weighed, written, taken back; found again after a refresh."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from registry.language import msg
from registry.service.history import taken_back_by, undo
from registry.service.importing import ImportOptions, Preview, commit_import
from registry.service.jobs import Made, State, name_of
from registry.service.received import Inbox, Received, inbox_of
from registry.settings import Settings
from registry.store import Actor
from registry.ui import address, jobs, ledger_forms, widgets
from registry.ui.literal import tl
from registry.ui.session import actor, registry, t, valid_on
from registry.ui.words import moment

ASKED, KNOWN, KIND, TOLD = "import ledger", "import known", "import kind", "import told to write"
WRITING = msg("Writing …")


def inbox() -> Inbox:
    """Return the ledgers that were sent to the registry that the pages show."""
    return inbox_of(Settings.from_environment().registry_path)


def on_desk() -> Received | None:
    """Return the ledger on the desk: the session's, at first the one that the address names."""
    key = st.session_state.setdefault(ASKED, st.query_params.get("ledger", ""))
    ledger = inbox().find(key)
    if ledger is not None and st.session_state.get(KNOWN) != key:
        st.session_state[KNOWN] = key
        st.session_state[KIND] = ledger.kind
        ledger_forms.restore(ledger.kind, ledger.options)
    address.follow({"ledger": ledger.key if ledger else None})
    return ledger


def sent(widget: str, kind: str) -> None:
    """Put on the desk what was just uploaded, or clear it where the upload was taken away; for use as a callback."""
    file: Any = st.session_state[widget]
    key = inbox().take(file.name, file.getvalue(), kind, ImportOptions(reported_on=valid_on())).key if file else ""
    clear()
    st.session_state[ASKED] = st.session_state[KNOWN] = key


def clear() -> None:
    """Clear the desk; for use as a callback."""
    st.session_state[ASKED] = st.session_state[KNOWN] = ""
    st.session_state.pop(TOLD, None)


def lying(ledger: Received) -> None:
    """Say which ledger lies on the desk since before the page was opened, with a way to put it away."""
    with st.container(horizontal=True, vertical_alignment="center"):
        sent_at = datetime.fromtimestamp(ledger.at, UTC)
        st.markdown(tl(msg("{name}, sent {at}", name=ledger.name, at=moment(sent_at))))
        st.button(t(msg("Put it away")), icon=":material/close:", on_click=clear)


def with_options(ledger: Received, options: ImportOptions) -> Received:
    """Return the ledger as it is to be read now, and put that down."""
    if ledger.options == options:
        return ledger
    changed = replace(ledger, options=options)
    inbox().put(changed)
    return changed


def weighed(ledger: Received) -> Preview | None:
    """Return what the ledger would change, None while it is being read or where it cannot be: then the page says so."""
    opened, kept = registry(), inbox()
    preview: Preview | None = jobs.awaited(
        weighing_of(ledger),
        lambda: Made(value=kept.preview(opened, ledger)),
        msg("Reading and checking the file …"),
        "preview",
        msg("Read it again"),
    )
    return preview


def weighing_of(ledger: Received) -> str:
    """Return the name of what was weighed: the ledger as it is to be read, against the registry as it is now."""
    return name_of("preview", ledger.sha256, ledger.name, ledger.kind, ledger.options, registry().store.head())


def ask_to_write(shown: str) -> None:
    """Note that the ledger is to be written as it was `shown`; for use as a callback."""
    st.session_state[TOLD] = shown


def begun_to_write(ledger: Received, preview: Preview) -> bool:
    """Start writing the ledger as one revision where that was asked for as it stands, by somebody with a name."""
    told, who, note = st.session_state.pop(TOLD, None), actor(), str(st.session_state.get(ledger_forms.NOTE, ""))
    if told is None or who is None:
        return False
    if told != weighing_of(ledger):
        st.warning(t(msg("Something has changed since you asked to write: look at it again, then write.")))
        return False
    opened, kept = registry(), inbox()

    def work() -> Made:
        revision = commit_import(opened, preview, who, note)
        kept.put(replace(ledger, revision=revision))
        return Made()

    jobs.begin(jobs.desk_here(), _writing_of(ledger), work, WRITING)
    return True


def written(ledger: Received) -> bool:
    """Draw how far the writing of the ledger is, or what came of it; return whether there is nothing more to do."""
    state = jobs.desk_here().state(_writing_of(ledger))
    if state is not None and state.phase == "running":
        jobs.watched(jobs.desk_here(), state.job, WRITING, "writing", _ended)
        return True
    if ledger.revision is None:
        _ended(state)
        return False
    st.session_state.pop(TOLD, None)
    _came_of_it(ledger.revision)
    return True


def _came_of_it(revision: int) -> None:
    """Say which revision the ledger became, with the way back."""
    back = taken_back_by(registry(), revision)
    if back is not None:
        told = {"revision": revision, "made": back}
        st.success(t(msg("Revision {revision} is taken back by revision {made}.", **told)))
        return
    st.success(t(msg("Written as revision {revision}.", revision=revision)), icon=":material/check_circle:")
    name = widgets.actor_name()
    if not st.button(t(msg("Undo this import")), icon=":material/undo:"):
        return
    if not name:
        st.warning(t(msg("Type your name first: it stands in the history.")))
        return
    with widgets.working(msg("Taking the revision back …")):
        undo(registry(), revision, Actor(name))
    st.rerun()


def _writing_of(ledger: Received) -> str:
    return name_of("writing", ledger.key)


def _ended(state: State | None) -> None:
    """Say why nothing was written."""
    jobs.ended(state, msg("The server was stopped while the ledger was written: either all of it is in, or nothing."))
