"""Take a file in: check its size, have it read by the worker process, and get its cells back."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from registry.errors import CallError, LedgerFileError
from registry.language import Message, msg
from registry.ledger import limits
from registry.settings import PROJECT_DIR


@dataclass(frozen=True)
class BrokenCell:
    """An error such as #REF!, or a formula whose result was never computed (`=?`)."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, from its first row and column on; `name` is None for a text file.

    `merged` are the cells merged over several rows: first and last row, first and last column, from 0.
    """

    name: str | None
    rows: list[list[object]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Source:
    """A file that has been read: its name, the hash of its bytes, its sheets."""

    name: str
    sha256: str
    encoding: str | None
    sheets: tuple[Sheet, ...]


def read_source(path: Path, sheet: str | None = None, encoding: str | None = None) -> Source:
    """Read a workbook (xlsx, xls) or a delimited text file in a process of its own.

    Raises
    ------
    CallError
        When there is no such file, or it may not be read.
    LedgerError
        When the file is too large, not what it says, damaged or hostile.
    """
    sha256 = hash_of(path)
    answer = _run_worker(path, {"sheet": sheet, "encoding": encoding})
    if "refused" in answer:
        raise refusal(path.name, answer["refused"], answer["values"])
    sheets = tuple(
        Sheet(s["name"], [[_revive(cell) for cell in row] for row in s["rows"]], tuple(map(tuple, s.get("merged", ()))))
        for s in answer["sheets"]
    )
    return Source(path.name, sha256, answer["encoding"], sheets)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file that somebody sent.

    Raises
    ------
    CallError
        When there is no such file, or it may not be read.
    LedgerError
        When it is too large.
    """
    try:
        if not path.is_file():
            raise CallError("F001", msg("There is no file {path}; check its name and folder.", path=str(path)))
        if path.stat().st_size > limits.MAX_FILE_BYTES:
            raise refusal(path.name, "too_large", {})
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CallError(
            "F002",
            msg("{path} cannot be read ({reason}); check the rights to it.", path=str(path), reason=reason),
        ) from error


def _run_worker(path: Path, options: dict[str, str | None]) -> dict[str, Any]:
    answer = run_worker(path, options, "registry.ledger.worker")
    if answer is None:
        raise refusal(path.name, "limits", {})
    return answer


def run_worker(path: Path, options: dict[str, str | None], module: str) -> dict[str, Any] | None:
    """Have a file opened by a process of its own and return what it answers, None where it came to no end."""
    command = [sys.executable, "-E", "-s", "-X", "utf8", "-m", module]
    # Windows cannot start a process without its system root; nothing else of the environment is handed on.
    environment = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  our own module, a list of arguments, no shell
            [*command, str(path.resolve()), json.dumps(options)],
            cwd=PROJECT_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.WORKER_WALL_SECONDS,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return answer


def _revive(cell: object) -> object:
    if not isinstance(cell, dict):
        return cell
    if "broken" in cell:
        return BrokenCell(cell["broken"])
    return date.fromisoformat(cell["date"]) if "date" in cell else datetime.fromisoformat(cell["datetime"])


def refusal(name: str, reason: str, values: dict[str, object]) -> LedgerFileError:
    """Return the refusal that says why a file cannot be read and what to do."""
    code, sentence = REFUSALS[reason]
    return LedgerFileError(code, sentence(name, values))


REFUSALS: dict[str, tuple[str, Callable[[str, dict[str, object]], Message]]] = {
    "too_large": (
        "F003",
        lambda name, _: msg(
            "{name} is larger than {limit} MB; split it into several files.",
            name=name,
            limit=limits.MAX_FILE_BYTES // 1024**2,
        ),
    ),
    "empty": ("F004", lambda name, _: msg("{name} is empty; fill in a template and send that.", name=name)),
    "not_a_workbook": (
        "F005",
        lambda name, _: msg(
            "{name} is not an Excel workbook, whatever its name says; open it in Excel and save it as .xlsx.", name=name
        ),
    ),
    "not_text": (
        "F006",
        lambda name, _: msg("{name} is neither a workbook nor text; send .xlsx, .xls or .csv.", name=name),
    ),
    "damaged": (
        "F007",
        lambda name, values: msg(
            "{name} is damaged ({detail}); open it in Excel and save it again as .xlsx.", name=name, **values
        ),
    ),
    "protected": (
        "F008",
        lambda name, _: msg("{name} is protected by a password; save it without one.", name=name),
    ),
    "bomb": (
        "F009",
        lambda name, _: msg(
            "{name} unpacks to far more than a ledger holds; copy its rows into a fresh template.", name=name
        ),
    ),
    "document_type": (
        "F010",
        lambda name, _: msg(
            "{name} holds an XML document type, which no spreadsheet program writes; copy its rows into a template.",
            name=name,
        ),
    ),
    "far_cell": (
        "F011",
        lambda name, values: msg(
            "{name} has a value far out, in row {row}, column {column}; delete it and save the workbook again.",
            name=name,
            **values,
        ),
    ),
    "limits": (
        "F012",
        lambda name, _: msg(
            "{name} could not be read within {seconds} s and {memory} GB; split it, or copy its rows into a template.",
            name=name,
            seconds=limits.WORKER_WALL_SECONDS,
            memory=limits.WORKER_MEMORY_BYTES // 1024**3,
        ),
    ),
    "no_such_sheet": (
        "F013",
        lambda name, values: msg("{name} has no sheet {sheet}; it has: {sheets}.", name=name, **values),
    ),
    "encoding": (
        "F014",
        lambda name, values: msg(
            "{name} is not text in {encoding}; save it as UTF-8, or name its encoding under Options (--encoding).",
            name=name,
            **values,
        ),
    ),
}
