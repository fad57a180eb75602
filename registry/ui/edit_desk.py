"""What an editor has open: the feature as seen at a revision, what was typed, a conflict, the last save."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import streamlit as st

from registry.errors import RegistryError
from registry.language import Message, msg
from registry.service.edit_conflict import EditConflictError, Side
from registry.service.edit_values import cells_of
from registry.service.editing import Edit, EditPreview, preview_edit, save_again
from registry.service.field_changes import lived
from registry.service.history import find_feature, undo
from registry.service.importing.periods import holding
from registry.store import Actor
from registry.ui.feature_choice import Chosen
from registry.ui.session import registry, valid_on

OPEN, SAVED, TOLD = "edit open", "edit saved", "edit told"


@dataclass
class Desk:
    """One feature under the editor's hands.

    `seen` are its cells as known at `based_on` on the day; `edit` is what was asked for last, `conflict` what somebody
    else made of the feature meanwhile.
    """

    kind: str
    code: str
    on: date
    based_on: int
    seen: Mapping[str, object]
    serial: int
    cells: dict[str, object] = field(default_factory=dict)
    edit: Edit | None = None
    conflict: EditConflictError | None = None

    def key(self, name: str) -> str:
        """Return the key of a widget that belongs to this opening of the feature."""
        return f"edit {self.kind} {self.code} {self.serial} {name}"


@dataclass(frozen=True)
class Saved:
    """The last revision saved here, who saved it, and the one that took it back."""

    revision: int
    kind: str
    code: str
    name: str
    undone: int | None = None


def opened(chosen: Chosen) -> Desk:
    """Return the desk with a feature, opened anew when another feature or day is asked for."""
    kept: Desk | None = st.session_state.get(OPEN)
    if kept is None or (kept.kind, kept.code, kept.on) != (chosen.kind, chosen.code, valid_on()):
        return open_again(chosen.kind, chosen.code)
    return kept


def open_again(kind: str, code: str) -> Desk:
    """Open a feature as it is known now."""
    before: Desk | None = st.session_state.get(OPEN)
    head, on = registry().store.head(), valid_on()
    _, feature_id = find_feature(registry(), code, kind, head)
    periods = lived(registry().store.frame(kind, known_at=head, feature_ids=[feature_id]))
    state = periods[holding(periods, pd.Timestamp(on))]
    desk = Desk(kind, code, on, head, cells_of(kind, state), 1 + (before.serial if before else 0))
    st.session_state[OPEN] = desk
    return desk


def close() -> None:
    """Put the feature away, with all that was typed; for use as a button's callback."""
    desk: Desk = st.session_state[OPEN]
    open_again(desk.kind, desk.code)


def preview(desk: Desk, edit: Edit) -> EditPreview | None:
    """Return what an edit would do, None where somebody else was first; the desk then holds the conflict."""
    try:
        return preview_edit(registry(), edit)
    except EditConflictError as conflict:
        desk.edit, desk.conflict = edit, conflict
        return None


def save(desk: Desk, edit: Edit, name: str, why: str) -> Message | None:
    """Save an edit; return what hinders it, None where it is saved or the desk holds a conflict."""
    if not name:
        return msg("Type your name first: it stands in the history.")
    if not why.strip():
        return msg("An edit needs a reason: say why.")
    try:
        _, revision = save_again(registry(), edit, Actor(name), why)
    except EditConflictError as conflict:
        desk.edit, desk.conflict = edit, conflict
        return None
    except RegistryError as refusal:
        return refusal.message
    if revision is None:
        st.session_state[TOLD] = msg("Nothing was changed: everything stays as it is.")
    else:
        st.session_state[SAVED] = Saved(revision, desk.kind, str(edit.cells.get("code") or desk.code), name)
    open_again(desk.kind, desk.code)
    return None


def save_chosen(desk: Desk, choices: Mapping[str, Side | None], name: str, why: str) -> Message | None:
    """Save what the editor chose after a conflict; refuses as `save`."""
    if desk.edit is None or desk.conflict is None:
        return None
    edit, conflict = desk.edit, desk.conflict
    try:
        values = conflict.chosen({key: side for key, side in choices.items() if side})
    except RegistryError as refusal:
        return refusal.message
    return save(desk, Edit(edit.kind, edit.code, values, edit.change, edit.on, conflict.head), name, why)


def take_back(saved: Saved) -> Message | None:
    """Take the last save back by a further revision; return what hinders it."""
    try:
        made = undo(registry(), saved.revision, Actor(saved.name))
    except RegistryError as refusal:
        return refusal.message
    st.session_state[SAVED] = Saved(saved.revision, saved.kind, saved.code, saved.name, made)
    st.session_state.pop(OPEN, None)
    return None


def last_saved() -> Saved | None:
    """Return the last save made here."""
    saved: Saved | None = st.session_state.get(SAVED)
    return saved
