"""What is asked of an import, and what it would do."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from registry.findings import Finding
from registry.ledger.reading import LedgerFile


@dataclass(frozen=True)
class ImportOptions:
    """How to read a ledger and what to take for granted.

    `reported_on` is the day changes take effect where a row does not say; `accept` the codes of rules whose remedy is
    accepted; `city` the city that reports; `today` the day after which dates lie in the future.
    """

    sheet: str | None = None
    crs: str | None = None
    encoding: str | None = None
    city: str | None = None
    reported_on: date = field(default_factory=date.today)
    accept: tuple[str, ...] = ()
    strict: bool = False
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Preview:
    """What a ledger holds and would change, made against one head of the registry; nothing is written yet.

    `rows` = `new` + `changed` + `unchanged` + `rejected`. `changes` has one row per row of the file and field that
    would change: row, code, name, what (new or changed), change_class, guessed, effective_on, field, old, new; a new
    feature has one row without field.
    """

    kind: str
    source: LedgerFile
    crs: dict[str, str | None]
    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    findings: list[Finding]
    changes: pd.DataFrame
    strict: bool
    head: int
    timelines: pd.DataFrame
    links: pd.DataFrame
