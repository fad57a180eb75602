"""Pieces of the rectification page: figures, one outlet's steps as a timeline, the form that records the next one."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from registry.analysis.rectification import RANKS
from registry.contents import BulletinContent
from registry.errors import RegistryError
from registry.language import Label, Message, msg
from registry.service.history import undo
from registry.service.rectifying import DETAILS, next_steps, record_step, timeline
from registry.store import Actor
from registry.ui import address, tables, theme, widgets
from registry.ui.session import as_of, ask, known_at, registry, t, valid_on
from registry.ui.words import day, moment, number, said, share
from registry.vocabulary import OUTLETS, STEPS, FieldType
from registry.vocabulary.bulletin import DEFINITIONS, FIGURES
from registry.vocabulary.steps import NEEDS, SENT_BACK

STYLE = f"""<style>
.steps {{ list-style: none; margin: 0.4rem 0 1rem; padding: 0 0 0 1.1rem; border-left: 2px solid {theme.LINE}; }}
.steps li {{ position: relative; margin: 0 0 0.75rem; font-size: 0.92rem; color: {theme.QUIET}; }}
.steps li::before {{ content: ""; position: absolute; left: -1.5rem; top: 0.35rem; width: 0.6rem; height: 0.6rem;
  border-radius: 50%; background: {theme.GRADE_COLOURS["A"]}; border: 2px solid white; }}
.steps li.back::before {{ background: {theme.GRADE_COLOURS["D"]}; border-radius: 0; }}
.steps b {{ color: {theme.INK}; font-weight: 600; margin-right: 0.5rem; }}
.steps small {{ display: block; color: {theme.QUIET}; }}
</style>"""
SAID_WITH_ANY = ("evidence", "person", "remark")
IN_LEDGER = {
    "responsible_unit": "responsible_body",
    "rectification_class": "rectification_class",
    "due_on": "due_on",
}
"""Details of a step that the outlets' ledger may know, and its field."""
SEARCHED = 60
"""At most so many outlets are offered to choose from."""


def metrics(content: BulletinContent) -> None:
    """Show the province's figures with their change since the last issue."""
    totals, measures, projects = content.totals, content.measure_totals, content.project_totals
    figures: tuple[tuple[Message, str, object], ...] = (
        (msg("Traced"), share(totals["traced_share"]), points(totals["traced_share_change"])),
        (msg("Rectified"), share(totals["rectified_share"]), points(totals["rectified_share_change"])),
        (msg("Closed out"), number(totals["closed_out"]), totals["closed_out_change"]),
        (msg("Overdue"), number(totals["overdue"]), totals["overdue_change"]),
        (msg("Problems"), of(measures, "problems_closed", "problems"), measures["problems_closed_change"]),
        (msg("Measures"), of(measures, "measures_closed", "measures"), measures["measures_closed_change"]),
        (msg("Projects"), of(projects, "finished", "total"), projects["finished_change"]),
    )
    for place, (label, figure, change) in zip(st.columns(len(figures)), figures, strict=True):
        worse = "inverse" if label == msg("Overdue") else "normal"
        place.metric(t(label), figure, change, delta_color=worse, border=True)  # type: ignore[arg-type]
    sentence = msg(
        "Problems and measures closed out, projects finished, of all. Changes are against {day}, both as now known; "
        "those of shares in percentage points.",
        day=day(content.before),
    )
    st.caption(t(sentence))


def of(figures: Mapping[str, float | int | None], part: str, whole: str) -> str:
    """Return a figure beside the whole it is part of."""
    return f"{number(figures[part])} / {number(figures[whole])}"


def points(change: float | None) -> float | None:
    """Return a change of a share in percentage points."""
    return None if change is None else round(100 * change, 1)


def definitions() -> None:
    """Say what each figure counts, folded away."""
    names = FIGURES | {"stage": Label("所处环节", "Stage"), "change": Label("较上季", "Change")}
    with st.expander(t(msg("What the figures count")), icon=":material/info:"):
        tables.facts((label, t(DEFINITIONS[name])) for name, label in names.items())


def choose_outlet(standing: pd.DataFrame) -> str | None:
    """Let the reader find an outlet by code, former code or name, closed ones included; None while none is chosen."""
    st.session_state.setdefault("rectify search", st.query_params.get("outlet", ""))
    left, right = st.columns([1, 2])
    wanted = left.text_input(t(msg("Code or name of the outlet")), key="rectify search").strip()
    if not wanted:
        widgets.empty(msg("Type a part of the name or code of an outlet."))
        return None
    spellings = standing["code"] + " " + standing["former_code"].fillna("") + " " + standing["name"].fillna("")
    found = standing[spellings.str.contains(wanted, case=False, regex=False)].head(SEARCHED)
    if found.empty:
        widgets.empty(msg("No outlet of that name or code is registered on this day."))
        return None
    names = dict(zip(found["code"], found["name"] + " · " + found["code"], strict=True))
    code = right.selectbox(
        t(OUTLETS.field("name").label), list(names), format_func=names.__getitem__, filter_mode="contains"
    )
    address.follow({"outlet": code})
    return str(code)


