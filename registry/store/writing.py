"""Put a change set into the rows of one revision, and check what the registry would then know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import sqlite

from registry.errors import StoreError
from registry.language import Label, msg
from registry.store.changes import ChangeSet
from registry.store.closings import number_of
from registry.store.columns import Values
from registry.store.frames import (
    ASSIGNMENT_CODEC,
    DECISION_CODEC,
    LINK_CODEC,
    PERIOD_CODECS,
    Codec,
    check_timelines,
    encode,
    periods_of,
)
from registry.store.schema import (
    ASSIGNMENT,
    BESIDE_FEATURES,
    CLOSING,
    DECISION,
    FEATURE,
    LINK,
    LINKS,
    LISTS,
    Touch,
    closings,
    links,
    touches,
)
from registry.vocabulary import ASSIGNED_KINDS, STORED_KINDS

_LINKS_LABEL = Label("关联", "Links")


@dataclass
class EncodedChanges:
    """A change set in the form SQLite keeps: columns per table, and what is touched."""

    tables: list[tuple[Table, Mapping[str, Values]]] = field(default_factory=list)
    touched: set[Touch] = field(default_factory=set)

    def add(self, table: Table, columns: Mapping[str, Values], aspect: str, kind: str, ids: Iterable[int]) -> None:
        """Add rows of a table and what they touch."""
        self.tables.append((table, columns))
        self.touched.update((aspect, kind, number) for number in ids)

    def remove(self, aspect: str, kind: str, ids: Iterable[int]) -> None:
        """Touch without rows: from this revision on, it was never there.

        Raises
        ------
        StoreError
            When the same change set writes it.
        """
        gone = {(aspect, kind, int(number)) for number in ids}
        both = sorted(gone & self.touched)
        if both:
            raise StoreError(
                "S030",
                msg("The change both writes and removes number {number} of {kind}.", number=both[0][2], kind=kind),
            )
        self.touched |= gone


def encode_changes(changes: ChangeSet) -> EncodedChanges:
    """Turn a change set into rows.

    Raises
    ------
    RegistryError
        When a frame has unknown columns, values of the wrong type or periods that overlap.
    """
    encoded = EncodedChanges()
    for kind, frame in changes.timelines.items():
        table = periods_of(kind)
        check_timelines(frame, "feature_id", STORED_KINDS[kind].label)
        columns = encode(frame, PERIOD_CODECS[kind], STORED_KINDS[kind].label)
        encoded.add(table, columns, FEATURE, kind, columns["feature_id"])
    _encode_beside(changes.assignments, ASSIGNMENT, ASSIGNMENT_CODEC, encoded)
    _encode_beside(changes.decisions, DECISION, DECISION_CODEC, encoded)
    if changes.links is not None:
        check_timelines(changes.links, "link_id", _LINKS_LABEL)
        columns = encode(changes.links, LINK_CODEC, _LINKS_LABEL)
        encoded.add(links, columns, LINK, LINKS, columns["link_id"])
    _encode_removals(changes, encoded)
    if changes.closing is not None:
        told = {**vars(changes.closing), "quarter": str(changes.closing.quarter)}
        columns = {name: [value] for name, value in told.items()}
        encoded.add(closings, columns, CLOSING, LISTS, [number_of(changes.closing.quarter)])
    return encoded


def _encode_beside(frames: Mapping[str, pd.DataFrame], aspect: str, codec: Codec, encoded: EncodedChanges) -> None:
    """Encode what is said of features beside their own fields: assignments or decisions, by kind."""
    for kind, frame in frames.items():
        periods_of(kind)
        check_timelines(frame, "feature_id", STORED_KINDS[kind].label)
        columns = encode(frame, codec, STORED_KINDS[kind].label)
        table = BESIDE_FEATURES[aspect]
        encoded.add(table, {"kind": [kind] * len(frame), **columns}, aspect, kind, columns["feature_id"])


def _encode_removals(changes: ChangeSet, encoded: EncodedChanges) -> None:
    for kind, ids in changes.removed.items():
        periods_of(kind)
        encoded.remove(FEATURE, kind, ids)
        if kind in ASSIGNED_KINDS:
            for aspect in BESIDE_FEATURES:
                encoded.remove(aspect, kind, ids)
    for aspect, removed in ((ASSIGNMENT, changes.removed_assignments), (DECISION, changes.removed_decisions)):
        for kind, ids in removed.items():
            periods_of(kind)
            encoded.remove(aspect, kind, ids)
    encoded.remove(LINK, LINKS, changes.removed_links)


def write_rows(connection: Connection, encoded: EncodedChanges, revision: int) -> None:
    """Insert the rows of a revision, and what it touches."""
    for table, columns in encoded.tables:
        _insert(connection, table, {"revision": repeat(revision), **columns})
    aspects, kinds, ids = zip(*sorted(encoded.touched), strict=True)
    touched = {"aspect": aspects, "kind": kinds, "feature_id": ids, "revision": repeat(revision)}
    _insert(connection, touches, touched)


def _insert(connection: Connection, table: Table, columns: Mapping[str, Iterable[Any]]) -> None:
    """Insert columns of values in one prepared statement; many rows cost little more than their writing."""
    statement, order = _statement(table, tuple(columns))
    rows = list(zip(*(columns[name] for name in order), strict=False))  # the revision repeats for ever
    if rows:
        connection.exec_driver_sql(statement, rows)


@cache
def _statement(table: Table, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the SQL that inserts a row, and the order of its values."""
    compiled = insert(table).compile(dialect=sqlite.dialect(), column_keys=list(names))
    return str(compiled), tuple(compiled.positiontup or ())
