"""Photos and documents on disk: beside the registry, each under its SHA-256, written once and never changed.

`REGISTRY.files/ab/abcdef…` holds the file, `REGISTRY.files/thumbnails/ab/abcdef….webp` the small picture made of it.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from registry.errors import CallError
from registry.language import msg
from registry.store.engine import make_engine, reading
from registry.store.files import sync_folder
from registry.store.schema import PERIODS

SHA256 = re.compile(r"[0-9a-f]{64}")


class FileState(StrEnum):
    """How a kept file is found."""

    WHOLE = "whole"
    MISSING = "missing"
    ALTERED = "altered"


def files_of(path: Path) -> Path:
    """Return where the attached files of a registry lie."""
    return path.with_name(path.name + ".files")


def file_at(folder: Path, sha256: str) -> Path:
    """Return where a file lies in a folder of files.

    Raises
    ------
    ValueError
        When the text is no SHA-256: no other text ever becomes a part of a path.
    """
    if not SHA256.fullmatch(sha256):
        raise ValueError(sha256)
    return folder / sha256[:2] / sha256


def thumbnail_at(folder: Path, sha256: str) -> Path:
    """Return where the small picture of a file lies."""
    return file_at(folder / "thumbnails", sha256).with_suffix(".webp")


def state_of(folder: Path, sha256: str) -> FileState:
    """Read a kept file and say whether it is what was kept."""
    try:
        with file_at(folder, sha256).open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return FileState.MISSING
    return FileState.WHOLE if whole else FileState.ALTERED


@contextmanager
def incoming(folder: Path, data: bytes) -> Iterator[Path]:
    """Yield a file with the bytes, to be looked at before it is kept; it is gone afterwards.

    Raises
    ------
    CallError
        When the folder cannot be written.
    """
    draft = folder / f".{uuid4().hex}.new"
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def keep(folder: Path, sha256: str, data: bytes) -> None:
    """Keep bytes under their hash, on disk before this returns; whole ones that lie there already stay.

    Raises
    ------
    CallError
        When the disk fails.
    """
    if state_of(folder, sha256) is not FileState.WHOLE:
        write_whole(file_at(folder, sha256), data)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its name only ever stands for the whole of it.

    Raises
    ------
    CallError
        When the disk fails; no part of a file is left then.
    """
    draft = path.with_name(f".{path.name}.{uuid4().hex}.new")
    with _told(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(path.parent)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CallError(
            "F030",
            msg("{folder} cannot be written ({reason}); nothing was attached.", folder=str(folder), reason=reason),
        ) from error


def recorded(path: Path) -> list[str]:
    """Return the hashes of all files that any revision of a registry attached, in order."""
    table = PERIODS["attachments"]
    with reading(make_engine(path), path) as connection:
        return list(connection.scalars(select(table.c.sha256).distinct().order_by(table.c.sha256)))
