"""Pieces that several pages draw: checks, downloads, choices, empty states and refusals."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from registry.contents import Check
from registry.errors import RegistryError
from registry.language import Label, Message, msg
from registry.quarter import Quarter
from registry.service.features import section_table
from registry.service.registry import AsOf
from registry.ui.jobs import File, offer
from registry.ui.literal import tl
from registry.ui.session import ask, language, t, valid_on
from registry.ui.words import number

__all__ = ["DOCX", "XLSX", "File", "Sum", "offer"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def refused(refusal: RegistryError) -> None:
    """Show a refusal as one sentence, and the command that helps where something has to be set up first."""
    st.error(tl(refusal.message), icon=":material/block:")


def empty(sentence: Message) -> None:
    """Say why there is nothing to see."""
    st.info(tl(sentence), icon=":material/inbox:")


@contextmanager
def working(sentence: Message) -> Iterator[None]:
    """Show what is being done and for how long while a block works."""
    with st.spinner(t(sentence), show_time=True):
        yield


@dataclass(frozen=True)
class Sum:
    """A total and the parts that must make it up."""

    what: Message | Label
    total: int
    parts: Sequence[tuple[Label, int]]

    def line(self) -> str:
        """Return the sum as HTML with a mark: `40 = 14 + 10 + 16`."""
        right = self.total == sum(count for _, count in self.parts)
        word = t(msg("adds up")) if right else t(msg("does not add up"))
        terms = " + ".join(f"<b>{number(count)}</b> {escape(t(label))}" for label, count in self.parts)
        badge = f'<span class="{"ok" if right else "bad"}">{"✓" if right else "✗"} {escape(word)}</span>'
        return f"<p>{escape(t(self.what))} <b>{number(self.total)}</b> = {terms} &nbsp; {badge}</p>"


def adds_up(sums: Sequence[Sum]) -> None:
    """Show totals beside their parts and whether they add up."""
    st.html(f'<div class="adds">{"".join(one.line() for one in sums)}</div>')


def checks(made: Sequence[Check]) -> None:
    """Show the checks of a product, folded away while all of them hold."""
    holding = sum(check.holds for check in made)
    title = msg("{holding} of {all} checks hold", holding=holding, all=len(made))
    with st.expander(t(title), expanded=holding < len(made), icon=":material/rule:"):
        st.html(f'<div class="adds">{"".join(map(check_line, made))}</div>')


def check_line(check: Check) -> str:
    """Return what was verified, whether it holds, and the figures, as HTML."""
    word, mark = ("ok", "✓") if check.holds else ("bad", "✗")
    return f'<p><span class="{word}">{mark}</span> <b>{escape(t(check.title))}</b> &nbsp; {escape(t(check.detail))}</p>'


def quarter_choice(first: date | None = None) -> Quarter:
    """Let the reader choose a quarter; it starts as the quarter of the day in the sidebar."""
    shown = Quarter.of(valid_on())
    newest = max(shown, Quarter.of(date.today()))  # noqa: DTZ011  the office's calendar day, not an instant
    oldest = min(shown, Quarter.of(first) if first else shown)
    quarters = [newest]
    while quarters[-1] > oldest:
        quarters.append(quarters[-1].previous())
    names = {quarter: quarter.label(language()) for quarter in quarters}
    return st.selectbox(
        t(msg("Quarter")),
        quarters,
        index=quarters.index(shown),
        format_func=names.__getitem__,
        key=f"quarter {shown}",
    )


def section_choice(on: AsOf) -> str | None:
    """Let the reader choose an active section by name or code, rivers with most first; None while there are none."""
    sections = ask(section_table, on)
    active = sections[sections["active"]]
    active = active.assign(along=-active.groupby("river")["code"].transform("size")).sort_values(["along", "code"])
    names = {str(row.code): f"{row.name} · {row.river} · {row.county} · {row.code}" for row in active.itertuples()}
    return st.selectbox(
        t(msg("Section")),
        list(names),
        format_func=names.__getitem__,
        key="section",
        persist_state="session",
        filter_mode="contains",
        placeholder=t(msg("Type a part of the name")),
    )


def several(label: Message | Label, options: Sequence[str], key: str, name: Callable[[str], str] = str) -> list[str]:
    """Let the reader choose several of the options; none chosen means all."""
    names = {option: name(option) for option in options}
    return st.multiselect(
        t(label), options, format_func=names.__getitem__, key=key, placeholder=t(msg("all")), persist_state="session"
    )


def actor_name() -> str:
    """Ask once for the name that stands in the history; kept for the session."""
    typed = st.text_input(
        t(msg("Your name")), key="actor_name", persist_state="session", help=t(msg("Stands in the history."))
    )
    return typed.strip()


def matching(frame: pd.DataFrame, wanted: dict[str, list[str]]) -> pd.DataFrame:
    """Return the rows whose columns hold one of the wanted values; an empty wish lets all through."""
    keep = pd.Series(data=True, index=frame.index)
    for column, values in wanted.items():
        if values:
            keep &= frame[column].isin(values)
    return frame[keep]
