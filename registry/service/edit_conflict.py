"""Two editors of one feature: what the second saw, what the first made of it, what the second wants, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from registry.errors import CallError, ConflictError
from registry.findings import Finding, Level
from registry.language import Message, msg
from registry.service.edit_plan import Edited
from registry.service.edit_values import none_for_missing
from registry.service.field_changes import as_said, lived
from registry.service.importing.book import Period
from registry.service.importing.periods import holding, same
from registry.service.registry import Registry
from registry.vocabulary import KINDS

Side = Literal["theirs", "mine"]
CODE = "E020"


@dataclass(frozen=True)
class FieldConflict:
    """One field of a feature that two people edited: what the second saw, what is there now, what the second wants."""

    name: str
    saw: Any
    theirs: Any
    mine: Any

    @property
    def clashes(self) -> bool:
        """Whether both changed it, and not to the same: somebody has to choose."""
        return not same(self.saw, self.theirs) and not same(self.saw, self.mine)

    @property
    def suggested(self) -> Side | None:
        """The side that alone changed the field; None where both did."""
        return None if self.clashes else "mine" if same(self.saw, self.theirs) else "theirs"


class EditConflictError(ConflictError):
    """Somebody changed the feature after the editor saw it.

    `rows` are the fields on which the two differ; `head` the revision in which the first editor's change is seen.
    """

    def __init__(self, message: Message, kind: str, code: str, rows: Sequence[FieldConflict], head: int) -> None:
        super().__init__(CODE, message, [_finding(kind, code, row) for row in rows])
        self.kind, self.rows, self.head = kind, tuple(rows), head

    def chosen(self, choices: Mapping[str, Side]) -> dict[str, Any]:
        """Return the values to save, based on `head`, once each field has a side; what nobody chose is as suggested.

        Raises
        ------
        CallError
            When a field that both changed has no side.
        """
        sides = {row.name: choices.get(row.name, row.suggested) for row in self.rows}
        open_rows = [KINDS[self.kind].field(name).label for name, side in sides.items() if side is None]
        if open_rows:
            raise CallError("E021", msg("Both changed {fields}; choose one side for each.", fields=open_rows))
        return {row.name: row.mine for row in self.rows if sides[row.name] == "mine" and not same(row.theirs, row.mine)}


def refuse_conflict(
    registry: Registry, edited: Edited, mine: Mapping[str, Any], based_on: int, on: pd.Timestamp
) -> None:
    """Refuse where another revision changed the feature since `based_on` to something the editor has not seen.

    `mine` are the values that the editor wants. What was changed on other days only, or to the same values, does not
    matter: the edit is made upon it.

    Raises
    ------
    EditConflictError
        With the fields on which the two differ on the day.
    CallError
        When the feature was not there at `based_on`.
    """
    if edited.version <= based_on:
        return
    kind, theirs = edited.kind, lived(edited.known)
    seen = lived(registry.store.frame(kind, known_at=based_on, feature_ids=[edited.feature_id]))
    if not seen:
        raise CallError(
            "E022",
            msg(
                "{code} was not in the registry at revision {revision}; state the one you saw it in.",
                code=theirs[-1]["code"],
                revision=based_on,
            ),
        )
    rows = conflicts(kind, seen[holding(seen, on)], theirs[holding(theirs, on)], mine)
    if any(not same(row.saw, row.theirs) for row in rows):
        told = _message(registry, edited, str(theirs[-1]["code"]), rows)
        raise EditConflictError(told, kind, str(theirs[-1]["code"]), rows, edited.head)


def conflicts(kind: str, saw: Period, theirs: Period, mine: Mapping[str, Any]) -> list[FieldConflict]:
    """Return the fields on which what was seen, what is there and what is wanted are not all the same to the editor."""
    names = [field.name for field in KINDS[kind].stored_fields]
    told = [(name, saw.get(name), theirs.get(name), mine.get(name, saw.get(name))) for name in names]
    rows = [FieldConflict(name, *map(none_for_missing, values)) for name, *values in told]
    return [row for row in rows if not same(row.theirs, row.mine)]


def _message(registry: Registry, edited: Edited, code: str, rows: Sequence[FieldConflict]) -> Message:
    told = registry.store.revisions().set_index("revision").loc[edited.version]
    changed = [KINDS[edited.kind].field(row.name).label for row in rows if not same(row.saw, row.theirs)]
    return msg(
        "{actor} changed {fields} of {code} in revision {revision} ({at} UTC), after you saw it; choose by field.",
        actor=told["actor"],
        fields=changed,
        code=code,
        revision=edited.version,
        at=str(told["at"])[:16],
    )


def _finding(kind: str, code: str, row: FieldConflict) -> Finding:
    field = KINDS[kind].field(row.name)
    return Finding(
        CODE,
        Level.WARNING if row.clashes else Level.INFO,
        kind,
        code,
        row.name,
        msg(
            "{field}: you saw {saw}, it is {theirs} now, you want {mine}.",
            field=field.label,
            saw=as_said(field, row.saw),
            theirs=as_said(field, row.theirs),
            mine=as_said(field, row.mine),
        ),
        msg("Edit again based on the newest revision, setting only what shall be as you want it."),
    )
