"""The life of one feature on screen: its family, every field that changed, what it is linked with, what was decided."""

from typing import Any

import pandas as pd
import streamlit as st

from registry.errors import NotFoundError
from registry.language import Label, msg
from registry.service.features import section_table
from registry.service.field_changes import CHANGE_LABELS, EXISTS, field_label
from registry.service.history import decision_history, feature_changes, history, link_history
from registry.service.lineage import lineage
from registry.ui import family_tree, navigation, tables, widgets
from registry.ui.feature_choice import Chosen
from registry.ui.session import as_of, ask, known_at, registry, t
from registry.ui.words import COMPUTED, moment
from registry.vocabulary import KINDS

CHANGES = {
    "revision": tables.REVISIONS["revision"],
    "change": Label("变更性质", "Change"),
    "field": Label("字段", "Field"),
    "old": Label("原值", "Before"),
    "new": Label("新值", "After"),
    "valid_from": COMPUTED["valid_from"],
    "valid_to": COMPUTED["valid_to"],
    "at": tables.REVISIONS["at"],
    "actor": tables.REVISIONS["actor"],
    "reason": tables.REVISIONS["reason"],
    "file_name": tables.REVISIONS["file_name"],
}
LINKS = {
    "revision": tables.REVISIONS["revision"],
    "role": Label("关联", "Link"),
    "other": Label("对象", "With"),
    "share": Label("份额", "Share"),
    "valid_from": COMPUTED["valid_from"],
    "valid_to": COMPUTED["valid_to"],
    "at": tables.REVISIONS["at"],
    "actor": tables.REVISIONS["actor"],
    "reason": tables.REVISIONS["reason"],
}
ROLES = {
    "section_share": Label("负荷分担", "Share of loads"),
    "plant_outlet": Label("污水厂排污口", "Outlet of a plant"),
    "plant_wetland": Label("尾水湿地", "Wetland behind a plant"),
}


def show(chosen: Chosen) -> None:
    """Show all that the registry knows of a feature's life, as known at the revision in the sidebar."""
    asked = (chosen.code, chosen.kind, known_at())
    if st.button(t(msg("Edit this feature")), icon=":material/edit:"):
        navigation.open_page_of("edit", chosen.kind, chosen.code)
    family(chosen)
    st.header(t(msg("What changed, field by field")), anchor=False)
    changes(chosen.kind, ask(feature_changes, *asked))
    links = ask(link_history, *asked)
    if len(links):
        st.header(t(msg("Links and shares")), anchor=False)
        show_links(links)
    decisions = ask(decision_history, *asked)
    if len(decisions):
        st.header(t(msg("Decisions")), anchor=False)
        st.caption(t(msg("What people decided about its section; a row without a section took decisions back.")))
        tables.decisions(decisions, section_table(registry(), as_of()))
    with st.expander(t(msg("Every version")), icon=":material/history:"):
        st.caption(t(msg("Each row is what a revision knew of a period of the feature's life.")))
        tables.versions(chosen.kind, ask(history, *asked))


def family(chosen: Chosen) -> None:
    """Draw the family tree as of the day."""
    st.header(t(msg("Family tree")), anchor=False)
    try:
        family_tree.draw(ask(lineage, chosen.code, chosen.kind, as_of()))
    except NotFoundError as refusal:
        widgets.refused(refusal)


def changes(kind: str, frame: pd.DataFrame) -> None:
    """Show every field that a revision changed, newest first; the reader may narrow it to events or corrections."""
    st.caption(
        t(
            msg(
                "An event: the world changed on that day. A correction: what we knew of a past period was wrong. "
                "Told from what was known before and after each revision."
            )
        )
    )
    names = {change: t(label) for change, label in CHANGE_LABELS.items()}
    wanted = widgets.several(CHANGES["change"], list(names), "history changes", names.__getitem__)
    frame = widgets.matching(frame, {"change": wanted}).sort_values("revision", ascending=False, kind="stable")
    if frame.empty:
        widgets.empty(msg("Nothing of this kind changed."))
        return
    shown = frame.assign(
        at=frame["at"].map(moment),
        change=frame["change"].map(names),
        field=[t(field_label(kind, name)) for name in frame["field"]],
        **{side: values(kind, frame, side) for side in ("old", "new")},
    )
    wide: dict[str, Any] = {side: st.column_config.Column(t(CHANGES[side]), width="medium") for side in ("old", "new")}
    tables.grid(shown, CHANGES, msg("What changed, field by field"), **days(), **wide)


def values(kind: str, frame: pd.DataFrame, side: str) -> list[str]:
    """Return old or new values as people read them."""
    yes_no = {True: t(Label("是", "yes")), False: t(Label("否", "no"))}
    return [
        yes_no[bool(value)] if name == EXISTS else tables.cell_of(KINDS[kind].field(name), value)
        for name, value in zip(frame["field"], frame[side], strict=True)
    ]


def show_links(frame: pd.DataFrame) -> None:
    """Show with what the feature was linked; a row without dates says that a revision took the link away."""
    st.caption(t(msg("A row without dates: that revision took the link away.")))
    newest_first = frame.sort_values("revision", ascending=False, kind="stable")
    shown = newest_first.assign(
        at=newest_first["at"].map(moment),
        role=[t(ROLES.get(role, role)) for role in newest_first["role"]],
        other=newest_first["other_name"].fillna("") + " · " + newest_first["other_code"].fillna(""),
    )
    share: Any = st.column_config.NumberColumn(t(LINKS["share"]), format="percent")
    tables.grid(shown, LINKS, msg("Links and shares"), share=share, **days())


def days() -> dict[str, Any]:
    """Return the columns of a period's days."""
    return {
        name: st.column_config.DateColumn(t(COMPUTED[name]), format="YYYY-MM-DD") for name in ("valid_from", "valid_to")
    }
