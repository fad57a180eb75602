"""The head of a section's page: which section, what a person should know first, its facts, its water, its sums."""

from collections.abc import Callable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from registry.language import Label, Message, msg
from registry.report.strip_trend import trend_svg
from registry.section_contents import SectionPage
from registry.service.features import section_table
from registry.service.mapping import feature_row
from registry.service.plan_card import class_label
from registry.ui import address, map_component, navigation, tables, widgets
from registry.ui.session import as_of, ask, language, t
from registry.ui.words import number, share
from registry.vocabulary import KINDS

CHOSEN = "section page"
SAID = "margin:0;padding:6px 10px 6px 28px;border-left:4px solid #b2182b;background:#fdf3f2;font-size:0.92rem"
LOADS = {
    "cod_t_per_a": Label("COD (t/a)", "COD (t/a)"),
    "nh3n_t_per_a": Label("氨氮 (t/a)", "NH3-N (t/a)"),
    "tp_t_per_a": Label("总磷 (t/a)", "TP (t/a)"),
}
NOT_ASSESSED = Label("当日不考核", "not assessed")
OWN, WITH_ABOVE = Label("本单元", "Own unit"), Label("含上游各单元", "With all units above")
NEIGHBOURS = {
    "name": Label("断面", "Section"),
    "river": Label("河流", "River"),
    "level": Label("级别", "Level"),
    "km": Label("沿水流距离(km)", "Along the water (km)"),
    "outlets": Label("排污口(含其上游)", "Outlets, with all above it"),
    "cod": Label("COD (t/a)", "COD (t/a)"),
    "share": Label("COD占比", "Share of COD"),
    "code": Label("断面编码", "Section code"),
}


def choose() -> str | None:
    """Let the reader choose any section that is known; the one in the address (`?code=…`) at first."""
    sections = ask(section_table, as_of())
    if sections.empty:
        return None
    listed = sections.sort_values(["active", "river", "code"], ascending=[False, True, True])
    names = {str(row.code): said(row) for row in listed.itertuples()}
    asked = st.query_params.get("code")
    if asked in names and st.session_state.get("section asked") != asked:
        st.session_state[CHOSEN] = asked
    elif st.session_state.get(CHOSEN) not in names:
        st.session_state[CHOSEN] = next(iter(names))
    code = st.selectbox(
        t(msg("Section")),
        list(names),
        format_func=names.__getitem__,
        key=CHOSEN,
        persist_state="session",
        filter_mode="contains",
    )
    st.session_state["section asked"] = st.query_params["code"] = str(code)
    return str(code)


def said(row: object) -> str:
    """Return how a section is called in the choice; one not assessed on the day is marked."""
    parts = [getattr(row, name) for name in ("name", "river", "county", "code")]
    named = " · ".join(str(part) for part in parts if not pd.isna(part))
    return named if row.active else f"{named} ({t(NOT_ASSESSED)})"  # type: ignore[attr-defined]


def links(code: str, offer: Callable[[str], None]) -> None:
    """Offer the pages about the section (map, plan, review, history), and it all as one file."""
    labels: dict[str, Message | Label] = {
        "map": msg("On the map"),
        "section_plan": Label("一断面一方案", "Section plan"),
        "review": msg("Review of its features"),
        "history": msg("History of the section"),
    }
    *places, last = st.columns([1] * len(labels) + [1.4])
    with last:
        offer(code)
    for column, (file, label) in zip(places, labels.items(), strict=True):
        if column.button(t(label), key=f"section to {file}", width="stretch"):
            leave_for(file, code)


def leave_for(file: str, code: str) -> None:
    """Leave for a page about the section; the review shows only what answers to it."""
    if file == "map":
        open_on_map("sections", code)
        return
    if file == "review":
        st.session_state[address.filter_key("section")] = [code]
    st.session_state["section"] = code
    navigation.open_page_of(file, "sections", code)


def open_on_map(kind: str, code: str) -> None:
    """Leave for the map, with a feature chosen and in sight."""
    row = ask(feature_row, kind, code, as_of())
    if row is not None and pd.notna(row["lon"]) and pd.notna(row["lat"]):
        map_component.go_to(float(row["lon"]), float(row["lat"]))
    navigation.open_page_of("map", kind, code)


def first(page: SectionPage) -> None:
    """Draw what a person should know before anything else."""
    if page.said:
        items = "".join(f"<li>{escape(t(sentence))}</li>" for sentence in page.said)
        st.html(f'<ul style="{SAID}">{items}</ul>')


def draw(page: SectionPage) -> None:
    """Draw facts beside sums and months."""
    facts, water = st.columns([5, 6], gap="large")
    with facts:
        tables.facts((*page.card.facts, *page.unit_facts))
    with water:
        sums(page)
        trend = trend_svg(page.months, page.target, page.limits, language())
        if trend:
            st.image(trend, width="stretch", alt=t(msg("Class of the water by month")))
        else:
            widgets.empty(msg("No readings of the last twelve months; import a ledger of readings to see the trend."))


def metrics(page: SectionPage) -> None:
    """Draw class against target, and the figures that are asked for first."""
    measured = t(class_label(page.measured)) if page.measured else "—"
    target = t(class_label(page.target)) if page.target else "—"
    columns = st.columns(4)
    columns[0].metric(t(msg("Class this quarter")), measured, border=True)
    columns[1].metric(t(msg("Target class")), target, border=True)
    columns[2].metric(t(msg("Outlets of the own unit")), number(page.totals[0].own), border=True)
    columns[3].metric(t(msg("COD of the own unit, t/a")), number(page.loads["cod_t_per_a"][0], 1), border=True)


def sums(page: SectionPage) -> None:
    """Draw what answers to the own unit, and to it with all units above."""
    rows = [(t(KINDS[one.kind].label), number(one.own), number(one.with_above)) for one in page.totals]
    for name, label in LOADS.items():
        own, whole = page.loads[name]
        rows.append((t(label), number(own, 1), number(whole, 1)))
    titles = {"what": Label("对象", "What"), "own": OWN, "together": WITH_ABOVE}
    frame = pd.DataFrame(rows, columns=list(titles))
    figures: dict[str, Any] = {name: right(titles[name]) for name in ("own", "together")}
    tables.grid(frame, titles, msg("Own unit and with all units above"), whole=True, **figures)


def neighbours(page: SectionPage) -> None:
    """Draw the sections next along the water."""
    below = page.below
    if below is None:
        st.write(t(msg("No assessed section lies further down.")))
    else:
        km = number((below.distance_m or 0.0) / 1000, 1)
        told = msg("Next section downstream: {name}, {km} km.", name=f"{below.name} ({below.code})", km=km)
        st.text(t(told))
    if not page.above:
        st.write(t(msg("No section lies above it: its unit begins at the source.")))
        return
    rows = [
        {
            "name": one.name,
            "river": one.river,
            "level": t(one.level),
            "km": number(None if one.distance_m is None else one.distance_m / 1000, 1),
            "outlets": number(one.outlets),
            "cod": number(one.cod_t_per_a, 1),
            "share": share(one.cod_share),
            "code": one.code,
        }
        for one in page.above
    ]
    figures: dict[str, Any] = {name: right(NEIGHBOURS[name]) for name in ("km", "outlets", "cod", "share")}
    tables.grid(pd.DataFrame(rows), NEIGHBOURS, msg("Sections upstream"), whole=True, **figures)


def right(label: Label) -> Any:
    """Return a column of figures, written as the reader's language writes them, at the right."""
    return st.column_config.Column(t(label), alignment="right")
