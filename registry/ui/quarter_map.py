"""The two-quarter map: filters, map, what changed of the chosen outlet in words, and the list below."""

from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from registry.analysis.changed_outlets import UNCHANGED, changed_outlets
from registry.contents import Comparison
from registry.language import Label, msg
from registry.ui import map_component, map_data, navigation, quarter_changes, quarter_words, session, widgets
from registry.ui.quarter_period import Period
from registry.ui.session import language, t
from registry.ui.words import number
from registry.vocabulary.changes import CHANGES

KEY = "compare_map"
CHOSEN = "compare_chosen"
NOTHING = "-"
"""A combination of classes that no outlet carries."""
STYLE = """<style>
:root { --registry-map-beside: 21rem; }
[data-testid="stMainBlockContainer"] { padding-left: 1.6rem; padding-right: 1.6rem; max-width: none; }
.st-key-change_panel { max-height: clamp(17rem, calc(100vh - 27.5rem), 50rem); overflow-y: auto; }
.st-key-change_panel h3 { padding: 0; margin: 0; overflow-wrap: anywhere; }
.st-key-change_panel .quiet { color: #5b6b79; font-size: 0.85rem; margin: 0.1rem 0 0.4rem; }
.st-key-change_panel dl { margin: 0.2rem 0; font-size: 0.88rem; }
.st-key-change_panel dt { color: #5b6b79; }
.st-key-change_panel dd { margin: 0 0 0.45rem; overflow-wrap: anywhere; }
</style>"""
LIST_COLUMNS = {
    "classes": Label("变化类型", "Change"),
    "code": Label("排污口编码", "Outlet code"),
    "name": Label("排污口名称", "Name"),
    "city": Label("市", "City"),
    "county": Label("县", "County"),
    "section_name": Label("断面", "Section"),
    "said": Label("变化内容", "What changed"),
}
WIDTHS_PX = {"classes": 120, "code": 152, "name": 190, "city": 64, "county": 68, "section_name": 90}


def outlets(content: Comparison) -> pd.DataFrame:
    """Return the outlets of both lists, one row each, with what changed."""
    return changed_outlets(content.old, content.new, content.changes)


def filters(rows: pd.DataFrame, content: Comparison, classes: list[str]) -> dict[str, list[str]]:
    """Let the reader choose cities and sections; return what the browser filters by, the chosen classes included."""
    sections = quarter_words.section_names(content.old, content.new)
    places = quarter_changes.filtered(rows, sections, room=2)
    combinations = [one for one in rows["classes"].unique() if set(classes) & set(one.split(","))]
    wanted = {"classes": combinations or [NOTHING]} if classes else {}
    return wanted | places


def draw(period: Period, rows: pd.DataFrame, wanted: dict[str, list[str]]) -> None:
    """Draw the map; the browser fetches both lists once for each pair of days, and keeps its view."""
    outlet = chosen(rows)
    known_at = session.revision()
    map_component.draw(
        wanted,
        None if outlet is None else {"kind": layer_of(outlet), "code": str(outlet["code"])},
        None,
        clicked,
        key=KEY,
        features=map_data.changes_address(session.registry(), period.start, period.end, known_at, language()),
        section=None if outlet is None or pd.isna(outlet["section_code"]) else str(outlet["section_code"]),
    )


def layer_of(outlet: pd.Series) -> str:
    """Return the layer that draws an outlet."""
    return "unchanged" if outlet["shown_as"] == UNCHANGED else "changed"


def chosen(rows: pd.DataFrame) -> "pd.Series | None":
    """Return the chosen outlet, None where neither list holds it."""
    found = rows[rows["code"] == st.session_state.get(CHOSEN)]
    return None if found.empty else found.iloc[0]


def clicked() -> None:
    """Take over what was clicked on the map."""
    picked = map_component.choice(KEY)
    st.session_state[CHOSEN] = picked["code"] if picked else None


def panel(rows: pd.DataFrame, content: Comparison) -> None:
    """Say in words what changed of the chosen outlet, or how to choose one."""
    outlet = chosen(rows)
    if outlet is None:
        widgets.empty(msg("Click a symbol on the map, or a row of the list below, to read what changed."))
        return
    code = str(outlet["code"])
    with st.container(border=True, key="change_panel"):
        st.html(head(outlet))
        history, close = st.columns(2)
        if history.button(t(msg("History")), key="compare history", icon=":material/history:"):
            navigation.open_history("outlets", code)
        close.button(t(msg("Close")), key="compare close", icon=":material/close:", on_click=choose, args=(None,))
        st.html(told(content.changes[content.changes["feature_id"] == outlet["feature_id"]], content))


