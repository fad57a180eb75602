"""The registry file as the rest of the program sees it: read as known at a revision, written one revision at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Table, select

from registry.errors import NotFoundError
from registry.language import msg
from registry.quarter import Quarter
from registry.store import digest, queries, told, undo
from registry.store.changes import Actor, ChangeSet, SourceFile
from registry.store.checks import check_role
from registry.store.closings import closing_table, content_of
from registry.store.engine import reading
from registry.store.files import check_file, create_file, upgrade_file
from registry.store.frames import (
    ASSIGNMENT_CODEC,
    DECISION_CODEC,
    LINK_CODEC,
    PERIOD_CODECS,
    REVISION_CODEC,
    WRITTEN_BY,
    Codec,
    only,
    periods_of,
)
from registry.store.revision import Entry, Versions, append
from registry.store.schema import DECISION, FEATURE, LINK, LINKS, Touch, assignments, decisions, links, revisions
from registry.store.seal import SealedFile
from registry.store.writing import encode_changes

Ids = Sequence[int] | None
"""Of which features; None: of all."""


class Store:
    """A registry file. It holds no connection, so threads may share it; every call sees one consistent state."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = SealedFile(path)

    @classmethod
    def create(cls, path: Path | str) -> "Store":
        """Make a new, empty registry.

        Raises
        ------
        CallError
            When the file exists or cannot be written.
        """
        create_file(Path(path))
        return cls.open(path)

    @classmethod
    def open(cls, path: Path | str) -> "Store":
        """Open a registry without writing a byte; one that is not as last known is read from end to end (see `seal`).

        Raises
        ------
        CallError
            When there is no file.
        StoreError
            When it is not a registry, is damaged or altered, or has a schema newer or older than this program's.
        """
        store = cls(Path(path))
        check_file(store._file.engine, store.path)
        store.head()
        return store

    @classmethod
    def upgrade(cls, path: Path | str) -> "Store":
        """Bring a registry to this program's schema, where it has an earlier one, and open it.

        Raises
        ------
        RegistryError
            As `open`; when a step fails or a revision is altered, the file is left as it was.
        """
        upgrade_file(Path(path))
        return cls.open(path)

    def head(self) -> int:
        """Return the number of the last revision, 0 before the first."""
        with self._reading() as connection:
            return queries.head(connection)

    def revisions(self) -> pd.DataFrame:
        """Return one row per revision, oldest first; `at` is UTC, `scope` a JSON list of cities (empty: all)."""
        codec = {"revision": WRITTEN_BY["revision"], **REVISION_CODEC}
        columns = [revisions.c.number, *(revisions.c[name] for name in REVISION_CODEC)]
        with self._reading() as connection:
            return queries.fetch(connection, select(*columns).order_by(revisions.c.number), codec)

    def frame(
        self,
        kind: str,
        valid_on: date | None = None,
        known_at: int | None = None,
        codes: Sequence[str] | None = None,
        feature_ids: Sequence[int] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return a kind's features as true on a day (all their periods without one) and as known at a revision.

        One row per feature, or per period, by feature_id and valid_from; `revision` is the one that wrote the row.
        `columns` are the only ones read, where given.

        Raises
        ------
        RegistryError
            When the kind or the revision does not exist.
        """
        table, codec = periods_of(kind), only(PERIOD_CODECS[kind] | WRITTEN_BY, columns)
        with self._reading(known_at) as connection:
            if codes is not None and feature_ids is None:
                feature_ids = queries.owners(connection, table, codes)
            query = queries.true_on(
                queries.known(table, list(codec), known_at, kind=kind, ids=feature_ids), table, valid_on
            )
            if codes is not None:
                query = query.where(table.c.code.in_(queries.listed(list(codes))))
            return queries.fetch(connection, query, codec)

    def revisions_of(self, kind: str) -> list[int]:
        """Return the numbers of the revisions that wrote features of a kind, oldest first."""
        with self._reading() as connection:
            return list(connection.scalars(queries.writers(FEATURE, kind)))

    def touched(self, kinds: Sequence[str], after: int, until: int) -> list[Touch]:
        """Return what of some kinds the revisions after one, up to another, touched: aspect, kind, number."""
        with self._reading(until) as connection:
            rows = connection.execute(queries.touched(kinds, after, until)).fetchall()
        return [(row[0], row[1], row[2]) for row in rows]

    def history(self, kind: str, feature_id: int) -> pd.DataFrame:
        """Return every period of every revision that touched a feature, oldest first, with who, when and why.

        A revision that removed it has one row without dates.
        """
        with self._reading() as connection:
            return told.history(connection, periods_of(kind), PERIOD_CODECS[kind], FEATURE, kind, feature_id)

    def decision_history(self, kind: str, feature_id: int) -> pd.DataFrame:
        """Return what people decided about a feature, as `history`; a revision that took all back has no section."""
        periods_of(kind)
        with self._reading() as connection:
            return told.history(connection, decisions, DECISION_CODEC, DECISION, kind, feature_id)

    def last_owner(self, kind: str, code: str) -> int | None:
        """Return the id of the feature that had a code last in any revision, one that was taken away included."""
        with self._reading() as connection:
            return told.last_owner(connection, periods_of(kind), code)

    def link_history(self, kind: str, feature_id: int) -> pd.DataFrame:
        """Return every period of every revision of the links from or to a feature, as `history`, by link."""
        periods_of(kind)
        with self._reading() as connection:
            return told.link_history(connection, kind, feature_id)

    def assignments(
        self,
        kind: str,
        valid_on: date | None = None,
        known_at: int | None = None,
        feature_ids: Sequence[int] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return the assignments of a kind as true on a day (all periods without one) and as known at a revision.

        `columns` are the only ones read, where given.
        """
        codec = only(ASSIGNMENT_CODEC | WRITTEN_BY, columns)
        return self._beside(assignments, codec, kind, valid_on, known_at, feature_ids)

    def decisions(
        self, kind: str, valid_on: date | None = None, known_at: int | None = None, feature_ids: Ids = None
    ) -> pd.DataFrame:
        """Return what people decided about a kind, as `assignments`: section_code, decided_by, why, evidence."""
        return self._beside(decisions, DECISION_CODEC | WRITTEN_BY, kind, valid_on, known_at, feature_ids)

    def _beside(
        self, table: Table, codec: Codec, kind: str, valid_on: date | None, known_at: int | None, feature_ids: Ids
    ) -> pd.DataFrame:
        periods_of(kind)
        with self._reading(known_at) as connection:
            query = queries.known(table, list(codec), known_at, kind=kind, ids=feature_ids)
            return queries.fetch(connection, queries.true_on(query, table, valid_on), codec)

    def links(self, valid_on: date | None = None, known_at: int | None = None) -> pd.DataFrame:
        """Return the links as true on a day (all periods without one) and as known at a revision."""
        codec = LINK_CODEC | WRITTEN_BY
        with self._reading(known_at) as connection:
            query = queries.known(links, list(codec), known_at, kind=LINKS)
            return queries.fetch(connection, queries.true_on(query, links, valid_on), codec)

    def next_feature_id(self) -> int:
        """Return a number from which on all are free for new features of any kind, under the current head."""
        with self._reading() as connection:
            return queries.next_id(connection, FEATURE)

    def next_link_id(self) -> int:
        """Return a number from which on all are free for new links, under the current head."""
        with self._reading() as connection:
            return queries.next_id(connection, LINK)

    def commit(
        self,
        changes: ChangeSet,
        actor: Actor,
        reason: str,
        *,
        at: datetime | None = None,
        source: SourceFile | None = None,
        base_sha256: str | None = None,
        expected_head: int | None = None,
        expected_versions: Versions | None = None,
        undoes: int | None = None,
    ) -> int:
        """Write one revision, all of it or nothing, and return its number.

        An empty change set writes nothing and returns the head as it is. Give `expected_head`, the head that the
        changes were made from, wherever somebody else may write meanwhile: numbers for new features are only then
        sure to be free. `expected_versions` asks less: by kind and id, the revision that had the last word on each
        feature; what others wrote about others does not matter then. `at` is UTC (so is a time without a zone) and
        not before the last revision's.

        Raises
        ------
        ConflictError
            When the head is no longer the expected one, or a feature has changed since its expected version.
        StoreError
            When the actor may not write this, a code would belong to two features at once, or the frames are wrong.
        CallError
            When the disk is full or fails; the file is then as before.
        """
        check_role(actor)
        if changes.is_empty:
            return self.head()
        encoded = encode_changes(changes)
        entry = Entry(actor, reason, at, source, base_sha256, undoes)
        with self._file.writing() as connection:
            return append(connection, encoded, entry, expected_head, expected_versions or {})

    def undo_changes(self, revision: int) -> ChangeSet:
        """Return the change set that restores what was known before a revision, to commit with `undoes`.

        Raises
        ------
        NotFoundError
            When there is no such revision.
        StoreError
            When a later revision builds on it.
        """
        with self._reading() as connection:
            return undo.undo_changes(connection, revision)

    def closings(self) -> pd.DataFrame:
        """Return one row per closed quarter, oldest first: quarter, known_at, rows, hashes, who closed it and when."""
        with self._reading() as connection:
            return closing_table(connection)

    def closed_content(self, quarter: Quarter) -> bytes | None:
        """Return what was published of a quarter, packed; None where it is not closed."""
        with self._reading() as connection:
            return content_of(connection, quarter)

    def content_hash(self, known_at: int | None = None) -> str:
        """Return the SHA-256 of all that is known at a revision, the same in any file that knows the same."""
        with self._reading(known_at) as connection:
            return digest.state_hash(connection, queries.head(connection) if known_at is None else known_at)

    def broken_revision(self) -> int | None:
        """Return the first revision that is not as it was written, by the chain of hashes; None where all are."""
        with reading(self._file.engine, self.path) as connection:
            return digest.broken_revision(connection)

    def check_whole(self) -> None:
        """Read the whole file, whatever is known of it.

        Raises
        ------
        StoreError
            When it is damaged or altered.
        """
        self._file.check_whole()

    @contextmanager
    def _reading(self, known_at: int | None = None) -> Iterator[Connection]:
        """Open one consistent view of a whole file, and see that the revision asked for is there."""
        with self._file.reading() as connection:
            if known_at is not None and not 0 <= known_at <= queries.head(connection):
                raise NotFoundError("S050", msg("There is no revision {revision}.", revision=known_at))
            yield connection
