"""Find features and places by name, code, pinyin, or by a coordinate in any form."""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock, Thread

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pypinyin import Style, lazy_pinyin
from pyproj import Transformer

from registry.crs import METRIC, STORAGE
from registry.service.mapping import data_version
from registry.service.registry import AsOf, Registry
from registry.service.search_places import Place, base_places, towns
from registry.vocabulary import KINDS

COLUMNS = ["kind", "code", "name", "county", "lon", "lat"]
WORDS = ["name", "code", "river", "city", "county", "township", "village"]
"""Fields of a feature in which the single words of a search may stand."""
PLACES_AT_MOST = 4
KEPT = 3
DASHES = re.compile(r"[\s\u002d\u2010-\u2015\u2212]")
"""How many indexes stay in memory: of the newest revision, and of those that readers look back at."""

Scores = NDArray[np.float64]
_PLANE = Transformer.from_crs(STORAGE, METRIC, always_xy=True)


@dataclass(frozen=True)
class Keys:
    """What a list of names and codes is found by, each as it is compared."""

    codes: Sequence[str]
    names: Sequence[str]
    pinyin: Sequence[str]
    initials: Sequence[str]

    @classmethod
    def of(cls, names: Sequence[str], codes: Sequence[str]) -> "Keys":
        """Make the keys of names, and of the codes beside them."""
        parts = [spelling(name) for name in names]
        return cls(
            [squeezed(code) for code in codes],
            [squeezed(name) for name in names],
            [squeezed("".join(part)) for part in parts],
            ["".join(part[:1] for part in split) for split in parts],
        )

    def scores(self, wanted: str) -> Scores:
        """Return how well each fits: 4 for the whole code or name, 2 for its beginning, 1 for a part; pinyin half."""
        total = fits(self.codes, wanted) + fits(self.names, wanted)
        if wanted.isascii() and wanted.isalpha():
            total += (fits(self.pinyin, wanted) + fits(self.initials, wanted)) / 2
        return total


@dataclass(frozen=True)
class Index:
    """All that can be found on a day and revision: features, best first among equals, and places."""

    features: pd.DataFrame
    keys: Keys
    words: Sequence[str]
    places: Sequence[Place]
    place_keys: Keys
    x: Scores = field(repr=False)
    y: Scores = field(repr=False)


@dataclass(frozen=True)
class Found:
    """What a text names: places, the best features (COLUMNS), and how many features there are in all.

    `by_words` says that the whole text named nothing, and its single words were looked for.
    """

    places: tuple[Place, ...]
    features: pd.DataFrame
    total: int
    by_words: bool = False


def find(registry: Registry, text: str, as_of: AsOf, limit: int = 20) -> pd.DataFrame:
    """Return the features that a text names, best first: kind, code, name, county, lon, lat.

    Whole codes and names come before beginnings, those before parts; Latin letters also match pinyin and initials.
    Spaces and hyphens make no difference.
    """
    return search(registry, text, as_of, limit).features


def search(registry: Registry, text: str, as_of: AsOf, limit: int = 20) -> Found:
    """Return the features and the places that a text names, best first, features ordered as by `find`.

    Where the whole text names no feature, features count that hold each of its words in name, code, river, county or
    town: `清徐 造纸`.
    """
    wanted = squeezed(text)
    index = search_index(registry, as_of)
    if not wanted:
        return Found((), index.features[COLUMNS].head(0), 0)
    scores, by_words = index.keys.scores(wanted), False
    words = [squeezed(word) for word in text.split()]
    if not scores.any() and len(words) > 1:
        scores, by_words = holding_all(index.words, [word for word in words if word]), True
    rows = np.flatnonzero(scores)
    best = rows[np.argsort(-scores[rows], kind="stable")][:limit]
    features = index.features.iloc[best][COLUMNS].reset_index(drop=True)
    return Found(found_places(index, wanted), features, len(rows), by_words)


def found_places(index: Index, wanted: str) -> tuple[Place, ...]:
    """Return the places that a text names, best first, larger ones before smaller."""
    scores = index.place_keys.scores(wanted)
    order = np.argsort(-scores, kind="stable")[:PLACES_AT_MOST]
    return tuple(index.places[i] for i in order if scores[i] > 0)


