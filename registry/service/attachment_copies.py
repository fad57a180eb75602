"""Attached files in backups: each copied once beside the backups, and put back with the registry that names it."""

from dataclasses import dataclass
from pathlib import Path

from registry.store.attachment_files import FileState, file_at, files_of, keep, recorded, state_of

SHARED = "files"
"""The folder, beside hourly backups, in which all of them find their files: by hash, so that each lies there once."""


@dataclass(frozen=True)
class Held:
    """How many files a registry names, and which of them are nowhere whole, by hash."""

    named: int
    lost: tuple[str, ...] = ()


def files_with(backup: Path, backups: Path) -> Path:
    """Return where the files of a backup lie: shared in the folder of backups, else in a folder of the copy's own."""
    return backups / SHARED if backup.parent == backups else files_of(backup)


def carry(path: Path, backup: Path, backups: Path) -> Held:
    """Copy the files that a backup names beside it, those that lie there already left alone.

    A file that is missing or altered beside the registry is told and never copied over a whole one.

    Raises
    ------
    RegistryError
        When the disk fails.
    """
    return _copied(files_of(path), files_with(backup, backups), recorded(backup))


def put_files_back(path: Path, backup: Path, backups: Path) -> Held:
    """Put back, beside a registry restored from a backup, the files that it names and that are not whole there.

    Raises
    ------
    RegistryError
        When the disk fails.
    """
    return _copied(files_with(backup, backups), files_of(path), recorded(path))


def held(backup: Path, backups: Path) -> Held:
    """Read the files that a backup names where it finds them, and say which are not whole."""
    folder, named = files_with(backup, backups), recorded(backup)
    return Held(len(named), tuple(sha256 for sha256 in named if state_of(folder, sha256) is not FileState.WHOLE))


def _copied(source: Path, target: Path, named: list[str]) -> Held:
    lost = []
    for sha256 in named:
        if state_of(target, sha256) is FileState.WHOLE:
            continue
        if state_of(source, sha256) is FileState.WHOLE:
            keep(target, sha256, file_at(source, sha256).read_bytes())
        else:
            lost.append(sha256)
    return Held(len(named), tuple(lost))
