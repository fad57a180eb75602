"""Rows typed by hand go into the registry as those of a ledger would: read, checked, planned, saved as one revision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from registry.errors import CallError, ConflictError, DataRefusedError
from registry.findings import Finding, Level
from registry.language import msg
from registry.ledger.entry import read_entry
from registry.ledger.reading import Ledger, LedgerFile
from registry.service.again import upon_the_newest
from registry.service.importing import ImportOptions, Preview, commit_import, preview_ledger
from registry.service.registry import Registry
from registry.store import Actor
from registry.vocabulary import KINDS

Cells = Mapping[str, object]
BY_HAND = LedgerFile("", "", None, None)
"""What stands for the file of rows that came in none."""


@dataclass(frozen=True)
class Typed:
    """Rows of one kind that belong together, and the day from which they hold.

    `named` are codes of registered features that they speak of; `based_on` is the revision that the editor saw of
    those, None: whatever is there.
    """

    kind: str
    rows: tuple[Cells, ...]
    on: date
    named: tuple[str, ...] = ()
    based_on: int | None = None


def typed_ledger(kind: str, rows: Sequence[Cells]) -> Ledger:
    """Return typed rows, cells by name of the field, as a ledger of the kind; numbered from 1."""
    read = [read_entry(kind, cells) for cells in rows]
    if any(frame.empty for frame, _ in read):
        raise CallError("E050", msg("One of the rows reads like a total or a note; choose another code."))
    frames = [frame.assign(row=number) for number, (frame, _) in enumerate(read, 1)]
    findings = [replace(finding, row=number) for number, (_, found) in enumerate(read, 1) for finding in found]
    return Ledger(kind, BY_HAND, pd.concat(frames, ignore_index=True), findings)


def preview_typed(registry: Registry, typed: Typed) -> Preview:
    """Say what typed rows would change and what the rules say of them; nothing is written.

    Raises
    ------
    ConflictError
        When somebody changed one of the named features since the editor saw them.
    CallError
        When a row reads as no feature.
    """
    head = registry.store.head()
    _refuse_changed(registry, typed)
    options = ImportOptions(reported_on=typed.on, strict=True)
    return preview_ledger(registry, typed_ledger(typed.kind, typed.rows), options, head)


def save_typed(registry: Registry, typed: Typed, actor: Actor, reason: str) -> int:
    """Save typed rows as one revision with the assignments that follow, and return it; all of them or none.

    Raises
    ------
    ConflictError
        When somebody changed one of the named features since the editor saw them.
    DataRefusedError
        With the findings, when one is an error.
    CallError
        When the reason is empty, a row reads as no feature, or nothing would change.
    """
    if not reason.strip():
        raise CallError("E001", msg("An edit needs a reason: say why."))

    def attempt() -> int | None:
        preview = preview_typed(registry, typed)
        refuse_errors(preview.findings)
        return commit_import(registry, preview, actor, reason.strip())

    revision = upon_the_newest(attempt)
    if revision is None:
        raise CallError("E051", msg("Nothing was saved: everything is so already."))
    return revision


def errors_of(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that keep rows out."""
    return [finding for finding in findings if finding.level is Level.ERROR]


def refuse_errors(findings: Sequence[Finding]) -> None:
    """Refuse rows with an error.

    Raises
    ------
    DataRefusedError
        With all findings.
    """
    told = [finding.message for finding in errors_of(findings)]
    if told:
        raise DataRefusedError("E002", msg("Nothing was saved: {errors}", errors=told), list(findings))


def _refuse_changed(registry: Registry, typed: Typed) -> None:
    if typed.based_on is None:
        return
    known = registry.store.frame(typed.kind, codes=list(typed.named))
    newer = known[known["revision"] > typed.based_on]
    if len(newer):
        (last,) = newer.nlargest(1, "revision")[["code", "revision"]].to_dict("records")
        revisions = registry.store.revisions()
        actor = revisions.loc[revisions["revision"] == last["revision"], "actor"].iloc[0]
        message = msg(
            "{kind} {code} was changed by {actor} in revision {revision} after you looked at it; look again.",
            kind=KINDS[typed.kind].singular,
            code=str(last["code"]),
            actor=str(actor),
            revision=int(last["revision"]),
        )
        raise ConflictError("E052", message)
