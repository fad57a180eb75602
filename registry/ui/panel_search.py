"""The search box beside the map: hits come from a route of the app while the reader types; a choice goes there."""

import math
from typing import Any

import streamlit as st

from registry.language import Language, msg
from registry.service.mapping import data_version
from registry.service.registry import AsOf, Registry
from registry.service.search import warm
from registry.ui import map_component, served, session
from registry.ui.panel_hits import PLACE
from registry.ui.session import t
from registry.vocabulary import KINDS

KEY = "map_search"

mount = st.components.v2.component(KEY, js=(served.OWN_ASSETS / "panel" / "search.js").read_text("utf-8"))


def draw() -> None:
    """Draw the search box; its index is made in the background where the revision is new."""
    opened, as_of, language = session.registry(), session.as_of(), session.language()
    warm(opened, as_of)
    mount(
        key=KEY,
        data={
            "address": search_address(opened, as_of, language),
            "label": t(msg("Search")),
            "placeholder": t(msg("Name, code, pinyin, river, county, coordinates")),
            "hits": t(msg("What was found")),
            "failed": t(msg("The search did not answer; type on to try again.")),
        },
        on_choose_change=chosen,
    )


def chosen() -> None:
    """Take over what was chosen among the hits: a feature is shown, a place gone to; for use as a callback."""
    picked: Any = st.session_state[KEY]["choose"] or {}
    kind, code, extent = picked.get("kind"), picked.get("code"), picked.get("extent")
    if kind in KINDS and code:
        open_hit(str(kind), str(code), number(picked.get("lon")), number(picked.get("lat")))
    elif extent:
        map_component.go_to_extent(*(number(edge) for edge in extent))
    elif kind == PLACE:
        map_component.go_to(number(picked.get("lon")), number(picked.get("lat")), mark=True)


def number(value: object) -> float:
    """Return a number that came from the browser, NaN for anything else."""
    return float(value) if isinstance(value, int | float) else float("nan")


def open_hit(kind: str, code: str, lon: float, lat: float) -> None:
    """Choose a feature; the map goes there where it has a place."""
    st.session_state["map_chosen"] = {"kind": kind, "code": code}
    if not (math.isnan(lon) or math.isnan(lat)):
        map_component.go_to(lon, lat)


def search_address(registry: Registry, as_of: AsOf, language: Language) -> str:
    """Return where hits are asked for; the text follows as `?q=`."""
    version = data_version(registry, as_of)
    return f"/map-data/search/{version.revision}/{version.valid_on}/{language}.json"
