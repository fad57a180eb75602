"""Take a filled workbook back: every changed cell is taken in, or goes back to the city as a question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from registry.findings import Finding
from registry.language import msg
from registry.ledger import rules
from registry.ledger.rules import Findings, rejected_rows
from registry.service.cycle.cells import worded
from registry.service.cycle.pairing import Pairs, pair
from registry.service.cycle.returned import Returned, read_returned
from registry.service.cycle.slip import shown, state
from registry.service.cycle.weighing import WORDS_ALONE, Edit, Verdict, Weighed, weigh
from registry.service.declared import short
from registry.service.importing import ImportOptions, Preview, preview_ledger, refuse_hopeless
from registry.service.importing.run import in_order
from registry.service.registry import Registry
from registry.vocabulary import OUTLETS


@dataclass(frozen=True)
class Collected:
    """A returned workbook, weighed against the registry; nothing is written yet.

    `missing` are the outlets, by code and name, that were sent out and did not come back; they stay as they are.
    """

    returned: Returned
    pairs: Pairs
    edits: list[Edit]
    preview: Preview
    missing: list[dict[str, object]]

    @property
    def copied(self) -> list[dict[str, object]]:
        """The rows that repeat an outlet of another row: the row, its code, the row it repeats."""
        code = dict(zip(self.returned.ledger.frame["row"], self.returned.ledger.frame["code"], strict=True))
        return [{"row": row, "code": code[row], "of": of} for row, of in self.pairs.copies.items()]

    @property
    def is_hopeless(self) -> bool:
        """Whether there are rows and none of them can go in."""
        return self.preview.rows > 0 and self.preview.rejected == self.preview.rows

    @property
    def verdicts(self) -> dict[str, int]:
        """How many changed cells of known outlets became what."""
        counts = Counter(edit.verdict.value for edit in self.edits)
        return {verdict.value: counts[verdict.value] for verdict in Verdict}


def preview_return(registry: Registry, path: Path, today: date | None = None) -> Collected:
    """Read a returned workbook and say what it would change; nothing is written.

    Raises
    ------
    CallError
        When the file is missing or unreadable.
    LedgerError
        When it was not sent out from this registry, is no ledger any more, or has no rows.
    """
    head = registry.store.head()
    returned = read_returned(path)
    slip, store = returned.slip, registry.store
    sent = shown(store, slip, path.name)
    pairs = pair(returned, sent)
    ids, on = [int(number) for number in sent["feature_id"]], slip.quarter.last_day
    weighed = weigh(returned, pairs, state(store, ids, on, slip.revision), state(store, ids, on))
    weighed.ledger.findings.extend(_of_other_cities(registry, weighed, pairs, slip.city))
    options = ImportOptions(city=slip.city, reported_on=on, today=today or date.today())  # noqa: DTZ011
    preview = preview_ledger(registry, weighed.ledger, options, head, weighed.said)
    if preview.rows == 0:
        refuse_hopeless(preview)
    return _collected(returned, pairs, weighed, preview)


def _of_other_cities(registry: Registry, weighed: Weighed, pairs: Pairs, city: str) -> list[Finding]:
    """Note the rows that speak of an outlet which another city reports."""
    rows = weighed.ledger.frame
    others = rows[~rows["row"].isin(list(pairs.outlet)) & rows["code"].notna()]
    known = registry.store.frame("outlets", codes=sorted(set(others["code"])))
    reported = known[known["valid_to"].isna()].set_index("code")["city"]
    findings = Findings(OUTLETS.name)
    for row in others[others["code"].isin(reported.index)].itertuples():
        by = str(reported[str(row.code)])
        if short(by) != short(city):
            message = msg("{code} is an outlet that {city} reports.", code=row.code, city=by)
            remedy = msg("Leave it out, or correct the code.")
            number = int(str(row.row))
            findings.add(rules.OTHER_CITY, message, remedy, field="code", row=number, feature_id=str(row.code))
    return findings.items


def _collected(returned: Returned, pairs: Pairs, weighed: Weighed, preview: Preview) -> Collected:
    """Put together what was found; cells of rows that stay out are held back, and said to be."""
    out = rejected_rows(preview.findings)
    edits = [
        replace(edit, verdict=Verdict.HELD) if edit.row in out and edit.verdict is Verdict.TAKEN else edit
        for edit in weighed.edits
    ]
    missing = [{name: pairs.sent[outlet][name] for name in ("code", "name")} for outlet in pairs.missing]
    more = [*_held_back(edits), *_changes_of_nothing(returned, weighed, preview, out), *_not_returned(missing)]
    changes = _named(preview.changes, weighed.ledger.frame)
    whole = replace(preview, findings=in_order([*preview.findings, *more]), changes=changes)
    return Collected(returned, pairs, edits, whole, missing)


def _held_back(edits: Sequence[Edit]) -> list[Finding]:
    findings = Findings(OUTLETS.name)
    for edit in edits:
        if edit.verdict is Verdict.HELD:
            values = {side: worded(edit.field, getattr(edit, side)) for side in ("sent", "returned")}
            message = msg("The change from {sent} to {returned} is not taken yet: its row has an error.", **values)
            remedy = msg("Correct the error; this cell then goes in with its row.")
            findings.add(rules.HELD_BACK, message, remedy, field=edit.field, row=edit.row, feature_id=edit.code)
    return findings.items


def _changes_of_nothing(returned: Returned, weighed: Weighed, preview: Preview, out: set[int]) -> list[Finding]:
    """Note the rows that name a class of change though nothing in them changed, where they came for the first time."""
    findings = Findings(OUTLETS.name)
    if returned.slip.shown_on == returned.slip.quarter.last_day:
        return []
    told = {*preview.changes["row"], *(edit.row for edit in weighed.edits), *out}
    rows = returned.ledger.frame
    for row in rows[rows["change_class"].isin(WORDS_ALONE) & ~rows["row"].isin(told)].itertuples():
        change = OUTLETS.field("change_class").choice_label(row.change_class)
        message = msg("The change is said to be {change}, but nothing in the row was changed.", change=change)
        remedy = msg("Change the cell that is meant, or take the class of change out.")
        number = int(str(row.row))
        findings.add(
            rules.CHANGE_OF_NOTHING, message, remedy, field="change_class", row=number, feature_id=str(row.code)
        )
    return findings.items


def _not_returned(missing: Sequence[dict[str, object]]) -> list[Finding]:
    findings = Findings(OUTLETS.name)
    for outlet in missing:
        message = msg("{code} ({name}) was sent out and did not come back; it stays as it is.", **outlet)
        remedy = msg("Write 注销 in a row of its own if it is gone; else nothing to do.")
        findings.add(rules.NOT_RETURNED, message, remedy, feature_id=str(outlet["code"]))
    return findings.items


def _named(changes: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table of changes with the names of its rows, unchanged ones included."""
    names = frame.set_index("row")["name"].astype("object")
    return changes.assign(name=changes["row"].map(names))
