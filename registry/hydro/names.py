"""Compare river names as people write them: 汾水 is 汾河, 汾河干流 too; 汾河支流 is any brook but the 汾河."""

import re
import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd

from registry.hydro.lines import Ints

STRETCH = re.compile(r"(干流|主干|主河道|河道|上游|中游|下游|上段|中段|下段|段)$")
KIND_OF_WATER = re.compile(r"(?<=.)(河|水|江|川|沟|渠|涧)$")
BRANCH = re.compile(r"(支流|支沟|支渠)$")


def river_key(name: object) -> str | None:
    """Return what two spellings of one river share, None where the text names no river of its own."""
    if not isinstance(name, str):
        return None
    text = re.sub(r"[\s·•]|[(\[【].*?[)\]】]", "", unicodedata.normalize("NFKC", name)).casefold()
    while STRETCH.search(text):
        text = STRETCH.sub("", text)
    if not text or BRANCH.search(text):
        return None
    return KIND_OF_WATER.sub("", text)


def river_numbers(known: Iterable[object], asked: Iterable[object]) -> tuple[Ints, Ints]:
    """Give the rivers of both lists the same numbers; -1 where unnamed, -2 where one asked for is not known."""
    keys = pd.Index(
        sorted({key for name in pd.unique(pd.Series(list(known), dtype=object)) if (key := river_key(name))})
    )
    return _codes(known, keys, -1), _codes(asked, keys, -2)


def _codes(names: Iterable[object], keys: "pd.Index[str]", unknown: int) -> Ints:
    texts, distinct = pd.factorize(np.asarray(list(names), dtype=object))
    wanted = [river_key(name) for name in distinct]
    code = np.asarray([-1 if key is None else _position(keys, key, unknown) for key in wanted] + [-1], dtype=np.int64)
    return code[texts]


def _position(keys: "pd.Index[str]", key: str, unknown: int) -> int:
    found = int(keys.get_indexer(pd.Index([key]))[0])
    return found if found >= 0 else unknown
