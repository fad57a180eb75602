"""Pair the rows of a returned workbook with the outlets it was sent out with, by key, else by code."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from registry.findings import Finding, Rule
from registry.language import Message, msg
from registry.ledger import rules
from registry.ledger.rules import Findings
from registry.service.cycle.cells import LEDGER_FIELDS, STORED, as_read
from registry.service.cycle.returned import Returned
from registry.service.importing.periods import same
from registry.vocabulary import OUTLETS

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Pairs:
    """Which outlet each row speaks of, by the number of the row; rows without one are new or not of this workbook.

    `sent` holds, by outlet, what the workbook showed of it, as a reader takes it. `copies` are the rows that repeat
    an outlet, with the row they repeat; `recoded` those that give their outlet another code.
    """

    outlet: dict[int, int]
    sent: dict[int, dict[str, Any]]
    copies: dict[int, int]
    recoded: frozenset[int]
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> list[int]:
        """The outlets that no row speaks of, in the order they were sent in."""
        returned = set(self.outlet.values())
        return [outlet for outlet in self.sent if outlet not in returned]


def pair(returned: Returned, shown: pd.DataFrame) -> Pairs:
    """Pair rows and outlets; `shown` are the outlets as they were sent out."""
    return _Pairing(returned, shown).pairs()


class _Pairing:
    def __init__(self, returned: Returned, shown: pd.DataFrame) -> None:
        self.rows: dict[int, Row] = {
            int(row["row"]): {str(name): value for name, value in row.items()}
            for row in returned.ledger.frame.to_dict("records")
        }
        self.sent = {
            int(row["feature_id"]): {field.name: as_read(field, row[field.name]) for field in STORED}
            for row in shown.to_dict("records")
        }
        self.by_code = {known["code"]: outlet for outlet, known in self.sent.items()}
        ids = returned.slip.ids
        self.by_key = {number: ids[key] for number, key in returned.keys.items() if number in self.rows}
        self.with_own_code = {
            outlet for number, outlet in self.by_key.items() if self._code(number) == self.sent[outlet]["code"]
        }
        self.findings = Findings(OUTLETS.name)
        self.recoded: set[int] = set()

    def pairs(self) -> Pairs:
        outlet = {number: found for number in self.rows if (found := self._outlet_of(number)) is not None}
        copies = self._copies(outlet)
        return Pairs(outlet, self.sent, copies, frozenset(self.recoded), tuple(self.findings.items))

    def _code(self, number: int) -> str | None:
        code = self.rows[number]["code"]
        return code if isinstance(code, str) else None

    def _outlet_of(self, number: int) -> int | None:
        """Return the outlet of a row: that of its key, unless code and cells say that the key was left behind."""
        code, keyed = self._code(number), self.by_key.get(number)
        coded = self.by_code.get(code) if code else None
        if keyed is None:
            if coded is not None:
                self._note(number, rules.KEY_LOST, _BY_CODE, _NOTHING_TO_DO)
            return coded
        if code is None:
            return None if keyed in self.with_own_code else keyed
        if coded == keyed:
            return keyed
        if coded is not None:
            return self._nearer(number, keyed, coded)
        return self._with_another_code(number, keyed)

    def _nearer(self, number: int, keyed: int, coded: int) -> int:
        """Return which of two outlets a row tells more of: keys stay behind when only some columns are sorted."""
        agree = Counter({outlet: self._agreeing(number, outlet) for outlet in (keyed, coded)})
        if agree[coded] > agree[keyed]:
            self._note(number, rules.KEY_LOST, _BY_CODE, _NOTHING_TO_DO)
            return coded
        self._refuse_code(number, keyed)
        return keyed

    def _agreeing(self, number: int, outlet: int) -> int:
        row, sent = self.rows[number], self.sent[outlet]
        told = (name for name in LEDGER_FIELDS if name != "code" and sent[name] is not None)
        return sum(same(_value(row[name]), sent[name]) for name in told)

    def _with_another_code(self, number: int, keyed: int) -> int | None:
        """Return the outlet of a row under a code that was not sent: re-coded, copied for a new one, or altered."""
        row, sent = self.rows[number], self.sent[keyed]
        if row["change_class"] == "recoded" and _value(row["former_code"]) in (None, sent["code"], sent["former_code"]):
            self.recoded.add(number)
            return keyed
        if keyed in self.with_own_code:
            self._note(
                number,
                rules.COPIED_AS_NEW,
                msg("The row was copied from {code} and has a code of its own; taken as new.", code=sent["code"]),
                msg("Check that every cell is that of the new outlet."),
            )
            return None
        self._refuse_code(number, keyed)
        return keyed

    def _refuse_code(self, number: int, keyed: int) -> None:
        self._note(
            number,
            rules.CODE_EDITED,
            msg("The code was changed from {old} to {new}.", old=self.sent[keyed]["code"], new=self._code(number)),
            msg("Put {old} back; where the outlet was re-coded, choose 重新编码 too.", old=self.sent[keyed]["code"]),
        )

    def _copies(self, outlet: Mapping[int, int]) -> dict[int, int]:
        """Return the rows that repeat another; where they differ nobody knows which counts, and none goes in."""
        rows_of: dict[int, list[int]] = defaultdict(list)
        for number, found in outlet.items():
            rows_of[found].append(number)
        copies: dict[int, int] = {}
        for numbers in rows_of.values():
            first, *others = numbers
            copies |= dict.fromkeys(others, first)
            equal = all(self._says_the_same(first, other) for other in others)
            for number in others if equal else numbers if others else ():
                self._note_copy(number, next(n for n in numbers if n != number), equal=equal)
        return copies

    def _says_the_same(self, one: int, other: int) -> bool:
        names = [field.name for field in OUTLETS.ledger_fields]
        return all(same(_value(self.rows[one][name]), _value(self.rows[other][name])) for name in names)

    def _note_copy(self, number: int, of: int, *, equal: bool) -> None:
        message = (
            msg("Row {row} says the same already; this copy does not count.", row=of)
            if equal
            else msg("Row {row} speaks of the same outlet and says something else; none of them goes in.", row=of)
        )
        remedy = msg("Delete the copy; if it is meant to be a new outlet, give it a code of its own.")
        self._note(number, rules.COPIED_ROW, message, remedy)

    def _note(self, number: int, rule: Rule, message: Message, suggestion: Message) -> None:
        code = self._code(number)
        self.findings.add(rule, message, suggestion, field="code", row=number, feature_id=code)


def _value(value: Any) -> Any:
    return None if value is None or value is pd.NaT or pd.isna(value) else value


_BY_CODE = msg("The row lost its key, or stands beside another's; it is matched by its code.")
_NOTHING_TO_DO = msg("Nothing to do.")
