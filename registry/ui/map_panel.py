"""The panel beside the map: search, then all of the chosen feature; long parts are folded and drawn when opened."""

from collections.abc import Callable, Iterator

import streamlit as st

from registry.errors import RegistryError
from registry.language import Message, msg
from registry.service.explain import Passport, explain
from registry.service.reading_series import SUBJECTS
from registry.ui import (
    address,
    map_component,
    panel_files,
    panel_history,
    panel_readings,
    panel_search,
    panel_steps,
    panel_water,
    session,
    widgets,
)
from registry.ui.panel_head import facts, head, reasons
from registry.ui.panel_search import open_hit
from registry.ui.panel_style import STYLE
from registry.ui.session import t
from registry.vocabulary import KINDS

__all__ = ["choose", "chosen", "clicked", "draw", "head", "open_hit", "passport", "search"]

CHOSEN = "map_chosen"
Feature = dict[str, str]


def chosen() -> Feature | None:
    """Return the chosen feature: clicked or searched for, at first the one in the address (`?kind=…&code=…`)."""
    if CHOSEN not in st.session_state:
        kind, code = st.query_params.get("kind"), st.query_params.get("code")
        known = kind in KINDS and KINDS[kind].has_place
        st.session_state[CHOSEN] = {"kind": kind, "code": code} if known and code else None
    picked: Feature | None = st.session_state[CHOSEN]
    remember_in_address(picked)
    return picked


def choose(feature: Feature | None) -> None:
    """Make a feature the chosen one, None for none."""
    st.session_state[CHOSEN] = feature


def remember_in_address(feature: Feature | None) -> None:
    """Keep the chosen feature in the address, so that a link or a refresh opens it again."""
    address.follow({name: feature[name] if feature else None for name in ("kind", "code")})


def clicked() -> None:
    """Take over what was clicked on the map."""
    choose(map_component.choice())


def search() -> None:
    """Draw the search box; a hit is chosen, and the map goes there."""
    st.html(STYLE)
    panel_search.draw()


def passport(feature: Feature | None) -> Passport | RegistryError | None:
    """Return why the chosen feature belongs to its section, or the refusal when it does not exist on the day."""
    if feature is None:
        return None
    try:
        return session.ask(explain, feature["code"], feature["kind"], session.as_of())
    except RegistryError as refusal:
        return refusal


def draw(feature: Feature | None, why: Passport | RegistryError | None) -> None:
    """Draw the panel of the chosen feature, or say how to choose one."""
    if feature is None or why is None:
        widgets.empty(
            msg("Click a symbol on the map, or search, to read what it is and why it belongs to its section.")
        )
        return
    with st.container(border=True, key="map_panel"):
        if isinstance(why, RegistryError):
            widgets.refused(why)
        else:
            head(why)
            reasons(why)
            facts(feature)
            panel_files.tell_count(feature)
            for name, title, icon, part in parts(feature):
                folded(name, title, icon, part, feature)
        st.button(t(msg("Close")), key="map_close", icon=":material/close:", on_click=choose, args=(None,))


def parts(feature: Feature) -> Iterator[tuple[str, Message, str, Callable[[Feature], None]]]:
    """Yield the folded parts that a feature of its kind has: key, title, icon, and what draws it."""
    if feature["kind"] == "outlets":
        yield "steps", msg("Rectification"), ":material/construction:", panel_steps.draw
    if feature["kind"] in SUBJECTS:
        yield "readings", msg("Readings"), ":material/show_chart:", panel_readings.draw
    yield "water", msg("Up and down the water"), ":material/waves:", panel_water.draw
    yield "files", msg("Photos and documents"), ":material/photo_camera:", panel_files.draw
    yield "history", msg("Last changes"), ":material/history:", panel_history.draw


def folded(name: str, title: Message, icon: str, part: Callable[[Feature], None], feature: Feature) -> None:
    """Draw a part folded away; what it shows is asked for only once it is opened, and it stays open for the next.

    Its title never changes: under another one the browser would take it for another part, and close it.
    """
    place = st.expander(t(title), icon=icon, key=f"panel_{name}", on_change="rerun")
    if place.open:
        with place:
            part(feature)
