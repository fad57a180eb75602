"""Fingerprints: of a revision, chained to the one before, and of everything known at a revision.

Both hash the rows' meaning (names and values, missing ones left out, in order of their keys), never the file's pages,
so that a copy, a compacted file or a file with columns added later has the same.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from sqlalchemy import Connection, Table, select

from registry.store.queries import known
from registry.store.schema import BESIDE_FEATURES, DATED_TABLES, LINKS, PERIODS, closings, links, revisions, touches
from registry.vocabulary import ASSIGNED_KINDS

HEADER = tuple(column.name for column in revisions.c if column.name not in ("previous_hash", "hash"))
"""What a revision says of itself and its hash covers."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _add(digest: Any, title: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows of values in the order of their names."""
    digest.update(f"# {title}\n".encode())
    for row in rows:
        told = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        digest.update(_encode(told).encode() + b"\n")


def _names(table: Table) -> list[str]:
    """Return the columns in the order of their names, so that their order on disk does not matter."""
    return sorted(column.name for column in table.c if column.name != "revision")


def revision_hash(connection: Connection, header: Sequence[Any], previous_hash: str) -> str:
    """Return the hash of a revision: what it says of itself, all it wrote, and the hash before it."""
    number = header[0]
    digest = hashlib.sha256(previous_hash.encode())
    _add(digest, "revision", HEADER, [header])
    touched = ("aspect", "kind", "feature_id")
    query = select(*(touches.c[name] for name in touched)).where(touches.c.revision == number).order_by(*touched)
    _add(digest, "touches", touched, connection.execute(query))
    for table in DATED_TABLES:
        columns = [table.c[name] for name in _names(table)]
        query = select(*columns).where(table.c.revision == number).order_by(*table.primary_key)
        if rows := connection.execute(query).fetchall():
            _add(digest, table.name, _names(table), rows)
    closed = connection.execute(select(closings).where(closings.c.revision == number)).mappings().fetchall()
    for row in closed:
        told = {**row, "content": hashlib.sha256(row["content"]).hexdigest()}
        _add(digest, closings.name, list(told), [list(told.values())])
    return digest.hexdigest()


def broken_revision(connection: Connection) -> int | None:
    """Return the first revision whose hash does not fit what stands in the file; None where all do."""
    previous = ""
    for row in connection.execute(select(revisions).order_by(revisions.c.number)).mappings().fetchall():
        header = [row[name] for name in HEADER]
        if row["previous_hash"] != previous or row["hash"] != revision_hash(connection, header, previous):
            return int(row["number"])
        previous = row["hash"]
    return None


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
