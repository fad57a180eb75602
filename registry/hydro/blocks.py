"""Work on many points block by block: neighbours together, the blocks shared among the cores."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np

from registry.hydro.lines import Floats, Ints

BLOCK = 50_000
"""Points looked at together: few enough for the processor's cache."""
CELLS = 256

Record = TypeVar("Record")


def in_blocks(work: Callable[[Ints], Record], x: Floats, y: Floats) -> Record:
    """Return what `work` says of points by their rows, a record of arrays with one entry per row, in the rows' order.

    Points that lie together are asked for together: the search for one then finds in the cache what it needs.
    """
    if len(x) <= BLOCK:
        return work(np.arange(len(x)))
    order = _neighbours(x, y)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = pool.map(work, np.array_split(order, -(-len(x) // BLOCK)))
        record: Record = _put_back(list(parts), order)
    return record


def _neighbours(x: Floats, y: Floats) -> Ints:
    """Return the order of points by squares of a board, row by row."""
    column, row = (
        ((along - along.min()) / max(np.ptp(along), 1e-9) * (CELLS - 1)).astype(np.uint16) for along in (x, y)
    )
    return np.argsort(row * np.uint16(CELLS) + column, kind="stable")


def _put_back(parts: list[Any], order: Ints) -> Any:
    fields = []
    for pieces in zip(*(vars(part).values() for part in parts), strict=True):
        whole = np.empty(len(order), dtype=pieces[0].dtype)
        whole[order] = np.concatenate(pieces)
        fields.append(whole)
    return type(parts[0])(*fields)
