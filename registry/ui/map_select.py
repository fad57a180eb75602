"""What is selected on the map: kept in the address, told to the map, and below it totals, list and workbook."""

import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers.catalogue import POINT_LAYERS
from layers.payload import path_columns
from registry.contents import SelectionContent
from registry.errors import RegistryError
from registry.language import Label, Message, msg
from registry.report.files import file_name
from registry.report.selection_workbook import save_selection
from registry.service.features import section_table
from registry.service.selecting import Filters, Selected, sections_above, select
from registry.service.selection_shape import OF_SECTION, Selection, drawn_selection, read_selection
from registry.service.stamps import stamp
from registry.ui import address, files, map_component, map_list, session, widgets
from registry.ui.literal import tl
from registry.ui.session import t
from registry.ui.words import CLASS_LABELS, COMPUTED, GRADES
from registry.vocabulary import KINDS, OUTLETS

KEY, NAME = "map_selection", "sel"
WIDER = {"section": "above", "course": "stretch"}
"""Shapes that take in more by a switch."""


def chosen() -> Selection | None:
    """Return the selection: the one drawn last, at first the one in the address (`?sel=…`)."""
    if KEY not in st.session_state:
        st.session_state[KEY] = read_selection(st.query_params.get(NAME, ""))
    selection: Selection | None = st.session_state[KEY]
    return selection


def choose(selection: Selection | None) -> None:
    """Make something the selection, None for nothing."""
    st.session_state[KEY] = selection


def selected() -> None:
    """Take over what a tool of the map selected."""
    drawn = map_component.told("select")
    choose(drawn_selection(drawn["shape"], drawn["points"]))


def remember_in_address(selection: Selection | None) -> None:
    """Keep the selection in the address, so that a link or a refresh selects again."""
    address.follow({NAME: selection.spell() if selection else None})


def by_kind(filters: Mapping[str, list[str]]) -> Filters:
    """Return the filters as they hold for each kind: the same fields as the map filters in the browser."""
    return tuple(
        (kind, tuple((name, tuple(values)) for name, values in filters.items() if values and name in layer.fields))
        for kind, layer in POINT_LAYERS.items()
    )


def answer(filters: Mapping[str, list[str]]) -> Selected | RegistryError | None:
    """Return what is selected, a refusal where it cannot be, None where nothing is."""
    selection = chosen()
    if selection is None:
        return None
    try:
        return select(session.registry(), selection, by_kind(filters), session.as_of())
    except RegistryError as refusal:
        return refusal


def drawn(filters: Mapping[str, list[str]]) -> dict[str, object] | None:
    """Return what the map draws of the selection: its shape and places, a way along the water, units of sections."""
    selection, found = chosen(), answer(filters)
    if selection is None or not isinstance(found, Selected):
        return None
    return {
        "shape": selection.shape,
        "points": selection.points,
        "path": path_columns(found.path),
        "units": units_of(selection),
    }


def units_of(selection: Selection) -> list[str]:
    """Return the sections whose units are selected."""
    if selection.section is None:
        return []
    if selection.shape == "section":
        return [selection.section]
    return sorted(sections_above(session.registry(), selection.section, session.as_of()))


def draw(filters: Mapping[str, list[str]]) -> None:
    """Draw below the map how to select, or what is selected."""
    selection, found = chosen(), answer(filters)
    remember_in_address(selection)
    by_section(selection)
    if found is None or selection is None:
        st.caption(
            t(msg("Select on the map by rectangle ▭, polygon ⬠ or stretch of river ∿; ☰ lists what is in view."))
        )
        return
    if isinstance(found, RegistryError):
        widgets.refused(found)
        return
    st.markdown(f"**{tl(found.sentence)}**")
    if not found.count:
        widgets.empty(msg("Nothing lies there that passes the filters; select more, or clear a filter."))
        return
    totals(found)
    map_list.draw(found)
    workbook(selection, found, filters)


