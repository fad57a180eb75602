"""A change under way on the map: which and of what, the places and features chosen so far, told to the map and back."""

from dataclasses import dataclass, field

import streamlit as st

from registry.language import Message, msg
from registry.service.mapping import feature_row
from registry.service.placing import read_place
from registry.service.way_between import Place
from registry.ui import edit_desk, map_component, map_panel, session
from registry.ui.edit_desk import Saved
from registry.ui.session import t
from registry.vocabulary import OUTLETS

JOB, SERIAL, SAVED_HERE = "map edit", "map edit serial", "map edit saved"
MOVE, CLOSE, MERGE, SPLIT, ADD = "move", "close", "merge", "split", "add"
BRINGS_NEW = (SPLIT, ADD)
HOW: dict[str, Message] = {
    MOVE: msg("Drag the symbol, or click its new place; Enter takes the middle of the map, Esc ends."),
    MERGE: msg("Click the outlets to merge; a second click takes one out; Esc ends."),
    SPLIT: msg("Click a place for each part; Esc ends."),
    ADD: msg("Click the place of the new feature; Enter takes the middle of the map, Esc ends."),
}


@dataclass
class Job:
    """One change under way: `old` is where the feature stands, `places` the new ones, `picked` codes chosen beside it.

    `based_on` is the revision that the editor saw; `told` what went wrong with the last thing typed or clicked;
    `before` the revision that the desk had saved last when the change began.
    """

    mode: str
    kind: str
    code: str | None
    name: str
    serial: int
    based_on: int
    old: Place | None = None
    places: list[Place] = field(default_factory=list)
    picked: list[str] = field(default_factory=list)
    told: Message | None = None
    before: int | None = None

    def key(self, name: str) -> str:
        """Return the key of a widget that belongs to this change."""
        return f"map edit {self.serial} {name}"


def under_way() -> Job | None:
    """Return the change under way."""
    job: Job | None = st.session_state.get(JOB)
    return job


def start(mode: str, kind: str, code: str | None = None) -> None:
    """Begin a change of a feature, or of a new one; for use as a button's callback."""
    st.session_state[SERIAL] = serial = st.session_state.get(SERIAL, 0) + 1
    st.session_state.pop(SAVED_HERE, None)
    row = feature_row(session.registry(), kind, code, session.as_of()) if code else None
    name = "" if row is None else str(row["name"])
    old = None if row is None or row[["lon", "lat"]].isna().any() else (float(row["lon"]), float(row["lat"]))
    if code:
        edit_desk.open_again(kind, code)
    head = session.registry().store.head()
    st.session_state[JOB] = Job(mode, kind, code, name, serial, head, old, before=saved_last())


def stop() -> None:
    """Give the change up; for use as a button's callback."""
    st.session_state.pop(JOB, None)


def drawn() -> dict[str, object] | None:
    """Return what the map shows of the change under way."""
    job = under_way()
    if job is None or job.mode not in HOW:
        return None
    codes = [code for code in (job.code, *job.picked) if code]
    return {
        "serial": job.serial,
        "mode": job.mode,
        "how": t(HOW[job.mode]),
        "old": job.old,
        "places": job.places,
        "picked": [{"kind": job.kind, "code": code} for code in codes] if job.mode == MERGE else [],
    }


def placed() -> None:
    """Take over a place that was clicked or dragged to."""
    at, job = map_component.told("place"), under_way()
    if job is not None:
        put(job, (float(at["lon"]), float(at["lat"])))


def put(job: Job, place: Place) -> None:
    """Set a place: one of many parts, or the only one."""
    job.places = [*job.places, place] if job.mode == SPLIT else [place]
    job.told = None


def typed(job: Job, key: str) -> None:
    """Take over coordinates that were typed."""
    place = read_place(job.kind, str(st.session_state[key]))
    if place is None:
        job.told = msg("These are no coordinates; type longitude, latitude, such as 112.53412, 37.87012.")
    else:
        put(job, place)


def take_out(job: Job, number: int) -> None:
    """Take a place out again."""
    job.places = [place for row, place in enumerate(job.places) if row != number]


def picked() -> None:
    """Take over a feature that was clicked: into the change, or out of it."""
    found, job = map_component.told("pick"), under_way()
    if job is None or found["code"] == job.code:
        return
    if found["kind"] != OUTLETS.name:
        job.told = msg("Only outlets are merged; click an outlet.")
        return
    job.told = None
    code = str(found["code"])
    job.picked = [one for one in job.picked if one != code] if code in job.picked else [*job.picked, code]


def left() -> None:
    """Give the change up where the map says so."""
    job = under_way()
    if job is not None and map_component.told("leave")["serial"] == job.serial:
        stop()


def done(job: Job, revision: int, code: str, name: str) -> None:
    """Note what was saved, so that it can be taken back at once, and choose what came of it."""
    st.session_state[edit_desk.SAVED] = Saved(revision, job.kind, code, name)
    finish(job, code)


def finish(job: Job, code: str) -> None:
    """End a change that the desk has saved."""
    st.session_state[SAVED_HERE] = (job.mode, saved_last())
    map_panel.choose({"kind": job.kind, "code": code})
    stop()


def saved_here() -> Saved | None:
    """Return what was saved last on the map, None where nothing was or something else since."""
    _, revision = st.session_state.get(SAVED_HERE, (None, None))
    last = edit_desk.last_saved()
    return last if last is not None and last.revision == revision else None


def saved_last() -> int | None:
    """Return the revision that the desk saved last."""
    last = edit_desk.last_saved()
    return last.revision if last else None


def settle(feature: dict[str, str] | None) -> Job | None:
    """Return the change under way, ended where the desk has saved it, or where it is no longer about what is shown."""
    job, last = under_way(), edit_desk.last_saved()
    if job is None:
        return None
    if last is not None and last.revision != job.before:
        finish(job, last.code)
    elif session.known_at() is not None or (job.mode == CLOSE and feature != {"kind": job.kind, "code": job.code}):
        stop()
    return under_way()


def take_back(saved: Saved) -> Message | None:
    """Take the last save back; return what hinders it. What it brought is no longer chosen."""
    hindrance = edit_desk.take_back(saved)
    if hindrance is None and st.session_state[SAVED_HERE][0] in BRINGS_NEW:
        map_panel.choose(None)
    return hindrance
