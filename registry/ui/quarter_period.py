"""Which two lists are compared: two quarters, or any two days; kept in the address (`?from=2022Q3&to=2022-12-31`)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import streamlit as st

from registry.contents import Comparison
from registry.errors import RegistryError
from registry.language import msg
from registry.quarter import PATTERN, Quarter
from registry.service.comparing import compare
from registry.service.timeline import timeline
from registry.ui import address, widgets
from registry.ui.session import FIRST_DAY, LAST_DAY, ask, ask_large, language, revision, show_day, t, valid_on

MOST_QUARTERS = 40
"""Quarters that are offered: ten years."""
FROM, TO = "from", "to"


@dataclass(frozen=True)
class Period:
    """The days of two lists, the earlier first."""

    start: date
    end: date


def compared(period: Period) -> Comparison:
    """Return what leads from one list to the other, as known at the revision that the pages show.

    Raises
    ------
    RegistryError
        When the days do not follow each other, or the books do not balance.
    """
    return ask_large(compare, period.start, period.end, revision())


def offered() -> list[Quarter]:
    """Return the quarters that can be compared, the newest first: from the first with outlets to that of today."""
    today = Quarter.of(date.today())  # noqa: DTZ011  the office's calendar day, not an instant
    newest = max(Quarter.of(valid_on()), today)
    marked = ask(timeline, revision())
    quarters = [newest, newest.previous()]
    first = min(marked, default=newest)
    while len(quarters) < MOST_QUARTERS and quarters[-1] > first:
        quarters.append(quarters[-1].previous())
    return quarters


def choose() -> Period:
    """Let the reader choose both lists; at first the quarter of the sidebar's day and the one before it."""
    start, end, switch = st.columns([2, 2, 1.2], vertical_alignment="bottom")
    asked = asked_days()
    with switch:
        free = st.toggle(
            t(msg("Any date")),
            value=any(day is not None and not ends_quarter(day) for day in asked.values()),
            key="period any date",
            help=t(msg("Compare any two days instead of the ends of quarters.")),
        )
    shown = Quarter.of(valid_on())
    usual = {FROM: shown.previous().last_day, TO: shown.last_day}
    days = {}
    for place, name, label in ((start, FROM, msg("From")), (end, TO, msg("To"))):
        with place:
            wanted = asked[name] or usual[name]
            days[name] = widget_day(name, t(label), wanted) if free else widget_quarter(name, t(label), wanted)
    remember({name: day for name, day in days.items() if day != usual[name]})
    return Period(days[FROM], days[TO])


def widget_quarter(name: str, label: str, wanted: date) -> date:
    """Let the reader choose a quarter; return its last day."""
    quarters = sorted({*offered(), Quarter.of(wanted)}, reverse=True)
    names = {quarter: quarter.label(language()) for quarter in quarters}
    chosen = st.selectbox(
        label,
        quarters,
        index=quarters.index(Quarter.of(wanted)),
        format_func=names.__getitem__,
        key=f"period {name} {Quarter.of(valid_on())}",
    )
    return chosen.last_day


def widget_day(name: str, label: str, wanted: date) -> date:
    """Let the reader choose any day."""
    chosen = st.date_input(
        label,
        wanted,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        key=f"period day {name} {Quarter.of(valid_on())}",
    )
    return chosen if isinstance(chosen, date) else wanted


def asked_days() -> dict[str, date | None]:
    """Return the days that the address asks for, None where it asks for none that can be read."""
    return {name: parse(st.query_params.get(name, "")) for name in (FROM, TO)}


def parse(text: str) -> date | None:
    """Return the last day of a quarter, or the day that a text names; None for anything else."""
    with suppress(ValueError, RegistryError):
        found = Quarter.parse(text).last_day if PATTERN.fullmatch(text.upper()) else date.fromisoformat(text)
        return found if FIRST_DAY <= found <= LAST_DAY else None
    return None


def ends_quarter(day: date) -> bool:
    """Say whether a quarter ends on the day."""
    return Quarter.of(day).last_day == day


def written(day: date) -> str:
    """Return the quarter that ends on a day, else the day, as an address writes it."""
    return str(Quarter.of(day)) if ends_quarter(day) else day.isoformat()


def remember(days: dict[str, date]) -> None:
    """Keep the days that are not the usual ones in the address, so that the page can be reloaded and passed on."""
    address.follow({name: written(days[name]) if name in days else None for name in (FROM, TO)})


def out_of_order(period: Period) -> bool:
    """Say so where the days do not follow each other; there is nothing to compare then."""
    if period.start < period.end:
        return False
    widgets.empty(msg("Choose two different lists, the earlier one first."))
    return True


def nothing_changed(period: Period) -> None:
    """Say that nothing changed, and offer the last quarter before that has changes."""
    widgets.empty(msg("Nothing changed between these two lists."))
    marked = list(ask(timeline, revision()))[1:]
    earlier = [quarter for quarter in marked if quarter.last_day <= period.start]
    if earlier:
        label = msg("Show the last changes: {quarter}", quarter=earlier[-1].label(language()))
        st.button(t(label), icon=":material/history:", on_click=show_quarter, args=(earlier[-1],))


def show_quarter(quarter: Quarter) -> None:
    """Show a quarter and the one before it, on this page; for use as a button's callback."""
    remember({})
    show_day(quarter.last_day)
