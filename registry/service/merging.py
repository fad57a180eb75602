"""Merge outlets into one, split one up: the family stays known, and the books balance."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from registry.errors import CallError
from registry.language import msg
from registry.ledger.plausible import county_in_code
from registry.service.edit_values import cells_of
from registry.service.field_changes import lived
from registry.service.history import find_feature
from registry.service.importing.periods import holding
from registry.service.registry import Registry
from registry.service.typed_rows import Cells, Typed
from registry.vocabulary import OUTLETS

INHERITED = (
    *("city", "county", "township", "village", "accuracy_m", "river", "bank", "declared_section"),
    *("outlet_type", "responsible_body", "status"),
)
"""What a part has of the outlet that was split, where nothing else is said; measured values are not shared out."""
LEAST_PARTS = 2


def merge(codes: Sequence[str], into: str, on: date, based_on: int | None = None) -> Typed:
    """Return the rows that merge outlets into one of them, or into another, from a day on.

    Raises
    ------
    CallError
        When nothing is left to merge.
    """
    gone = [code for code in dict.fromkeys(codes) if code != into]
    if not gone:
        raise CallError("E053", msg("Choose at least one outlet to merge, and the one it is merged into."))
    rows = tuple(
        {"code": code, "change_class": _word("merged"), "merged_into": into, "effective_on": on.isoformat()}
        for code in gone
    )
    return Typed(OUTLETS.name, rows, on, (*gone, into), based_on)


def part_code(registry: Registry, code: str, number: int) -> str:
    """Return a code for a part of an outlet, counted from 0: the outlet's own with the next free number at its end."""
    stem = code[:-2] if county_in_code("outlets", code) else f"{code}-"
    wanted = [f"{stem}{last:02}" for last in range(1, 100)]
    taken = set(registry.store.frame("outlets", codes=wanted)["code"])
    free = [one for one in wanted if one not in taken]
    return free[number] if number < len(free) else f"{code}-{number + 1}"


def split(registry: Registry, code: str, parts: Sequence[Cells], on: date, based_on: int | None = None) -> Typed:
    """Return the rows that split an outlet into new ones from a day on: it is closed, they name it as their origin.

    `parts` say at least code, name and place of each; what INHERITED names is taken over where they say nothing.

    Raises
    ------
    NotFoundError
        When there is no such outlet.
    CallError
        When there are fewer than two parts.
    """
    if len(parts) < LEAST_PARTS:
        raise CallError("E054", msg("Choose at least two places: an outlet is split into two or more."))
    _, feature_id = find_feature(registry, code, OUTLETS.name)
    periods = lived(registry.store.frame(OUTLETS.name, feature_ids=[feature_id]))
    own = cells_of(OUTLETS.name, periods[holding(periods, pd.Timestamp(on))])
    told = {"change_class": _word("split"), "effective_on": on.isoformat()}
    inherited = {name: own[name] for name in INHERITED}
    rows: list[Cells] = [
        {"code": code, **told},
        *(inherited | dict(part) | told | {"former_code": code} for part in parts),
    ]
    return Typed(OUTLETS.name, tuple(rows), on, (code,), based_on)


def _word(change: str) -> str:
    """Return a class of change as a ledger writes it."""
    return OUTLETS.field("change_class").choice(change).label.zh
