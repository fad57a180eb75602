"""Files that take their time, on a page: a button that starts the work, how far it is, a way out, and the file."""

import time
from collections.abc import Callable

import streamlit as st

from registry.language import Message, msg
from registry.service.jobs import Jobs, Made, State, jobs_of, name_of
from registry.settings import Settings
from registry.ui import session
from registry.ui.literal import literal, tl
from registry.ui.session import language, t
from registry.ui.words import number

File = Made
AT_ONCE_S = 1.5
"""What is ready within so long is handed over at once, without a word about progress."""
LOOK_EVERY_S = 1.0
TOLD_S = 600.0
"""How long a page says why there is no file."""


def offer(label: Message, make: Callable[[], File], about: tuple[object, ...], key: str) -> None:
    """Offer a file that is made when asked for: a button that makes it, its progress, then one that hands it over.

    `about` says what the file is about: another question needs another file, the same one is the same in every session
    and after a refresh. `make` runs in a thread of its own: it reads language, day and revision through `session`.
    """
    desk = jobs_of(Settings.from_environment().registry_path)
    job = name_of(key, about)
    state = desk.state(job)
    running = state is not None and state.phase == "running"

    @st.fragment(run_every=LOOK_EVERY_S if running else None)
    def place() -> None:
        now = desk.state(job)
        if running and (now is None or now.phase != "running"):
            st.rerun()
        with st.empty(), st.container():
            draw(desk, now, label, make, job, key)

    place()


def draw(desk: Jobs, state: State | None, label: Message, make: Callable[[], File], job: str, key: str) -> None:
    """Draw a job as it stands."""
    if state is not None and state.phase == "running":
        progress(desk, state, key)
        return
    finished = desk.finished(job)
    if finished is not None:
        hand_over(desk, finished, key)
        return
    if state is not None and time.time() - state.told_at < TOLD_S:
        ended(state)
    if st.button(t(label), icon=":material/description:", key=f"make {key}"):
        with st.spinner(t(msg("Making the file …"))):
            desk.start(job, session.fixed(make))
            desk.wait(job, AT_ONCE_S)
        st.rerun()


def progress(desk: Jobs, state: State, key: str) -> None:
    """Show how far a job is and how long the rest takes, with a button that cancels it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        share = min(state.done / state.total, 1.0) if state.total else 0.0
        st.progress(share, said(state))
        if st.button(t(msg("Cancel")), key=f"cancel {key}", icon=":material/close:"):
            desk.cancel(state.job)
            st.rerun()


def said(state: State) -> str:
    """Say how far a job is."""
    if not state.total:
        return t(msg("Making the file …"))
    counts = {"done": number(state.done), "total": number(state.total)}
    if state.left_s is None:
        return t(msg("{done} of {total}", **counts))
    return t(msg("{done} of {total}, about {seconds} s left", **counts, seconds=number(max(1.0, state.left_s))))


def hand_over(desk: Jobs, finished: State, key: str) -> None:
    """Draw the button that saves the finished file; its bytes are read when somebody wants them."""

    def data() -> bytes:
        made = desk.result(finished.job)
        return made.data if made else b""

    st.download_button(
        tl(msg("Save {name}", name=finished.file)),
        data,
        finished.file,
        finished.mime,
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key=f"save {key}",
    )


def ended(state: State) -> None:
    """Say why there is no file although somebody asked for it."""
    if state.phase == "broken_off":
        st.caption(t(msg("The server was stopped while the file was made; ask for it again.")))
    elif state.phase == "cancelled":
        st.caption(t(msg("Cancelled; nothing was written.")))
    else:
        why = (state.why or {}).get(language()) or t(
            msg("The file could not be made because of a mistake in the program; the details are in the server's log.")
        )
        st.error(literal(why), icon=":material/block:")