def outlet_steps(row: pd.Series) -> None:
    """Draw where an outlet stands, since when, until when, and the steps that led there."""
    stage = t(STEPS.field("step").choice_label(row["stage"]))
    kind = said(OUTLETS.field("rectification_class"), row["rectification_class"])
    sums = [
        f"<b>{escape(stage)}</b>",
        escape(t(msg("by recorded steps") if row["by_steps"] else msg("by the outlets' ledger"))),
        escape(t(msg("class: {kind}", kind=kind or "—"))),
        escape(t(msg("due on {day}", day="—" if pd.isna(row["due_on"]) else day(row["due_on"])))),
    ]
    if pd.notna(row["days_late"]):
        late = msg("{days} days late", days=number(row["days_late"]))
        sums.append(f'<span class="bad">{escape(t(late))}</span>')
    st.html(f'{STYLE}<div class="adds"><p>{" · ".join(sums)}</p></div>')
    taken = ask(timeline, row["code"], as_of())
    if taken.empty:
        widgets.empty(msg("No step is recorded; where it stands is read off the outlets' ledger."))
    else:
        st.html(f'<ul class="steps">{"".join(map(step_line, taken.to_dict("records")))}</ul>')


def step_line(step: dict[Any, Any]) -> str:
    """Return a step as an item of the timeline: day, step, what it says, who recorded it."""
    told = [
        f"{t(STEPS.field(name).label)} {day(value) if isinstance(value, date) else said(STEPS.field(name), value)}"
        for name in DETAILS
        if pd.notna(value := step[name])
    ]
    by = t(
        msg(
            "recorded by {who}, {at}, revision {revision}",
            who=step["actor"],
            at=moment(step["at"]),
            revision=step["revision"],
        )
    )
    back = ' class="back"' if step["stage"] != step["step"] or step["step"] == "reopened" else ""
    head = f"<b>{escape(t(STEPS.field('step').choice_label(step['step'])))}</b>{escape(day(step['taken_on']))}"
    return f"<li{back}>{head}<br>{escape(' · '.join(told))}<small>{escape(by)}</small></li>"


def next_step(row: pd.Series) -> None:
    """Ask for the step that an outlet takes next and record it; say what is missing where it is refused."""
    if known_at() is not None:
        st.caption(t(msg("Steps are recorded on the newest revision; choose it in the sidebar.")))
        return
    st.subheader(t(msg("Record the next step")), anchor=False)
    code, stage = str(row["code"]), str(row["stage"])
    allowed = ask(next_steps, code, as_of())
    onward = [step for step in allowed if RANKS[step] > RANKS[stage]]
    one, two = st.columns(2)
    step = one.selectbox(
        t(STEPS.field("step").label),
        allowed,
        index=allowed.index(onward[0]) if onward else 0,
        format_func={step: t(STEPS.field("step").choice_label(step)) for step in allowed}.__getitem__,
        key=f"step {code} {stage}",
    )
    on = two.date_input(t(STEPS.field("taken_on").label), valid_on(), format="YYYY-MM-DD", key=f"on {code}")
    name = widgets.actor_name()
    details = {field: detail(field, step, row) for field in details_of(step)}
    if st.button(t(msg("Record the step")), type="primary", icon=":material/save:", disabled=not name):
        record(code, step, on, name, details)


def details_of(step: str) -> list[str]:
    """Return the fields to ask for: what the step needs, and what may be said with any."""
    needed = {name for group in NEEDS[step] for name in group}
    more = {"result"} if step in SENT_BACK else {"due_on"} if step in ("under_way", "reopened") else set()
    return [name for name in DETAILS if name in {*needed, *more, *SAID_WITH_ANY}]


def detail(name: str, step: str, row: pd.Series) -> object:
    """Ask for one detail of a step, with what the ledger says of it; a star marks what is needed."""
    field, needed = STEPS.field(name), any(name in group for group in NEEDS[step])
    label = f"{t(field.label)} *" if needed else t(field.label)
    key, known = f"{name} {step} {row['code']}", row[IN_LEDGER[name]] if needed and name in IN_LEDGER else None
    known = None if pd.isna(known) else known
    if field.type is FieldType.DATE:
        chosen = st.date_input(label, known, format="YYYY-MM-DD", key=key)
        return None if chosen is None else pd.Timestamp(chosen)
    if field.choices:
        names = {choice.value: t(choice.label) for choice in field.choices}
        index = list(names).index(str(known)) if known in names else None
        choose = t(Label("请选择", "choose"))
        return st.selectbox(label, list(names), index, format_func=names.__getitem__, key=key, placeholder=choose)
    return st.text_input(label, known or "", key=key).strip()


def record(code: str, step: str, on: date, name: str, details: dict[str, object]) -> None:
    """Record a step and draw the page anew; a refusal is shown as one sentence."""
    try:
        made = record_step(registry(), code, step, on, Actor(name), **details)
    except RegistryError as refusal:
        widgets.refused(refusal)
        return
    st.session_state["rectify made"] = made
    st.rerun()


def told() -> None:
    """Say what was recorded last, and offer to take it back."""
    made = st.session_state.get("rectify made")
    if made is None:
        return
    said_so, back = st.columns([4, 1], vertical_alignment="center")
    said_so.success(
        t(msg("The step is recorded as revision {revision}.", revision=made)), icon=":material/check_circle:"
    )
    back.button(t(msg("Take it back")), on_click=take_back, args=(made,), icon=":material/undo:")


def take_back(made: int) -> None:
    """Take the recorded step back by a further revision; for use as a callback."""
    del st.session_state["rectify made"]
    undo(registry(), made, Actor(str(st.session_state.get("actor_name", ""))))