def squeezed(text: str) -> str:
    """Return a text as it is compared: NFKC (full width is half), lower case, without spaces and dashes."""
    return DASHES.sub("", unicodedata.normalize("NFKC", text).lower())


def fits(keys: Sequence[str], wanted: str) -> Scores:
    """Return 4 for the whole text, 2 for its beginning, 1 for a part, 0 for none."""
    found = np.zeros(len(keys))
    for row in [row for row, key in enumerate(keys) if wanted in key]:
        found[row] = 4.0 if keys[row] == wanted else 2.0 if keys[row].startswith(wanted) else 1.0
    return found


def holding_all(keys: Sequence[str], words: Sequence[str]) -> Scores:
    """Return 1 for texts that hold every one of the words, 0 for others."""
    rows: Sequence[int] = range(len(keys))
    for word in words:
        rows = [row for row in rows if word in keys[row]]
    found = np.zeros(len(keys))
    found[list(rows)] = 1.0
    return found


def warm(registry: Registry, as_of: AsOf) -> None:
    """Make the index of a day and revision from a thread of its own, where it is not there yet."""
    if not _shelf.holds(_key(registry, as_of)):
        Thread(target=search_index, args=(registry, as_of), name="search index", daemon=True).start()


def search_index(registry: Registry, as_of: AsOf) -> Index:
    """Return the index of a day and revision; made once, by one reader while others wait."""
    return _shelf.get(_key(registry, as_of), registry, as_of)


Key = tuple[str, str, int, str]


def _key(registry: Registry, as_of: AsOf) -> Key:
    version = data_version(registry, as_of)
    return (str(registry.store.path), version.base_sha256, version.revision, version.valid_on.isoformat())


class Shelf:
    """The newest indexes."""

    def __init__(self) -> None:
        self._made: OrderedDict[Key, Index] = OrderedDict()
        self._lock = Lock()

    def holds(self, key: Key) -> bool:
        """Say whether an index is there."""
        return key in self._made

    def get(self, key: Key, registry: Registry, as_of: AsOf) -> Index:
        """Return an index, made now when it is not there."""
        with self._lock:
            if key not in self._made:
                self._made[key] = _index(registry, as_of)
            self._made.move_to_end(key)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return self._made[key]


_shelf = Shelf()


def _index(registry: Registry, as_of: AsOf) -> Index:
    frames = [
        _read(registry, kind, as_of).assign(kind=kind, order=order)
        for order, kind in enumerate(KINDS)
        if KINDS[kind].has_place
    ]
    features = pd.concat(frames, ignore_index=True)
    features = features.sort_values(["order", "code"], kind="stable", ignore_index=True)
    told = features[WORDS].fillna("")
    places = [*base_places(registry.base), *towns(features)]
    x, y = to_metres(features["lon"].to_numpy(float), features["lat"].to_numpy(float))
    return Index(
        features,
        Keys.of(told["name"].tolist(), told["code"].tolist()),
        [squeezed("\n".join(row)) for row in told.itertuples(index=False, name=None)],
        places,
        Keys.of([place.name for place in places], [""] * len(places)),
        x,
        y,
    )


def to_metres(lon: Scores, lat: Scores) -> tuple[Scores, Scores]:
    """Return plane metres of places, NaN where there is none."""
    x, y = _PLANE.transform(lon, lat)
    return np.where(np.isfinite(x), x, np.nan), np.where(np.isfinite(y), y, np.nan)


def _read(registry: Registry, kind: str, as_of: AsOf) -> pd.DataFrame:
    """Return the features of a kind with what they are found by; what it has no field for is missing."""
    wanted = sorted({*COLUMNS[1:], *WORDS})
    known = {field.name for field in KINDS[kind].stored_fields}
    columns = [name for name in wanted if name in known]
    rows = registry.store.frame(kind, valid_on=as_of.valid_on, known_at=as_of.known_at, columns=columns)
    return rows.reindex(columns=wanted).astype(dict.fromkeys(WORDS, "object"))


@lru_cache(maxsize=200_000)
def spelling(name: str) -> tuple[str, ...]:
    """Return the syllables of a name; kept, since a new revision has hardly a new name."""
    return tuple(part.lower() for part in lazy_pinyin(name, style=Style.NORMAL))
