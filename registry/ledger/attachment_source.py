"""Have an attached file looked at by the worker process, and say why one is not kept."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from registry.errors import LedgerFileError
from registry.language import Message, msg
from registry.ledger import limits
from registry.ledger.source import run_worker

WORKER = "registry.ledger.attachment_worker"


@dataclass(frozen=True)
class Looked:
    """What a file is by its content; of a photo also when and where (EPSG:4326) it was taken, and a small picture."""

    media_type: str
    taken_at: pd.Timestamp | None
    lon: float | None
    lat: float | None
    thumbnail: bytes | None


def look_at(path: Path, name: str) -> Looked:
    """Look at a file in a process of its own; `name` is what people call it.

    Raises
    ------
    LedgerFileError
        When it is of no type that is kept, damaged or hostile.
    """
    answer = run_worker(path, {}, WORKER)
    if answer is None or "refused" in answer:
        reason, values = ("limits", {}) if answer is None else (answer["refused"], answer["values"])
        code, sentence = REFUSALS[reason]
        raise LedgerFileError(code, sentence(name, values))
    small = answer.get("thumbnail")
    taken = pd.to_datetime(str(answer.get("taken_at")), errors="coerce")
    return Looked(
        answer["media_type"],
        None if pd.isna(taken) else taken,
        answer.get("lon"),
        answer.get("lat"),
        base64.b64decode(small) if small else None,
    )


REFUSALS: dict[str, tuple[str, Callable[[str, dict[str, object]], Message]]] = {
    "empty": ("F020", lambda name, _: msg("{name} is empty; choose another file.", name=name)),
    "type": (
        "F021",
        lambda name, _: msg(
            "{name} is of no type that is kept, whatever its name says; send JPEG, PNG, WebP, PDF, docx, xlsx, "
            "txt or csv.",
            name=name,
        ),
    ),
    "damaged": (
        "F022",
        lambda name, _: msg("{name} is damaged; open it where it comes from and save it again.", name=name),
    ),
    "pixels": (
        "F023",
        lambda name, values: msg(
            "{name} has more than {limit} million pixels; save it smaller and attach that.", name=name, **values
        ),
    ),
    "bomb": (
        "F024",
        lambda name, _: msg("{name} unpacks to far more than a document holds; save it again as PDF.", name=name),
    ),
    "macros": ("F025", lambda name, _: msg("{name} holds macros; save it without them, or as PDF.", name=name)),
    "markup": (
        "F026",
        lambda name, _: msg("{name} is a web page or a drawing of one; print it to PDF and attach that.", name=name),
    ),
    "limits": (
        "F027",
        lambda name, _: msg(
            "{name} could not be looked at within {seconds} s; save it smaller.",
            name=name,
            seconds=limits.WORKER_WALL_SECONDS,
        ),
    ),
}
