"""What every revision said of one feature: its periods, what people decided about it, its links."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from registry.store.frames import LINK_CODEC, REVISION_CODEC, WRITTEN_BY, Codec
from registry.store.queries import fetch
from registry.store.schema import LINK, links, revisions, touches

TOLD = ("at", "actor", "role", "reason", "file_name", "undoes")
"""What a history says of each revision."""
ROW_ID = REVISION_CODEC["undoes"]
"""A number that is missing where a revision took all away."""


def history(
    connection: Connection, table: Table, codec: Codec, aspect: str, kind: str, feature_id: int
) -> pd.DataFrame:
    """Return every period of every revision that touched an aspect of a feature, oldest first.

    A revision that took all away has one row without dates.
    """
    written = and_(table.c.revision == touches.c.revision, table.c.feature_id == touches.c.feature_id)
    if "kind" in table.c:
        written = and_(written, table.c.kind == touches.c.kind)
    mine = and_(touches.c.aspect == aspect, touches.c.kind == kind, touches.c.feature_id == feature_id)
    return _told(connection, table, codec, written, mine)


def link_history(connection: Connection, kind: str, feature_id: int) -> pd.DataFrame:
    """Return every period of every revision of the links from or to a feature, by link, then as `history`.

    Their `role` is the link's, not that of who wrote it.
    """
    ends = ((links.c.from_kind, links.c.from_id), (links.c.to_kind, links.c.to_id))
    named = or_(*(and_(kinds == kind, ids == feature_id) for kinds, ids in ends))
    mine = and_(touches.c.aspect == LINK, touches.c.feature_id.in_(select(links.c.link_id).where(named)))
    written = and_(links.c.revision == touches.c.revision, links.c.link_id == touches.c.feature_id)
    return _told(connection, links, LINK_CODEC | dict.fromkeys(("from_id", "to_id"), ROW_ID), written, mine)


def last_owner(connection: Connection, table: Table, code: str) -> int | None:
    """Return the feature that had a code last in any revision, one that was taken away since included."""
    query = select(table.c.feature_id).where(table.c.code == code)
    return connection.scalar(query.order_by(table.c.revision.desc(), table.c.valid_from.desc()).limit(1))


def _told(
    connection: Connection, table: Table, codec: Codec, written: ColumnElement[bool], mine: ColumnElement[bool]
) -> pd.DataFrame:
    told = {name: REVISION_CODEC[name] for name in TOLD if name not in codec}
    key = next(iter(codec))
    columns: list[Any] = [table.c[name] for name in codec if name != key]
    query = (
        select(touches.c.feature_id, *columns, touches.c.revision, *(revisions.c[name] for name in told))
        .select_from(touches.join(revisions, touches.c.revision == revisions.c.number).outerjoin(table, written))
        .where(mine)
        .order_by(touches.c.feature_id, touches.c.revision, table.c.valid_from)
    )
    return fetch(connection, query, codec | WRITTEN_BY | told)
