"""What lies next up and down the water from the chosen feature, each a button that goes there."""

from html import escape

import pandas as pd
import streamlit as st

from registry.language import Message, msg
from registry.service.neighbours import neighbours
from registry.ui import session, widgets
from registry.ui.literal import literal
from registry.ui.panel_hits import distance
from registry.ui.panel_search import open_hit
from registry.ui.session import language, t
from registry.vocabulary import KINDS


def draw(feature: dict[str, str]) -> None:
    """Draw both sides, or say why there are none."""
    found = session.ask(neighbours, feature["kind"], feature["code"], session.as_of())
    if found is None:
        widgets.empty(msg("It lies on no river line; its section was told from the ground."))
        return
    side(msg("Upstream"), found.upstream, msg("Nothing registered lies above it."), "up")
    side(msg("Downstream"), found.downstream, msg("Nothing registered lies below it."), "down")


def side(title: Message, rows: pd.DataFrame, nothing: Message, sign: str) -> None:
    """Draw one side, the nearest first."""
    st.html(f'<p class="side">{escape(t(title if len(rows) else nothing))}</p>')
    for row in rows.itertuples():
        kind, code, name = str(row.kind), str(row.code), str(row.name)
        away = distance(float(str(row.distance_m)), language())
        label = literal(f"{away} · {t(KINDS[kind].singular)} · {name}")
        place = (kind, code, float(str(row.lon)), float(str(row.lat)))
        icon = ":material/arrow_upward:" if sign == "up" else ":material/arrow_downward:"
        key = f"way_{sign} {kind} {code}"
        st.button(label, key=key, type="tertiary", icon=icon, on_click=open_hit, args=place, help=literal(code))
