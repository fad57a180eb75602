"""Back a registry up every hour that it changed, and put a backup back."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from threading import Thread

from registry.errors import CallError, NotFoundError, RegistryError, StoreError
from registry.language import msg
from registry.service.attachment_copies import Held, carry, put_files_back
from registry.store import Store
from registry.store.copies import copy_registry, last_revision, put_back
from registry.store.files import new_file

HOURS, DAYS = 24, 30
"""How many backups stay: the newest of each of the last hours and days in which something was written."""
EVERY = timedelta(hours=1)
_LOOK_EVERY_S = 60.0
_STALE = timedelta(days=1)
_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"_(\d{8}T\d{6}Z)_r(\d+)_([0-9a-f]{8}|empty)\.sqlite")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backup:
    """A backup that lies in the folder, by its name: when it was made, and the revision it ends with."""

    file: Path
    at: datetime
    revision: int
    hash_start: str


@dataclass(frozen=True)
class Restored:
    """What a restore did: from which file, whether a checksum stood beside it, what was kept, which files are back."""

    file: Path
    revision: int
    checked: bool
    kept: Path | None
    files: Held


def folder_of(path: Path) -> Path:
    """Return where the backups of a registry lie."""
    return path.with_name(path.name + ".backups")


def backups(path: Path) -> list[Backup]:
    """Return the finished backups of a registry, newest first."""
    found = []
    for file in folder_of(path).glob("*.sqlite"):
        named = _NAME.fullmatch(file.name.removeprefix(path.stem))
        if named and _checksum_file(file).exists():
            at = datetime.strptime(named[1], _TIME).replace(tzinfo=UTC)
            found.append(Backup(file, at, int(named[2]), named[3]))
    return sorted(found, key=lambda backup: (backup.at, backup.revision), reverse=True)


def back_up(path: Path, now: datetime | None = None) -> Backup | None:
    """Back a registry up into its folder, with a checksum beside it; None when nothing changed since the last one.

    Backups that are no longer needed are deleted.

    Raises
    ------
    RegistryError
        When the registry is damaged or the disk fails; no part of a backup is left then.
    """
    Store.upgrade(path)
    newest = next(iter(backups(path)), None)
    number, hashed = last_revision(path)
    if newest and (newest.revision, newest.hash_start) == (number, hashed[:8] or "empty"):
        return None
    at = (now or datetime.now(UTC)).replace(microsecond=0)
    file = folder_of(path) / f"{path.stem}_{at:{_TIME}}_r{number}_{hashed[:8] or 'empty'}.sqlite"
    write_backup(path, file)
    prune(path, at)
    return backups(path)[0]


def write_backup(path: Path, file: Path) -> str:
    """Copy a registry to a new file, its attached files and its checksum beside it, and return the checksum.

    Raises
    ------
    RegistryError
        When something has the name already, the registry is damaged or the disk fails.
    """
    copy_registry(path, file)
    files = carry(path, file, folder_of(path))
    if files.lost:
        log.warning("%d attached files are missing or altered and are in no backup; run check", len(files.lost))
    sha256 = checksum_of(file)
    _checksum_file(file).unlink(missing_ok=True)
    with new_file(_checksum_file(file)) as draft:
        draft.write_text(f"{sha256}  {file.name}\n", encoding="utf-8")
    return sha256


def prune(path: Path, now: datetime) -> None:
    """Delete the backups that are not the newest of one of the last hours or days, and what a killed one left."""
    known = backups(path)
    hours, days = ({f"{backup.at:{form}}": backup for backup in reversed(known)} for form in ("%Y%m%d%H", "%Y%m%d"))
    kept = {backup.file for backup in [*list(hours.values())[-HOURS:], *list(days.values())[-DAYS:]]}
    for backup in known:
        if backup.file not in kept:
            backup.file.unlink(missing_ok=True)
            _checksum_file(backup.file).unlink(missing_ok=True)
    for draft in folder_of(path).glob(".*.new"):
        if datetime.fromtimestamp(draft.stat().st_mtime, UTC) < now - _STALE:
            draft.unlink(missing_ok=True)


def restore(path: Path, file: Path | None = None, now: datetime | None = None) -> Restored:
    """Put a backup back, the newest unless one is named; what it replaces stays in the folder of backups.

    Raises
    ------
    RegistryError
        When there is no backup, it is not as it was made, or somebody is writing; the registry is then as it was.
    """
    source = file or next((backup.file for backup in backups(path)), None)
    if source is None:
        raise NotFoundError("N030", msg("There is no backup in {folder}.", folder=str(folder_of(path))))
    if not source.is_file():
        raise CallError("S083", msg("There is no backup at {file}.", file=str(source)))
    if path.exists() and source.samefile(path):
        raise CallError("S084", msg("{file} is the registry itself; name a backup of it.", file=str(source)))
    checked = _check_sum(source)
    at = now or datetime.now(UTC)
    kept = folder_of(path) / f"replaced_{at:{_TIME}}.sqlite" if path.exists() else None
    put_back(source, path, kept or path)
    files = put_files_back(path, source, folder_of(path))
    return Restored(source, last_revision(path)[0], checked, kept, files)


def _check_sum(file: Path) -> bool:
    """Compare a backup with the checksum beside it; no where none stands there."""
    beside = _checksum_file(file)
    if not beside.exists():
        return False
    noted = beside.read_text(encoding="utf-8", errors="replace").split(maxsplit=1)
    if not noted or noted[0] != checksum_of(file):
        raise StoreError(
            "S081",
            msg("{file} is not as it was made: its checksum differs; choose another backup.", file=str(file)),
        )
    return True


def _checksum_file(file: Path) -> Path:
    return file.with_name(file.name + ".sha256")


def checksum_of(file: Path) -> str:
    """Return the SHA-256 of a backup."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def start_hourly(path: Path) -> Thread:
    """Look after the backups of a registry from a thread of its own, as long as this program runs."""
    thread = Thread(target=keep_backing_up, args=(path,), name="backup", daemon=True)
    thread.start()
    return thread


def keep_backing_up(path: Path, wait: Callable[[float], None] = time.sleep) -> None:
    """Back up whenever something changed and the newest backup is an hour old; a failure is logged and tried again."""
    for now in _minutes(wait):
        newest = next(iter(backups(path)), None)
        if not path.exists() or (newest and now - newest.at < EVERY):
            continue
        try:
            back_up(path, now)
        except (RegistryError, OSError) as refusal:
            log.warning("%s", refusal)


def _minutes(wait: Callable[[float], None]) -> Iterator[datetime]:
    while True:
        wait(_LOOK_EVERY_S)
        yield datetime.now(UTC)
