"""What goes into a revision: the change set, who makes it, and the file it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from registry.store.closings import Closing

Role = Literal["office", "city", "viewer"]


@dataclass(frozen=True)
class Actor:
    """A person who writes: the office anything, a city what lies in its cities, a viewer nothing.

    `cities` narrows the scope; empty it means the whole province, which a city may not have.
    """

    name: str
    role: Role = "office"
    cities: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceFile:
    """The file a change set was read from."""

    name: str
    sha256: str


@dataclass(frozen=True)
class ChangeSet:
    """What one revision writes; whatever it does not name stays as it was.

    `timelines` holds, by kind, the complete new timelines of the features touched: one row per period with feature_id,
    valid_from, valid_to (NaT: open) and the kind's stored fields; a field whose column is absent is stored as missing.
    `assignments` likewise, with the columns of `Store.assignments`; `links` with link_id and the columns of
    `Store.links`; `decisions` with the columns of `Store.decisions`. A removed feature was never there, as far as the
    registry now knows; its assignment and the decisions about it go with it. `closing` freezes a quarter's list.
    """

    timelines: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    removed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    assignments: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    removed_assignments: Mapping[str, Sequence[int]] = field(default_factory=dict)
    decisions: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    removed_decisions: Mapping[str, Sequence[int]] = field(default_factory=dict)
    links: pd.DataFrame | None = None
    removed_links: Sequence[int] = ()
    closing: Closing | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        beside = (self.assignments, self.removed_assignments, self.decisions, self.removed_decisions)
        parts = [part for mapping in (self.timelines, self.removed, *beside) for part in mapping.values()]
        return self.closing is None and not any(
            map(len, [*parts, self.removed_links, () if self.links is None else self.links])
        )
