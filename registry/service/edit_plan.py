"""What an edit does to the life of a feature: planned as the importer plans a row, with the section that follows."""

from dataclasses import dataclass

import pandas as pd

from registry.language import msg
from registry.ledger import rules
from registry.ledger.rules import Findings
from registry.service.assignment import after_sections_change, assignments_for, differing_features
from registry.service.edit_values import Values
from registry.service.field_changes import CORRECTION
from registry.service.importing.applying import new_timelines
from registry.service.importing.book import Book, Period
from registry.service.importing.links import ROLES, plan_links
from registry.service.importing.matching import Match, Matcher
from registry.service.importing.planning import GONE, Plan, Planner
from registry.service.registry import Registry
from registry.store import ChangeSet
from registry.vocabulary import ASSIGNED_KINDS, PLANTS, SECTIONS
from registry.vocabulary.outlets import PRESENT_STATUSES

PLACING = frozenset({"lon", "lat", "accuracy_m", "river", "city", "county", "declared_section"})
"""Fields that the section of a feature depends on."""


@dataclass(frozen=True)
class Edited:
    """The feature under the editor's hands: all its periods as known at a head."""

    kind: str
    feature_id: int
    known: pd.DataFrame
    head: int

    @property
    def version(self) -> int:
        """The revision that had the last word on the feature."""
        return int(self.known["revision"].max())


def change_class(change: str, state: Period, said: Values) -> str:
    """Return the class of change, as a row of a ledger would name it."""
    if change == CORRECTION:
        return "corrected"
    status = said.get("status")
    if status == "merged" or (said.get("merged_into") and status is None):
        return "merged"
    if status == "closed" and "merged_into" in state:
        return "closed"
    if state.get("status") in GONE and status in PRESENT_STATUSES:
        return "revived"
    return "recoded" if "code" in said else "moved" if {"lon", "lat"} & set(said) else "updated"


def implied(named: str, state: Period, said: Values) -> Values:
    """Return the values said, with what their class of change implies: a status, no target, the former code."""
    if named == "merged":
        return {"status": "merged"} | said
    if named == "revived" and isinstance(state.get("merged_into"), str):
        return {"merged_into": None} | said
    if "code" in said and named != "corrected" and "former_code" in state:
        return {"former_code": state["code"]} | said
    return said


class Chosen(Matcher):
    """Matches the one row of an edit to the feature that is edited."""

    def __init__(self, kind: str, book: Book, frame: pd.DataFrame, findings: Findings, chosen: Match) -> None:
        super().__init__(kind, book, frame, findings)
        self.chosen = chosen

    def match(self, record: Period) -> Match:  # noqa: ARG002
        """Return the feature that is edited."""
        return self.chosen


def plan_edit(
    registry: Registry, edited: Edited, state: Period, said: Values, named: str, on: pd.Timestamp, findings: Findings
) -> Plan | None:
    """Return what an edit of a certain class does, None (noted) where it cannot be done."""
    code = str(said.get("code") or state["code"])
    told = {"row": 0, "code": code, "former_code": None, "merged_into": None, "change_class": named, "effective_on": on}
    record = told | {name: value for name, value in said.items() if value is not None}
    record["cleared"] = tuple(name for name, value in said.items() if value is None)
    book = _book(registry, edited, [code, str(record["merged_into"])])
    if book.by_code.get(code, edited.feature_id) != edited.feature_id:
        findings.add(
            rules.CODE_TAKEN,
            msg("{code} belongs to another feature already.", code=code),
            msg("Choose a free code."),
            field="code",
            feature_id=code,
        )
        return None
    frame = pd.DataFrame([record]).astype({"former_code": "str", "merged_into": "str"})
    planner = Planner(edited.kind, book, frame, on, findings)
    planner.matcher = Chosen(edited.kind, book, frame, findings, Match(edited.feature_id, named, guessed=False))
    return planner.plan(record)


def _book(registry: Registry, edited: Edited, codes: list[str]) -> Book:
    """Return what is known of the feature and of those that an edit names."""
    named = registry.store.frame(edited.kind, known_at=edited.head, codes=codes)
    ids = {edited.feature_id, *named["feature_id"].tolist()}
    known = registry.store.frame(edited.kind, known_at=edited.head, feature_ids=sorted(ids))
    return Book(edited.kind, known, known["code"])


def change_set(registry: Registry, edited: Edited, plan: Plan | None) -> ChangeSet:
    """Return what a plan writes: the life of the feature, the sections that follow from it, a plant's links."""
    if plan is None:
        return ChangeSet()
    kind, links = edited.kind, None
    if kind == PLANTS.name and set(ROLES) & set(plan.said):
        links = plan_links(registry.store, [plan], [edited.feature_id])
    if not plan.differences:
        return ChangeSet(links=links)
    timelines = new_timelines([plan], [edited.feature_id], edited.known)
    assignments = _assigned(registry, edited, plan, timelines)
    return ChangeSet({kind: timelines}, assignments=assignments, links=links)


def _assigned(registry: Registry, edited: Edited, plan: Plan, timelines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the answers that become others: the feature's own, or those of all that a changed section touches."""
    kind = edited.kind
    if kind == SECTIONS.name:
        return dict(after_sections_change(registry, timelines).changed)
    placed = PLACING & {difference.name for difference in plan.differences}
    if kind not in ASSIGNED_KINDS or not (placed or _has_ends(edited.known)):
        return {}
    fresh = assignments_for(registry, kind, timelines)
    stored = registry.store.assignments(kind, known_at=edited.head, feature_ids=[edited.feature_id])
    return {kind: fresh} if len(differing_features(stored, fresh)) else {}


def _has_ends(known: pd.DataFrame) -> bool:
    """Whether a life has a gap or an end, which an event may fill."""
    following = known["valid_from"].shift(-1)
    return bool((known["valid_to"].isna() != following.isna()).any() or (known["valid_to"] < following).any())
