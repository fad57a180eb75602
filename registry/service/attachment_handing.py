"""Hand out an attached file or its small picture, for a revision that names it; never one that was altered."""

from dataclasses import dataclass
from functools import lru_cache

from registry.errors import LedgerFileError, NotFoundError, StoreError
from registry.language import msg
from registry.ledger.attachment_source import look_at
from registry.service.registry import Registry
from registry.store.attachment_files import SHA256, FileState, file_at, files_of, state_of, thumbnail_at, write_whole
from registry.vocabulary import ATTACHMENTS
from registry.vocabulary.attachments import PICTURES


@dataclass(frozen=True)
class Handed:
    """The bytes of an attached file, its name and what it is."""

    data: bytes
    file_name: str
    media_type: str

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it; anything else is only saved."""
        return self.media_type in PICTURES


def hand_out(registry: Registry, revision: int, sha256: str) -> Handed:
    """Return a file that a revision knows as attached.

    Raises
    ------
    NotFoundError
        When the revision does not exist or names no such file, or the file is missing.
    StoreError
        When the file is not as it was kept.
    """
    name, media_type = _named(registry, revision, sha256)
    folder = files_of(registry.store.path)
    state = state_of(folder, sha256)
    if state is FileState.MISSING:
        raise NotFoundError(
            "X010", msg("{name} is missing on disk; copy it back from the folder of backups.", name=name)
        )
    if state is FileState.ALTERED:
        raise StoreError("X011", msg("{name} was altered on disk; copy it back from the folder of backups.", name=name))
    return Handed(file_at(folder, sha256).read_bytes(), name, media_type)


def thumbnail(registry: Registry, revision: int, sha256: str) -> bytes:
    """Return the small picture of an attached one (WebP), made anew where it is not there.

    Raises
    ------
    NotFoundError
        As `hand_out`, and when the file is no picture.
    StoreError
        As `hand_out`.
    """
    name, media_type = _named(registry, revision, sha256)
    place = thumbnail_at(files_of(registry.store.path), sha256)
    if media_type in PICTURES and place.is_file():
        return place.read_bytes()
    hand_out(registry, revision, sha256)
    try:
        made = look_at(file_at(files_of(registry.store.path), sha256), name).thumbnail
    except LedgerFileError:
        made = None
    if made is None:
        raise _unknown()
    write_whole(place, made)
    return made


def _named(registry: Registry, revision: int, sha256: str) -> tuple[str, str]:
    if not SHA256.fullmatch(sha256) or sha256 not in (known := _known(registry, revision)):
        raise _unknown()
    return known[sha256]


@lru_cache(maxsize=8)
def _known(registry: Registry, revision: int) -> dict[str, tuple[str, str]]:
    """Return name and type of all files that a revision knows, by hash; a revision never changes."""
    rows = registry.store.frame(ATTACHMENTS.name, known_at=revision, columns=["sha256", "file_name", "media_type"])
    return {sha: (name, media) for sha, name, media in rows.itertuples(index=False, name=None)}


def _unknown() -> NotFoundError:
    return NotFoundError("X012", msg("No such file is attached as of this revision; open the page again."))
