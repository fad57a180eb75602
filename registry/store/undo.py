"""Take a revision back: the change set that restores what was known before it."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, and_, or_, select

from registry.errors import NotFoundError, StoreError
from registry.language import Label, msg
from registry.store.changes import ChangeSet
from registry.store.frames import ASSIGNMENT_CODEC, DECISION_CODEC, LINK_CODEC, PERIOD_CODECS, Codec
from registry.store.queries import fetch, known
from registry.store.schema import (
    BESIDE_FEATURES,
    FEATURE,
    LINK,
    LINKS,
    PERIODS,
    assignments,
    closings,
    decisions,
    links,
    revisions,
    touches,
)
from registry.vocabulary import STORED_KINDS

_LINKS = Label("关联", "links")


def undo_changes(connection: Connection, revision: int) -> ChangeSet:
    """Return the change set that restores everything the revision touched to what was known before it.

    Raises
    ------
    NotFoundError
        When there is no such revision.
    StoreError
        When a later revision touched the same features.
    """
    if connection.scalar(select(revisions.c.number).where(revisions.c.number == revision)) is None:
        raise NotFoundError("S050", msg("There is no revision {revision}.", revision=revision))
    _refuse_if_closing(connection, revision)
    _refuse_if_built_upon(connection, revision)
    touched = _touched(connection, revision)
    features = {kind: _restore(connection, PERIODS[kind], kind, revision, touched[FEATURE, kind]) for kind in PERIODS}
    assigned, decided = (
        {kind: _restore(connection, table, kind, revision, touched[aspect, kind]) for kind in PERIODS}
        for aspect, table in BESIDE_FEATURES.items()
    )
    linked, unlinked = _restore(connection, links, LINKS, revision, touched[LINK, LINKS])
    return ChangeSet(
        timelines={kind: frame for kind, (frame, _) in features.items() if len(frame)},
        removed={kind: ids for kind, (_, ids) in features.items() if ids},
        assignments={kind: frame for kind, (frame, _) in assigned.items() if len(frame)},
        removed_assignments={kind: ids for kind, (_, ids) in _without(assigned, features).items() if ids},
        decisions={kind: frame for kind, (frame, _) in decided.items() if len(frame)},
        removed_decisions={kind: ids for kind, (_, ids) in _without(decided, features).items() if ids},
        links=linked if len(linked) else None,
        removed_links=unlinked,
    )


Restored = dict[str, tuple[pd.DataFrame, list[int]]]


def _without(beside: Restored, features: Restored) -> Restored:
    """Leave out the assignments or decisions that go with their features."""
    return {kind: (frame, sorted(set(ids) - set(features[kind][1]))) for kind, (frame, ids) in beside.items()}


def _touched(connection: Connection, revision: int) -> dict[tuple[str, str], list[int]]:
    touched: dict[tuple[str, str], list[int]] = {(LINK, LINKS): []}
    touched |= {(aspect, kind): [] for aspect in (FEATURE, *BESIDE_FEATURES) for kind in PERIODS}
    query = select(touches.c.aspect, touches.c.kind, touches.c.feature_id).where(touches.c.revision == revision)
    for aspect, kind, number in connection.execute(query):
        touched[aspect, kind].append(number)
    return touched


def _codec(table: Table, kind: str) -> Codec:
    beside = {links.name: LINK_CODEC, assignments.name: ASSIGNMENT_CODEC, decisions.name: DECISION_CODEC}
    return beside.get(table.name) or PERIOD_CODECS[kind]


def _restore(
    connection: Connection, table: Table, kind: str, revision: int, ids: list[int]
) -> tuple[pd.DataFrame, list[int]]:
    """Return what was known of the ids before the revision, and the ids of which nothing was."""
    codec = _codec(table, kind)
    frame = fetch(connection, known(table, list(codec), revision - 1, kind=kind, ids=ids), codec)
    return frame, sorted(set(ids) - set(frame["link_id" if table is links else "feature_id"].tolist()))


def _refuse_if_closing(connection: Connection, revision: int) -> None:
    """Refuse for a revision that closed a quarter: what was published stays published."""
    quarter = connection.scalar(select(closings.c.quarter).where(closings.c.revision == revision))
    if quarter is not None:
        raise StoreError(
            "S052",
            msg(
                "Revision {revision} closed {quarter}; a published list is never taken back. "
                "Correct the outlets, and the next list says so.",
                revision=revision,
                quarter=quarter,
            ),
        )


def _refuse_if_built_upon(connection: Connection, revision: int) -> None:
    """Refuse when a later revision touched the same thing, or anything about a feature that would disappear."""
    mine, later, earlier = touches.alias("mine"), touches.alias("later"), touches.alias("earlier")
    same = and_(later.c.kind == mine.c.kind, later.c.feature_id == mine.c.feature_id, later.c.revision > revision)
    appeared = ~(
        select(earlier.c.revision)
        .where(
            earlier.c.aspect == mine.c.aspect,
            earlier.c.kind == mine.c.kind,
            earlier.c.feature_id == mine.c.feature_id,
            earlier.c.revision < revision,
        )
        .exists()
    )
    query = (
        select(later.c.revision, mine.c.kind, mine.c.feature_id)
        .join_from(mine, later, same)
        .where(mine.c.revision == revision)
        .where(or_(later.c.aspect == mine.c.aspect, and_(mine.c.aspect == FEATURE, appeared)))
        .order_by(later.c.revision, mine.c.kind, mine.c.feature_id)
    )
    row = connection.execute(query).first()
    if row is not None:
        raise StoreError(
            "S051",
            msg(
                "Revision {revision} cannot be undone: revision {later} changed {feature} of {kind} after it; "
                "undo that one first.",
                revision=revision,
                later=row[0],
                feature=_code(connection, row[1], row[2]),
                kind=STORED_KINDS[row[1]].label if row[1] in STORED_KINDS else _LINKS,
            ),
        )


def _code(connection: Connection, kind: str, number: int) -> Any:
    """Return the latest code of a feature, its number where it has none."""
    table = PERIODS.get(kind)
    if table is None or "code" not in table.c:
        return number
    query = select(table.c.code).where(table.c.feature_id == number).order_by(table.c.revision.desc())
    return connection.scalar(query) or number
