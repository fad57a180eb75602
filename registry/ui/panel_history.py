"""The last changes of the chosen feature: what, who, when, why, and the way to its whole history."""

from html import escape

import pandas as pd
import streamlit as st

from registry.language import Label, Message, msg
from registry.service.field_changes import CHANGE_LABELS, EXISTS, as_said, field_label
from registry.service.history import feature_changes
from registry.ui import navigation, session, widgets
from registry.ui.session import known_at, t
from registry.ui.words import moment
from registry.vocabulary import KINDS

SHOWN, FIELDS_SHOWN = 4, 4
"""How many revisions are told, and how many fields of each."""


def draw(feature: dict[str, str]) -> None:
    """Draw the newest changes first."""
    rows = session.ask(feature_changes, feature["code"], feature["kind"], known_at())
    if rows.empty:
        widgets.empty(msg("Nothing of this kind changed."))
        return
    newest = sorted(rows["revision"].unique(), reverse=True)[:SHOWN]
    lines = "".join(line(feature["kind"], rows[rows["revision"] == revision]) for revision in newest)
    st.html(f'<ul class="changes">{lines}</ul>')
    if st.button(t(msg("Whole history")), icon=":material/history:", key="panel_to_history"):
        navigation.open_page_of("history", feature["kind"], feature["code"])


def line(kind: str, rows: pd.DataFrame) -> str:
    """Return what one revision changed, as HTML."""
    first = rows.iloc[0]
    told = [t(changed(kind, row)) for _, row in rows.head(FIELDS_SHOWN).iterrows()]
    if first["change"] == "new":
        told = [t(CHANGE_LABELS["new"])]
    elif len(rows) > FIELDS_SHOWN:
        told.append(t(msg("and {count} more", count=len(rows) - FIELDS_SHOWN)))
    by = t(
        msg(
            "{who}, {at}, revision {revision}: {why}",
            who=first["actor"],
            at=moment(first["at"]),
            revision=int(first["revision"]),
            why=first["reason"],
        )
    )
    return f"<li>{escape('; '.join(told))}<small>{escape(by)}</small></li>"


def changed(kind: str, row: pd.Series) -> Message:
    """Say what one field was and is."""
    name = str(row["field"])
    if name == EXISTS:
        return msg("on record: {new}", new=Label("是", "yes") if row["new"] else Label("否", "no"))
    field = KINDS[kind].field(name)
    old, new = as_said(field, row["old"]), as_said(field, row["new"])
    return msg("{field}: {old} → {new}", field=field_label(kind, name), old=old, new=new)
