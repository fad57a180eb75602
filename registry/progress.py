"""How far a long piece of work is: told by whoever does it, heard by whoever waits, such as a job or a command."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class CancelledError(Exception):
    """Ends work that somebody cancelled; not a refusal, nobody has to be told."""


class Listener(Protocol):
    """Whoever waits for a piece of work; both may raise CancelledError, which ends the work."""

    def told(self, share: float) -> None:
        """Take note of the share that is done, between 0 and 1."""

    def bound(self) -> None:
        """Take note that the work can no more be cancelled."""


@dataclass(frozen=True)
class _Heard:
    """Who listens, and which stretch of the whole the work now going on is."""

    listener: Listener
    begin: float = 0.0
    end: float = 1.0


_heard: ContextVar[_Heard | None] = ContextVar("heard", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let somebody listen to what is done within, in this thread."""
    before = _heard.set(_Heard(listener))
    try:
        yield
    finally:
        _heard.reset(before)


@contextmanager
def stretch(begin: float, end: float) -> Iterator[None]:
    """Let what is done within be this stretch of the whole, each between 0 and 1."""
    now = _heard.get()
    if now is None:
        yield
        return
    length = now.end - now.begin
    before = _heard.set(replace(now, begin=now.begin + begin * length, end=now.begin + end * length))
    try:
        yield
    finally:
        _heard.reset(before)


def tell(done: int, total: int) -> None:
    """Say how far the work is; where nobody listens, nothing happens.

    Raises
    ------
    CancelledError
        When somebody cancelled the work: it ends here.
    """
    now = _heard.get()
    if now is not None and total:
        now.listener.told(now.begin + (now.end - now.begin) * done / total)


def each(items: Sequence[Item]) -> Iterator[Item]:
    """Yield items, saying before each how many are done.

    Raises
    ------
    CancelledError
        As `tell`.
    """
    for done, item in enumerate(items):
        tell(done, len(items))
        yield item


def bind() -> None:
    """Say that what follows cannot be cancelled, such as a revision that is being written.

    Raises
    ------
    CancelledError
        When somebody cancelled the work before.
    """
    now = _heard.get()
    if now is not None:
        now.listener.bound()
