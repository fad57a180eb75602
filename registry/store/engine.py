"""Reach a registry file: one connection per use, safe settings, and every failure said in one sentence.

The file stays in rollback-journal mode whatever the SQLite library: older ones lose data in WAL mode (the WAL-reset
bug, mended in 3.51.3), and a registry should be one file that can be copied.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from registry.errors import CallError, RegistryError, StoreError
from registry.language import msg

BUSY_TIMEOUT_MS = 10_000
WAIT_S = 10.0
_PAUSE_S, _IMPATIENT_S = 0.004, 0.02
_COMPILED: dict[Any, Any] = {}
"""Statements as SQL, shared by all engines of the process."""
_WRITE_OPTION = "registry_write"
_SETTINGS = (
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "foreign_keys = ON",
    "synchronous = EXTRA",  # as FULL, and the folder synced: else a deleted journal may come back and undo a commit
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "cache_spill = OFF",  # a long write takes the file from its readers only at the moment of its commit
)


def make_engine(path: Path) -> Engine:
    """Return an engine on an existing file; it never creates one, and opens a connection for each use."""
    engine = create_engine("sqlite://", creator=lambda: connect(path), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine.execution_options(compiled_cache=_COMPILED)


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to an existing file, with the settings of a registry."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.executescript("".join(f"PRAGMA {setting};" for setting in _SETTINGS))
    return connection


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITE_OPTION, False):
        _begin_writing(connection.connection.dbapi_connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writing(driver: Any) -> None:
    """Take the right to write; who has waited longer asks more often, where SQLite's own waiting would favour luck."""
    started = time.monotonic()
    driver.execute("PRAGMA busy_timeout = 0")
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            waited_s = time.monotonic() - started
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or waited_s > WAIT_S:
                raise
            time.sleep(_PAUSE_S / (1 + waited_s / _IMPATIENT_S))
    driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


@contextmanager
def reading(engine: Engine, path: Path) -> Iterator[Connection]:
    """Open one consistent view of the file.

    Raises
    ------
    RegistryError
        When the file cannot be read.
    """
    with refusals(path), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine, path: Path) -> Iterator[Connection]:
    """Open the one transaction of a write: all of it goes in, or nothing.

    Raises
    ------
    RegistryError
        When the file cannot be written; it is then as it was before.
    """
    _check_limit(path)
    options = {_WRITE_OPTION: True}
    with refusals(path), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _check_limit(path: Path) -> None:
    """Refuse to begin where a process may not write as far as the file reaches: a failed write could not be undone."""
    with suppress(ImportError, FileNotFoundError):
        import resource  # noqa: PLC0415  absent on Windows

        limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
        if limit != resource.RLIM_INFINITY and limit < path.stat().st_size:
            raise full(path)


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn what SQLite or the machine says into a refusal that a person can act on."""
    try:
        yield
    except DBAPIError as error:
        refusal = _refusal(path, error.orig)
        if refusal is None:
            raise
        raise refusal from error
    except sqlite3.Error as error:  # from a cursor that is read without SQLAlchemy
        refusal = _refusal(path, error)
        if refusal is None:
            raise
        raise refusal from error
    except UnicodeDecodeError as error:  # text that is no text any more, even in SQLite's own complaint
        raise damaged(path) from error
    except UnicodeEncodeError as error:
        raise StoreError(
            "S010", msg("A text holds a character that cannot be stored: {text}.", text=ascii(error.object))
        ) from error


def _refusal(path: Path, error: BaseException | None) -> RegistryError | None:
    """Say in one sentence what an SQLite error means; None where it would be a mistake of the program."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return CallError("S019", msg("{path} was replaced meanwhile, perhaps by a restore; try again.", path=path))
    if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
        return StoreError("S015", msg("The history in {path} is never changed; write a new revision.", path=path))
    if isinstance(error, sqlite3.OperationalError) and not code:
        return damaged(path)  # text that is no text any more
    busy = CallError("S014", msg("Another program is busy writing to {path}; try again shortly.", path=path))
    return {
        sqlite3.SQLITE_CORRUPT: damaged(path),
        sqlite3.SQLITE_NOTADB: foreign(path),
        sqlite3.SQLITE_FULL: full(path),
        sqlite3.SQLITE_IOERR: CallError("S012", msg("{path} could not be read or written; check its disk.", path=path)),
        sqlite3.SQLITE_READONLY: closed(path),
        sqlite3.SQLITE_PERM: closed(path),
        sqlite3.SQLITE_CANTOPEN: closed(path),
        sqlite3.SQLITE_BUSY: busy,
        sqlite3.SQLITE_LOCKED: busy,
    }.get(code & 0xFF)


def is_machine_fault(error: BaseException | None) -> bool:
    """Say whether an SQLite error has its cause outside the file: the disk, its permissions, another program."""
    return isinstance(_refusal(Path(), error), CallError)


def full(path: Path) -> CallError:
    """Return the refusal of a write for which there is no room."""
    return CallError("S011", msg("The disk of {path} is full; nothing was written. Make room.", path=path))


def closed(path: Path) -> CallError:
    """Return the refusal of a file that the machine does not let us open or write."""
    return CallError("S013", msg("{path} may not be opened or written; check its permissions.", path=path))


def foreign(path: Path) -> StoreError:
    """Return the refusal of a file that is something else."""
    return StoreError(
        "S005",
        msg("{path} is not a registry, or its first bytes are damaged; choose another file or a backup.", path=path),
    )


def damaged(path: Path) -> StoreError:
    """Return the refusal of a damaged file."""
    return StoreError("S003", msg("{path} is damaged and was left as it is; restore it from a backup.", path=path))
