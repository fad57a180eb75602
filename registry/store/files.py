"""Create a registry file whole, and look at one before it is trusted."""

from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine, inspect

from registry.errors import CallError, StoreError
from registry.language import msg
from registry.store.engine import closed, damaged, make_engine, reading, writing
from registry.store.migrations import current_version, stamp, version_of
from registry.store.schema import APPLICATION_ID, create_schema, metadata

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100


def create_file(path: Path) -> None:
    """Write an empty registry under another name and move it into place, so that there is never half a one.

    Raises
    ------
    CallError
        When something is there already, or the folder cannot be written.
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
        with writing(make_engine(draft), path) as connection:
            create_schema(connection)
            stamp(connection, current_version())
        _move_into_place(draft, path)
    except FileExistsError:
        raise exists from None
    finally:
        draft.unlink(missing_ok=True)


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


def check_header(path: Path) -> None:
    """Look at the first bytes: is it there, and is it such a file at all.

    Raises
    ------
    CallError
        When there is no file, or it may not be read.
    StoreError
        When it is empty, cut short or something else.
    """
    if not path.is_file():
        raise CallError("S002", msg("There is no registry at {path}; make one with the command demo.", path=path))
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_BYTES)
    except OSError as error:
        raise CallError(
            "S013", msg("{path} may not be opened or written; check its permissions.", path=path)
        ) from error
    if not head:
        raise StoreError("S004", msg("{path} is an empty file, not a registry.", path=path))
    if len(head) < _HEADER_BYTES or not head.startswith(_MAGIC):
        raise StoreError("S005", msg("{path} is not a registry; choose another file.", path=path))


def check_file(engine: Engine, path: Path) -> int:
    """Check that a file is a registry this program can read, unharmed in its structure; return its schema version.

    Nothing is written, so a file that is refused keeps its bytes. Values are not compared with their hashes here.

    Raises
    ------
    RegistryError
        When it is not a registry, is damaged, or has a newer schema.
    """
    check_header(path)
    with reading(engine, path) as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
            raise StoreError("S005", msg("{path} is not a registry; choose another file.", path=path))
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
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
            raise damaged(path)
        if version == ours:
            _check_tables(connection, path)
    return version


def _check_tables(connection: Connection, path: Path) -> None:
    """Check that every table has the columns of the vocabulary: a field added later needs a migration."""
    inspector = inspect(connection)
    for table in metadata.sorted_tables:
        found = (
            {column["name"] for column in inspector.get_columns(table.name)} if inspector.has_table(table.name) else ()
        )
        missing = sorted({column.name for column in table.c} - set(found))
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
