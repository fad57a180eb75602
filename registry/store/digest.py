"""Fingerprints: of a revision, chained to the one before, and of everything known at a revision.

Both hash the rows' meaning (names and values, missing ones left out, in order of their keys), never the file's pages,
so that a copy, a compacted file or a file with columns added later has the same.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, product
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import sqlite

from registry.store.queries import known
from registry.store.schema import BESIDE_FEATURES, DATED_TABLES, LINKS, PERIODS, closings, links, revisions, touches
from registry.vocabulary import ASSIGNED_KINDS

HEADER = tuple(column.name for column in revisions.c if column.name not in ("previous_hash", "hash"))
"""What a revision says of itself and its hash covers."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr).encode
"""Bytes, which no row holds, stand where damage turned text into them: they are told, and so break the chain."""

_CHAIN = f"SELECT {', '.join(HEADER)}, previous_hash, hash FROM revisions ORDER BY number"  # noqa: S608

Row = Sequence[Any]


def _add(digest: Any, title: str, names: Sequence[str], rows: Iterable[Row]) -> None:
    """Add rows of values in the order of their names."""
    digest.update(f"# {title}\n".encode())
    for row in rows:
        told = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        digest.update(_encode(told).encode() + b"\n")


def _names(table: Table) -> list[str]:
    """Return the columns in the order of their names, so that their order on disk does not matter."""
    return sorted(column.name for column in table.c if column.name != "revision")


_WRITTEN: dict[Table, list[str]] = {
    touches: ["aspect", "kind", "feature_id"],
    **{table: _names(table) for table in DATED_TABLES},
    closings: [column.name for column in closings.c],
}
"""The tables that revisions write, and the columns of each in the order in which they are hashed."""


def _written_query(table: Table, *, only_one: bool) -> str:
    """Return the SQL of what revisions wrote into a table: the revision, then the hashed columns, in order."""
    query = select(table.c.revision, *(table.c[name] for name in _WRITTEN[table]))
    keys = _WRITTEN[table] if table is touches else [key.name for key in table.primary_key if key.name != "revision"]
    query = query.order_by(table.c.revision, *(table.c[name] for name in keys))
    query = query.where(table.c.revision == 0) if only_one else query
    return str(query.compile(dialect=sqlite.dialect()))


_OF_ALL, _OF_ONE = ({table: _written_query(table, only_one=only) for table in _WRITTEN} for only in (False, True))


class _Written:
    """What revisions wrote into each table, read from front to back; of one revision only, where one is named."""

    def __init__(self, connection: Connection, only: int | None = None) -> None:
        queries, values = (_OF_ALL, ()) if only is None else (_OF_ONE, (only,))
        driver: Any = connection.connection.dbapi_connection
        self._groups = {
            table: groupby(driver.execute(query, values), itemgetter(0)) for table, query in queries.items()
        }
        self._next = {table: next(groups, None) for table, groups in self._groups.items()}

    def of(self, table: Table, revision: int) -> Iterator[Row]:
        """Yield the rows of a revision, which must be asked for in order."""
        group = self._next[table]
        if group is not None and group[0] == revision:
            yield from (row[1:] for row in group[1])
            self._next[table] = next(self._groups[table], None)

    def left(self) -> int | None:
        """Return the least revision of which rows are left."""
        return min((group[0] for group in self._next.values() if group is not None), default=None)


def revision_hash(connection: Connection, header: Row, previous_hash: str) -> str:
    """Return the hash of a revision: what it says of itself, all it wrote, and the hash before it."""
    return _hash(_Written(connection, header[0]), header, previous_hash)


def _hash(written: _Written, header: Row, previous_hash: str) -> str:
    number = header[0]
    digest = hashlib.sha256(previous_hash.encode())
    _add(digest, "revision", HEADER, [header])
    _add(digest, touches.name, _WRITTEN[touches], written.of(touches, number))
    for table in DATED_TABLES:
        if rows := list(written.of(table, number)):
            _add(digest, table.name, _WRITTEN[table], rows)
    for *told, content in written.of(closings, number):
        short = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else None
        _add(digest, closings.name, _WRITTEN[closings], [[*told, short]])
    return digest.hexdigest()


def broken_revision(connection: Connection) -> int | None:
    """Return the first revision whose hash does not fit what stands in the file; None where all do.

    Every table is read once. Rows of a revision that is not there break the chain as well.
    """
    written, previous = _Written(connection), ""
    for *header, previous_hash, hashed in connection.exec_driver_sql(_CHAIN).fetchall():
        if previous_hash != previous or hashed != _hash(written, header, previous):
            return int(header[0])
        previous = hashed
    return written.left()


def state_hash(connection: Connection, known_at: int) -> str:
    """Return the hash of all that is known at a revision, whichever revisions wrote it."""
    digest = hashlib.sha256()
    for kind, table in PERIODS.items():
        names = _names(table)
        _add(digest, kind, names, connection.execute(known(table, names, known_at, kind=kind)))
    for table, kind in product(BESIDE_FEATURES.values(), ASSIGNED_KINDS):
        names = _names(table)
        _add(digest, f"{table.name} of {kind}", names, connection.execute(known(table, names, known_at, kind=kind)))
    _add(digest, LINKS, _names(links), connection.execute(known(links, _names(links), known_at, kind=LINKS)))
    return digest.hexdigest()
