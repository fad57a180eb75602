"""Work that takes its time, on a page: how far it is, a way out, and then a file, or what the page goes on with.

Whoever opens the page again, or in another session, finds the same work as it stands.
"""

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from registry.language import Message, msg
from registry.service.jobs import OWNER, Jobs, Made, State, jobs_of, name_of
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
"""How long a page says why nothing came of a job."""

MAKING = msg("Making the file …")


def offer(label: Message, make: Callable[[], File], about: tuple[object, ...], key: str) -> None:
    """Offer a file that is made when asked for: a button that makes it, its progress, then one that hands it over.

    `about` says what the file is about: another question needs another file, the same one is the same in every session
    and after a refresh. `make` runs in a thread of its own: it reads language, day and revision through `session`.
    """
    desk, job = desk_here(), name_of(key, about)

    def draw(now: State | None) -> None:
        finished = desk.finished(job)
        if finished is not None:
            hand_over(desk, finished, key)
            return
        ended(now, msg("The server was stopped while the file was made; ask for it again."))
        if st.button(t(label), icon=":material/description:", key=f"make {key}"):
            begin(desk, job, session.fixed(make), MAKING)
            st.rerun()

    watched(desk, job, MAKING, key, draw)


def awaited(job: str, work: Callable[[], Made], doing: Message, key: str, again: Message) -> Any:
    """Return what a job makes for a page to go on with; it starts when the page first asks.

    None while it is at work and where nothing came of it: then the page says so, and offers to start it `again`.
    """
    desk = desk_here()
    state = desk.state(job)
    if desk.value(job) is None and (state is None or state.phase == "done" or is_past(state)):
        begin(desk, job, work, doing)
    value = desk.value(job)

    def draw(now: State | None) -> None:
        if now is not None and now.phase == "done":
            st.rerun()
        ended(now, msg("The server was stopped meanwhile; start it again."))
        if st.button(t(again), icon=":material/refresh:", key=f"again {key}"):
            begin(desk, job, work, doing)
            st.rerun()

    if value is None:
        watched(desk, job, doing, key, draw)
    return value


def is_past(state: State) -> bool:
    """Whether a job ended so long ago, or on a server so long gone, that nobody is told why."""
    return state.phase != "running" and (state.owner != OWNER or time.time() - state.told_at >= TOLD_S)


def desk_here() -> Jobs:
    """Return the jobs of the registry that the pages show."""
    return jobs_of(Settings.from_environment().registry_path)


def begin(desk: Jobs, job: str, work: Callable[[], Made], doing: Message) -> None:
    """Start a job, and wait for it as long as nobody minds."""
    with st.spinner(t(doing)):
        desk.start(job, work)
        desk.wait(job, AT_ONCE_S)


def watched(desk: Jobs, job: str, doing: Message, key: str, draw: Callable[[State | None], None]) -> None:
    """Draw how far a job is while it runs, looking again and again; else what `draw` makes of it."""
    state = desk.state(job)
    running = state is not None and state.phase == "running"

    @st.fragment(run_every=LOOK_EVERY_S if running else None)
    def place() -> None:
        now = desk.state(job)
        if running and (now is None or now.phase != "running"):
            st.rerun()
        with st.empty(), st.container():
            if now is not None and now.phase == "running":
                progress(desk, now, doing, key)
            else:
                draw(now)

    place()


def progress(desk: Jobs, state: State, doing: Message, key: str) -> None:
    """Show how far a job is and how long the rest takes, with a button that cancels it while that can be done."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(state.share, 1.0), said(state, doing))
        if not state.bound and st.button(t(msg("Cancel")), key=f"cancel {key}", icon=":material/close:"):
            desk.cancel(state.job)
            st.rerun()


def said(state: State, doing: Message) -> str:
    """Say how far a job is."""
    if not state.share:
        return t(doing)
    told = {"doing": doing, "percent": number(100 * min(state.share, 1.0), 0)}
    if state.left_s is None or state.bound:
        return t(msg("{doing} {percent} %", **told))
    return t(msg("{doing} {percent} %, about {seconds} s left", **told, seconds=number(max(1.0, state.left_s))))


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


def ended(state: State | None, broken_off: Message) -> None:
    """Say why nothing came of what somebody asked for a while ago."""
    if state is None or state.phase == "done" or time.time() - state.told_at >= TOLD_S:
        return
    if state.phase == "broken_off":
        st.caption(t(broken_off))
    elif state.phase == "cancelled":
        st.caption(t(msg("Cancelled; nothing was written.")))
    elif state.why:
        st.error(literal(state.why[language()]), icon=":material/block:")
    else:
        st.error(
            t(msg("This could not be done because of a mistake in the program; the details are in the server's log.")),
            icon=":material/block:",
        )
