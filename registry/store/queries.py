"""Questions to the two clocks: what was known at a revision, and of that what was true on a day."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, Subquery, Table, and_, func, or_, select

from registry.store.frames import Codec, decode
from registry.store.schema import BESIDE_FEATURES, FEATURE, LINK, LINKS, PERIODS, links, revisions, touches


def head(connection: Connection) -> int:
    """Return the number of the last revision, 0 before the first."""
    return int(connection.exec_driver_sql("SELECT max(number) FROM revisions").scalar() or 0)


def last_touches(aspect: str, kind: str, known_at: int | None, ids: Sequence[int] | None = None) -> Subquery:
    """Return per feature the revision that had the last word on it, of those up to `known_at`."""
    query = select(touches.c.feature_id, func.max(touches.c.revision).label("revision")).where(
        touches.c.aspect == aspect, touches.c.kind == kind
    )
    if known_at is not None:
        query = query.where(touches.c.revision <= known_at)
    if ids is not None:
        query = query.where(touches.c.feature_id.in_(listed(list(map(int, ids)))))
    return query.group_by(touches.c.feature_id).subquery("last")


def listed(values: Sequence[Any]) -> Select[Any]:
    """Return values as a query, so that their number has no limit."""
    return select(func.json_each(json.dumps(values)).table_valued("value").c.value)


def known(
    table: Table, columns: Sequence[str], known_at: int | None, *, kind: str, ids: Sequence[int] | None = None
) -> Select[Any]:
    """Return a kind's periods, assignments or decisions, or the links, as known at a revision, by id and first day."""
    aspect, key = _aspect(table)
    last = last_touches(aspect, kind, known_at, ids)
    query = (
        select(*(table.c[name] for name in columns))
        .join_from(last, table, and_(table.c.revision == last.c.revision, table.c[key] == last.c.feature_id))
        .order_by(table.c[key], table.c.valid_from)
    )
    return query.where(table.c.kind == kind) if "kind" in table.c else query


def owners(connection: Connection, table: Table, codes: Sequence[str]) -> list[int]:
    """Return the ids of all features that bear or ever bore one of these codes, in any revision."""
    query = select(table.c.feature_id).where(table.c.code.in_(listed(list(codes)))).distinct()
    return list(connection.scalars(query))


def writers(aspect: str, kind: str) -> Select[Any]:
    """Return the numbers of the revisions that touched anything of a kind, in order."""
    query = select(touches.c.revision).where(touches.c.aspect == aspect, touches.c.kind == kind)
    return query.distinct().order_by(touches.c.revision)


def touched(kinds: Sequence[str], after: int, until: int) -> Select[Any]:
    """Return what of some kinds the revisions after one, up to another, touched: aspect, kind, number."""
    within = (touches.c.revision > after) & (touches.c.revision <= until) & touches.c.kind.in_(kinds)
    return select(touches.c.aspect, touches.c.kind, touches.c.feature_id).where(within).distinct()


def lives(table: Table, columns: Sequence[str], told: Sequence[str], of: tuple[str, str, int]) -> Select[Any]:
    """Return every period of every revision that touched one thing, and what those revisions say of themselves.

    A revision that removed it has one row without dates.
    """
    aspect, kind, feature_id = of
    written = (table.c.revision == touches.c.revision) & (table.c.feature_id == touches.c.feature_id)
    if "kind" in table.c:
        written &= table.c.kind == touches.c.kind
    joined = touches.join(revisions, touches.c.revision == revisions.c.number).outerjoin(table, written)
    said = (*(table.c[name] for name in columns), touches.c.revision, *(revisions.c[name] for name in told))
    return (
        select(touches.c.feature_id, *said)
        .select_from(joined)
        .where(touches.c.aspect == aspect, touches.c.kind == kind, touches.c.feature_id == feature_id)
        .order_by(touches.c.revision, table.c.valid_from)
    )


def _aspect(table: Table) -> tuple[str, str]:
    """Return under which aspect a table is touched, and its column of ids."""
    if table is links:
        return LINK, "link_id"
    beside = (aspect for aspect, told in BESIDE_FEATURES.items() if told is table)
    return next(beside, FEATURE), "feature_id"


def true_on(query: Select[Any], table: Table, day: date | None) -> Select[Any]:
    """Keep the periods that hold the day; all of them without one."""
    if day is None:
        return query
    text = day.isoformat()[:10]
    return query.where(table.c.valid_from <= text, or_(table.c.valid_to.is_(None), table.c.valid_to > text))


def fetch(connection: Connection, query: Select[Any], codec: Codec) -> pd.DataFrame:
    """Run a query whose columns are those of the codec and return its frame."""
    return decode(connection.execute(query).fetchall(), codec)


def next_id(connection: Connection, aspect: str) -> int:
    """Return the first number that no feature, or no link, ever had."""
    kinds = (LINKS,) if aspect == LINK else tuple(PERIODS)
    highest = (
        connection.scalar(select(func.max(touches.c.feature_id)).where(touches.c.aspect == aspect, touches.c.kind == k))
        for k in kinds
    )
    return 1 + max((number or 0 for number in highest), default=0)
