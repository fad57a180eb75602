"""Changes on the map that touch several features or bring new ones: merge, split, add."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from registry.errors import RegistryError
from registry.language import Message, msg
from registry.service.mapping import feature_row
from registry.service.merging import merge, part_code, split
from registry.service.placing import new_answers, proposed
from registry.service.typed_rows import Typed, errors_of, preview_typed, save_typed
from registry.store import Actor
from registry.ui import edit_form, map_edit, session, widgets
from registry.ui import map_edit_parts as parts
from registry.ui.edit_desk import Desk
from registry.ui.literal import tl
from registry.ui.map_edit import Job
from registry.ui.session import t
from registry.ui.words import heading
from registry.vocabulary import KINDS, OUTLETS
from registry.vocabulary.fields import Field

PLACED_KINDS = [kind.name for kind in KINDS.values() if kind.has_place]
LEAST_PARTS = 2
OF_PLACE = ("city", "county", "river")
"""Fields of a new feature that its place proposes; they are asked for besides the required ones."""


def merged(job: Job) -> None:
    """Draw which outlets become which, since when, and the save."""
    codes = [str(job.code), *job.picked]
    if not job.picked:
        widgets.empty(msg("Click the other outlets on the map."))
        return
    names = {code: f"{name_of(code)} · {code}" for code in codes}
    into = st.selectbox(
        t(msg("All become part of")), codes, format_func=names.__getitem__, key=job.key(f"into {len(codes)}")
    )
    st.caption(tl(msg("Gone from that day: {outlets}", outlets=[names[code] for code in codes if code != into])))
    on = parts.effective_on(job, msg("Effective on"))
    propose(job, merge(codes, str(into), on, job.based_on), str(into))


def parted(job: Job) -> None:
    """Draw the parts of an outlet that is split, since when, and the save."""
    rows = [part(job, number) for number in range(len(job.places))]
    if len(rows) < LEAST_PARTS:
        widgets.empty(msg("Click a place on the map for each part, two or more."))
        return
    on = parts.effective_on(job, msg("Effective on"))
    typed = split(session.registry(), str(job.code), rows, on, job.based_on)
    propose(job, typed, str(rows[0]["code"]))


def part(job: Job, number: int) -> dict[str, object]:
    """Draw one part of a split outlet: its code, name and place."""
    lon, lat = job.places[number]
    with st.container(border=True):
        first = t(msg("Part {number}: {place}", number=number + 1, place=f"{lon:.5f}, {lat:.5f}"))
        st.caption(first)
        proposed_code = part_code(session.registry(), str(job.code), number)
        code = st.text_input(heading("outlets", "code"), proposed_code, key=job.key(f"code {number}"))
        name = st.text_input(heading("outlets", "name"), f"{job.name}{number + 1}", key=job.key(f"name {number}"))
        st.button(
            t(msg("Take this part out")),
            key=job.key(f"out {number}"),
            icon=":material/remove:",
            on_click=map_edit.take_out,
            args=(job, number),
        )
    return {"code": code.strip(), "name": name.strip(), "lon": lon, "lat": lat}


def added(job: Job) -> None:
    """Draw the fields of a new feature that are asked for, proposed after its place, and the save."""
    names = {kind: t(KINDS[kind].singular) for kind in PLACED_KINDS}
    job.kind = st.selectbox(
        t(msg("Kind of feature")), PLACED_KINDS, PLACED_KINDS.index(job.kind), format_func=names.__getitem__,
        key=job.key("kind"),
    )  # fmt: skip
    parts.coordinates(job)
    if not job.places:
        return
    place = job.places[-1]
    found = proposed(session.registry(), place)
    cells = {field.name: cell(job, field, found) for field in asked_of(job.kind)}
    cells = {name: value for name, value in cells.items() if value != ""} | {"lon": place[0], "lat": place[1]}
    on = parts.effective_on(job, msg("Effective on"))
    missing = [t(f.label) for f in KINDS[job.kind].fields if f.required and f.name not in cells]
    if missing:
        st.caption(tl(msg("Still to fill in: {fields}", fields=missing)))
        return
    propose(job, Typed(job.kind, (cells,), on), str(cells["code"]))


def asked_of(kind: str) -> list[Field]:
    """Return the fields of a new feature that are asked for, in the order of the ledger."""
    return [
        field
        for field in KINDS[kind].ledger_fields
        if field.name not in ("lon", "lat") and (field.required or field.name in OF_PLACE)
    ]


def cell(job: Job, field: Field, found: Mapping[str, str]) -> Any:
    """Draw one field of a new feature, filled with what its place proposes."""
    proposal = found.get(field.name, "")
    desk = Desk(
        job.kind, f"new {proposal}", session.valid_on(), job.based_on, {field.name: proposal or None}, job.serial
    )
    return edit_form.cell(desk, field)


def propose(job: Job, typed: Typed, code: str) -> None:
    """Show what the rules say of typed rows and the answers they bring, and save on request."""
    with widgets.working(msg("Working out what follows …")):
        preview = preview_typed(session.registry(), typed)
        wrong = errors_of(preview.findings)
        found = {} if wrong else new_answers(session.registry(), preview)
    parts.notes(preview.findings)
    if found:
        st.html(parts.answers(list(found.items()), typed.on))
    if not wrong:
        parts.signed(job, lambda name, why: save(job, typed, code, (name, why)))


def save(job: Job, typed: Typed, code: str, signature: tuple[str, str]) -> Message | None:
    """Save typed rows; return what hinders it."""
    name, why = signature
    try:
        revision = save_typed(session.registry(), typed, Actor(name), why)
    except RegistryError as refusal:
        return refusal.message
    map_edit.done(job, revision, code, name)
    return None


def name_of(code: str) -> str:
    """Return what an outlet is called on the day."""
    row = feature_row(session.registry(), OUTLETS.name, code, session.as_of())
    return "" if row is None else str(row["name"])
