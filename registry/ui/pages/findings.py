"""Findings: what the rules say of everything in the registry on the day, and the way to mend each."""

from collections import Counter

import streamlit as st

from registry.findings import LEVEL_LABELS
from registry.language import msg
from registry.service.today import findings
from registry.ui import home_findings, widgets
from registry.ui.session import as_of, ask_large, t
from registry.ui.words import number
from registry.vocabulary import KINDS

with widgets.working(msg("Asking the rules …")):
    found = ask_large(findings, as_of())
if not found:
    widgets.empty(msg("Every rule is kept: there is nothing to mend on this day."))
    st.stop()

counts = Counter(one.level for one in found)
kinds = Counter(one.kind for one in found)
level_side, kind_side, _ = st.columns([2, 2, 3])
with level_side:
    levels = widgets.several(
        msg("How grave"),
        [level.value for level in LEVEL_LABELS if counts[level]],
        "findings level",
        lambda level: f"{t(LEVEL_LABELS[level])} {number(counts[level])}",  # type: ignore[index]
    )
with kind_side:
    chosen = widgets.several(msg("Of what"), list(kinds), "findings kind", lambda kind: t(KINDS[kind].label))

shown = [one for one in found if (not levels or one.level in levels) and (not chosen or one.kind in chosen)]
st.caption(
    t(
        msg(
            "{shown} of {all} findings of the whole province. A click on a row opens what it is about, to mend it.",
            shown=number(len(shown)),
            all=number(len(found)),
        )
    )
)
home_findings.table(shown, f"findings {levels} {chosen}")
