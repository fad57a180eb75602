"""Append one revision: its rows, what they must satisfy, and its place in the chain of hashes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from registry.errors import ConflictError, StoreError
from registry.language import msg
from registry.store.changes import Actor, SourceFile
from registry.store.checks import check_revision
from registry.store.digest import HEADER, revision_hash
from registry.store.schema import FEATURE, revisions, touches
from registry.store.writing import EncodedChanges, write_rows


@dataclass(frozen=True)
class Entry:
    """What a revision says of itself."""

    actor: Actor
    reason: str
    at: datetime | None
    source: SourceFile | None
    base_sha256: str | None
    undoes: int | None


@dataclass(frozen=True)
class Last:
    """The revision a new one follows."""

    number: int = 0
    at: str = ""
    actor: str = ""
    hash: str = ""


Versions = Mapping[tuple[str, int], int]
"""By kind and id of a feature, the revision that had the last word on it (0: it was not there)."""


def append(
    connection: Connection, encoded: EncodedChanges, entry: Entry, expected_head: int | None, expected: Versions
) -> int:
    """Write a revision inside an open transaction and return its number.

    Raises
    ------
    StoreError
        When it may not be written; the caller's transaction is then to be rolled back.
    """
    last = _last(connection)
    if expected_head is not None and expected_head != last.number:
        raise ConflictError(
            "S060",
            msg(
                "{actor} wrote revision {head} ({at} UTC) after revision {expected}, which this change was made from; "
                "look at the new state and try again.",
                actor=last.actor,
                head=last.number,
                at=last.at.replace("T", " "),
                expected=expected_head,
            ),
        )
    _refuse_changed(connection, expected)
    number = last.number + 1
    moment = _moment(entry.at, last)
    write_rows(connection, encoded, number)
    check_revision(connection, number, encoded.touched, entry.actor)
    header = _header(number, moment, entry)
    hashed = revision_hash(connection, header, last.hash)
    values = dict(zip(HEADER, header, strict=True))
    connection.execute(insert(revisions).values(**values, previous_hash=last.hash, hash=hashed))
    return number


def _refuse_changed(connection: Connection, expected: Versions) -> None:
    """Refuse when somebody else had the last word on a feature since its new state was made."""
    for (kind, feature_id), revision in expected.items():
        mine = (touches.c.aspect == FEATURE) & (touches.c.kind == kind) & (touches.c.feature_id == feature_id)
        query = (
            select(revisions.c.number, revisions.c.at, revisions.c.actor)
            .join_from(touches, revisions, touches.c.revision == revisions.c.number)
            .where(mine, touches.c.revision > revision)
            .order_by(touches.c.revision.desc())
        )
        row = connection.execute(query.limit(1)).first()
        if row is not None:
            raise ConflictError(
                "S062",
                msg(
                    "{actor} changed the same feature in revision {revision} ({at} UTC); compare both and choose.",
                    actor=row.actor,
                    revision=row.number,
                    at=row.at.replace("T", " "),
                ),
            )


def _last(connection: Connection) -> Last:
    columns = (revisions.c.number, revisions.c.at, revisions.c.actor, revisions.c.hash)
    row = connection.execute(select(*columns).order_by(revisions.c.number.desc()).limit(1)).first()
    return Last(*row) if row else Last()


def _moment(at: datetime | None, last: Last) -> str:
    """Return the time of the new revision as text; a clock that was set back does not turn the order around."""
    if at is None:
        return max(_utc(datetime.now(UTC)), last.at)
    moment = _utc(at)
    if moment < last.at:
        raise StoreError(
            "S061",
            msg(
                "A revision at {at} UTC would lie before the last one ({last}); revisions follow in time.",
                at=moment,
                last=last.at,
            ),
        )
    return moment


def _utc(moment: datetime) -> str:
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return utc.replace(tzinfo=None).isoformat(timespec="seconds")


def _header(number: int, moment: str, entry: Entry) -> tuple[object, ...]:
    """Return what the revision says of itself, in the order of HEADER."""
    actor, source = entry.actor, entry.source
    scope = json.dumps(list(actor.cities), ensure_ascii=False)
    file = (source.name, source.sha256) if source else (None, None)
    return (number, moment, actor.name, actor.role, scope, entry.reason, *file, entry.base_sha256, entry.undoes)
