"""The head of the panel: who it is, to which section it belongs and why, and its fields."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from registry.language import Label, Message, msg
from registry.service.explain import Passport
from registry.service.mapping import feature_row
from registry.ui import session
from registry.ui.session import t
from registry.ui.theme import GRADE_COLOURS
from registry.ui.words import GRADES, heading, plain, said
from registry.vocabulary import KINDS

SILENT = ("code", "name", "lon", "lat", "synthetic")
"""Fields that the panel's head says already."""


def head(why: Passport) -> None:
    """Draw name, kind, code, and the assignment in one sentence with its grade."""
    colour = GRADE_COLOURS[why.grade]
    grade = (
        ""
        if why.kind == "sections"
        else f'<span class="grade" style="border-left-color:{colour}">{escape(t(GRADES[why.grade]))}</span>'
    )
    st.html(
        f"<h3>{escape(why.name)}</h3>"
        f'<p class="quiet">{escape(t(KINDS[why.kind].singular))} · {escape(why.code)}</p>'
        f'<p class="answer">{escape(t(why.sentence))}</p>{grade}'
    )


def reasons(why: Passport) -> None:
    """Draw the doubts, the runner-up and who decided; the evidence (the way to another section too) folded away."""
    lines: list[Message | Label] = [label for _, label in why.reasons]
    if why.runner_up:
        lines.append(msg("Second best: {section}", section=f"{why.runner_up_name} ({why.runner_up})"))
    if why.decided_by:
        lines.append(msg("Decided by {name}", name=why.decided_by))
    folded = ""
    if why.evidence:
        title = escape(t(msg("Evidence ({count})", count=len(why.evidence))))
        folded = f"<details><summary>{title}</summary>{listed(why.evidence)}</details>"
    if lines or folded:
        st.html(f"{listed(lines)}{folded}")


def listed(lines: Sequence[Message | Label]) -> str:
    """Return sentences as a list in HTML, nothing for none."""
    items = "".join(f"<li>{escape(t(line))}</li>" for line in lines)
    return f"<ul class='why'>{items}</ul>" if items else ""


def facts(feature: dict[str, str]) -> None:
    """Draw the stored fields that hold something, with labels and units, folded away by the browser itself."""
    kind = KINDS[feature["kind"]]
    row = session.ask(feature_row, kind.name, feature["code"], session.as_of())
    if row is None:
        return
    pairs = [
        (heading(kind.name, field.name), plain(said(field, row[field.name])))
        for field in kind.stored_fields
        if field.name not in SILENT and not pd.isna(row.get(field.name))
    ]
    pairs.append((t(msg("Longitude, latitude")), f"{row['lon']:.5f}, {row['lat']:.5f}"))
    if row.get("synthetic"):
        pairs.append((t(kind.field("synthetic").label), t(msg("made up for the demonstration"))))
    rows = "".join(f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in pairs)
    title = escape(t(msg("All fields")))
    st.html(f'<details class="part"><summary>{title}</summary><table class="facts">{rows}</table></details>')
