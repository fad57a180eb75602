"""Edit one feature on screen: its fields, what would change, the save; and whose value counts after a conflict."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from registry.language import Label, Message, msg
from registry.service.edit_conflict import EditConflictError, FieldConflict, Side
from registry.service.edit_values import editable_fields
from registry.service.editing import Edit, EditPreview, guess_change
from registry.service.features import section_table
from registry.service.field_changes import CORRECTION, EVENT, as_said
from registry.service.registry import AsOf
from registry.ui import edit_desk, tables, widgets
from registry.ui.edit_desk import Desk
from registry.ui.literal import literal, tl
from registry.ui.session import FIRST_DAY, LAST_DAY, ask, registry, t
from registry.ui.words import heading
from registry.vocabulary import KINDS, Field, FieldType

COLUMNS = 4
NOTHING = ""
WHAT_HAPPENED = {
    EVENT: msg("The world changed on that day (event)"),
    CORRECTION: msg("What we knew was wrong (correction)"),
}
DIFFERENCES = {
    "field": Label("字段", "Field"),
    "old": Label("原值", "Before"),
    "new": Label("新值", "After"),
}
SIDES: dict[Side, Label] = {"theirs": Label("保留对方的", "keep theirs"), "mine": Label("采用我的", "take mine")}


def fields(desk: Desk) -> None:
    """Draw the fields of a feature; what was changed is kept on the desk once the editor asks to see it."""
    shown = editable_fields(desk.kind)
    with st.form(desk.key("fields"), border=True):
        places = st.columns(COLUMNS)
        values = {}
        for number, (name, field) in enumerate(shown.items()):
            with places[number % COLUMNS]:
                values[name] = cell(desk, field)
        asked = st.form_submit_button(t(msg("Show what would change")), type="primary", icon=":material/difference:")
    if asked:
        desk.cells = {name: value for name, value in values.items() if value != text_of(shown[name], desk.seen[name])}
        desk.conflict = None
        if not desk.cells:
            st.info(t(msg("Nothing was typed that differs from what is registered.")), icon=":material/inbox:")


def cell(desk: Desk, field: Field) -> Any:
    """Draw one field with what is registered, and return what stands in it."""
    label = heading(desk.kind, field.name) + (" *" if field.required else "")
    value, key = text_of(field, desk.seen[field.name]), desk.key(field.name)
    if field.type in (FieldType.CHOICE, FieldType.FLAG):
        names: dict[Any, str] = {NOTHING: "—"}
        flags = {True: Label("是", "yes"), False: Label("否", "no")}
        known = flags if field.type is FieldType.FLAG else {one.value: one.label for one in field.choices}
        names |= {one: t(said) for one, said in known.items()}
        names.setdefault(value, str(value))
        return st.selectbox(label, list(names), list(names).index(value), format_func=names.__getitem__, key=key)
    form = t(Label("年-月-日", "year-month-day")) if field.type is FieldType.DATE else None
    return st.text_input(label, value, key=key, placeholder=form).strip()


def text_of(field: Field, value: Any) -> Any:
    """Return a registered value as it stands in its field."""
    if value is None:
        return NOTHING
    if field.type is FieldType.CHOICE or isinstance(value, bool):
        return value
    return f"{value:.10g}" if isinstance(value, float) else str(value)[:10] if isinstance(value, date) else str(value)


def propose(desk: Desk) -> None:
    """Ask what happened and since when, show what would change, and save on request."""
    st.header(t(msg("What would change")), anchor=False)
    about = " ".join(desk.cells)
    names = {change: t(said) for change, said in WHAT_HAPPENED.items()}
    left, right = st.columns([2, 1])
    with left:
        change = st.radio(
            t(msg("What happened? (proposed after the fields you changed)")),
            list(names),
            list(names).index(guess_change(desk.cells)),
            format_func=names.__getitem__,
            key=desk.key(f"change {about}"),
            horizontal=True,
        )
    with right:
        on = st.date_input(
            t(msg("Effective on") if change == EVENT else msg("A day on which the wrong value stood")),
            desk.on,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
            key=desk.key("on"),
        )
    edit = Edit(desk.kind, desk.code, desk.cells, change, on, desk.based_on)
    preview = edit_desk.preview(desk, edit)
    if preview is None:
        st.rerun()
    else:
        show(preview, edit)
        if preview.differences and not preview.errors:
            signed(desk, "save", msg("Save"), lambda name, why: edit_desk.save(desk, edit, name, why))


def show(preview: EditPreview, edit: Edit) -> None:
    """Show the fields that would change, the section that follows, and what the rules say."""
    if preview.findings:
        tables.findings(edit.kind, preview.findings)
    if not preview.differences:
        if not preview.errors:
            widgets.empty(msg("Nothing would change."))
        return
    known = {field.name: field for field in KINDS[edit.kind].stored_fields}
    rows = [
        (t(known[one.name].label), tables.cell_of(known[one.name], one.old), tables.cell_of(known[one.name], one.new))
        for one in preview.differences
    ]
    tables.grid(pd.DataFrame(rows, columns=list(DIFFERENCES)), DIFFERENCES, msg("What would change"), whole=True)
    st.write(tl(section_sentence(preview, edit)))


def section_sentence(preview: EditPreview, edit: Edit) -> Message:
    """Say which section the feature would answer to on the day."""
    names = ask(section_table, AsOf(edit.on)).set_index("code")["name"]
    before, after = (f"{names.get(code, '')} ({code})" if code else Label("无", "none") for code in preview.sections)
    kept = registry().store.decisions(edit.kind, edit.on, feature_ids=[preview.edited.feature_id])
    if len(kept):
        given = kept["section_code"].iloc[0]
        return msg(
            "A person gave it to section {given}; that stays in force.", given=f"{names.get(given, '')} ({given})"
        )
    if preview.sections[0] == preview.sections[1]:
        return msg("Its section stays {section}.", section=before)
    return msg("Its section changes from {before} to {after}.", before=before, after=after)


def signed(desk: Desk, what: str, label: Message, save: Callable[[str, str], Message | None]) -> None:
    """Ask who and why, and save on request; say what hinders it."""
    with st.form(desk.key(what), border=False):
        by, reason = st.columns([1, 2])
        with by:
            name = widgets.actor_name()
        with reason:
            why = st.text_input(t(msg("Why")), help=t(msg("Stands in the history.")), key=desk.key("why"))
        asked = st.form_submit_button(t(label), type="primary", icon=":material/save:")
    if asked:
        with widgets.working(msg("Writing …")):
            hindrance = save(name, why)
        if hindrance is None:
            st.rerun()
        st.warning(tl(hindrance))


def choose_sides(desk: Desk, conflict: EditConflictError) -> None:
    """Show a conflict field by field, let the editor choose sides, and save."""
    st.header(t(msg("Somebody else was first")), anchor=False)
    st.warning(tl(conflict.message), icon=":material/group:")
    choices = {row.name: side_of(desk, conflict, row) for row in conflict.rows}
    signed(
        desk,
        "chosen",
        msg("Save what is chosen"),
        lambda name, why: edit_desk.save_chosen(desk, choices, name, why),
    )
    st.button(t(msg("Discard mine and look again")), on_click=edit_desk.close, icon=":material/refresh:")


def side_of(desk: Desk, conflict: EditConflictError, row: FieldConflict) -> Side | None:
    """Draw one field of a conflict: what was seen, and a choice between theirs and mine."""
    field = KINDS[conflict.kind].field(row.name)
    saw, theirs, mine = (literal(t(as_said(field, value))) for value in (row.saw, row.theirs, row.mine))
    names: dict[Side, str] = {"theirs": f"{t(SIDES['theirs'])}: {theirs}", "mine": f"{t(SIDES['mine'])}: {mine}"}
    with st.container(border=True):
        left, right = st.columns([1, 2])
        left.markdown(f"**{t(field.label)}**")
        left.caption(t(msg("You saw: {value}", value=saw)))
        with right:
            return st.radio(
                t(field.label),
                list(names),
                None if row.suggested is None else list(names).index(row.suggested),
                format_func=names.__getitem__,
                key=desk.key(f"side {conflict.head} {row.name}"),
                horizontal=True,
                label_visibility="collapsed",
            )
