"""The table of all findings, and where a click on one leads."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from registry.findings import LEVEL_LABELS, Finding
from registry.language import Label, msg
from registry.ui import navigation, quarter_changes, tables, widgets
from registry.ui.session import language, t
from registry.vocabulary import KINDS

TITLES = {
    "level": tables.FINDINGS["level"],
    "kind": Label("对象", "Of what"),
    "feature_id": tables.FINDINGS["feature_id"],
    "field": Label("字段", "Field"),
    "message": tables.FINDINGS["message"],
    "suggestion": tables.FINDINGS["suggestion"],
    "code": tables.FINDINGS["code"],
}
WIDTHS_PX = {"level": 78, "kind": 76, "feature_id": 150, "field": 92, "message": 304, "suggestion": 256, "code": 56}
ROW_PX = 70
"""The least height in which Streamlit breaks lines: what is wrong and what to do are sentences."""


def table(found: Sequence[Finding], key: str) -> None:
    """Show findings, a row each; a click on one opens its feature where it is edited."""
    if not found:
        widgets.empty(msg("No finding is of this kind; take a choice away to see the others."))
        return
    rows = pd.DataFrame([said(one) for one in found])[list(TITLES)]
    event = st.dataframe(
        rows,
        column_config={
            name: st.column_config.Column(t(label), width=WIDTHS_PX[name]) for name, label in TITLES.items()
        },
        hide_index=True,
        height=min(ROW_PX * len(rows) + 38, 660),
        row_height=ROW_PX,
        placeholder="",
        alt=t(msg("Findings")),
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=key,
    )
    row = quarter_changes.picked(event.selection)
    if row is not None and found[row].feature_id and KINDS[found[row].kind].has_place:
        navigation.open_page_of("edit", found[row].kind, str(found[row].feature_id))


def said(one: Finding) -> dict[str, object]:
    """Return a finding in words."""
    fields = {field.name: t(field.label) for field in KINDS[one.kind].fields}
    names = {
        "level": t(LEVEL_LABELS[one.level]),
        "kind": t(KINDS[one.kind].label),
        "field": fields.get(one.field or "", one.field or ""),
    }
    return one.as_json(language()) | names
