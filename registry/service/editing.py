"""Edit one feature by hand: as an event or as a correction, checked like a row of a ledger, saved as one revision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from registry.errors import CallError, DataRefusedError
from registry.findings import Finding, Level
from registry.language import msg
from registry.ledger.rules import Findings
from registry.service.again import upon_the_newest
from registry.service.edit_conflict import refuse_conflict
from registry.service.edit_plan import Edited, change_class, change_set, implied, plan_edit
from registry.service.edit_values import changed, check_edit, editable_fields, read_values
from registry.service.field_changes import CORRECTION, EVENT, lived
from registry.service.history import find_feature
from registry.service.importing.periods import holding
from registry.service.importing.planning import IDENTITY_FIELDS, Difference
from registry.service.registry import Registry
from registry.store import Actor, ChangeSet
from registry.vocabulary import SECTIONS

SAID = {EVENT: "变更 / event", CORRECTION: "更正 / correction"}
"""How a revision says what the editor called the change."""


@dataclass(frozen=True)
class Edit:
    """What somebody wants of one feature.

    `cells` are as a ledger has them, by name of the field; an empty one takes the value away. `change` is event
    (so from `on` on) or correction (what was known on `on` was wrong, as far back and on as it reaches). `based_on` is
    the revision that the editor saw; None: whatever is there.
    """

    kind: str
    code: str
    cells: Mapping[str, object]
    change: str
    on: date
    based_on: int | None = None


@dataclass(frozen=True)
class EditPreview:
    """What an edit would do, made against one head; nothing is written yet.

    `findings` are those that the edit brings about; `sections` the computed section on the day, before and after.
    """

    edited: Edited
    differences: tuple[Difference, ...]
    findings: list[Finding]
    sections: tuple[str | None, str | None]
    changes: ChangeSet

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep the edit out."""
        return [finding for finding in self.findings if finding.level is Level.ERROR]

    @property
    def expected_head(self) -> int | None:
        """The head it must be written upon, where it rests on more than its feature: on sections, on free numbers."""
        rests = self.edited.kind == SECTIONS.name or self.changes.assignments or self.changes.links is not None
        return self.edited.head if rests else None


def guess_change(names: Iterable[str]) -> str:
    """Return what an edit of these fields most likely is: a correction where all say what and where, else an event.

    The same guess as an import makes where a row does not say.
    """
    return CORRECTION if set(names) <= IDENTITY_FIELDS else EVENT


def edit_feature(
    registry: Registry,
    kind: str | None,
    code: str,
    values: Mapping[str, object],
    *,
    change: str,
    on: date,
    actor: Actor,
    note: str,
    based_on: int | None = None,
) -> int | None:
    """Save an edit as one revision, with the section that follows from it; return it, None where nothing changes.

    What others write about other features meanwhile passes: the edit is then made again upon it.

    Raises
    ------
    EditConflictError
        When somebody changed the same feature since `based_on`.
    DataRefusedError
        With the findings, when one is an error.
    NotFoundError
        When no feature has the code.
    CallError
        When the reason is empty, a field is unknown or not edited by hand, or two kinds share the code.
    StoreError
        When the actor may not write this, or the code belongs to another feature.
    """
    edit = Edit(find_feature(registry, code, kind)[0], code, values, change, on, based_on)
    return save_again(registry, edit, actor, note)[1]


def save_again(registry: Registry, edit: Edit, actor: Actor, note: str) -> tuple[EditPreview, int | None]:
    """Save an edit as `edit_feature`; return what was saved, and its revision."""

    def attempt() -> tuple[EditPreview, int | None]:
        preview = preview_edit(registry, edit)
        return preview, save(registry, edit, preview, actor, note)

    return upon_the_newest(attempt)


def save(registry: Registry, edit: Edit, preview: EditPreview, actor: Actor, note: str) -> int | None:
    """Write a preview; refuses as `edit_feature`, and where what it was made upon is no longer the newest."""
    if not note.strip():
        raise CallError("E001", msg("An edit needs a reason: say why."))
    if preview.errors:
        told = [finding.message for finding in preview.errors]
        raise DataRefusedError("E002", msg("Nothing was saved: {errors}", errors=told), preview.findings)
    if preview.changes.is_empty:
        return None
    edited = preview.edited
    return registry.store.commit(
        preview.changes,
        actor,
        f"{SAID[edit.change]}: {note.strip()}",
        base_sha256=registry.base.sha256,
        expected_head=preview.expected_head,
        expected_versions={(edited.kind, edited.feature_id): edited.version},
    )


def preview_edit(registry: Registry, edit: Edit) -> EditPreview:
    """Say what an edit would change and what the rules say of it; refuses as `edit_feature`, but for findings."""
    _refuse_call(edit)
    edited = _edited(registry, edit)
    on, periods = pd.Timestamp(edit.on), lived(edited.known)
    state = periods[holding(periods, on)]
    wanted, read = read_values(edited.kind, state, edit.cells)
    if edit.based_on is not None:
        refuse_conflict(registry, edited, wanted, edit.based_on, on)
    said = changed(state, wanted)
    named = change_class(edit.change, state, said)
    said = implied(named, state, said)
    findings = Findings(edited.kind)
    findings.items = check_edit(registry, edited.kind, state, said, read)
    plan = plan_edit(registry, edited, state, said, named, on, findings)
    changes = change_set(registry, edited, plan)
    differences = () if plan is None else plan.differences
    return EditPreview(edited, differences, findings.items, _sections_on(registry, edited, changes, on), changes)


def _refuse_call(edit: Edit) -> None:
    if edit.change not in SAID:
        raise CallError("E003", msg("{change} is neither event nor correction; say which.", change=edit.change))
    editable = list(editable_fields(edit.kind))
    unknown = sorted(set(edit.cells) - set(editable))
    if unknown:
        raise CallError(
            "E004", msg("{fields} cannot be edited; choose from {editable}.", fields=unknown, editable=editable)
        )


def _edited(registry: Registry, edit: Edit) -> Edited:
    """Return the feature as known now; one view of the registry, whatever others write meanwhile."""
    head = registry.store.head()
    kind, feature_id = find_feature(registry, edit.code, edit.kind, head)
    known = registry.store.frame(kind, known_at=head, feature_ids=[feature_id])
    return Edited(kind, feature_id, known, head)


def _sections_on(
    registry: Registry, edited: Edited, changes: ChangeSet, on: pd.Timestamp
) -> tuple[str | None, str | None]:
    """Return the section computed for the feature on the day, before and after."""
    if edited.kind == SECTIONS.name:
        return None, None
    stored = registry.store.assignments(edited.kind, known_at=edited.head, feature_ids=[edited.feature_id])
    fresh = changes.assignments.get(edited.kind, stored)
    before, after = (_section_on(rows, on) for rows in (stored, fresh))
    return before, after


def _section_on(rows: pd.DataFrame, on: pd.Timestamp) -> str | None:
    holds = (rows["valid_from"] <= on) & ~(rows["valid_to"] <= on)
    codes = rows.loc[holds, "section_code"].dropna()
    return str(codes.iloc[0]) if len(codes) else None
