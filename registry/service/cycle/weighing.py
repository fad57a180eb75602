"""Weigh each changed cell three ways: as sent out, as returned, as the registry holds it now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import pandas as pd

from registry.findings import Level, Rule
from registry.language import Message, msg
from registry.ledger import rules
from registry.ledger.reading import Ledger
from registry.ledger.rules import Findings
from registry.service.cycle.cells import LEDGER_FIELDS, as_read, worded
from registry.service.cycle.pairing import Pairs
from registry.service.cycle.returned import Returned
from registry.service.importing.periods import is_missing, same
from registry.service.importing.planning import STATUS_OF_CHANGE
from registry.vocabulary import OUTLETS

PLACE = ("lon", "lat")
WORDS_ALONE = ("new", "updated", "corrected", "moved")
"""Classes of change that say nothing without a changed cell; the others change the status or the code themselves."""


class Verdict(StrEnum):
    """What becomes of a cell that the city changed."""

    TAKEN = "taken"
    KNOWN = "known"
    """The registry holds the same already."""
    QUESTION = "question"
    """The registry was changed too since the workbook was sent out."""
    EMPTIED = "emptied"
    HELD = "held"
    """Its row has an error."""
    WRONG = "wrong"
    """It cannot be read."""


@dataclass(frozen=True)
class Edit:
    """A cell that the city changed: the row's number, the outlet's code, the field, three values, the verdict."""

    row: int
    code: str
    field: str
    sent: Any
    returned: Any
    now: Any
    verdict: Verdict


@dataclass(frozen=True)
class Weighed:
    """The rows under the codes of today, as they are to be, with what was found; `said` holds what is to be taken."""

    ledger: Ledger
    said: pd.DataFrame
    edits: list[Edit]


def weigh(returned: Returned, pairs: Pairs, then: pd.DataFrame, now: pd.DataFrame) -> Weighed:
    """Weigh the rows of a returned workbook.

    `then` and `now` are the outlets at the quarter's end as known when it was sent out, and as known now.
    """
    return _Weighing(returned, pairs, then, now).weighed()


class _Weighing:
    def __init__(self, returned: Returned, pairs: Pairs, then: pd.DataFrame, now: pd.DataFrame) -> None:
        self.returned, self.ledger, self.pairs = returned, returned.ledger, pairs
        self.then, self.now = _by_outlet(then), _by_outlet(now)
        errors = [f for f in self.ledger.findings if f.level is Level.ERROR and f.code != rules.REQUIRED.code]
        self.faulty = {(finding.row, finding.field) for finding in errors}
        self.findings = Findings(OUTLETS.name)
        there = {column.field.name for column in returned.table.columns}
        self.fields = [name for name in LEDGER_FIELDS if name in there and name != "code"]
        self._note_missing(there)
        self.edits: list[Edit] = []

    def _note_missing(self, there: set[str]) -> None:
        for field in OUTLETS.ledger_fields:
            if field.name not in there:
                message = msg("Column {heading} did not come back; its values are kept.", heading=field.heading)
                remedy = msg("Nothing to do, unless something in it changed.")
                self.findings.add(rules.MISSING_COLUMN, message, remedy, field=field.name)

    def weighed(self) -> Weighed:
        rows = [{str(name): value for name, value in record.items()} for record in self.ledger.frame.to_dict("records")]
        said = [self._said(self._under_today(row)) for row in rows]
        after = [self._after(row) for row in said]
        frame = self.ledger.frame
        read = replace(self.ledger, frame=_like(after, frame), findings=self._kept())
        return Weighed(read, _like(said, frame), self.edits)

    def _kept(self) -> list[Any]:
        """Return all findings but those of reading that the pairing says better."""
        outlet, copies = self.pairs.outlet, self.pairs.copies
        spoken = {*copies, *copies.values()}
        read = [
            finding
            for finding in self.ledger.findings
            if not (finding.code == rules.DUPLICATE_CODE.code and finding.row in spoken)
            and not (finding.code == rules.REQUIRED.code and finding.row in outlet)
        ]
        return [*read, *self.pairs.findings, *self.findings.items]

    def _under_today(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row under the code that its outlet has now; a re-coded one names that code as its former one."""
        number = int(row["row"])
        outlet = self.pairs.outlet.get(number)
        held = self.now.get(outlet) if outlet is not None else None
        if outlet is None or held is None:
            return row
        if number in self.pairs.recoded:
            return row | {"former_code": held["code"]}
        sent = self.pairs.sent[outlet]["code"]
        if not isinstance(row["code"], str):
            self._note(rules.EMPTIED_CELL, row | held, "code", _CODE_KEPT, msg("Put the code back."))
        elif row["code"] != sent:
            return row
        if held["code"] != sent:
            message = msg(
                "{code} was re-coded to {current} since the workbook was sent out.", code=sent, current=held["code"]
            )
            self._note(rules.RECODED_SINCE, row, "code", message, msg("Nothing to do."))
        return row | {"code": held["code"]}

    def _said(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row with only the cells that are to be taken; the code stays."""
        number = int(row["row"])
        outlet = self.pairs.outlet.get(number)
        if outlet is None:
            return row
        if outlet not in self.now:
            self._note(rules.NOT_THERE, row, "code", _GONE, _ASK)
            return row
        taken = {name for name in self.fields if self._takes(row, outlet, name)}
        if number in self.pairs.recoded:
            taken |= {"former_code"}
        bare = {name: None for name in LEDGER_FIELDS if name != "code" and name not in taken}
        cleared = tuple(name for name in row["cleared"] if name in taken)
        if not taken and row["change_class"] in WORDS_ALONE:
            bare |= {"change_class": None, "effective_on": None}
        return row | bare | {"cleared": cleared}

    def _after(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return a row as it is to be, for the rules to look at: what is taken, beside what the registry holds."""
        outlet = self.pairs.outlet.get(int(said["row"]))
        held = self.now.get(outlet) if outlet is not None else None
        if held is None:
            return said
        implied = {"status"} if said["change_class"] in STATUS_OF_CHANGE else set()
        kept = {n for n in LEDGER_FIELDS if is_missing(said[n]) and n not in said["cleared"]} - implied
        return said | {name: held[name] for name in kept}

    def _takes(self, row: dict[str, Any], outlet: int, name: str) -> bool:
        """Whether a cell is to be taken; what was changed and is not is noted."""
        sent, now = self.pairs.sent[outlet][name], as_read(OUTLETS.field(name), self.now[outlet][name])
        returned = None if pd.isna(row[name]) else row[name]
        verdict = self._verdict(row, outlet, name, returned)
        if verdict is None:
            return False
        edit = Edit(int(row["row"]), str(row["code"]), name, sent, returned, now, verdict)
        self.edits.append(edit)
        if verdict is Verdict.QUESTION:
            self._ask_about(row, edit)
        elif verdict is Verdict.EMPTIED:
            kept = msg("The cell was emptied; {value} is kept.", value=worded(name, now))
            self._note(rules.EMPTIED_CELL, row, name, kept, msg("Write 清空 to take the value away."))
        return verdict is Verdict.TAKEN

    def _verdict(self, row: dict[str, Any], outlet: int, name: str, returned: Any) -> Verdict | None:
        """Return what becomes of a cell, None where the city did not change it."""
        field, sent = OUTLETS.field(name), self.pairs.sent[outlet][name]
        if returned is None and name not in row["cleared"]:
            return self._unread(row, name, sent)
        if same(returned, sent):
            return None
        if same(returned, as_read(field, self.now[outlet][name])):
            return Verdict.KNOWN
        return Verdict.QUESTION if self._changed_since(outlet, name) else Verdict.TAKEN

    def _unread(self, row: dict[str, Any], name: str, sent: Any) -> Verdict | None:
        """Return what becomes of a cell without a value; one axis of a place is not read without the other."""
        if (row["row"], name) in self.faulty:
            return Verdict.WRONG
        if name in PLACE and any((row["row"], part) in self.faulty for part in PLACE):
            written = self.returned.cells(int(row["row"])).get(name)
            return None if same(written, sent) else Verdict.HELD
        return None if sent is None else Verdict.EMPTIED

    def _changed_since(self, outlet: int, name: str) -> bool:
        """Whether the registry was changed too since the workbook was sent out; a place is changed as a whole."""
        then, now = self.then.get(outlet), self.now[outlet]
        return then is None or not all(same(now[part], then[part]) for part in (PLACE if name in PLACE else (name,)))

    def _ask_about(self, row: Mapping[str, Any], edit: Edit) -> None:
        message = msg(
            "Sent out as {sent}, returned as {returned}; meanwhile the registry holds {now}.",
            sent=worded(edit.field, edit.sent),
            returned=worded(edit.field, edit.returned),
            now=worded(edit.field, edit.now),
        )
        remedy = msg("Leave your value if it is right and send the workbook back; else enter the registry's.")
        self._note(rules.CHANGED_SINCE, row, edit.field, message, remedy)

    def _note(self, rule: Rule, row: Mapping[str, Any], field: str, message: Message, suggestion: Message) -> None:
        self.findings.add(rule, message, suggestion, field=field, row=row["row"], feature_id=row["code"])


def _by_outlet(frame: pd.DataFrame) -> dict[int, dict[str, Any]]:
    return {
        int(row["feature_id"]): {str(name): value for name, value in row.items()} for row in frame.to_dict("records")
    }


def _like(rows: Iterable[Mapping[str, Any]], frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows as a frame of the same columns and types."""
    return pd.DataFrame(list(rows), columns=frame.columns).astype(frame.dtypes.to_dict())


_CODE_KEPT = msg("The code was taken out; the row is known by its key.")
_GONE = msg("The registry does not hold this outlet any more.")
_ASK = msg("Ask the office; where it is there again, add it as a row without a key.")
