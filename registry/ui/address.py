"""The address of a page: what the reader sees stands in it, so that a link, a refresh, back and forward open it again.

The session is the truth and the address follows it, once per run. Where the reader went back or forward it is the other
way round: the browser marks such an address (`assets/address.js`), the session forgets what the address should say, and
reads it there again.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from registry.ui import session

BACK = "back"
"""The browser's mark of an address that the reader went back or forward to."""
FILTERS = ("city", "county", "section", "class", "status", "grade")
"""Filters that hold on every page that has them."""
SHARED = ("lang", "on", "rev", *FILTERS)
"""What every page keeps in its address."""
OF_ALL = ("language", "valid_on", "known_at")
OF_PAGES = {
    "map_chosen": "code",
    "map_selection": "sel",
    "review_at": "at",
    "review_postponed": "later",
    "rectify search": "outlet",
    "history of asked": "code",
    "edit of asked": "code",
    "section asked": "code",
    "import ledger": "ledger",
}
"""What pages keep in the session, and the parameter that says it in the address."""
PERIODS = ("period ", "quarter ")
"""How the keys begin under which pages keep quarters and days."""
PAGE = "address page"


def filter_key(name: str) -> str:
    """Return where the session keeps a filter."""
    return f"filter {name}"


def chosen(name: str) -> list[str]:
    """Return the values of a filter: from the session, at first those in the address."""
    if filter_key(name) not in st.session_state:
        st.session_state[filter_key(name)] = st.query_params.get_all(name)
    values: list[str] = st.session_state[filter_key(name)]
    return list(values)


def arrive() -> None:
    """Let the session follow the address where the reader went back or forward; call it before anything is drawn."""
    if BACK in st.query_params:
        forget(*OF_ALL, *OF_PAGES, *(str(key) for key in st.session_state if str(key).startswith(PERIODS)))
        follow_filters()


def moved_to(page: str) -> None:
    """Let the session follow a link that says what to show on another page; the menu's links say nothing."""
    moved = st.session_state.get(PAGE, page) != page
    st.session_state[PAGE] = page
    if moved and "lang" in st.query_params:
        forget(*OF_ALL, *(key for key, name in OF_PAGES.items() if name in st.query_params))
        follow_filters()
    elif moved:
        for name in FILTERS:
            st.session_state[filter_key(name)] = chosen(name)


def forget(*keys: str) -> None:
    """Forget what the address should say."""
    for key in keys:
        st.session_state.pop(key, None)


def follow_filters() -> None:
    """Take the filters from the address; those that it does not name are not set."""
    for name in FILTERS:
        st.session_state[filter_key(name)] = st.query_params.get_all(name)


def follow(own: Mapping[str, str | Sequence[str] | None] | None = None) -> None:
    """Let the address follow the session, in one step; `own` are the page's parameters, None takes one out."""
    now = {name: st.query_params.get_all(name) for name in st.query_params}
    gone = {BACK, *SHARED, *(own or {})}
    wanted = shared() | {name: values for name, values in now.items() if name not in gone}
    for name, value in (own or {}).items():
        if value:
            wanted[name] = [value] if isinstance(value, str) else list(value)
    if wanted != now:
        st.query_params.from_dict(wanted)


def shared() -> dict[str, list[str]]:
    """Return what every page keeps in its address: language, day, revision and filters, as far as they are set."""
    today = session.valid_on() == date.today()  # noqa: DTZ011  the office's calendar day, not an instant
    revision = st.session_state.get("known_at") or None
    own: dict[str, list[str]] = {
        "lang": [session.language()],
        "on": [] if today else [session.valid_on().isoformat()],
        "rev": [str(revision)] if revision else [],
    }
    return {name: values for name, values in (own | {name: chosen(name) for name in FILTERS}).items() if values}
