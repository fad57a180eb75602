"""Put files down safely and always the same: temporary name, flush to disk, rename; fixed times inside archives."""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from tempfile import NamedTemporaryFile

from registry.contents import Stamp
from registry.errors import CallError
from registry.language import msg

LONGEST_NAME = 100
LONGEST_PART = 40
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f\s]+')


def file_name(product: str, stamp: Stamp, suffix: str, *parts: str, place: str = "山西省") -> str:
    """Return a name such as `山西省_入河排污口清单_2022Q4_截至20221231_v01.xlsx`, at most LONGEST_NAME characters.

    `parts` (a section's name) stand after the product; what a file system forbids in them becomes `-`.
    """
    quarter = [str(stamp.quarter)] if stamp.quarter else []
    tail = [*quarter, f"截至{stamp.as_of:%Y%m%d}", f"v{stamp.version:02d}"]
    names = [place, product, *map(as_file_part, parts), *tail]
    stem = "_".join(name for name in names if name)
    return stem[: LONGEST_NAME - len(suffix)] + suffix


def as_file_part(*parts: str) -> str:
    """Return texts as a part of a file's name: what a file system forbids in them becomes `-`."""
    return "_".join(_FORBIDDEN.sub("-", part).strip("-.")[:LONGEST_PART] for part in parts)


@contextmanager
def put_down(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside the final one; flush it to disk and rename it when the block ends well.

    Raises
    ------
    CallError
        When the place cannot be written to; then nothing is left there.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=path.suffix, delete=False) as file:
            temporary = Path(file.name)
        yield temporary
        temporary.chmod(0o644)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise CallError(
            "F001",
            msg(
                "{file} could not be written ({reason}); check the folder and the free space.",
                file=str(path),
                reason=error.strerror or str(error),
            ),
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def mark(product: str, **shown: object) -> str:
    """Return what a document's properties say it is, for programs: its product, what it shows, at which revision."""
    return json.dumps({"product": product, **{name: str(value) for name, value in shown.items()}}, ensure_ascii=False)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def parts_sha256_of(path: Path) -> str:
    """Return the SHA-256 of an archive's members, by name: the same whatever library packed them."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            digest.update(f"{name}\n{hashlib.sha256(archive.read(name)).hexdigest()}\n".encode())
    return digest.hexdigest()


def put_hash_beside(path: Path) -> str:
    """Write `NAME.sha256` beside a file, in the form that sha256sum checks, and return the hash."""
    sha256 = sha256_of(path)
    with put_down(path.with_name(path.name + ".sha256")) as temporary:
        temporary.write_text(f"{sha256}  {path.name}\n", encoding="utf-8")
    return sha256


def fix_archive_times(path: Path) -> None:
    """Rewrite a zip archive (docx) with fixed times, so that the same content gives the same bytes."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, EARLIEST_ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, data)


def midnight(stamp: Stamp) -> datetime:
    """Return the time that documents carry as their creation: the start of the day they are true on."""
    return datetime.combine(stamp.as_of, time())