def by_section(selection: Selection | None) -> None:
    """Draw the choice of a section to select by, the switch that widens a selection, and the way out of it."""
    sections = session.ask(section_table, session.as_of())
    names = dict(zip(sections["code"], sections["name"], strict=True))
    choice, wider, clear = st.columns([5, 4, 4], vertical_alignment="bottom")
    with choice:
        now = selection.section if selection and selection.section in names else None
        codes, key = sorted(names, key=names.__getitem__), f"map select section {now}"
        st.selectbox(
            t(msg("Select by section")),
            codes,
            None if now is None else codes.index(now),
            format_func=lambda one: f"{names[one]} · {one}",
            key=key,
            on_change=section_chosen,
            args=(key,),
            placeholder=t(msg("Type a part of the name")),
        )
    with wider:
        if selection:
            widen(selection)
    with clear:
        if selection:
            label = t(msg("Clear the selection"))
            st.button(label, key="map select clear", icon=":material/close:", on_click=choose, args=(None,))


def section_chosen(key: str) -> None:
    """Select by the section that was chosen in the box."""
    code = st.session_state[key]
    choose(Selection("section", section=code) if code else None)


def widen(selection: Selection) -> None:
    """Draw the switch between what a section or stretch holds by itself, and with all above or its tributaries."""
    own = next((narrow for narrow, wide in WIDER.items() if selection.shape in (narrow, wide)), None)
    if own is None:
        return
    label = msg("With all sections above") if own in OF_SECTION else msg("With the tributaries that enter there")
    other = WIDER[own] if selection.shape == own else own
    st.toggle(
        t(label),
        selection.shape != own,
        key=f"map select wider {selection.spell()}",
        on_change=choose,
        args=(Selection(other, selection.points, selection.section),),
    )


def totals(found: Selected) -> None:
    """Show the totals by kind, class, grade and section, and that they add up."""
    counted = found.totals
    sums = [
        widgets.Sum(msg("Selected"), found.count, [(KINDS[kind].label, n) for kind, n in counted.kinds.items() if n])
    ]
    if counted.kinds.get(OUTLETS.name):
        parts = [(CLASS_LABELS[name], n) for name, n in counted.classes.items() if n]
        sums.append(widgets.Sum(OUTLETS.label, counted.kinds[OUTLETS.name], parts))
    assigned = int(counted.sections["total"].sum())
    if assigned:
        graded = [(short(GRADES[name]), n) for name, n in counted.grades.items() if n]
        sums.append(widgets.Sum(msg("By grade, sections left out"), assigned, graded))
    widgets.adds_up(sums)
    if assigned:
        with st.expander(t(msg("By section")), icon=":material/table_rows:"):
            map_list.sections(counted.sections)


def short(label: Label) -> Label:
    """Return the name of a grade without its explanation."""
    return Label(label.zh.partition("：")[0], re.split("[:,]", label.en)[0])


def workbook(selection: Selection, found: Selected, filters: Mapping[str, list[str]]) -> None:
    """Offer the selection as a workbook that says what it holds."""
    about = (selection.spell(), by_kind(filters), session.as_of(), session.revision())
    widgets.offer(msg("Workbook of the selection"), lambda: made(found, filters), about, "map selection")


def made(found: Selected, filters: Mapping[str, list[str]]) -> widgets.File:
    """Make the workbook."""
    origin = stamp(session.registry(), session.as_of(), found.tables.values())
    content = SelectionContent(origin, found.sentence, filter_words(filters), found.totals, found.tables)
    name = file_name("地图所选对象", origin, ".xlsx")
    return files.made(name, widgets.XLSX, lambda path: save_selection(content, path))


def filter_words(filters: Mapping[str, list[str]]) -> tuple[tuple[Message | Label, tuple[Label | str, ...]], ...]:
    """Return the filters in words: field and values."""
    sections = session.ask(section_table, session.as_of()).set_index("code")["name"]
    said: dict[str, Any] = {
        "outlet_class": CLASS_LABELS.get,
        "grade": GRADES.get,
        "section_code": lambda code: f"{sections.get(code, '')} ({code})",
        "status": OUTLETS.field("status").choice_label,
    }
    labels = {field.name: field.label for field in OUTLETS.fields} | COMPUTED
    return tuple(
        (labels[name], tuple(said.get(name, str)(value) for value in values))
        for name, values in filters.items()
        if values
    )
