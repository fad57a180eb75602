"""The panel beside the map: search, the facts of the chosen feature, and why it belongs to its section."""

import math
from html import escape

import pandas as pd
import streamlit as st

from registry.errors import RegistryError
from registry.language import Label, Message, msg
from registry.service.explain import Passport, explain
from registry.service.mapping import feature_row
from registry.service.search import find
from registry.ui import address, map_component, session, widgets
from registry.ui.session import t
from registry.ui.theme import GRADE_COLOURS
from registry.ui.words import GRADES, heading, plain, said
from registry.vocabulary import KINDS

HITS_SHOWN = 5
"""Search hits that show without scrolling."""
STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding-left: 1.6rem; padding-right: 1.6rem; max-width: none; }
.st-key-map_hits button { text-align: left; justify-content: flex-start; min-height: 0; padding: 0.1rem 0; }
.st-key-map_hits button p { font-size: 0.88rem; }
.st-key-map_panel { max-height: clamp(20rem, calc(100vh - 23rem), 54rem); overflow-y: auto; }
.st-key-map_panel h3 { padding: 0; margin: 0; overflow-wrap: anywhere; }
.st-key-map_panel p { margin: 0.1rem 0 0.35rem; }
.st-key-map_panel .quiet { color: #5b6b79; font-size: 0.85rem; }
.st-key-map_panel .grade { color: #fff; border-radius: 4px; padding: 0.1rem 0.5rem; font-size: 0.85rem; }
.st-key-map_panel .why { margin: 0.2rem 0; padding-left: 1.1rem; font-size: 0.88rem; color: #33414d; }
.st-key-map_panel .facts { width: 100%; border-collapse: collapse; font-size: 0.86rem; }
.st-key-map_panel .facts th { text-align: left; font-weight: 400; color: #5b6b79; padding: 0.12rem 0.6rem 0.12rem 0;
  vertical-align: top; width: 40%; }
.st-key-map_panel .facts td { overflow-wrap: anywhere; padding: 0.12rem 0; }
.st-key-map_panel .facts tr { border-top: 1px solid #edf0f2; }
</style>"""
CHOSEN = "map_chosen"
SILENT = ("code", "name", "lon", "lat", "synthetic")
"""Fields that the panel's head says already."""


def chosen() -> dict[str, str] | None:
    """Return the chosen feature: clicked or searched for, at first the one in the address (`?kind=…&code=…`)."""
    if CHOSEN not in st.session_state:
        kind, code = st.query_params.get("kind"), st.query_params.get("code")
        known = kind in KINDS and KINDS[kind].has_place
        st.session_state[CHOSEN] = {"kind": kind, "code": code} if known and code else None
    picked: dict[str, str] | None = st.session_state[CHOSEN]
    remember_in_address(picked)
    return picked


def choose(feature: dict[str, str] | None) -> None:
    """Make a feature the chosen one, None for none."""
    st.session_state[CHOSEN] = feature


def remember_in_address(feature: dict[str, str] | None) -> None:
    """Keep the chosen feature in the address, so that a link or a refresh opens it again."""
    address.follow({name: feature[name] if feature else None for name in ("kind", "code")})


def clicked() -> None:
    """Take over what was clicked on the map."""
    choose(map_component.choice())


def search() -> None:
    """Draw the search box and what it finds; a hit is chosen and the map goes there."""
    st.html(STYLE)
    text = st.text_input(
        t(msg("Search")),
        key="map_search",
        placeholder=t(msg("Name, code, pinyin or initials")),
        persist_state="session",
    )
    if not text.strip():
        return
    hits = session.ask(find, text, session.as_of())
    if hits.empty:
        st.caption(t(msg("Nothing is called {wanted}.", wanted=text.strip())))
        return
    with st.container(height=min(len(hits), HITS_SHOWN) * 38 + 30, border=True, gap="xsmall", key="map_hits"):
        for kind, code, name, lon, lat in zip(*(hits[c] for c in ("kind", "code", "name", "lon", "lat")), strict=True):
            label = plain_markdown(f"{t(KINDS[kind].singular)} · {name} · {code}")
            place = (kind, code, float(lon), float(lat))
            st.button(label, key=f"hit {kind} {code}", type="tertiary", on_click=open_hit, args=place)


def open_hit(kind: str, code: str, lon: float, lat: float) -> None:
    """Choose a search hit; the map goes there where it has a place."""
    choose({"kind": kind, "code": code})
    if not (math.isnan(lon) or math.isnan(lat)):
        map_component.go_to(lon, lat)


def plain_markdown(text: str) -> str:
    """Return text so that Streamlit's labels show it letter by letter."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]()<>#+-.!|~$:" else letter for letter in text)


def passport(feature: dict[str, str] | None) -> Passport | RegistryError | None:
    """Return why the chosen feature belongs to its section, or the refusal when it does not exist on the day."""
    if feature is None:
        return None
    try:
        return session.ask(explain, feature["code"], feature["kind"], session.as_of())
    except RegistryError as refusal:
        return refusal


def draw(feature: dict[str, str] | None, why: Passport | RegistryError | None) -> None:
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
        st.button(t(msg("Close")), key="map_close", icon=":material/close:", on_click=choose, args=(None,))


def head(why: Passport) -> None:
    """Draw name, kind, code, and the assignment in one sentence with its grade."""
    colour = GRADE_COLOURS[why.grade]
    grade = (
        ""
        if why.kind == "sections"
        else f'<span class="grade" style="background:{colour}">{escape(t(GRADES[why.grade]))}</span>'
    )
    st.html(
        f"<h3>{escape(why.name)}</h3>"
        f'<p class="quiet">{escape(t(KINDS[why.kind].singular))} · {escape(why.code)}</p>'
        f'<p class="answer">{escape(t(why.sentence))}</p>{grade}'
    )


def reasons(why: Passport) -> None:
    """Draw the evidence (the distance to another section is part of it), the doubts, the runner-up, who decided."""
    lines: list[Message | Label] = [*why.evidence, *(label for _, label in why.reasons)]
    if why.runner_up:
        lines.append(msg("Second best: {section}", section=f"{why.runner_up_name} ({why.runner_up})"))
    if why.decided_by:
        lines.append(msg("Decided by {name}", name=why.decided_by))
    if lines:
        st.html(f"<ul class='why'>{''.join(f'<li>{escape(t(line))}</li>' for line in lines)}</ul>")


def facts(feature: dict[str, str]) -> None:
    """Draw the stored fields that hold something, with labels and units."""
    kind = KINDS[feature["kind"]]
    row = session.ask(feature_row, kind.name, feature["code"], session.as_of())
    if row is None:
        return
    pairs = [
        (heading(kind.name, field.name), plain(said(field, row[field.name])))
        for field in kind.stored_fields
        if field.name not in SILENT and not pd.isna(row.get(field.name))
    ]
    pairs.append((t(msg("Longitude, latitude")), f"{row['lon']:.5f}, {row['lat']:.5f}"))
    if row.get("synthetic"):
        pairs.append((t(kind.field("synthetic").label), t(msg("made up for the demonstration"))))
    rows = "".join(f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in pairs)
    st.html(f'<table class="facts">{rows}</table>')
