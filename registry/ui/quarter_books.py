"""The quarter's books on screen: opening plus movements is closing, in every cell and every margin."""

from typing import Any

import pandas as pd
import streamlit as st

from registry.analysis.balance import COUNTS, KEY, MOVEMENTS, margin
from registry.language import Label, msg
from registry.ui import quarter_words, tables, widgets
from registry.ui.session import t
from registry.ui.words import CLASS_LABELS, number
from registry.vocabulary.changes import BOOKS

TITLES = {
    "city": Label("市", "City"),
    "class": Label("大类", "Class"),
    "section": Label("断面", "Section"),
    **BOOKS,
}
TOTAL = Label("合计", "Total")
BY: dict[str, tuple[Label, tuple[str, ...]]] = {
    "city": (Label("按市", "By city"), ("city",)),
    "class": (Label("按大类", "By class"), ("class",)),
    "section": (Label("按断面", "By section"), ("section",)),
    "cell": (Label("市 × 大类 × 断面", "City × class × section"), KEY),
}


def show(balance: pd.DataFrame, sections: dict[str, str], key: str, wanted: dict[str, list[str]]) -> None:
    """Show the books by a margin, with their total; `wanted` are the filters, by the column of an outlet."""
    if balance.empty:
        widgets.empty(msg("The books are empty: neither list holds an outlet."))
        return
    names = {"outlet_class": "class", "section_code": "section"}
    rows = widgets.matching(balance, {names.get(column, column): values for column, values in wanted.items()})
    if rows.empty:
        widgets.empty(msg("The filters leave nothing of the books; clear them to see all."))
        return
    whole = margin(rows).iloc[0].astype(int)
    st.html(f'<div class="adds">{equation(whole)}</div>')
    names = {name: t(label) for name, (label, _) in BY.items()}
    by = st.segmented_control(
        t(msg("Rows")), list(BY), default="city", format_func=names.__getitem__, key=f"{key} by", required=True
    )
    keys = BY[by][1]
    sums = rows[[*keys, *COUNTS]] if by == "cell" else in_order(margin(rows, keys), rows, keys[0])
    table(sums, whole, keys, sections)
    st.caption(quarter_words.counted())


def in_order(sums: pd.DataFrame, rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return sums in the order in which their key stands in the books."""
    place = {value: number for number, value in enumerate(rows[key].dropna().unique())}
    return sums.loc[sums[key].map(place).sort_values(kind="stable").index]


def equation(whole: pd.Series) -> str:
    """Return the sum of the books as one line: opening, each movement that moved something, closing."""
    moved = [(name, int(whole[name])) for name in MOVEMENTS if whole[name]]
    terms = "".join(f" {'+' if n > 0 else '−'} <b>{number(abs(n))}</b> {t(TITLES[name])}" for name, n in moved)
    right = whole["opening"] + sum(n for _, n in moved) == whole["closing"]
    mark, word = ("ok", msg("adds up")) if right else ("bad", msg("does not add up"))
    badge = f'<span class="{mark}">{"✓" if right else "✗"} {t(word)}</span>'
    ends = {name: f"{t(TITLES[name])} <b>{number(int(whole[name]))}</b>" for name in ("opening", "closing")}
    return f"<p>{ends['opening']}{terms} = {ends['closing']} &nbsp; {badge}</p>"


def table(sums: pd.DataFrame, whole: pd.Series, keys: tuple[str, ...], sections: dict[str, str]) -> None:
    """Show sums and their total as a table."""
    total = pd.DataFrame([whole.to_dict() | {keys[0]: t(TOTAL)}])
    spoken = sums.astype(dict.fromkeys(keys, "object"))
    if "class" in keys:
        spoken = spoken.assign(**{"class": [t(CLASS_LABELS.get(value, str(value))) for value in sums["class"]]})
    if "section" in keys:
        none = t(quarter_words.NO_SECTION)
        named = [none if pd.isna(code) else quarter_words.named(str(code), sections) for code in sums["section"]]
        spoken = spoken.assign(section=named)
    rows = pd.concat([spoken, total], ignore_index=True)
    figures: dict[str, Any] = {
        name: st.column_config.NumberColumn(t(TITLES[name]), format="localized") for name in COUNTS
    }
    titles = {name: TITLES[name] for name in (*keys, *COUNTS)}
    tables.grid(rows, titles, msg("Books"), whole=len(rows) <= WHOLE_ROWS, **figures)


WHOLE_ROWS = 16
"""Longer tables scroll."""
