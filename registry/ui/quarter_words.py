"""The quarter's words in either language: classes of change, causes, fields and values, as the vocabulary has them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from registry.analysis.changes import PLACE
from registry.contents import ListState
from registry.language import Label, msg
from registry.ui.session import language, t
from registry.ui.words import CLASS_LABELS, COMPUTED, choice_name, day, heading, plain, said
from registry.vocabulary import OUTLETS, FieldType
from registry.vocabulary.outlets import PRESENT_STATUSES

FIELDS = {
    PLACE: Label("经度、纬度", "Longitude, latitude"),
    "runner_up": Label("备选断面", "Second best"),
    "reasons": Label("理由", "Reasons"),
}
NO_SECTION = Label("（无断面）", "(no section)")
PLACE_DIGITS = 6


def field_name(name: str) -> str:
    """Return what a changed field is called."""
    return t(FIELDS[name]) if name in FIELDS else heading("outlets", name)


def value(name: str, stored: Any, reasons: Mapping[str, Label], sections: Mapping[str, str]) -> str:
    """Return an old or new value of a field as people read it, nothing for nothing."""
    if isinstance(stored, list):
        return ("" if language() == "zh" else " ").join(reason(code, reasons) for code in stored)
    if stored is None or pd.isna(stored):
        return ""
    if name == PLACE:
        return ", ".join(f"{float(part):.{PLACE_DIGITS}f}" for part in str(stored).split(", "))
    if name in ("section_code", "runner_up", "declared_section"):
        return named(str(stored), sections)
    if name == "outlet_class":
        return t(CLASS_LABELS.get(stored, str(stored)))
    return str(stored) if name in COMPUTED else own_value(name, stored)


def own_value(name: str, stored: Any) -> str:
    """Return a value of the ledger: a choice by its label, a number without a tail of zeros, a day as written."""
    field = OUTLETS.field(name)
    spoken = said(field, stored)
    if field.type is FieldType.DATE:
        return str(pd.Timestamp(str(spoken)).date())
    return f"{spoken:.10g}" if isinstance(spoken, float) else plain(spoken)


def reason(code: str, reasons: Mapping[str, Label]) -> str:
    """Return the sentence of a reason; a code without words stays a code."""
    try:
        return t(reasons[code])
    except KeyError:
        return code


def named(code: str, sections: Mapping[str, str]) -> str:
    """Return a section's name with its code."""
    return f"{sections[code]} ({code})" if sections.get(code) else code


def section_names(*lists: pd.DataFrame) -> dict[str, str]:
    """Return the name of every section that outlets of the lists belong to."""
    names: dict[str, str] = {}
    for outlets in lists:
        known = outlets[["section_code", "section_name"]].dropna().drop_duplicates()
        names |= dict(zip(known["section_code"], known["section_name"], strict=True))
    return names


def state_name(state: ListState) -> str:
    """Return the quarter or the day of a list."""
    return state.quarter.label(language()) if state.quarter else day(state.day)


def counted() -> str:
    """Say which statuses a total counts."""
    return t(
        msg(
            "Counted are outlets with the status {statuses}; closed and merged-away ones are not.",
            statuses=[choice_name("outlets", "status", one) for one in PRESENT_STATUSES],
        )
    )
