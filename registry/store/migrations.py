"""Bring a registry of an earlier schema up to this one, a version at a time, each in one transaction."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

Migration = Callable[[Connection], None]

MIGRATIONS: Sequence[Migration] = ()
"""The step at place n takes a registry from schema n + 1 to n + 2; SCHEMA_VERSION is one more than their number."""


def version_of(connection: Connection) -> int:
    """Return the schema version a file says it has."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def migrate_once(connection: Connection, migrations: Sequence[Migration]) -> bool:
    """Apply the next step, if there is one; say whether there was.

    The version is read inside the transaction, so that two programs upgrading at once apply each step once.
    """
    version = version_of(connection)
    if version > len(migrations):
        return False
    migrations[version - 1](connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {version + 1}")
    return True
