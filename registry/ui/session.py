"""What one reader's session knows: the language, the registry, the date and revision asked for, and who is asking."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import ParamSpec, TypeVar

import streamlit as st

from registry.language import Label, Language, Message, pick_language
from registry.language import render as render_value
from registry.quarter import Quarter
from registry.service.registry import AsOf, Registry, open_registry
from registry.settings import Settings
from registry.store import Actor

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
"""The days that can be asked about."""

SPOKEN = "language spoken"

WORKERS = 16
"""Threads that answer: more than readers who wait for a long answer at once, so that a click finds one free."""

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def language() -> Language:
    """Return the reader's language: chosen by switch, else by the address (`?lang=en`), else the browser's."""
    if (fixed_here := _fixed.get()) is not None:
        return fixed_here.language
    chosen = st.session_state.get("language") or st.query_params.get("lang") or st.context.locale
    return pick_language(chosen, Settings.from_environment().language)


@dataclass(frozen=True)
class Fixed:
    """What a session asked for when it started a piece of work that goes on without it."""

    language: Language
    as_of: AsOf


_fixed: ContextVar[Fixed | None] = ContextVar("fixed", default=None)


def fixed(work: Callable[[], Answer]) -> Callable[[], Answer]:
    """Return the work so that it can be done in a thread: language, day and revision stay as they are now."""
    now = Fixed(language(), as_of())

    def alone() -> Answer:
        _fixed.set(now)
        return work()

    return alone


def t(value: Message | Label | str) -> str:
    """Say a message or a label in the reader's language; plain text stays as it is."""
    return str(render_value(value, language()))


def registry() -> Registry:
    """Return the registry that the environment names, opened once for all readers.

    Raises
    ------
    RegistryError
        When the registry or the base layers are missing or damaged.
    """
    return _open(Settings.from_environment())


@st.cache_resource(show_spinner=False, max_entries=4)
def _open(settings: Settings) -> Registry:
    return open_registry(settings)


def as_of() -> AsOf:
    """Return the day and the revision that every page shows (default: today, as known now)."""
    return AsOf(valid_on(), known_at())


def valid_on() -> date:
    """Return the day that every page shows: from the sidebar, else from the address (`?on=2022-12-31`), else today."""
    if (fixed_here := _fixed.get()) is not None:
        return fixed_here.as_of.valid_on
    chosen = st.session_state.get("valid_on")
    if isinstance(chosen, date):
        return chosen
    try:
        asked = date.fromisoformat(st.query_params.get("on", ""))
    except ValueError:
        asked = date.min
    return asked if FIRST_DAY <= asked <= LAST_DAY else date.today()  # noqa: DTZ011  the office's day, not an instant


def known_at() -> int | None:
    """Return the revision asked for: from the sidebar, else from the address (`?rev=4`), else None for the newest."""
    if (fixed_here := _fixed.get()) is not None:
        return fixed_here.as_of.known_at
    chosen = st.session_state.get("known_at")
    if isinstance(chosen, int):
        return chosen or None
    asked = st.query_params.get("rev", "")
    return int(asked) if asked.isdecimal() and 1 <= int(asked) <= registry().store.head() else None


def speak_anew() -> None:
    """Have all choices drawn anew where the language has changed; call it before anything is drawn.

    A browser keeps the words of what was chosen, not what they stand for, and would hand back words of the former
    language with the next click. Choices that are set from here are shown, and kept, in the new one.
    """
    spoken = st.session_state.get(SPOKEN)
    st.session_state[SPOKEN] = language()
    if spoken in (None, language()):
        return
    for key, value in st.session_state.items():
        if is_choice(value):
            st.session_state[key] = value


def is_choice(value: object) -> bool:
    """Whether a value can be that of a choice or a field; buttons and uploads, which none may set, hold others."""
    if isinstance(value, list | tuple):
        return bool(value) and all(map(is_choice, value))
    return isinstance(value, str | int | float | date | Quarter) and not isinstance(value, bool)


def show_day(day: date) -> None:
    """Show another day on every page; for use as a button's callback."""
    st.session_state["valid_on"] = day


def revision() -> int:
    """Return the revision that the pages show: the chosen one, else the newest."""
    chosen = known_at()
    return registry().store.head() if chosen is None else int(chosen)


def ask(service: Callable[..., Answer], *question: object) -> Answer:
    """Ask a service about the registry and keep the answer until the registry or the question changes.

    The service gets the registry first, then the question, whose parts must be plain values or frozen dataclasses.
    """
    return _answer(_key(service, question), lambda: _worked(service, question))


def ask_large(service: Callable[..., Answer], *question: object) -> Answer:
    """Ask as `ask` does for an answer of many rows, of which only the newest few are kept in memory."""
    return _large_answer(_key(service, question), lambda: _worked(service, question))


def _key(service: Callable[..., object], question: tuple[object, ...]) -> tuple[object, ...]:
    """Return what an answer is kept under: the service, the registry as it is now, the question."""
    opened = registry()
    place = str(Settings.from_environment().registry_path)
    name = f"{service.__module__}.{service.__qualname__}"
    return (name, place, opened.store.head(), opened.base.sha256, question)


def _worked(service: Callable[..., Answer], question: tuple[object, ...]) -> Answer:
    """Ask the service on a thread that stays: Streamlit's own end with each click, and with them what PROJ prepared."""
    return _workers().submit(service, registry(), *question).result()


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="registry-ask")


@st.cache_data(max_entries=96, show_spinner=False)
def _answer(key: tuple[object, ...], _work: Callable[[], Answer]) -> Answer:  # noqa: ARG001  Streamlit keeps by it
    """Run the work once for each key."""
    return _work()


@st.cache_data(max_entries=16, show_spinner=False)
def _large_answer(key: tuple[object, ...], _work: Callable[[], Answer]) -> Answer:  # noqa: ARG001  as above
    """Run the work once for each key."""
    return _work()


def actor() -> Actor | None:
    """Return who writes: the name typed once in this session, None while there is none (no log-in yet)."""
    name = str(st.session_state.get("actor_name", "")).strip()
    return Actor(name) if name else None
