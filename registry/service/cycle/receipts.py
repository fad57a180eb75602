"""The book of returns: one line per workbook taken in, in a file beside the registry.

A return that changes nothing makes no revision, and cells that went back are nowhere in the registry; what the scores
need of both stands here. A line whose revision is not in the registry, or was taken back, does not count.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from registry.errors import CallError
from registry.findings import Finding, Level
from registry.language import msg
from registry.ledger import rules
from registry.quarter import Quarter
from registry.service.cycle.collecting import Collected
from registry.service.registry import Registry

COUNTS = ("rows", "new", "changed", "unchanged", "rejected")
NOT_COUNTED = frozenset({rules.NOT_RETURNED.code, rules.HELD_BACK.code})
"""Findings that repeat what is counted elsewhere: outlets that did not come back, cells of a row with an error."""

Key = tuple[str, str, str]
"""What makes a finding the same in two returns: rule, code (or row), field."""


@dataclass(frozen=True)
class Receipt:
    """One return: what came when from whom, what it did, and what was found in it."""

    quarter: str
    city: str
    due_on: str
    at: str
    by: str
    file: str
    sha256: str
    revision: int | None
    counts: dict[str, int]
    missing: int
    findings: list[Key]


def book_of(registry: Registry) -> Path:
    """Return where the book of returns of a registry lies."""
    path = registry.store.path
    return path.with_name(path.name + ".returns.jsonl")


def receipt(collected: Collected, revision: int | None, by: str) -> Receipt:
    """Return the line of a return that was taken in just now."""
    slip, preview = collected.returned.slip, collected.preview
    return Receipt(
        str(slip.quarter),
        slip.city,
        str(slip.due_on),
        datetime.now(UTC).isoformat(timespec="seconds"),
        by,
        preview.source.name,
        preview.source.sha256,
        revision,
        {name: getattr(preview, name) for name in COUNTS},
        len(collected.missing),
        sorted(set(finding_keys(preview.findings))),
    )


def finding_keys(findings: Iterable[Finding]) -> Iterator[Key]:
    """Yield what tells the findings that ask for something apart."""
    for finding in findings:
        if finding.level is not Level.INFO and finding.code not in NOT_COUNTED:
            yield finding.code, finding.feature_id or f"row {finding.row}", finding.field or ""


def note(registry: Registry, line: Receipt) -> None:
    """Add a line to the book of returns and see it on disk.

    Raises
    ------
    CallError
        When it cannot be written; what was taken in stays in the registry.
    """
    path = book_of(registry)
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CallError(
            "C005",
            msg(
                "The return is in the registry, but {file} could not be written ({reason}), so the score misses it; "
                "free the disk and collect the file again.",
                file=str(path),
                reason=error.strerror or str(error),
            ),
        ) from error


def receipts(registry: Registry, quarter: Quarter) -> list[Receipt]:
    """Return the returns of a quarter that stand, oldest first."""
    path = book_of(registry)
    if not path.exists():
        return []
    revisions = registry.store.revisions()
    undone = set(revisions["undoes"].dropna())
    sources = dict(zip(revisions["revision"], revisions["file_sha256"], strict=True))
    return [
        line
        for line in _lines(path)
        if line.quarter == str(quarter)
        and (line.revision is None or (sources.get(line.revision) == line.sha256 and line.revision not in undone))
    ]


def _lines(path: Path) -> Iterator[Receipt]:
    """Yield the lines of the book; one that a crash cut short is left out."""
    for text in path.read_text(encoding="utf-8").splitlines():
        with suppress(json.JSONDecodeError):
            said = json.loads(text)
            yield Receipt(**said | {"findings": [tuple(key) for key in said["findings"]]})
