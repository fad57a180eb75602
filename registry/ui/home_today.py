"""The upper part of Home: what needs a person today, each a figure and the way to the place where it is done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import pandas as pd
import streamlit as st

from registry.findings import LEVEL_LABELS
from registry.language import Label, Message, msg
from registry.service.plan_card import class_label
from registry.service.registry import AsOf, Registry
from registry.service.today import AHEAD_DAYS, Today, findings
from registry.service.today import today as today_of
from registry.ui import navigation, tables, widgets
from registry.ui.session import as_of, ask_large, language, t
from registry.ui.words import day, moment, number

STYLE = """<style>
.need { min-height: 7.2rem; }
.need .what { color: #5b6b79; font-size: 0.88rem; }
.need .figure { font-size: 1.75rem; line-height: 1.3; color: #1f2d3a; font-variant-numeric: tabular-nums; }
.need .figure.calm { color: #2e7d6b; }
.need .about { color: #5b6b79; font-size: 0.85rem; line-height: 1.35; }
.stApp ul.ahead { list-style: none; margin: 0; padding: 0; font-size: 0.92rem; }
.stApp ul.ahead li { margin: 0; padding: 0.34rem 0; border-bottom: 1px solid #d7dee4;
  line-height: 1.4; overflow-wrap: anywhere; }
.ahead li:last-child { border-bottom: 0; }
.ahead small { display: block; color: #5b6b79; font-size: 0.82rem; }
</style>"""
CITY_STATES = {
    "city": Label("市", "City"),
    "outlets": Label("排污口", "Outlets"),
    "state": Label("状态", "State"),
    "returned": Label("报送日期", "Returned on"),
}


@dataclass(frozen=True)
class Need:
    """A figure that needs somebody, what it means, and where it is dealt with; 0 is calm, None cannot be said."""

    what: Message
    count: int | None
    about: Message
    page: str
    parameters: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


def needed(opened: Registry, on: AsOf, _book_size: int) -> Today:
    """Return what needs a person; asked again when the book of returns has grown, which makes no revision."""
    return today_of(opened, on)


def draw(today: Today) -> None:
    """Draw what needs somebody: four figures, then the cities' returns, what lies ahead, and what was written last."""
    st.html(STYLE)
    places = st.columns(4)
    for place, need in zip(places[1:], needs(today), strict=True):
        with place:
            card(need)
    left, middle, right = st.columns([5, 4, 4], gap="large")
    with left:
        cities(today)
    with middle:
        st.header(t(msg("What lies ahead")), anchor=False)
        listed([(line, None) for line in ahead(today)])
        navigation.link("outlet_list")
    with right:
        last_written(today)
    with places[0], st.spinner(t(msg("Asking the rules …")), show_time=True):
        card(what_rules_say())


def card(need: Need) -> None:
    """Draw one figure with its link."""
    calm = " calm" if need.count == 0 else ""
    with st.container(border=True):
        st.html(
            f'<div class="need"><div class="what">{escape(t(need.what))}</div>'
            f'<div class="figure{calm}">{number(need.count)}</div>'
            f'<div class="about">{escape(t(need.about))}</div></div>'
        )
        navigation.link(need.page, parameters=need.parameters)


def what_rules_say() -> Need:
    """Return how many findings stand, by how grave they are."""
    counts = Counter(one.level for one in ask_large(findings, as_of()))
    parts = [
        msg("{level}: {count}", level=label, count=number(counts[level]))
        for level, label in LEVEL_LABELS.items()
        if counts[level]
    ]
    nothing = msg("Every rule is kept.")
    about = msg("Of the rules: {parts}", parts=parts) if parts else nothing
    return Need(msg("Findings that stand"), counts.total(), about, "findings")


def needs(today: Today) -> tuple[Need, Need, Need]:
    """Return what waits for review, what is overdue, and which sections are out of their class."""
    grades = [msg("{count} of grade {grade}", count=number(n), grade=grade) for grade, n in today.doubtful.items()]
    waiting = msg("{grades}; {decided} decided", grades=grades, decided=number(today.decided))
    late = msg(
        "The latest {days} days; {measures} measures late too",
        days=number(today.longest_days),
        measures=number(today.overdue_measures),
    )
    return (
        Need(
            msg("Doubtful assignments"),
            today.waiting,
            waiting if today.waiting else msg("Nothing waits for review."),
            "review",
        ),
        Need(
            msg("Overdue rectification"),
            today.overdue,
            late if today.overdue or today.overdue_measures else msg("Nothing is overdue."),
            "rectification",
            {"part": "overdue"},
        ),
        out_of_class(today),
    )


def out_of_class(today: Today) -> Need:
    """Return which sections are worse than their target, the worst first, or why that cannot be said."""
    water = today.water
    what = msg("Sections out of class")
    if water.quarter is None:
        return Need(what, None, msg("No section has a reading this quarter or the one before."), "map")
    told = {"quarter": water.quarter.label(language()), "measured": water.measured, "worse": water.worse_than_v}
    if not water.with_target:
        sentence = msg(
            "No target class is stated; of {measured} measured in {quarter}, {worse} are worse than V", **told
        )
        return Need(what, None, sentence, "map")
    if not water.out_of_class:
        return Need(what, 0, msg("All {targets} with a target keep it.", targets=water.with_target), "map")
    worst = water.out_of_class[0]
    sentence = msg(
        "Of {targets} with a target; the worst is {name}: {measured}, target {target}",
        targets=water.with_target,
        name=worst.name,
        measured=class_label(worst.measured),
        target=class_label(worst.target),
    )
    return Need(what, len(water.out_of_class), sentence, "section", {"kind": "sections", "code": worst.code})


def cities(today: Today) -> None:
    """Show which city has returned its workbook of the quarter, and which is late."""
    told = {"quarter": today.collecting.label(language()), "due": day(today.returns_due)}
    st.header(t(msg("Returns of {quarter}", **told)), anchor=False)
    if not today.cities:
        widgets.empty(msg("No outlet existed before this quarter, so no city has anything to return."))
        return
    sentence = msg(
        "{returned} of {cities} cities have returned; {late} late. Due on {due}.",
        returned=today.returned,
        cities=len(today.cities),
        late=today.late,
        **told,
    )
    st.caption(t(sentence))
    states = [city_state(one.returns > 0, one.late) for one in today.cities]
    rows = pd.DataFrame(
        {
            "city": [one.city for one in today.cities],
            "outlets": [one.outlets for one in today.cities],
            "state": [t(state) for state in states],
            "returned": [one.returned for one in today.cities],
        }
    )
    days = st.column_config.DateColumn(t(CITY_STATES["returned"]), format="YYYY-MM-DD")
    figures = st.column_config.NumberColumn(t(CITY_STATES["outlets"]), format="localized")
    tables.grid(rows, CITY_STATES, msg("Returns by city"), whole=True, returned=days, outlets=figures)
    navigation.link("cycle")


def city_state(returned: bool, late: bool) -> Message:  # noqa: FBT001  both say themselves
    """Say how a city stands with its return."""
    if returned:
        return msg("returned late") if late else msg("returned")
    return msg("late") if late else msg("awaited")


def ahead(today: Today) -> list[Message]:
    """Say what lies ahead: the end of the quarter, the returns, what is due soon, what can be closed."""
    names = {"quarter": today.quarter.label(language()), "day": day(today.quarter.last_day)}
    draft = msg("{quarter}, as on {day}: the list is a draft and follows every change.", **names)
    days_left = (today.quarter.last_day - today.valid_on).days
    lines = [
        msg("{quarter}, as on {day}: the list is closed and stays as it is.", **names) if today.closed else draft,
        msg("{quarter} ends on {day}, in {days} days.", days=number(days_left), **names)
        if days_left
        else msg("{quarter} ends on this day.", **names),
        msg(
            "The returns of {quarter} are due on {day}.",
            quarter=today.collecting.label(language()),
            day=day(today.returns_due),
        ),
        msg("{count} outlets are to be rectified within {days} days.", count=number(today.due_soon), days=AHEAD_DAYS)
        if today.due_soon
        else msg("No outlet is due within {days} days.", days=AHEAD_DAYS),
    ]
    if today.next_to_close:
        lines.append(msg("{quarter} is over and not closed yet.", quarter=today.next_to_close.label(language())))
    return lines


def last_written(today: Today) -> None:
    """Show the newest revisions and the way to all of them."""
    st.header(t(msg("Written last")), anchor=False)
    lines: list[tuple[object, object]] = [
        (
            one.reason,
            msg(
                "revision {revision}, {at}, {actor}",
                revision=one.revision,
                at=moment(one.at),
                actor=one.actor,
            ),
        )
        for one in today.revisions
    ]
    if not lines:
        widgets.empty(msg("Nothing has been written yet."))
    listed(lines)
    navigation.link("history")


def listed(lines: Sequence[tuple[object, object]]) -> None:
    """Show lines, each with a smaller remark under it."""
    said = [(t(line), "" if more is None else f"<small>{escape(t(more))}</small>") for line, more in lines]  # type: ignore[arg-type]
    st.html(f'<ul class="ahead">{"".join(f"<li>{escape(line)}{more}</li>" for line, more in said)}</ul>')
