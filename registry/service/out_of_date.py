"""Which stored assignments may no longer be what the registry would find, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from registry.service.registry import Registry
from registry.service.touched import Search, dated_changes
from registry.vocabulary import ASSIGNED_KINDS

BASE, EDITED, SECTIONS = "base_layers", "features", "sections"
"""Why: other base layers than the assignment was made on; the feature itself; sections that can touch it."""


@dataclass(frozen=True)
class OutOfDate:
    """The features, by kind, whose assignment may be out of date, and how many for which reason."""

    ids: Mapping[str, list[int]]
    because: Mapping[str, int]


def out_of_date(registry: Registry) -> OutOfDate:
    """Return what is to be assigned again: at worst too much, never too little.

    Each assignment stands in a revision, which knows its base layers. It is out of date on other base layers; where its
    feature was written later, or the revision took another one back; and where sections that can touch it are others
    than they were known then.
    """
    revisions = registry.store.revisions().set_index("revision")
    on_base = revisions.index[revisions["base_sha256"] == registry.base.sha256]
    undone = revisions.index[revisions["undoes"].notna()]
    changes = SectionsSince(registry)
    ids: dict[str, list[int]] = {}
    because = dict.fromkeys((BASE, EDITED, SECTIONS), 0)
    for kind in ASSIGNED_KINDS:
        made, written = last_words(registry, kind)
        other_base = made.index[~made.isin(on_base)]
        edited = written.index[~(made.reindex(written.index) >= written)].union(made.index[made.isin(undone)])
        edited = edited.difference(other_base)
        rest = made.drop(other_base).drop(edited, errors="ignore")
        touched = changes.touched(kind, rest)
        ids[kind] = sorted({*other_base, *edited, *touched})
        for why, found in ((BASE, other_base), (EDITED, edited), (SECTIONS, touched)):
            because[why] += len(found)
    return OutOfDate(ids, because)


def last_words(registry: Registry, kind: str) -> tuple[pd.Series, pd.Series]:
    """Return the revisions that wrote the assignment of each feature of a kind, and the feature itself."""
    read = (registry.store.assignments, registry.store.frame)
    rows = [reader(kind, columns=["feature_id", "revision"]) for reader in read]
    made, written = (frame.drop_duplicates("feature_id").set_index("feature_id")["revision"] for frame in rows)
    return made, written


class SectionsSince:
    """What changed of the sections since a revision; worked out once for every state they were in."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._now = registry.store.frame("sections")
        self._searches: dict[int, Search] = {}
        self._states = np.array(registry.store.revisions_of("sections"), dtype=np.int64)

    def touched(self, kind: str, made: pd.Series) -> list[int]:
        """Return the features whose sections, as known when they were assigned, were others in a way that matters."""
        found: list[int] = []
        state = pd.Series(np.searchsorted(self._states, made.to_numpy(), "right"), index=made.index)
        for number, group in state[state < len(self._states)].groupby(state):
            found += self._since(int(str(number))).touched(kind, group.index.tolist())
        return found

    def _since(self, state: int) -> Search:
        if state not in self._searches:
            known_at = int(self._states[state - 1]) if state else 0
            known = self._registry.store.frame("sections", known_at=known_at)
            self._searches[state] = Search(self._registry, dated_changes(self._registry, known, self._now))
        return self._searches[state]
