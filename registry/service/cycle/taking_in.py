"""Write a returned workbook into the registry as one revision, and into the book of returns."""

from pathlib import Path

from registry.service.again import upon_the_newest
from registry.service.cycle.collecting import Collected, preview_return
from registry.service.cycle.receipts import note, receipt
from registry.service.importing import Imported, bring_in
from registry.service.registry import Registry
from registry.store import Actor

ATTEMPTS = 4
"""How often a workbook is weighed again because somebody wrote meanwhile."""


def collect(registry: Registry, path: Path, actor: Actor, why: str) -> tuple[Collected, Imported]:
    """Read a returned workbook and take it in; weighed again where somebody else writes meanwhile.

    Raises
    ------
    RegistryError
        As `preview_return` and `take_in`.
    """

    def attempt() -> tuple[Collected, Imported]:
        collected = preview_return(registry, path)
        return collected, take_in(registry, collected, actor, why)

    return upon_the_newest(attempt, ATTEMPTS)


def take_in(registry: Registry, collected: Collected, actor: Actor, why: str) -> Imported:
    """Write what was weighed, as one revision where it changes something, and note the return.

    A workbook of which no row can go in is noted too: it did come back.

    Raises
    ------
    ConflictError
        When somebody has written since it was weighed.
    CallError
        When the disk is full; `C005` says that only the book of returns misses it.
    """
    slip = collected.returned.slip
    reason = why or f"{slip.city} {slip.quarter} 填报表回收"
    done = Imported() if collected.is_hopeless else bring_in(registry, collected.preview, actor, reason)
    note(registry, receipt(collected, done.revision, actor.name))
    return done
