"""The changes between two lists on screen: counts by class, a table in words, and what is no change."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from registry.contents import Comparison, ListState
from registry.language import Label, msg
from registry.ui import address, filters, navigation, quarter_words, widgets
from registry.ui.session import t
from registry.ui.words import LIST_STATES, number
from registry.vocabulary.changes import BOOKS, CAUSES, CHANGES, NO_CHANGES

COLUMNS = {
    "change": Label("变化类型", "Change"),
    "code": Label("排污口编码", "Outlet code"),
    "name": Label("排污口名称", "Name"),
    "city": Label("市", "City"),
    "county": Label("县", "County"),
    "field": Label("字段", "Field"),
    "old": Label("原值", "Before"),
    "new": Label("现值", "After"),
    "number": Label("数量", "Number"),
    "distance_m": Label("位移(m)", "Moved (m)"),
    "section_changed": Label("断面变否", "Section switched"),
    "because": Label("断面调整原因", "Re-assigned because of"),
    "late": Label("涉及期初", "Concerns the opening"),
}
WIDTHS_PX = {"change": 76, "code": 152, "name": 226, "city": 62, "county": 66, "field": 96, "old": 152, "new": 152}
YES, NO = Label("是", "yes"), Label("否", "no")
STYLE = """<style>
.two-lists { display: flex; flex-wrap: wrap; gap: 0.3rem 1.6rem; font-size: 0.92rem; color: #5b6b79; }
.two-lists b { color: #1f2d3a; font-variant-numeric: tabular-nums; }
</style>"""


def two_lists(content: Comparison) -> None:
    """Say which two lists are compared, and whether each is the one published."""
    parts = [
        f"<span>{escape(t(label))}: <b>{escape(quarter_words.state_name(state))}</b>, {escape(t(about(state)))}</span>"
        for label, state in (
            (BOOKS["opening"], content.start),
            (BOOKS["closing"], content.end),
        )
    ]
    st.html(f'{STYLE}<div class="two-lists">{"".join(parts)}</div>')


def about(state: ListState) -> Any:
    """Say how many outlets a list has, whether it is published, and at which revision."""
    known = LIST_STATES[True] if state.published else Label("按现有资料", "as now known")
    return msg(
        "{rows} outlets, {state}, revision {revision}, fingerprint {fingerprint}",
        rows=number(state.rows),
        state=known,
        revision=state.revision,
        fingerprint=state.fingerprint[:12],
    )


def classes(counts: Mapping[str, int], key: str) -> list[str]:
    """Show how many outlets each class of change has, and let the reader choose classes; none chosen means all."""
    names = {name: f"{t(label)} **{number(counts[name])}**" for name, label in CHANGES.items()}
    chosen = st.pills(
        t(msg("Outlets by class of change")),
        list(names),
        selection_mode="multi",
        format_func=names.__getitem__,
        key=key,
        help=t(msg("One outlet may carry several classes, and counts once in each. Choose classes to see only them.")),
    )
    return list(chosen)


def with_sections(rows: pd.DataFrame, content: Comparison) -> pd.DataFrame:
    """Return change rows with the section of their outlet: in the later list, where it left that, in the earlier."""
    places = pd.concat([content.new, content.old]).drop_duplicates("feature_id").set_index("feature_id")
    return rows.assign(section_code=rows["feature_id"].map(places["section_code"]).astype("object"))


def filtered(rows: pd.DataFrame, sections: Mapping[str, str], room: int = 6) -> dict[str, list[str]]:
    """Let the reader choose cities and sections; return what rows must hold. `room` as for `filters.draw`."""
    inside = widgets.matching(rows, {"city": address.chosen("city")})
    there = {code: quarter_words.named(code, sections) for code in inside["section_code"].dropna().unique()}
    return filters.draw(filters.Offer(rows, there), ("city", "section"), room)


def told_count(chosen: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Say how many of the changes the filters leave, and what a click does."""
    st.caption(
        t(
            msg(
                "{chosen} of {all} changes, of {outlets} outlets. A click on a row opens the history of its outlet.",
                chosen=number(len(chosen)),
                all=number(len(rows)),
                outlets=number(chosen["feature_id"].nunique()),
            )
        )
    )


def in_words(rows: pd.DataFrame, content: Comparison) -> pd.DataFrame:
    """Return change rows as people read them, a column per COLUMNS."""
    sections = quarter_words.section_names(content.old, content.new)
    names = {**CHANGES, **NO_CHANGES}
    values = {side: spoken(rows["field"], rows[side], content.reasons, sections) for side in ("old", "new")}
    fields = {name: quarter_words.field_name(name) for name in rows["field"].unique()}
    flags = {True: t(YES), False: t(NO)}
    return pd.DataFrame(
        {
            **{name: rows[name] for name in ("code", "name", "city", "county")},
            "change": [t(names[name]) for name in rows["change"]],
            "field": rows["field"].map(fields),
            **values,
            "number": pd.to_numeric(rows["number"]).where(rows["number"] != 0),
            "distance_m": pd.to_numeric(rows["distance_m"]),
            "section_changed": rows["section_changed"].map(flags),
            "because": rows["because"].map({name: t(label) for name, label in CAUSES.items()}),
            "late": rows["late"].map({True: t(YES)}),
        },
        index=rows.index,
    )[list(COLUMNS)]


def spoken(
    fields: pd.Series, values: pd.Series, reasons: Mapping[str, Label], sections: Mapping[str, str]
) -> list[str]:
    """Return the values of fields in words."""
    return [quarter_words.value(name, one, reasons, sections) for name, one in zip(fields, values, strict=True)]


def table(rows: pd.DataFrame, content: Comparison, key: str) -> None:
    """Show change rows; a click on one leads to the history of its outlet. Other rows need another key."""
    shown = in_words(rows, content)
    used = [name for name in COLUMNS if name in ("change", "code", "name", "field", "old", "new") or told(shown[name])]
    config: dict[str, Any] = {
        name: st.column_config.Column(t(COLUMNS[name]), width=WIDTHS_PX.get(name)) for name in used
    }
    for name, form in (("number", "%+d"), ("distance_m", "%.1f")):
        config |= {name: st.column_config.NumberColumn(t(COLUMNS[name]), format=form)} if name in used else {}
    event = st.dataframe(
        shown[used],
        column_config=config,
        hide_index=True,
        height=min(35 * len(rows) + 38, 520),
        placeholder="",
        alt=t(msg("Changes")),
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=key,
    )
    if (row := picked(event.selection)) is not None:
        navigation.open_history("outlets", str(rows["code"].iloc[row]))


def told(column: pd.Series) -> bool:
    """Say whether a column says anything."""
    return bool((column.notna() & (column.astype("str") != "")).any())


def picked(selection: Any) -> int | None:
    """Return the row that was clicked, None while there is none."""
    rows: Sequence[int] = selection.get("rows") or [row for row, _ in selection.get("cells", [])]
    return rows[0] if rows else None


def no_changes(content: Comparison) -> None:
    """Show, folded, what differs between the lists without being a change."""
    counts = content.beside["change"].value_counts()
    title = msg("{count} differences that are no change", count=number(len(content.beside)))
    with st.expander(t(title), icon=":material/blur_on:"):
        st.write(
            t(
                msg(
                    "{noise} places differ by no more than their stated precision, {follows} grades, second-best "
                    "sections and reasons follow from computing again. Neither enters the counts or the books.",
                    noise=number(int(counts.get("noise", 0))),
                    follows=number(int(counts.get("follows", 0))),
                )
            )
        )
        if len(content.beside):
            table(content.beside, content, f"beside {content.start.day} {content.end.day}")
