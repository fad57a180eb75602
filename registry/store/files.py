"""Create a registry file whole, and look at one before it is trusted."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from registry.errors import CallError, StoreError
from registry.language import msg
from registry.store.engine import closed, damaged, foreign, is_machine_fault, make_engine, reading, writing
from registry.store.gate import check_machine, check_mode
from registry.store.migrations import current_version, migrate, stamp, version_of
from registry.store.schema import APPLICATION_ID, create_schema, metadata
from registry.store.seal import refuse_unless_whole

_COLUMNS = "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"


def create_file(path: Path) -> None:
    """Write an empty registry under another name and move it into place, so that there is never half a one.

    Raises
    ------
    CallError
        When something is there already, or the folder cannot be written.
    """
    with new_file(path) as draft, writing(make_engine(draft), path) as connection:
        create_schema(connection)
        stamp(connection, current_version())


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield an empty file in the same folder that gets the name of `path` when all goes well, and is gone otherwise.

    Raises
    ------
    CallError
        When something has the name already, or the folder cannot be written.
    """
    exists = CallError("S001", msg("{path} exists already; a registry is never overwritten.", path=path))
    if path.exists():
        raise exists
    draft = path.with_name(f".{path.name}.{uuid4().hex}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(exist_ok=False)
    except OSError as error:
        raise closed(path) from error
    try:
        yield draft
        _move_into_place(draft, path)
        sync_folder(path.parent)
    except FileExistsError:
        raise exists from None
    finally:
        for left in (draft, draft.with_name(draft.name + "-journal")):
            left.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _move_into_place(draft: Path, path: Path) -> None:
    """Give a file its name without ever replacing another; some disks know no links, and there we look first."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        draft.rename(path)


def check_file(engine: Engine, path: Path) -> None:
    """Check that a file is a registry of this program's schema, on a machine that can keep it.

    Nothing is written, so a file that is refused keeps its bytes; and it is opened by SQLite alone, since closing any
    other handle would take away the locks that this process holds on it. Its content is left to the seal.

    Raises
    ------
    RegistryError
        When it is not a registry, is damaged, or has another schema.
    """
    _check_place(path)
    with reading(engine, path) as connection:
        version = _version(connection, path)
        if version < current_version():
            raise StoreError(
                "S008", msg("{path} has the older schema {version}; upgrade it first.", path=path, version=version)
            )
        _check_tables(connection, path)


def upgrade_file(path: Path) -> None:
    """Bring a registry to this program's schema, all steps in one transaction; one that has it is not written.

    Raises
    ------
    RegistryError
        As `check_file`; when a step fails or a revision is altered, the file is left as it was.
    """
    engine = make_engine(path)
    _check_place(path)
    with reading(engine, path) as connection:
        if _version(connection, path) == current_version():
            return
    with writing(engine, path) as connection:
        try:
            migrate(connection)
        except (OperationalError, IntegrityError) as error:
            if is_machine_fault(error.orig):
                raise
            raise StoreError(
                "S018",
                msg(
                    "{path} could not be brought to this program's schema and was left as it is; "
                    "restore it from a backup.",
                    path=path,
                ),
            ) from error
        refuse_unless_whole(connection, path)


def _check_place(path: Path) -> None:
    if not path.is_file():
        raise CallError("S002", msg("There is no registry at {path}; make one with the command demo.", path=path))
    if path.stat().st_size == 0:
        raise StoreError("S004", msg("{path} is an empty file, not a registry.", path=path))
    check_machine(path)


def _version(connection: Connection, path: Path) -> int:
    """Return the schema version of a registry that this program can read, or upgrade."""
    if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
        raise foreign(path)
    check_mode(connection, path)
    version, ours = version_of(connection), current_version()
    if version > ours:
        raise StoreError(
            "S006",
            msg(
                "{path} was written by a newer version of this program (schema {theirs}, this one reads {ours}); "
                "install the newer version.",
                path=path,
                theirs=version,
                ours=ours,
            ),
        )
    if version < 1:
        raise damaged(path)
    return version


def _check_tables(connection: Connection, path: Path) -> None:
    """Check that every table has the columns of the vocabulary: a field added later needs a migration."""
    found = {tuple(row) for row in connection.exec_driver_sql(_COLUMNS)}
    for table in metadata.sorted_tables:
        missing = sorted(column.name for column in table.c if (table.name, column.name) not in found)
        if missing:
            raise StoreError(
                "S007",
                msg(
                    "{path} lacks {columns} in its table {table}; it was made by another version of this program.",
                    path=path,
                    columns=missing,
                    table=table.name,
                ),
            )
