"""What the forms of changes on the map share: the place, the day, the answers that follow, who and why."""

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

import streamlit as st

from registry.findings import Finding, Level
from registry.language import Label, Message, msg
from registry.service.features import section_table
from registry.service.placing import Answer
from registry.service.registry import AsOf
from registry.ui import edit_form, map_edit, session, widgets
from registry.ui.literal import tl
from registry.ui.map_edit import Job
from registry.ui.session import FIRST_DAY, LAST_DAY, t
from registry.ui.words import GRADES, number

STYLE = """<style>
.st-key-map_edit .facts { width: 100%; border-collapse: collapse; font-size: 0.86rem; }
.st-key-map_edit .facts th { text-align: left; font-weight: 400; color: #5b6b79; padding: 0.15rem 0.5rem 0.15rem 0;
  vertical-align: top; }
.st-key-map_edit .facts td { overflow-wrap: anywhere; padding: 0.15rem 0.5rem 0.15rem 0; vertical-align: top; }
.st-key-map_edit .facts tr { border-top: 1px solid #edf0f2; }
.st-key-map_edit h3 { padding: 0; overflow-wrap: anywhere; }
</style>"""


def effective_on(job: Job, label: Message) -> date:
    """Ask since when."""
    return st.date_input(
        t(label),
        session.valid_on(),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        key=job.key("on"),
    )


def coordinates(job: Job) -> None:
    """Draw the place chosen on the map, which may be typed instead."""
    shown = f"{job.places[-1][0]:.6f}, {job.places[-1][1]:.6f}" if job.places else ""
    key = job.key(f"place {shown}")
    st.text_input(
        t(msg("New place: longitude, latitude")),
        shown,
        key=key,
        placeholder="112.53412, 37.87012",
        help=t(map_edit.HOW[job.mode]),
        on_change=map_edit.typed,
        args=(job, key),
    )


def compared(before: Answer, after: Answer, on: date) -> str:
    """Return two answers side by side as HTML."""
    heads = (Label("", ""), edit_form.DIFFERENCES["old"], edit_form.DIFFERENCES["new"])
    head = "".join(f"<th scope=col>{escape(t(label))}</th>" for label in heads)
    rows = zip(told(before, on), told(after, on), strict=True)
    body = "".join(
        f"<tr><th scope=row>{escape(t(label))}</th><td>{escape(old)}</td><td>{escape(new)}</td></tr>"
        for (label, old), (_, new) in rows
    )
    return f'<table class="facts"><tr>{head}</tr>{body}</table>'


def told(answer: Answer, on: date) -> list[tuple[Label, str]]:
    """Return an answer as lines: section, grade, way to the section, distance to the river."""
    names = session.ask(section_table, AsOf(on)).set_index("code")["name"]
    section = (
        t(Label("无", "none")) if answer.section is None else f"{names.get(answer.section, '')} ({answer.section})"
    )
    way_km = "—" if answer.way_m is None else f"{number(answer.way_m / 1000, 2)} km"
    river_m = "—" if answer.river_m is None else f"{number(answer.river_m)} m"
    return [
        (Label("所属断面", "Section"), section),
        (Label("可靠程度", "Grade"), t(GRADES[answer.grade])),
        (Label("至断面水程", "Way to the section"), way_km),
        (Label("距河道", "To the river"), river_m),
    ]


def answers(found: Sequence[tuple[str, Answer]], on: date) -> str:
    """Return the answers of several new features as HTML, one a column."""
    columns = [told(answer, on) for _, answer in found]
    head = "".join(f"<th scope=col>{escape(code)}</th>" for code, _ in found)
    lines = [(t(cells[0][0]), [value for _, value in cells]) for cells in zip(*columns, strict=True)]
    body = "".join(
        f"<tr><th scope=row>{escape(label)}</th>{''.join(f'<td>{escape(value)}</td>' for value in values)}</tr>"
        for label, values in lines
    )
    return f'<table class="facts"><tr><th></th>{head}</tr>{body}</table>'


def notes(findings: Sequence[Finding]) -> None:
    """Say what the rules see, errors first, each with its remedy."""
    for finding in sorted(findings, key=lambda one: one.level is not Level.ERROR):
        told = f"{tl(finding.message)} {tl(finding.suggestion)}"
        if finding.level is Level.ERROR:
            st.error(told, icon=":material/block:")
        else:
            st.caption(f":material/info: {told}")


def signed(job: Job, save: Callable[[str, str], Message | None]) -> None:
    """Ask who and why, and save on request; say what hinders it."""
    with st.form(job.key("signed"), border=False):
        name = widgets.actor_name()
        why = st.text_input(t(msg("Why")), help=t(msg("Stands in the history.")), key=job.key("why"))
        asked = st.form_submit_button(t(msg("Save")), type="primary", icon=":material/save:")
    if not asked:
        return
    with widgets.working(msg("Writing …")):
        hindrance = msg("Type your name first: it stands in the history.") if not name else save(name, why)
    if hindrance is None:
        st.rerun()
    st.warning(tl(hindrance))
