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
_HOW_TO_SPLIT = msg("Correct the code; a part of the outlet that was split names it in 原编码.")
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
        told = frame[frame["former_code"] != frame["code"]] if "former_code" in frame else frame.iloc[:0]
        self.formers = set(told["former_code"].dropna()) if len(told) else set()
        self.heirs: Counter[str] = Counter(fresh["former_code"].dropna() if self.formers else ())

    def match(self, record: Period) -> Match | None:
        """Return what a row speaks of, None (noted) where that cannot be."""
        code, former, change = record["code"], _former(record), _text(record, "change_class")
        known = self.book.by_code.get(code)
        parent = self.book.by_code.get(former) if former else None
        if known is not None:
            if change == "recoded" and parent not in (None, known):
                self._note_taken(record)
                return None
            return Match(known, self._class_of_known(record, change), change is None)
        only_heir = self.heirs[former or ""] == 1 and former not in self.file_codes
        is_heir = change == "recoded" or (change in (None, "updated", "corrected") and only_heir)
        if parent is not None and is_heir:
            return Match(parent, "recoded", change is None)
        return self._match_new(record, change, former, parent)

    def is_split_up(self, record: Period) -> bool:
        """Whether a row of the class split speaks of the outlet that was split, not of a part of it."""
        return record["code"] in self.formers or _former(record) is None

    def _note_taken(self, record: Period) -> None:
        self._note(
            rules.CODE_TAKEN,
            record,
            msg("{code} belongs to another feature already.", code=record["code"]),
            msg("Choose a free code; where codes are exchanged, import the one that becomes free first."),
        )

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
        if self._is_refused(record, change, former):
            return None
        if change in ("updated", "corrected"):
            self._note(
                rules.NOT_YET_KNOWN,
                record,
                msg("{code} is not registered yet and is taken as new.", code=record["code"]),
                msg("Check the code if it should be known."),
            )
        if former is not None:
            self._check_parent(record, former, parent)
        return Match(None, "split" if parent is not None else "new", change is None)

    def _is_refused(self, record: Period, change: str | None, former: str | None) -> bool:
        """Whether a row under an unknown code is noted as one that cannot go in."""
        code = record["code"]
        if change == "recoded":
            self._note(
                rules.RECODE_WITHOUT_FORMER,
                record,
                msg("{code} is said to be re-coded, but {former} is not registered.", code=code, former=former or "-"),
                msg("Enter the code it has had so far in 原编码."),
                field_name="former_code",
            )
        elif (renamed := self.book.by_former_code.get(code)) is not None:
            self._note(
                rules.CODE_RETIRED,
                record,
                msg("{code} is now {current}.", code=code, current=self.book.current_code(renamed)),
                msg("Use the new code."),
            )
        elif (registered := self.book.by_folded_code.get(code.casefold())) is not None:
            self._note(
                rules.CODE_CASE,
                record,
                msg("{code} is registered as {registered}.", code=code, registered=registered),
                msg("Write the code as it is registered."),
            )
        elif change in _NEEDS_FEATURE or (change == "split" and former is None):
            self._note(
                rules.NOT_THERE,
                record,
                msg("{code} is not registered, so it cannot be {change}.", code=code, change=change_label(change)),
                _HOW_TO_SPLIT if change == "split" else msg("Correct the code, or register it first as 新增."),
            )
        else:
            return False
        return True

    def _check_parent(self, record: Period, former: str, parent: int | None) -> None:
        if former in self.file_codes:
            return
        if parent is None and former not in self.book.by_former_code:
            self._note(
                rules.UNKNOWN_REFERENCE,
                record,
                msg("{code} is none of the {kind} registered.", code=former, kind=KINDS[self.kind].label),
                msg("Correct the code in 原编码, or leave it empty."),
                field_name="former_code",
            )
        elif parent is not None:
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


def _former(record: Period) -> str | None:
    """Return the code a row says its outlet had before, where it is another one."""
    former = _text(record, "former_code")
    return None if former == record["code"] else former


def change_label(change: str | None) -> Label | str:
    """Return the display name of a class of change."""
    return KINDS["outlets"].field("change_class").choice_label(change)
