"""Attach a photo or document to a feature, or take one away; each act is a revision that can be undone.

The file lies beside the registry under its hash and stays there; the revision says whose it is.
"""

import hashlib
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pandas as pd

from registry.errors import CallError, DataRefusedError, NotFoundError
from registry.language import msg
from registry.ledger.attachment_source import Looked, look_at
from registry.service.again import upon_the_newest
from registry.service.attachments import Attachment, attachments, own_rows
from registry.service.history import find_feature
from registry.service.registry import Registry
from registry.store import Actor, ChangeSet, SourceFile
from registry.store.attachment_files import files_of, incoming, keep, thumbnail_at, write_whole
from registry.vocabulary import ATTACHMENTS, KINDS
from registry.vocabulary.attachments import SUFFIXES

NAME_CHARS, CAPTION_CHARS, HASH_CHARS = 100, 500, 8
"""How long names and captions may be, and how much of a hash names a file."""


def attach(
    registry: Registry, code: str, kind: str | None, name: str, data: bytes, actor: Actor, caption: str = ""
) -> Attachment:
    """Attach a file to a feature as one revision and return it; the file is kept beside the registry first.

    Raises
    ------
    NotFoundError
        When no feature has the code.
    LedgerFileError
        When the file is of no type that is kept, damaged or hostile.
    DataRefusedError
        When it is too large, or attached to this feature already.
    ConflictError
        When others keep writing.
    """
    owner = find_feature(registry, code, kind)
    _refuse_unless_placed(owner[0])
    _refuse_large(registry, name, data)
    sha256, folder = hashlib.sha256(data).hexdigest(), files_of(registry.store.path)
    with incoming(folder, data) as draft:
        looked = look_at(draft, plain_name(name))
    _refuse_twice(registry, owner, code, name, sha256)
    keep(folder, sha256, data)
    if looked.thumbnail:
        write_whole(thumbnail_at(folder, sha256), looked.thumbnail)
    named = safe_name(name, looked.media_type)
    reason = f"{code} 附加 {named} / attached {named}"
    row = _row(owner, named, sha256, len(data), looked, actor, caption)
    upon_the_newest(lambda: _commit(registry, owner, code, row, reason, actor))
    return next(one for one in attachments(registry, code, owner[0]) if one.sha256 == sha256)


def _refuse_unless_placed(kind: str) -> None:
    if not KINDS[kind].has_place:
        raise CallError(
            "X001", msg("Photos and documents are attached to features with a place, not to {kind}.", kind=kind)
        )


def _refuse_large(registry: Registry, name: str, data: bytes) -> None:
    limit = registry.settings.attachment_mb
    if len(data) > limit * 1024**2:
        raise DataRefusedError(
            "X002", msg("{name} is larger than {limit} MB; save it smaller.", name=plain_name(name), limit=limit)
        )


def _refuse_twice(registry: Registry, owner: tuple[str, int], code: str, name: str, sha256: str) -> None:
    own = own_rows(registry, owner, None)
    same = own[own["sha256"] == sha256]
    if len(same):
        raise DataRefusedError(
            "X003",
            msg(
                "{name} is attached to {code} already, as {other}.",
                name=plain_name(name),
                code=code,
                other=same["file_name"].iloc[0],
            ),
        )


def plain_name(name: str) -> str:
    """Return the last part of a file name without control characters, cut to a length that any disk takes."""
    last = PurePosixPath(name.replace("\\", "/")).name or "file"
    plain = "".join(letter for letter in last if letter.isprintable() and letter not in '/:*?"<>|').strip(" .")
    stem, dot, suffix = (plain or "file").rpartition(".")
    return (
        f"{stem[: NAME_CHARS - len(suffix) - 1]}{dot}{suffix}" if len(suffix) < NAME_CHARS // 2 else plain[:NAME_CHARS]
    )


def safe_name(name: str, media_type: str) -> str:
    """Return a file name that ends as its content says: `report.exe` that is a PDF becomes `report.exe.pdf`."""
    plain, endings = plain_name(name), SUFFIXES[media_type]
    return plain if plain.lower().endswith(endings) else plain + endings[0]


def _row(
    owner: tuple[str, int], name: str, sha256: str, size: int, looked: Looked, actor: Actor, caption: str
) -> dict[str, object]:
    now = pd.Timestamp(datetime.now(UTC).replace(tzinfo=None)).floor("s")
    taken = looked.taken_at if looked.taken_at is not None and looked.taken_at <= now + pd.Timedelta(days=1) else None
    return {
        "subject_kind": owner[0],
        "subject_id": float(owner[1]),
        "file_name": name,
        "sha256": sha256,
        "size_bytes": float(size),
        "media_type": looked.media_type,
        "caption": caption.strip()[:CAPTION_CHARS] or None,
        "attached_by": actor.name,
        "attached_at": now,
        "taken_at": taken,
        "photo_lon": looked.lon,
        "photo_lat": looked.lat,
        "valid_from": (now if taken is None else min(taken, now)).normalize(),
        "valid_to": None,
    }


def _commit(
    registry: Registry, owner: tuple[str, int], code: str, row: dict[str, object], reason: str, actor: Actor
) -> int:
    head = registry.store.head()
    _refuse_twice(registry, owner, code, str(row["file_name"]), str(row["sha256"]))
    moments = ("attached_at", "taken_at", "valid_from", "valid_to")
    frame = pd.DataFrame([{"feature_id": registry.store.next_feature_id(), **row}])
    frame = frame.astype(dict.fromkeys(moments, "datetime64[s]"))
    changes = ChangeSet(timelines={ATTACHMENTS.name: frame})
    source = SourceFile(str(row["file_name"]), str(row["sha256"]))
    base = registry.base.sha256
    return registry.store.commit(changes, actor, reason, source=source, base_sha256=base, expected_head=head)


def detach(registry: Registry, code: str, kind: str | None, wanted: str, actor: Actor, why: str = "") -> int:
    """Take an attachment away as one revision and return its number; the file itself stays on disk.

    `wanted` is the file's name, or the beginning of its hash.

    Raises
    ------
    NotFoundError
        When nothing so called is attached to the feature.
    CallError
        When more than one is.
    """
    owner = find_feature(registry, code, kind)
    return upon_the_newest(lambda: _take_away(registry, owner, code, wanted, actor, why))


def _take_away(registry: Registry, owner: tuple[str, int], code: str, wanted: str, actor: Actor, why: str) -> int:
    head = registry.store.head()
    own = own_rows(registry, owner, None)
    beginning = wanted.lower() if len(wanted) >= HASH_CHARS else "-"
    found = own[(own["file_name"] == wanted) | own["sha256"].str.startswith(beginning)]
    if found.empty:
        raise NotFoundError("X004", msg("Nothing called {wanted} is attached to {code}.", wanted=wanted, code=code))
    if len(found) > 1:
        raise CallError(
            "X005",
            msg(
                "{wanted} names {count} attachments of {code}; give the first digits of the SHA-256 of one.",
                wanted=wanted,
                count=len(found),
                code=code,
            ),
        )
    row = found.iloc[0]
    told = f": {why.strip()}" if why.strip() else ""
    reason = f"{code} 移除附件 {row['file_name']} / took {row['file_name']} away{told}"
    changes = ChangeSet(removed={ATTACHMENTS.name: [int(row["feature_id"])]})
    return registry.store.commit(changes, actor, reason, base_sha256=registry.base.sha256, expected_head=head)
