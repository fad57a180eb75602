"""Compare river names as people write them: 汾水 is 汾河, 汾河太原段 too; 汾河支流 is any brook but the 汾河."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from registry.hydro.lines import Ints, Objects

WATER = "河水江川沟渠涧溪"
STRETCH = re.compile(
    rf"(干流|主干|主河道|河道|上游|中游|下游|上段|中段|下段|河段|(?<=[{WATER}流])[^{WATER}流]{{1,8}}段|段)$"
)
KIND_OF_WATER = re.compile(rf"(?<=.)[{WATER}]$|(?<=.)\s+(river|creek|brook|stream)$")
BRANCH = re.compile(r"(支流|支沟|支渠)$")
OF_A_RIVER = re.compile(r"^.+支流(?=.)")
BRACKETS = re.compile(r"[(\[【〔](.*?)[)\]】〕]")
NOISE = re.compile(r"[·•\"'“”‘’、,，。;；:：]")
CALLED = re.compile(r"^(又名|又称|原名|古称|俗称|即)")
NO_NAME = {"", "无", "无名", "未知", "不详", "不明", "/", "-", "--", "—", "无名河", "无名沟", "无名溪"}


def river_key(name: object) -> str | None:
    """Return what two spellings of one river share, None where the text names no river of its own."""
    return _key(BRACKETS.sub("", _plain(name)))


def _plain(name: object) -> str:
    return NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold() if isinstance(name, str) else ""


def _key(text: str) -> str | None:
    text = OF_A_RIVER.sub("", " ".join(text.split()))
    if not text.isascii():
        text = text.replace(" ", "")
    while STRETCH.search(text):
        text = STRETCH.sub("", text)
    if text in NO_NAME or BRANCH.search(text):
        return None
    return KIND_OF_WATER.sub("", text)


def _aliases(name: object) -> list[str]:
    """Return the keys of the names in brackets: 岚河（普明河）; a stretch or whose branch it is, is no name."""
    inside = [CALLED.sub("", text.strip()) for text in BRACKETS.findall(_plain(name))]
    return [key for text in inside if not STRETCH.search(text) and (key := _key(text))]


def river_numbers(known: Iterable[object], asked: Iterable[object]) -> tuple[Ints, Ints]:
    """Give the rivers of both lists the same numbers; -1 where unnamed, -2 where one asked for is not known.

    One asked for by a name that is not known may be known by the one in its brackets, or in brackets; and 涑水 is
    涑水河 where no other river is called so.
    """
    names, asked_names = (np.asarray(list(some), dtype=object) for some in (known, asked))
    distinct = pd.unique(pd.Series(names, dtype=object))
    keys = sorted({key for name in distinct if (key := river_key(name))})
    number = {key: i for i, key in enumerate(keys)}
    others = dict(number)
    for name in sorted(distinct[[isinstance(name, str) for name in distinct]]):
        for alias in _aliases(name):
            others.setdefault(alias, number.get(river_key(name) or "", -1))
    short = Counter(_shorter(key) for key in number)
    for key, i in number.items():
        if short[_shorter(key)] == 1:
            others.setdefault(_shorter(key), i)

    def find(name: object) -> int:
        called = [key for key in (river_key(name), *_aliases(name)) if key]
        found = [others[key] for key in called if others.get(key, -1) >= 0]
        return found[0] if found else -2 if called else -1

    return _codes(names, lambda name: number.get(river_key(name) or "", -1)), _codes(asked_names, find)


def _shorter(key: str) -> str:
    return KIND_OF_WATER.sub("", key)


def _codes(names: Objects, number: Callable[[object], int]) -> Ints:
    texts, distinct = pd.factorize(names)
    return np.asarray([*map(number, distinct), -1], dtype=np.int64)[texts]
