"""Make a change again while others write first."""

from collections.abc import Callable
from typing import TypeVar

from registry.errors import ConflictError

OVERTAKEN = ("S060", "S062")
"""How the store says that somebody else wrote first; any other conflict is for a person to settle."""
TRIES = 40

Made = TypeVar("Made")


def upon_the_newest(attempt: Callable[[], Made], tries: int = TRIES) -> Made:
    """Return what an attempt makes; it is made again, upon what is newest, as long as others write in between.

    Raises
    ------
    ConflictError
        When others wrote first at every try, or a person must choose.
    """
    for _ in range(tries - 1):
        try:
            return attempt()
        except ConflictError as conflict:
            if conflict.code not in OVERTAKEN:
                raise
    return attempt()
