"""The list in step with the map: a row that is chosen is chosen on the map, and the other way round."""

from typing import Any

import pandas as pd
import streamlit as st

from registry.language import Label, msg
from registry.service.selecting import Selected
from registry.ui import map_component, map_panel, tables, words
from registry.ui.session import t
from registry.vocabulary import ASSIGNED_KINDS, KINDS

MOST_ROWS = 5000
"""Rows shown at once; the workbook holds all."""
FACTS = ("code", "name", "section_name", "grade", "outlet_class", "function", "state", "status", "county", "river")
HEIGHT = 320
TOLD = "map list told"
"""The feature that the list itself chose last, so that it stays as it is scrolled."""
TURN = "map list turn"


def draw(found: Selected) -> None:
    """Draw the selected features of one kind as a table; the one chosen on the map stands first."""
    held = [kind for kind, table in found.tables.items() if len(table)]
    names = {kind: f"{t(KINDS[kind].label)} {words.number(len(found.tables[kind]))}" for kind in held}
    feature = map_panel.chosen()
    kept = st.session_state.get("map list kind")
    first = feature["kind"] if feature and feature["kind"] in held else held[0]
    from_map = feature is not None and feature["kind"] in held and feature["code"] != st.session_state.get(TOLD)
    if kept not in held or from_map:
        st.session_state["map list kind"] = first
    kind = st.segmented_control(
        t(msg("List of")),
        held,
        format_func=names.__getitem__,
        key="map list kind",
        required=True,
        persist_state="session",
    )
    table(kind or first, found.tables[kind or first], feature)


def table(kind: str, rows: pd.DataFrame, feature: dict[str, str] | None) -> None:
    """Draw the rows of a kind; a chosen one is chosen on the map."""
    code = feature["code"] if feature and feature["kind"] == kind else None
    if (code or feature is None) and code != st.session_state.get(TOLD):
        st.session_state[TOLD] = code
        st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
        st.session_state["map list first"] = code
    ordered = first_row(rows, st.session_state.get("map list first")).head(MOST_ROWS)
    columns = [name for name in FACTS if name in ordered]
    place = ordered.index[ordered["code"] == code].tolist()
    key = f"map list {kind} {len(rows)} {st.session_state.get(TURN, 0)}"
    st.dataframe(
        words.readable(kind, ordered, columns),
        column_config=words.column_config(kind, columns),
        hide_index=True,
        height=HEIGHT,
        placeholder="",
        alt=t(msg("What is selected on the map")),
        key=key,
        on_select=lambda: row_chosen(kind, ordered, key),
        selection_mode="single-row",
        selection_default={"selection": {"rows": place[:1]}} if place else None,
    )
    if len(rows) > MOST_ROWS:
        told = {"shown": words.number(MOST_ROWS), "all": words.number(len(rows))}
        st.caption(t(msg("The first {shown} of {all} rows; the workbook holds all.", **told)))


def first_row(rows: pd.DataFrame, code: str | None) -> pd.DataFrame:
    """Return the rows with the one of a code first."""
    if code is None:
        return rows.reset_index(drop=True)
    return rows.iloc[(rows["code"] != code).argsort(kind="stable")].reset_index(drop=True)


def row_chosen(kind: str, rows: pd.DataFrame, key: str) -> None:
    """Choose on the map what was chosen in the list, and go there."""
    chosen = st.session_state[key]["selection"]["rows"]
    if not chosen:
        return
    row = rows.iloc[chosen[0]]
    st.session_state[TOLD] = str(row["code"])
    map_panel.choose({"kind": kind, "code": str(row["code"])})
    if not row[["lon", "lat"]].isna().any():
        map_component.go_to(float(row["lon"]), float(row["lat"]))


def sections(rows: pd.DataFrame) -> None:
    """Draw how many of each kind answer to each section."""
    titles = {
        "section_name": words.COMPUTED["section_name"],
        **{kind: KINDS[kind].label for kind in ASSIGNED_KINDS},
        "total": Label("合计", "Total"),
        "section_code": words.COMPUTED["section_code"],
    }
    figures: dict[str, Any] = {
        name: st.column_config.NumberColumn(t(titles[name]), format="localized") for name in (*ASSIGNED_KINDS, "total")
    }
    named = rows.assign(section_name=rows["section_name"].fillna(t(msg("no section"))))
    tables.grid(named, titles, msg("By section"), **figures)
