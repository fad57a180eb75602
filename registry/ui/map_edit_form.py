"""The forms of a change on the map: what was chosen, what follows from it, who and why; the undo right after."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from registry.errors import RegistryError
from registry.language import Message, msg
from registry.service.editing import Edit, EditPreview, guess_change
from registry.service.field_changes import EVENT
from registry.service.placing import moved_answers, moved_m
from registry.ui import edit_desk, edit_form, map_edit, map_edit_rows, navigation, session, widgets
from registry.ui import map_edit_parts as parts
from registry.ui.edit_desk import Desk
from registry.ui.feature_choice import Chosen
from registry.ui.literal import tl
from registry.ui.map_edit import ADD, CLOSE, MERGE, MOVE, SPLIT, Job
from registry.ui.session import t
from registry.ui.words import number
from registry.vocabulary import KINDS, OUTLETS

TITLES: dict[str, Message] = {
    MOVE: msg("Move {name}"),
    CLOSE: msg("Close {name}"),
    MERGE: msg("Merge with {name}"),
    SPLIT: msg("Split {name}"),
    ADD: msg("Add a feature here"),
}
BUTTONS: dict[str, tuple[Message, str]] = {
    MOVE: (msg("Move on the map"), "open_with"),
    CLOSE: (msg("Close the outlet"), "block"),
    MERGE: (msg("Merge outlets"), "merge"),
    SPLIT: (msg("Split the outlet"), "call_split"),
}


def draw(feature: dict[str, str] | None) -> bool:
    """Draw the change under way in place of the chosen feature's panel; return whether there is one."""
    job = map_edit.settle(feature)
    saved()
    if job is None:
        return False
    st.html(parts.STYLE)
    with st.container(border=True, key="map_edit"):
        st.subheader(tl(Message(TITLES[job.mode].text, {"name": job.name or job.code or ""})), anchor=False)
        if job.told is not None:
            st.warning(tl(job.told))
        try:
            FORMS[job.mode](job)
        except RegistryError as refusal:
            widgets.refused(refusal)
        st.button(t(msg("Give it up")), key=job.key("stop"), icon=":material/close:", on_click=map_edit.stop)
    return True


def offer(feature: dict[str, str] | None) -> None:
    """Draw the buttons of what can be changed about the chosen feature, and that of a new one."""
    if session.known_at() is not None:
        if feature:
            st.caption(t(msg("You look at an older revision; choose the newest one in the sidebar to edit.")))
        return
    with st.container(horizontal=True, gap="small", key="map_edit_offer"):
        if feature and feature["kind"] in KINDS:
            kind, code = feature["kind"], feature["code"]
            for mode, (label, icon) in BUTTONS.items():
                if mode == MOVE or kind == OUTLETS.name:
                    button(mode, label, icon, kind, code)
            if st.button(t(msg("Edit its fields")), key="map edit fields", icon=":material/edit:"):
                navigation.open_page_of("edit", kind, code)
        button(ADD, msg("Add a feature here"), "add_location_alt", OUTLETS.name, None)


def button(mode: str, label: Message, icon: str, kind: str, code: str | None) -> None:
    """Draw the button that begins a change."""
    st.button(
        t(label),
        key=f"map edit {mode}",
        icon=f":material/{icon}:",
        on_click=map_edit.start,
        args=(mode, kind, code),
    )


def saved() -> None:
    """Draw what was saved just now, and the way back."""
    last = map_edit.saved_here()
    if last is None:
        return
    if last.undone:
        told = msg("Revision {revision} is taken back by revision {made}.", revision=last.revision, made=last.undone)
        st.success(t(told), icon=":material/undo:")
        return
    told = msg("{code} is saved as revision {revision}.", code=last.code, revision=last.revision)
    st.success(tl(told), icon=":material/check_circle:")
    if st.button(t(msg("Undo this edit")), icon=":material/undo:", key="map edit undo"):
        hindrance = map_edit.take_back(last)
        if hindrance is None:
            st.rerun()
        st.warning(tl(hindrance))


def desk_of(job: Job) -> Desk:
    """Return the desk of the Edit page with the feature on it, as it was when the change began."""
    return edit_desk.opened(Chosen(job.kind, str(job.code), job.name))


def move(job: Job) -> None:
    """Draw the new place, the answer it brings, and the save."""
    parts.coordinates(job)
    if job.places:
        lon, lat = job.places[-1]
        edit_whole(job, {"lon": lon, "lat": lat}, guess_change(["lon", "lat"]))


def close(job: Job) -> None:
    """Draw since when the outlet is no more, and the save."""
    closed = OUTLETS.field("status").choice("closed").label.zh
    edit_whole(job, {"status": closed}, EVENT)


def edit_whole(job: Job, cells: dict[str, object], guessed: str) -> None:
    """Draw an edit of one feature: what happened, what follows, the save; a conflict as the Edit page shows it."""
    desk = desk_of(job)
    if desk.conflict is not None:
        edit_form.choose_sides(desk, desk.conflict)
        return
    change, on = what_happened(job, guessed)
    edit = Edit(job.kind, str(job.code), cells, change, on, desk.based_on)
    with widgets.working(msg("Working out what follows …")):
        preview = edit_desk.preview(desk, edit)
    if preview is None:
        st.rerun()
    elif consequences(job, preview, edit):
        parts.signed(job, lambda name, why: save(job, desk, edit, (name, why)))


def save(job: Job, desk: Desk, edit: Edit, signature: tuple[str, str]) -> Message | None:
    """Save an edit; the change is at an end unless somebody else was first."""
    hindrance = edit_desk.save(desk, edit, *signature)
    if hindrance is None and desk.conflict is None:
        map_edit.finish(job, str(job.code))
    return hindrance


def what_happened(job: Job, guessed: str) -> tuple[str, date]:
    """Ask whether the world changed or we erred, and since when."""
    names = {change: t(said) for change, said in edit_form.WHAT_HAPPENED.items()}
    change = st.radio(
        t(msg("What happened?")),
        list(names),
        list(names).index(guessed),
        format_func=names.__getitem__,
        key=job.key("change"),
    )
    return change, parts.effective_on(
        job, msg("Effective on") if change == EVENT else msg("A day on which the wrong value stood")
    )


def consequences(job: Job, preview: EditPreview, edit: Edit) -> bool:
    """Show what follows from an edit, and return whether it can be saved."""
    parts.notes(preview.findings)
    if not preview.differences and not preview.errors:
        widgets.empty(msg("Nothing would change."))
    if not preview.differences or preview.errors:
        return False
    if job.mode == MOVE:
        if job.old:
            away_m = moved_m(session.registry(), job.old, job.places[-1])
            st.write(t(msg("Moved by {metres} m.", metres=number(away_m))))
        before, after = moved_answers(session.registry(), preview, pd.Timestamp(edit.on))
        st.html(parts.compared(before, after, edit.on))
        st.caption(tl(edit_form.section_sentence(preview, edit)))
    return True


FORMS: dict[str, Callable[[Job], None]] = {
    MOVE: move,
    CLOSE: close,
    MERGE: map_edit_rows.merged,
    SPLIT: map_edit_rows.parted,
    ADD: map_edit_rows.added,
}
