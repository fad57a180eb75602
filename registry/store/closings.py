"""Closed quarters: what was published, frozen with the revision that closed it."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, select

from registry.quarter import Quarter
from registry.store.columns import decode_id, decode_moment, decode_text
from registry.store.schema import closings, revisions


@dataclass(frozen=True)
class Closing:
    """The record of a closed quarter: `content` is the whole published list, packed; `known_at` what it was made from.

    `sha256` is the published file's, `parts_sha256` that of its unpacked parts, the same whatever packed them.
    """

    quarter: Quarter
    known_at: int
    rows: int
    fingerprint: str
    sha256: str
    parts_sha256: str
    content: bytes


def number_of(quarter: Quarter) -> int:
    """Return the number under which the closing of a quarter is touched."""
    return quarter.year * 10 + quarter.number


def closing_table(connection: Connection) -> pd.DataFrame:
    """Return one row per closed quarter, oldest first, without the content."""
    told = [column for column in closings.c if column.name != "content"]
    query = (
        select(*told, revisions.c.at, revisions.c.actor, revisions.c.reason)
        .join_from(closings, revisions, closings.c.revision == revisions.c.number)
        .order_by(closings.c.quarter)
    )
    rows = connection.execute(query).fetchall()
    values = list(zip(*rows, strict=True)) or [()] * len(query.selected_columns)
    columns = dict(zip([column.name for column in query.selected_columns], values, strict=True))
    codecs = dict.fromkeys(("revision", "known_at", "rows"), decode_id) | {"at": decode_moment}
    return pd.DataFrame({name: codecs.get(name, decode_text)(column) for name, column in columns.items()})


def content_of(connection: Connection, quarter: Quarter) -> bytes | None:
    """Return the packed content of a closed quarter, None where it is not closed."""
    return connection.scalar(select(closings.c.content).where(closings.c.quarter == str(quarter)))
