"""What a page says when something cannot be done: a sentence, never a traceback, also where only a part of it runs."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import streamlit as st

from registry.errors import RegistryError
from registry.language import msg
from registry.ui import widgets
from registry.ui.session import t

log = logging.getLogger(__name__)


@contextmanager
def calm() -> Iterator[None]:
    """Say in a sentence why what is drawn within cannot be drawn."""
    try:
        yield
    except RegistryError as refusal:
        widgets.refused(refusal)
    except Exception:
        log.exception("A page failed")
        st.error(t(msg("This page failed because of a mistake in the program; the details are in the server's log.")))


def fragment(draw: Callable[[], None]) -> Callable[[], None]:
    """Let a part of a page run alone, as Streamlit's own decorator does, with the page's way to say what fails."""

    @st.fragment
    @wraps(draw)
    def part() -> None:
        with calm():
            draw()

    return part
