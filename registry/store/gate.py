"""The gate at opening: what a registry asks of the SQLite library, the file's mode and the disk it lies on.

A registry is kept in rollback-journal mode, which is sound in every SQLite of `NEEDED` or newer. WAL mode is not: up to
3.51.2 (but for 3.50.7 and 3.44.6) a checkpoint at the wrong moment loses commits, and it wants memory shared between
programs, which no network drive has. A file that somebody switched to WAL is therefore refused. On a network drive the
locks of two machines may not see each other: reading there is harmless, writing is safe from one machine only, and a
warning says so.
"""

import logging
import sqlite3
import sys
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from registry.errors import CallError, StoreError
from registry.language import msg

NEEDED = (3, 38, 0)
NETWORK_TYPES = frozenset(
    {"9p", "afs", "ceph", "cifs", "davfs", "glusterfs", "lustre", "nfs", "nfs4", "smb2", "smb3", "smbfs"}
    | {f"fuse.{name}" for name in ("davfs2", "glusterfs", "sshfs")}
)
_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = 4

log = logging.getLogger(__name__)


def check_machine(path: Path) -> None:
    """Refuse an SQLite library that is too old, and warn, once, of a network drive.

    Raises
    ------
    CallError
        When the library is too old.
    """
    if sqlite3.sqlite_version_info < NEEDED:
        needed = ".".join(map(str, NEEDED))
        raise CallError(
            "S016",
            msg("SQLite {found} is too old, {needed} is needed.", found=sqlite3.sqlite_version, needed=needed),
        )
    if is_on_network(path.parent.resolve()):
        _warn(path)


def check_mode(connection: Connection, path: Path) -> None:
    """Refuse a file that is not in rollback-journal mode.

    Raises
    ------
    StoreError
        When another program has switched it to WAL.
    """
    if connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal":
        raise StoreError(
            "S017",
            msg(
                "Another program has switched {path} to WAL mode, which loses writes in some versions of SQLite; "
                "close that program, then give sqlite3 the command: PRAGMA journal_mode = DELETE.",
                path=path,
            ),
        )


@cache
def _warn(path: Path) -> None:
    warning = msg(
        "{path} lies on a network drive; let only one computer write it, or move it to a disk of its own.", path=path
    )
    log.warning("%s", warning)


def is_on_network(folder: Path) -> bool:
    """Say whether a folder lies on a drive of another machine; no where the system does not tell."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        drive = folder.drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == _REMOTE
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    return file_system(folder, mounts) in NETWORK_TYPES


def file_system(folder: Path, mounts: list[str]) -> str:
    """Return the type of the file system of a folder, from lines as in /proc/self/mountinfo: the innermost mount."""
    inner = ("", "")
    for line in mounts:
        place, _, kind = line.partition(" - ")
        mounted = Path(place.split(" ")[4].replace("\\040", " "))
        if folder.is_relative_to(mounted) and len(str(mounted)) >= len(inner[0]):
            inner = (str(mounted), kind.split(" ")[0])
    return inner[1]
