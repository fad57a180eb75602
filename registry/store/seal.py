"""A registry's seal: this machine's note of the state in which the file was last known to be whole.

What is guaranteed: nothing is read or written through a `Store` unless the file is exactly (device, number, size,
times) as our own last write left it, or was found whole from end to end: pages and indexes by SQLite's integrity check,
every value by the chain of hashes. So what another program, a disk or a person changed in the content is refused, with
the first broken revision, also by programs that have had the file open meanwhile. Bytes that hold no content (the
unused rest of a page) may differ. Between a commit and the note of the state it left, a few milliseconds, the hash of
its revision vouches for the file, noted before it (for a second at most, where the program died in between). A disk
that changes bytes and leaves the times alone is noticed by the command `check`, which always reads everything, and by
every backup.

The note lies in the user's cache folder, not beside the registry: a copy, a restored or moved file is never vouched
for by it, a folder that may not be written works, and the registry stays one file. Without the note, or where it may
not be written, the file is read from end to end at each opening: measured at 0.3 s for the demonstration, 4 s for
50,000 outlets and twelve quarters.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from registry.errors import StoreError
from registry.findings import Finding, Level
from registry.language import msg
from registry.store import digest, queries
from registry.store.engine import damaged, is_machine_fault, make_engine, reading, writing

FORM = "1"
"""Goes up when files have to be read again, because more is looked at than before."""
_WAIT_S, _PAUSE_S, _FRESH_S = 0.25, 0.002, 1.0
_PART_BYTES = 256
_NOW, _NEXT = 0, _PART_BYTES
"""Where in the note stands the state of the file, and the hash of the revision that is being committed."""
_LAST_HASH = "SELECT hash FROM revisions ORDER BY number DESC LIMIT 1"


def cache_folder() -> Path | None:
    """Return where notes lie: REGISTRY_CACHE, else in the user's cache; None where the user has no home."""
    if own := os.environ.get("REGISTRY_CACHE"):
        return Path(own)
    with suppress(RuntimeError):
        cache = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
        return Path(cache) / "outlet-registry"
    return None


class SealedFile:
    """A registry file that is read and written only while it is whole. Threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = make_engine(path)
        self._whole = ""
        folder = cache_folder()
        name = sha256(os.fsencode(path.resolve())).hexdigest()[:32]
        self._note = folder / name if folder else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open one consistent view.

        Raises
        ------
        RegistryError
            When the file is not whole or cannot be read.
        """
        with reading(self.engine, self.path) as connection:
            self._check(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open the one transaction of a write: all of it goes in, or nothing.

        Raises
        ------
        RegistryError
            When the file is not whole, or cannot be written; it is then as it was before.
        """
        with writing(self.engine, self.path) as connection:
            self._check(connection)
            yield connection
            self._put(_NEXT, _last_hash(connection))
        with reading(self.engine, self.path) as connection:
            self._renew(connection)

    def check_whole(self) -> None:
        """Read the file from end to end, whatever is known of it.

        Raises
        ------
        StoreError
            When it is damaged or altered.
        """
        with reading(self.engine, self.path) as connection:
            refuse_unless_whole(connection, self.path)
            self._renew(connection)

    def _check(self, connection: Connection) -> None:
        if self._state() == self._whole:
            return
        queries.head(connection)  # from here to the end of the transaction no write of another can end
        if not self._is_noted(connection):
            refuse_unless_whole(connection, self.path)
        self._renew(connection)

    def _renew(self, connection: Connection) -> None:
        """Note that the file is whole as it is now: after a check, and after a write of our own."""
        queries.head(connection)
        self._whole = self._state()
        if self._told(_NOW) != self._whole:
            self._put(_NOW, self._whole)
        if self._is_announced(connection):
            self._put(_NEXT, "")

    def _state(self) -> str:
        found = self.path.stat()
        return f"{FORM} {found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"

    def _is_noted(self, connection: Connection) -> bool:
        """Say whether the file is as noted; one that a program has just written is noted within moments."""
        state, until = self._state(), time.monotonic() + _WAIT_S
        while (noted := self._told(_NOW)) != state:
            if self._is_fresh() and self._is_announced(connection):
                return True
            if not noted or time.monotonic() > until:
                return False
            time.sleep(_PAUSE_S)
        return True

    def _is_announced(self, connection: Connection) -> bool:
        """Say whether the last revision is the one that a writer of ours noted before its commit."""
        announced = self._told(_NEXT)
        return bool(announced) and announced == _last_hash(connection)

    def _told(self, part: int) -> str:
        """Return a part of the note, nothing where there is none; one half written is like none of the file's."""
        with suppress(OSError):
            if self._note is not None:
                return self._note.read_bytes()[part : part + _PART_BYTES].strip(b" \0").decode("ascii", "replace")
        return ""

    def _is_fresh(self) -> bool:
        with suppress(OSError):
            return self._note is not None and abs(time.time() - self._note.stat().st_mtime) < _FRESH_S
        return False

    def _put(self, part: int, told: str) -> None:
        """Write a part of the note in place; where it cannot be, the next program reads the registry whole."""
        if self._note is None:
            return
        with suppress(OSError):
            self._note.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(self._note, os.O_RDWR | os.O_CREAT, 0o644), "r+b", buffering=0) as file:
                file.seek(part)
                file.write(told.encode("ascii").ljust(_PART_BYTES))


def _last_hash(connection: Connection) -> str:
    """Return the hash of the last revision, nothing before the first."""
    return str(connection.exec_driver_sql(_LAST_HASH).scalar() or "")


def refuse_unless_whole(connection: Connection, path: Path) -> None:
    """Read a registry from end to end.

    Raises
    ------
    StoreError
        When its pages or indexes are damaged, or a revision is not as it was written; the finding names the first.
    """
    if connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() != "ok":
        raise damaged(path)
    try:
        revision = digest.broken_revision(connection)
    except sqlite3.OperationalError as error:
        if is_machine_fault(error):
            raise
        raise damaged(path) from error  # a table or column is gone
    if revision is None:
        return
    message = msg(
        "{path} was altered from outside: revision {revision} is not as it was written; restore it from a backup.",
        path=path,
        revision=revision,
    )
    advice = msg("Restore the newest backup with the command restore, then enter again what came after it.")
    finding = Finding("S009", Level.ERROR, "revisions", str(revision), None, message, advice)
    raise StoreError("S009", message, [finding])