def choose(code: str | None) -> None:
    """Make an outlet the chosen one, None for none."""
    st.session_state[CHOSEN] = code


def head(outlet: pd.Series) -> str:
    """Return name, code, place and classes of an outlet as HTML."""
    where = " · ".join(str(outlet[name]) for name in ("code", "city", "county") if pd.notna(outlet[name]))
    classes = said_classes(outlet["classes"]) or t(msg("Nothing changed between the two lists."))
    return f'<h3>{escape(str(outlet["name"]))}</h3><p class="quiet">{escape(where)}</p><p><b>{escape(classes)}</b></p>'


def said_classes(classes: str) -> str:
    """Return classes of change in words."""
    names = [t(CHANGES[name]) for name in classes.split(",") if name]
    return ("、" if language() == "zh" else ", ").join(names)


def told(changes: pd.DataFrame, content: Comparison) -> str:
    """Return the changes of one outlet as HTML: field, old and new value, metres, why, whether it is late."""
    words = quarter_changes.in_words(changes, content)
    rows = words.to_dict("records")
    parts = "".join(
        f"<dt>{escape(str(row['change']))} · {escape(str(row['field']))}</dt><dd>{line(row)}</dd>" for row in rows
    )
    return f"<dl>{parts}</dl>"


def line(row: dict[Any, Any]) -> str:
    """Return one change of an outlet as HTML."""
    values = f"{escape(row['old'] or '—')} → <b>{escape(row['new'] or '—')}</b>"
    remarks = [
        f"{number(row['distance_m'], 1)} m" if pd.notna(row["distance_m"]) else "",
        t(msg("the section switched")) if row["section_changed"] == t(quarter_changes.YES) else "",
        t(msg("because of: {cause}", cause=row["because"])) if pd.notna(row["because"]) else "",
        t(msg("concerns the opening list")) if pd.notna(row["late"]) else "",
    ]
    more = "; ".join(remark for remark in remarks if remark)
    return f"{values}{f'<br>{escape(more)}' if more else ''}"


def below(rows: pd.DataFrame, wanted: dict[str, list[str]], content: Comparison) -> None:
    """Show the changed outlets that the map shows, one row each; a click on one chooses it on the map."""
    shown = widgets.matching(rows[rows["shown_as"] != UNCHANGED], wanted)
    whole = int((rows["shown_as"] != UNCHANGED).sum())
    st.caption(
        t(
            msg(
                "{chosen} of {all} changed outlets, as on the map. A click on a row brings the map to the outlet.",
                chosen=number(len(shown)),
                all=number(whole),
            )
        )
    )
    if shown.empty:
        return
    changes = content.changes[content.changes["feature_id"].isin(shown["feature_id"])]
    said = summaries(changes, content)
    frame = shown.assign(
        said=shown["feature_id"].map(said), classes=[said_classes(classes) for classes in shown["classes"]]
    )
    places = list(zip(shown["code"], shown["lon"], shown["lat"], strict=True))
    key = f"compare list {content.start.day} {content.end.day} {sorted(wanted.items())}"
    st.dataframe(
        frame[list(LIST_COLUMNS)],
        column_config={
            name: st.column_config.Column(t(label), width=WIDTHS_PX.get(name)) for name, label in LIST_COLUMNS.items()
        },
        hide_index=True,
        height=min(35 * len(frame) + 38, 420),
        placeholder="",
        alt=t(msg("Changed outlets")),
        on_select=partial(row_clicked, key, places),
        selection_mode=["single-row", "single-cell"],
        key=key,
    )


def summaries(changes: pd.DataFrame, content: Comparison) -> dict[Any, str]:
    """Return what changed of each outlet in one line, by feature_id."""
    words = quarter_changes.in_words(changes, content)
    lines = [
        f"{field}: {old or '—'} → {new or '—'}"
        for field, old, new in zip(words["field"], words["old"], words["new"], strict=True)
    ]
    joined = pd.Series(lines, index=changes.index, dtype="object").groupby(changes["feature_id"]).agg("; ".join)
    return {feature: str(text) for feature, text in joined.items()}


def row_clicked(key: str, places: list[tuple[str, float, float]]) -> None:
    """Choose the outlet of the row that was clicked; the map goes there where it has a place."""
    row = quarter_changes.picked(st.session_state[key].selection)
    if row is None:
        return
    code, lon, lat = places[row]
    choose(code)
    if pd.notna(lon) and pd.notna(lat):
        map_component.go_to(float(lon), float(lat))
