"""Find the feature that a row of a ledger speaks of: by its code, or by the code it had before."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from registry.findings import Rule
from registry.language import Label, Message, msg
from registry.ledger import rules
from registry.ledger.rules import Findings
from registry.service.importing.book import Book, Period
from registry.vocabulary import KINDS

_NEEDS_FEATURE = ("closed", "merged", "moved", "revived")
GUESSED = "guessed"
"""The class of a change that the row does not name: each field is classed by itself."""


@dataclass(frozen=True)
class Match:
    """The feature a row speaks of (None: one new to the registry) and the class of change, stated or guessed."""

    feature_id: int | None
    change: str
    guessed: bool


class Matcher:
    """Matches the rows of one file to what the registry knows."""

    def __init__(self, kind: str, book: Book, frame: pd.DataFrame, findings: Findings) -> None:
        self.kind, self.book, self.findings = kind, book, findings
        self.file_codes = set(frame["code"].dropna())
        fresh = frame[~frame["code"].isin(book.by_code)]
        self.heirs: Counter[str] = Counter(fresh["former_code"].dropna() if "former_code" in frame else ())

    def match(self, record: Period) -> Match | None:
        """Return what a row speaks of, None (noted) where that cannot be."""
        code, former, change = record["code"], _text(record, "former_code"), _text(record, "change_class")
        known = self.book.by_code.get(code)
        if known is not None:
            return Match(known, self._class_of_known(record, change), change is None)
        parent = self.book.by_code.get(former) if former else None
        is_heir = change == "recoded" or (change in (None, "updated", "corrected") and self.heirs[former or ""] == 1)
        if parent is not None and is_heir and former not in self.file_codes:
            return Match(parent, "recoded", change is None)
        return self._match_new(record, change, former, parent)

    def _class_of_known(self, record: Period, change: str | None) -> str:
        if change == "new":
            self._note(
                rules.ALREADY_THERE,
                record,
                msg("{code} is registered already; the row is taken as an update.", code=record["code"]),
                msg("Write 更新, 更正 or 位移 if that is what happened."),
            )
            return "updated"
        return change or GUESSED

    def _match_new(self, record: Period, change: str | None, former: str | None, parent: int | None) -> Match | None:
        code = record["code"]
        if change == "recoded":
            self._note(
                rules.RECODE_WITHOUT_FORMER,
                record,
                msg("{code} is said to be re-coded, but {former} is not registered.", code=code, former=former or "-"),
                msg("Enter the code it has had so far in 原编码."),
                field_name="former_code",
            )
            return None
        if (renamed := self.book.by_former_code.get(code)) is not None:
            self._note(
                rules.CODE_RETIRED,
                record,
                msg("{code} is now {current}.", code=code, current=self.book.current_code(renamed)),
                msg("Use the new code."),
            )
            return None
        if change in _NEEDS_FEATURE:
            self._note(
                rules.NOT_THERE,
                record,
                msg("{code} is not registered, so it cannot be {change}.", code=code, change=change_label(change)),
                msg("Correct the code, or register it first as 新增."),
            )
            return None
        if change in ("updated", "corrected"):
            self._note(
                rules.NOT_YET_KNOWN,
                record,
                msg("{code} is not registered yet and is taken as new.", code=code),
                msg("Check the code if it should be known."),
            )
        if parent is not None:
            self._check_parent(record, str(former))
        return Match(None, "split" if parent is not None else "new", change is None)

    def _check_parent(self, record: Period, former: str) -> None:
        if former not in self.file_codes:
            self._note(
                rules.SPLIT_PARENT,
                record,
                msg("{code} comes from {former}, which stays in use.", code=record["code"], former=former),
                msg("Add a row that closes {former} if it ends.", former=former),
                field_name="former_code",
            )

    def _note(
        self, rule: Rule, record: Period, message: Message, suggestion: Message, field_name: str = "code"
    ) -> None:
        self.findings.add(rule, message, suggestion, field=field_name, row=record["row"], feature_id=record["code"])


def _text(record: Period, name: str) -> str | None:
    value = record.get(name)
    return value if isinstance(value, str) else None


def change_label(change: str | None) -> Label | str:
    """Return the display name of a class of change."""
    return KINDS["outlets"].field("change_class").choice_label(change)
