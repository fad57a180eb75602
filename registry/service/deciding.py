"""A person's decision about the section of a feature: made, made for many at once, taken back; each a revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from registry.errors import CallError, DataRefusedError, NotFoundError
from registry.language import msg
from registry.service.decided import STATED, evidence_digests
from registry.service.history import find_feature
from registry.service.registry import AsOf, Registry, active_sections
from registry.store import Actor, ChangeSet
from registry.vocabulary import ASSIGNED_KINDS


@dataclass(frozen=True)
class Choice:
    """One feature and the section a person gives it."""

    kind: str
    code: str
    section: str


def decide(
    registry: Registry,
    code: str,
    section: str,
    by: Actor,
    why: str,
    kind: str | None = None,
    *,
    on: date | None = None,
) -> int:
    """Give a feature to a section as a person's decision; return the revision.

    The decision is made on the evidence of the day (today without one). It holds from the first day on which that
    evidence was the same, until it is taken back or replaced.

    Raises
    ------
    NotFoundError
        When the code or the section is unknown, or the feature has no assignment on the day.
    DataRefusedError
        When the section is not assessed on the day.
    CallError
        When the reason is empty, or the kind answers to no section.
    StoreError
        When the actor may not write this.
    """
    name, _ = find_feature(registry, code, kind)
    return decide_all(registry, [Choice(name, code, section)], by, why, on=on)


def decide_all(registry: Registry, choices: Sequence[Choice], by: Actor, why: str, *, on: date | None = None) -> int:
    """Decide for many features with one reason, as one revision; refuses as `decide`, all or none."""
    head, day = registry.store.head(), on or date.today()  # noqa: DTZ011  the office's calendar day
    if not why.strip():
        raise CallError("D001", msg("A decision needs a reason: say why."))
    for section in sorted({choice.section for choice in choices}):
        refuse_unassessed(registry, section, day)
    frames: dict[str, list[pd.DataFrame]] = {}
    for choice in choices:
        feature_id = decidable(registry, choice.kind, choice.code)
        made = {"section_code": choice.section, "decided_by": by.name, "why": why.strip()}
        frames.setdefault(choice.kind, []).append(timeline(registry, choice, feature_id, made, day))
    told = [f"{choice.code} → {choice.section}" for choice in choices]
    what = told[0] if len(told) == 1 else f"{len(told)}"
    return registry.store.commit(
        ChangeSet(decisions={name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}),
        by,
        f"人工决定 / decided: {what}: {why.strip()}",
        base_sha256=registry.base.sha256,
        expected_head=head,
    )


def undecide(registry: Registry, code: str, by: Actor, kind: str | None = None, *, on: date | None = None) -> int:
    """Take back the decision that holds on the day (today without one); return the revision.

    Raises
    ------
    NotFoundError
        When the code is unknown or no decision holds.
    StoreError
        When the actor may not write this.
    """
    head, day = registry.store.head(), pd.Timestamp(on or date.today())  # noqa: DTZ011  the office's calendar day
    name, _ = find_feature(registry, code, kind)
    feature_id = decidable(registry, name, code)
    known = registry.store.decisions(name, feature_ids=[feature_id]).drop(columns="revision")
    holds = (known["valid_from"] <= day) & ~(known["valid_to"] <= day)
    if not holds.any():
        raise NotFoundError("D004", msg("There is no decision about {code} to take back.", code=code))
    rest = known[~holds]
    changes = ChangeSet(decisions={name: rest}) if len(rest) else ChangeSet(removed_decisions={name: [feature_id]})
    reason = f"收回人工决定 / decision taken back: {code}"
    return registry.store.commit(changes, by, reason, base_sha256=registry.base.sha256, expected_head=head)


def decidable(registry: Registry, kind: str, code: str) -> int:
    """Return the id of a feature that a person can decide about, refusing kinds that answer to no section."""
    if kind not in ASSIGNED_KINDS:
        raise CallError("D005", msg("{kind} answer to no section; there is nothing to decide.", kind=kind))
    return find_feature(registry, code, kind)[1]


def refuse_unassessed(registry: Registry, section: str, on: date) -> None:
    """Refuse a section that nobody knows, or that is not assessed on the day."""
    sections = registry.sections(AsOf(on))
    if section not in set(sections["code"]):
        raise NotFoundError("D002", msg("There is no section {section}; check its code.", section=section))
    if section not in set(active_sections(sections, on)["code"]):
        raise DataRefusedError(
            "D003",
            msg("Section {section} is not assessed on {day}; choose another.", section=section, day=on.isoformat()),
        )


def timeline(registry: Registry, choice: Choice, feature_id: int, made: dict[str, str], on: date) -> pd.DataFrame:
    """Return the feature's complete timeline of decisions with a new one that holds on the day."""
    evidence, begins = evidence_on(registry, choice, feature_id, on)
    known = registry.store.decisions(choice.kind, feature_ids=[feature_id]).drop(columns="revision")
    later = known[known["valid_from"] > pd.Timestamp(on)]
    before = known[known["valid_from"] < begins]
    before = before.assign(valid_to=before["valid_to"].where(before["valid_to"] <= begins, begins))
    ends = later["valid_from"].min() if len(later) else pd.NaT
    new = {"feature_id": feature_id, **made, "evidence": evidence, "valid_from": begins, "valid_to": ends}
    row = pd.DataFrame([new]).astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})
    return pd.concat([part for part in (before, row, later) if len(part)], ignore_index=True)


def evidence_on(registry: Registry, choice: Choice, feature_id: int, on: date) -> tuple[str, pd.Timestamp]:
    """Return the digest of the evidence on the day, and the first day from which on it was the same without a break."""
    ids, day = [feature_id], pd.Timestamp(on)
    assigned = registry.store.assignments(choice.kind, feature_ids=ids).sort_values("valid_from")
    features = registry.store.frame(choice.kind, feature_ids=ids).sort_values("valid_from")
    stated = features.reindex(columns=["valid_from", *STATED])
    rows = pd.merge_asof(assigned, stated, on="valid_from")
    rows = rows[rows["valid_from"] <= day].reset_index(drop=True)
    if rows.empty or rows["valid_to"].iloc[-1] <= day:
        raise NotFoundError(
            "N003",
            msg("{code} does not exist on {day}; ask for another date.", code=choice.code, day=on.isoformat()),
        )
    digests = evidence_digests(rows)
    as_before = (digests == digests.shift()) & (rows["valid_from"] == rows["valid_to"].shift())
    begins = rows.loc[~as_before, "valid_from"].iloc[-1]
    return str(digests.iloc[-1]), begins
