"""Find features by name, code, or the pinyin of a name."""

from datetime import date
from functools import lru_cache

import pandas as pd
from pypinyin import Style, lazy_pinyin

from registry.service.registry import AsOf, Registry
from registry.vocabulary import KINDS

COLUMNS = ["kind", "code", "name", "county", "lon", "lat"]


def find(registry: Registry, text: str, as_of: AsOf, limit: int = 20) -> pd.DataFrame:
    """Return the features that a text names, best first: kind, code, name, county, lon, lat.

    Whole codes and names come before beginnings, those before parts; Latin letters also match pinyin and initials.
    Spaces and hyphens make no difference.
    """
    wanted = squeezed(text)
    if not wanted:
        return pd.DataFrame(columns=COLUMNS)
    index = search_index(registry, as_of.valid_on, as_of.known_at or registry.store.head())
    scores = score(index["code_key"], wanted) + score(index["name_key"], wanted)
    if wanted.isascii() and wanted.isalpha():
        scores = scores + (score(index["pinyin"], wanted) + score(index["initials"], wanted)) / 2
    scored = index.assign(score=scores)
    best = scored[scored["score"] > 0].sort_values(["score", "order", "code"], ascending=[False, True, True])
    return best[COLUMNS].head(limit).reset_index(drop=True)


def squeezed(text: str) -> str:
    """Return a text as it is compared: lower case, without spaces and hyphens."""
    return "".join(text.lower().split()).replace("-", "")


def score(column: pd.Series, wanted: str) -> pd.Series:
    """Return 4 for the whole text, 2 for its beginning, 1 for a part, 0 for none."""
    part = column.str.contains(wanted, regex=False)
    return part.astype(int) + column.str.startswith(wanted) + 2 * (column == wanted)


@lru_cache(maxsize=4)
def search_index(registry: Registry, valid_on: date, known_at: int) -> pd.DataFrame:
    """Return every feature with the keys it is found by; made once per date and revision."""
    frames = [
        registry.store.frame(kind, valid_on=valid_on, known_at=known_at)[COLUMNS[1:]].assign(kind=kind, order=order)
        for order, kind in enumerate(KINDS)
        if KINDS[kind].has_place
    ]
    index = pd.concat(frames, ignore_index=True)
    names = index["name"].fillna("")
    spelled = {name: spelling(name) for name in names.unique()}
    return index.assign(
        code_key=index["code"].map(squeezed),
        name_key=names.map(squeezed),
        pinyin=names.map({name: "".join(parts) for name, parts in spelled.items()}),
        initials=names.map({name: "".join(part[:1] for part in parts) for name, parts in spelled.items()}),
    )


@lru_cache(maxsize=200_000)
def spelling(name: str) -> tuple[str, ...]:
    """Return the syllables of a name; kept, since a new revision has hardly a new name."""
    return tuple(part.lower() for part in lazy_pinyin(name, style=Style.NORMAL))
