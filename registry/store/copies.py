"""Whole copies of a registry: taken while others write, read from end to end, and put back in one step."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from registry.errors import CallError, StoreError
from registry.language import msg
from registry.store.engine import connect, is_machine_fault, make_engine, reading, refusals
from registry.store.files import check_file, new_file, sync_folder, upgrade_file
from registry.store.seal import refuse_unless_whole

_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite may have left beside a registry; it belongs to that file and to no other."""
_PATIENCE_S = 2.0


def last_revision(path: Path) -> tuple[int, str]:
    """Return number and hash of the last revision; 0 and nothing before the first."""
    with reading(make_engine(path), path) as connection:
        row = connection.exec_driver_sql("SELECT number, hash FROM revisions ORDER BY number DESC LIMIT 1").first()
    return (int(row[0]), str(row[1])) if row else (0, "")


def copy_registry(path: Path, target: Path) -> None:
    """Copy a registry as one moment saw it, by SQLite's backup API; nothing is left when it fails.

    Raises
    ------
    RegistryError
        When something has the name already, the disk fails, or what was copied is not whole.
    """
    with new_file(target) as draft:
        with refusals(target), closing(connect(path)) as source, closing(sqlite3.connect(draft)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")  # nothing is there to go back to
            source.backup(copy)
        with reading(make_engine(draft), path) as connection:
            refuse_unless_whole(connection, path)


def put_back(copy: Path, path: Path, kept: Path) -> None:
    """Give the name of a registry to a copy of it, and the name `kept` to what had it, in one step.

    The copy stays where it is, and is read from end to end first. Programs that have the registry open go on with the
    new one; a write that waited meanwhile is refused and not lost.

    Raises
    ------
    RegistryError
        When the copy is no whole registry, somebody is writing, or the disk fails; nothing is changed then.
    """
    fresh = path.with_name(f".{path.name}.{hashlib.sha256(os.fsencode(kept.name)).hexdigest()[:16]}.new")
    try:
        shutil.copyfile(copy, fresh)
        _check_copy(fresh, copy)
        _sync(fresh)
        with _nobody_writing(path):
            _keep(path, kept)
            fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise CallError(
            "S080",
            msg("{path} could not be restored ({reason}); it is as it was.", path=path, reason=error.strerror or error),
        ) from error
    finally:
        for beside in ("", *_BESIDE):
            fresh.with_name(fresh.name + beside).unlink(missing_ok=True)


def _check_copy(fresh: Path, copy: Path) -> None:
    """Read a copy from end to end, after an upgrade where it has an earlier schema."""
    try:
        upgrade_file(fresh)
        check_file(make_engine(fresh), fresh)
        with reading(make_engine(fresh), fresh) as connection:
            refuse_unless_whole(connection, copy)
    except StoreError as error:
        refusal = msg("{file} is no whole registry and was not put back; choose another backup.", file=copy)
        raise StoreError("S082", refusal, error.findings) from error


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _keep(path: Path, kept: Path) -> None:
    """Give what lies at `path` a second name, and take away with it what SQLite left beside it."""
    if not path.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        kept.hardlink_to(path)
    except FileExistsError:
        raise
    except OSError:  # some disks know no links
        path.rename(kept)
    for beside in _BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + beside).rename(kept.with_name(kept.name + beside))


@contextmanager
def _nobody_writing(path: Path) -> Iterator[None]:
    """Hold a registry against all other programs; one too damaged to be written is not held."""
    if not path.exists():
        yield
        return
    with closing(sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)) as connection:
        with refusals(path):
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.DatabaseError as error:
                if is_machine_fault(error):
                    raise
        if os.name == "nt":
            connection.close()  # an open file cannot be replaced there
        yield
