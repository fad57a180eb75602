"""Print the map's view: the choice of paper, and the sheet as PDF or PNG."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from layers.marks import dressed
from registry.language import Label, msg
from registry.print_contents import Paper, View
from registry.report.files import as_file_part
from registry.report.print_page import Format, print_page
from registry.service.printing import printed
from registry.ui import map_base, map_component, map_export, session, widgets
from registry.ui.session import t

VIEW = "map print view"
TITLE = Label("山西省黄河流域入河排污口分布图", "Outlets in the Yellow River part of Shanxi")
MIMES: dict[Format, str] = {"pdf": "application/pdf", "png": "image/png"}
PAPERS = ("A4", "A3")


def more() -> dict[str, object]:
    """Return what the print tool of the map wants to know: the name of its button."""
    return {"print": t(msg("Print this view"))}


def heard() -> dict[str, Callable[[], None]]:
    """Return what to do when the reader asks to print."""
    return {"print": asked}


def asked() -> None:
    """Take over the view that is to be printed."""
    told = map_component.told("print")
    if told:
        lon, lat, zoom, width, height = (float(told[name]) for name in ("lon", "lat", "zoom", "width", "height"))
        themes, hidden = (tuple((str(kind), str(value)) for kind, value in told[name]) for name in ("themes", "hidden"))
        kinds, summed, off = (tuple(str(name) for name in told[names]) for names in ("kinds", "summed", "off"))
        by = "section" if told["by"] == "section" else "county"
        st.session_state[VIEW] = View(lon, lat, zoom, width, height, kinds, themes, hidden, summed, by, off)


def draw(filters: Mapping[str, list[str]]) -> None:
    """Draw the choice of paper and the files, once the reader asked to print a view."""
    view: View | None = st.session_state.get(VIEW)
    if view is None:
        return
    with st.container(border=True, key="map_print"):
        paper, title = choices()
        about = (view, paper, title, session.as_of(), session.revision(), session.language(), repr(dict(filters)))
        pdf, png, end = st.columns(3)
        with pdf:
            widgets.offer(msg("Sheet as PDF"), lambda: make(view, paper, title, filters, "pdf"), about, "print pdf")
        with png:
            widgets.offer(msg("Sheet as picture"), lambda: make(view, paper, title, filters, "png"), about, "print png")
        end.button(t(msg("Close printing")), icon=":material/close:", on_click=close)


def choices() -> tuple[Paper, str]:
    """Let the reader choose paper, direction and title."""
    size, direction, title = st.columns([1, 1.5, 2])
    ways = {False: t(msg("Landscape")), True: t(msg("Portrait"))}
    with size:
        name = st.segmented_control(t(msg("Paper")), PAPERS, default=PAPERS[0], required=True, key="print paper")
    with direction:
        portrait = st.segmented_control(
            t(msg("Direction")),
            list(ways),
            format_func=ways.__getitem__,
            default=False,
            required=True,
            key="print direction",
        )
    with title:
        typed = st.text_input(t(msg("Title")), value=t(TITLE), max_chars=60, key=f"print title {session.language()}")
    return Paper(str(name), bool(portrait)), typed.strip() or t(TITLE)


def close() -> None:
    """Put the printing away."""
    st.session_state.pop(VIEW, None)


def make(view: View, paper: Paper, title: str, filters: Mapping[str, list[str]], form: Format) -> widgets.File:
    """Print the sheet."""
    language = session.language()
    tables = {kind: table for kind, table in map_export.filtered(filters).items() if kind in view.kinds}
    hidden: dict[str, list[str]] = {}
    for kind, value in view.hidden:
        hidden.setdefault(kind, []).append(value)
    worn, marks = dressed(tables, dict(view.themes), hidden)
    content = printed(session.registry(), view, worn, session.as_of(), title, map_export.said(filters))
    content = replace(content, relief=map_base.relief(session.registry()))
    name = f"{as_file_part(title)}_{paper.name}_{content.day:%Y%m%d}.{form}"
    return widgets.File(name, print_page(content, paper, marks, language, form), MIMES[form])
