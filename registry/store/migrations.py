"""Bring a registry of an earlier schema up to this one, a step for each version, all in one transaction.

`PRAGMA user_version` of a registry says which schema it has; a file with a higher one than ours is left alone.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from registry.store.schema import PERIODS, closings, guard


def keep_closed_quarters(connection: Connection) -> None:
    """Add the table of closed quarters."""
    closings.create(connection)
    guard(connection, closings)


def keep_rectification(connection: Connection) -> None:
    """Add the tables of rectification steps and of measures against problems."""
    for kind in ("steps", "measures"):
        PERIODS[kind].create(connection)
        guard(connection, PERIODS[kind])


def keep_attachments(connection: Connection) -> None:
    """Add the table of photos and documents attached to features."""
    PERIODS["attachments"].create(connection)
    guard(connection, PERIODS["attachments"])


MIGRATIONS: Sequence[Callable[[Connection], None]] = (
    keep_closed_quarters,
    keep_rectification,
    keep_attachments,
)
"""The step at place n takes a registry from schema n + 1 to n + 2; steps are added, never changed."""


def current_version() -> int:
    """Return the schema version that this program writes."""
    return 1 + len(MIGRATIONS)


def version_of(connection: Connection) -> int:
    """Return the schema version a file says it has."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def stamp(connection: Connection, version: int) -> None:
    """Write the schema version into the file."""
    connection.exec_driver_sql(f"PRAGMA user_version = {version}")


def migrate(connection: Connection) -> None:
    """Apply the steps that a registry still lacks.

    The version is read inside the transaction, so that two programs upgrading at once apply each step once.
    """
    for step in MIGRATIONS[version_of(connection) - 1 :]:
        step(connection)
    stamp(connection, current_version())
