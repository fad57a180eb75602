"""What stands in the way of taking a revision back: features it brought that others have named since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from registry.errors import StoreError
from registry.language import Label, Message, msg
from registry.service.reference_rules import REFERENCES
from registry.service.registry import Registry
from registry.store import ChangeSet
from registry.vocabulary import ASSIGNED_KINDS, ATTACHMENTS, KINDS, SECTIONS

NAMING = {"outlets": {"former_code": "outlets"}, "steps": {"outlet_code": "outlets"}}
"""Fields that name another feature without a rule that it must be there."""

Gone = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Reference:
    """A feature that would disappear, and who names it since which revision."""

    kind: str
    feature_id: int
    by_kind: str
    by_id: int
    revision: int


def refuse_named(registry: Registry, revision: int, changes: ChangeSet) -> None:
    """Refuse to take a revision back whose features others name: by link, decision, assignment, or code.

    `changes` is what taking it back would write. The first in the order of revisions is told, with what to do.

    Raises
    ------
    StoreError
        With what names it, since when, and the remedy.
    """
    gone = {kind: ids for kind, ids in changes.removed.items() if len(ids)}
    if not gone:
        return
    found = [*_linked(registry, gone, changes), *_answers(registry, gone, revision), *_coded(registry, gone)]
    found += _attached(registry, gone)
    others = [one for one in found if one.by_id not in set(gone.get(one.by_kind, ()))]
    if others:
        first = min(others, key=lambda one: (one.revision, one.by_kind, one.by_id))
        raise StoreError("S053", _told(registry, revision, first, len({(o.by_kind, o.by_id) for o in others})))


def _linked(registry: Registry, gone: Gone, changes: ChangeSet) -> Iterator[Reference]:
    """Yield links that stay and have one of the features at an end."""
    links = registry.store.links()
    undone = {*changes.removed_links, *(() if changes.links is None else changes.links["link_id"])}
    for row in links[~links["link_id"].isin(undone)].itertuples():
        ends = [(str(row.from_kind), int(str(row.from_id))), (str(row.to_kind), int(str(row.to_id)))]
        for (kind, number), (other_kind, other) in (ends, ends[::-1]):
            if number in gone.get(kind, ()):
                yield Reference(kind, number, other_kind, other, int(str(row.revision)))


def _answers(registry: Registry, gone: Gone, revision: int) -> Iterator[Reference]:
    """Yield what was assigned, or given by a person, to one of the sections since the revision."""
    ids = gone.get(SECTIONS.name, ())
    if not ids:
        return
    codes = _codes(registry, SECTIONS.name, ids)
    for kind in ASSIGNED_KINDS:
        for read in (registry.store.decisions, registry.store.assignments):
            rows = read(kind)
            yield from _by_code(rows[rows["revision"] > revision], "section_code", codes, SECTIONS.name, kind)


def _coded(registry: Registry, gone: Gone) -> Iterator[Reference]:
    """Yield features that name one of the others by its code."""
    for kind in KINDS:
        for name, target in (REFERENCES.get(kind, {}) | NAMING.get(kind, {})).items():
            if target in gone:
                rows = registry.store.frame(kind, columns=["feature_id", name, "revision"])
                yield from _by_code(rows, name, _codes(registry, target, gone[target]), target, kind)


def _attached(registry: Registry, gone: Gone) -> Iterator[Reference]:
    """Yield photos and documents attached to one of the features."""
    for row in registry.store.frame(ATTACHMENTS.name).to_dict("records"):
        kind, number = str(row["subject_kind"]), int(row["subject_id"])
        if number in gone.get(kind, ()):
            yield Reference(kind, number, ATTACHMENTS.name, int(row["feature_id"]), int(row["revision"]))


def _by_code(rows: pd.DataFrame, name: str, codes: Mapping[str, int], target: str, kind: str) -> Iterator[Reference]:
    named = rows[rows[name].isin(list(codes))].drop_duplicates("feature_id")
    for number, code, revision in zip(named["feature_id"], named[name], named["revision"], strict=True):
        yield Reference(target, codes[code], kind, int(number), int(revision))


def _codes(registry: Registry, kind: str, ids: Sequence[int]) -> dict[str, int]:
    rows = registry.store.frame(kind, feature_ids=ids, columns=["feature_id", "code"])
    return {str(code): int(number) for number, code in zip(rows["feature_id"], rows["code"], strict=True)}


def _told(registry: Registry, revision: int, found: Reference, count: int) -> Message:
    named = next(iter(_codes(registry, found.kind, [found.feature_id])), str(found.feature_id))
    by = registry.store.frame(found.by_kind, feature_ids=[found.by_id])
    label: Label = KINDS[found.kind].singular
    values = {"revision": revision, "kind": label, "code": named, "later": found.revision, "count": count}
    name = next((column for column in ("code", "file_name") if column in by), None)
    values["by"] = str(by[name].iloc[-1]) if name and len(by) else str(found.by_id)
    if found.kind == SECTIONS.name:
        return msg(
            "Revision {revision} cannot be undone: {kind} {code}, which it brought, is named by {by} since revision "
            "{later} ({count} in all). Undo that first, or retire the section: give it a day of retirement.",
            **values,
        )
    return msg(
        "Revision {revision} cannot be undone: {kind} {code}, which it brought, is named by {by} since revision "
        "{later} ({count} in all). Undo that first, or close the {kind} by an edit.",
        **values,
    )
