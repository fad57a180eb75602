"""The lower part of Home: what exists now, whether it adds up, and how sure its sections are."""

from typing import Any

import streamlit as st

from registry.language import Label, msg
from registry.ui import charts, navigation, widgets
from registry.ui.session import t
from registry.ui.words import number
from registry.vocabulary import ASSIGNED_KINDS, KINDS
from registry.vocabulary.wetlands import FUNCTIONS


def figures(totals: dict[str, Any]) -> None:
    """Show how many there are of every kind."""
    retired = len(totals["sections_retired"])
    finished = {
        kind: msg("{count} finished", count=number(totals[kind]["finished"])) for kind in ("villages", "projects")
    }
    shown = (
        ("sections", totals["sections"], msg("{count} retired", count=number(retired))),
        ("outlets", totals["outlets"], msg("not closed")),
        ("plants", totals["plants"], msg("facilities")),
        ("wetlands", totals["wetlands"]["total"], msg("built")),
        ("villages", totals["villages"]["total"], finished["villages"]),
        ("projects", totals["projects"]["total"], finished["projects"]),
    )
    for place, (kind, count, remark) in zip(st.columns(len(shown)), shown, strict=True):
        place.metric(t(KINDS[kind].label), number(count), t(remark), delta_color="off", delta_arrow="off", border=True)


def adds_up(totals: dict[str, Any]) -> None:
    """Show that functions and sections add up to the whole of each kind."""
    functions = [(choice.label, totals["wetlands"][choice.value]) for choice in FUNCTIONS]
    sums = [widgets.Sum(KINDS["wetlands"].label, totals["wetlands"]["total"], functions)]
    for kind in ("outlets", "plants", "villages", "projects"):
        total = totals[kind] if isinstance(totals[kind], int) else totals[kind]["total"]
        under = sum(row[kind] for row in totals["by_section"].values())
        parts = [
            (Label("归入断面", "under a section"), under),
            (Label("无断面", "without a section"), totals["unassigned"][kind]),
        ]
        sums.append(widgets.Sum(KINDS[kind].label, total, parts))
    widgets.adds_up(sums)


def certainty(totals: dict[str, Any]) -> None:
    """Show how sure the section of each feature is."""
    charts.grades({kind: totals["grades_by_kind"][kind] for kind in ASSIGNED_KINDS})
    doubtful = totals["grades"]["C"] + totals["grades"]["D"]
    st.write(t(msg("{count} features have grade C or D: a person should look at them.", count=number(doubtful))))
    navigation.link("review")
