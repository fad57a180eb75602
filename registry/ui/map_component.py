"""The live map as a Streamlit component: Python sends addresses and wishes, and hears only which feature was chosen."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from layers.legend import words
from layers.payload import path_columns
from registry.service.explain import Passport
from registry.service.registry import AsOf
from registry.ui import map_data, served, session

KEY = "registry_map"
NEAR_ZOOM = 12.0
"""How near the map goes to a feature that was searched for."""


@dataclass(frozen=True)
class Second:
    """The section a feature's own is compared with (None: there is none), the way to it, and the view of it all.

    Symbols are those known at a revision, so that the map need not be fetched again after each decision.
    """

    section: str | None
    water_path: list[tuple[float, float]]
    view: dict[str, object]
    drawn_at: AsOf


mount = st.components.v2.component(KEY, js=(served.OWN_ASSETS / "map" / "mount.js").read_text("utf-8"))


def draw(
    filters: Mapping[str, list[str]],
    chosen: Mapping[str, str] | None,
    passport: Passport | None,
    on_choice: Callable[[], None],
    *,
    key: str = KEY,
    second: Second | None = None,
    features: str | None = None,
    section: str | None = None,
    more: Mapping[str, object] | None = None,
    heard: Mapping[str, Callable[[], None]] | None = None,
) -> None:
    """Draw the map; the browser fetches features by their version, filters them, and keeps its own view.

    With a `second` section the map draws the way to it too, and shows everything between. `features` is the address of
    what is drawn instead of the features of the day, `section` the one whose unit is brought out without a passport.
    `more` is what the tools of the map want to know beside, `heard` what to do when one of them tells something.
    """
    opened, language = session.registry(), session.language()
    as_of = second.drawn_at if second else session.as_of()
    calls: Any = {f"on_{name}_change": act for name, act in {"choose": on_choice, **(heard or {})}.items()}
    mount(
        key=key,
        data={
            **surroundings(),
            "ground": map_data.ground_address(opened, as_of),
            "features": features or map_data.features_address(opened, as_of, language),
            "filters": dict(filters),
            "selected": chosen,
            "section": passport.section if passport else section,
            "path": path_columns(passport.water_path) if passport else [],
            "second": (second.section or "") if second else None,
            "second_path": path_columns(second.water_path) if second else [],
            "goto": second.view if second else st.session_state.get("map_goto"),
            **(more or {}),
        },
        **calls,
    )


def surroundings() -> dict[str, str]:
    """Return what the map needs before it has any data: where its parts are served, and what it says meanwhile."""
    said = words(session.language())
    return {
        "assets": served.assets_address(),
        "leaflet": served.library_address("leaflet"),
        "loading": said["loading"],
        "failed": said["failed"],
    }


def told(name: str, key: str = KEY) -> Any:
    """Return what a tool of the map has just told; for use in its callback."""
    return st.session_state[key][name]


def choice(key: str = KEY) -> dict[str, str] | None:
    """Return the feature that was just clicked, None when the choice was taken back; for use in the callback."""
    picked: Any = st.session_state[key]["choose"]
    return {"kind": picked["kind"], "code": picked["code"]} if picked and picked["code"] else None


def go_to(lon: float, lat: float, *, mark: bool = False) -> None:
    """Ask the map to show a place, once, with a ring round it where no symbol stands there."""
    place = {"lon": lon, "lat": lat, "zoom": NEAR_ZOOM, "mark": mark}
    st.session_state["map_goto"] = {"id": str(time.time_ns()), **place}


def go_to_extent(west: float, south: float, east: float, north: float) -> None:
    """Ask the map to show an extent, once, beside the legend."""
    place = {"bounds": [[south, west], [north, east]], "zoom": NEAR_ZOOM, "beside": True}
    st.session_state["map_goto"] = {"id": str(time.time_ns()), **place}


def compared(passport: Passport, section: str | None, water_path: list[tuple[float, float]]) -> Passport:
    """Return the passport with another section and way to draw, for comparison."""
    return replace(passport, section=section, water_path=water_path)
