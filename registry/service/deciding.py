"""A person's decision about the section of a feature: made, made for many at once, taken back; each a revision.

A decision may share the feature's loads with further sections; the links that say so come and go with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from registry.errors import CallError, DataRefusedError, NotFoundError
from registry.language import msg
from registry.service.decided import STATED, evidence_digests
from registry.service.history import find_feature
from registry.service.registry import AsOf, Registry, active_sections
from registry.service.sharing import Share, given_links, linked_shares, refuse_shares, share_links
from registry.store import Actor, ChangeSet
from registry.vocabulary import ASSIGNED_KINDS


@dataclass(frozen=True)
class Choice:
    """One feature, the section a person gives it, and the sections that share its loads, which leave it the rest.

    Where nothing is said of shares (None), those of the decision before stay while the section stays the same.
    """

    kind: str
    code: str
    section: str
    shares: tuple[Share, ...] | None = None

    @property
    def sections(self) -> list[str]:
        """All sections named, the primary one first."""
        return [self.section, *(section for section, _ in self.shares or ())]

    def __str__(self) -> str:
        shared = "".join(f" + {section} {share:g}" for section, share in self.shares or ())
        return f"{self.code} → {self.section}{shared}"


@dataclass(frozen=True)
class Life:
    """What becomes of the decisions about a feature: the new one, those kept, and the shares given with the new one."""

    kind: str
    new: pd.DataFrame
    kept: pd.DataFrame
    given: pd.DataFrame


def decide(
    registry: Registry,
    code: str,
    section: str,
    by: Actor,
    why: str,
    kind: str | None = None,
    *,
    on: date | None = None,
    shares: Sequence[Share] = (),
) -> int:
    """Give a feature to a section as a person's decision; return the revision.

    The decision is made on the evidence of the day (today without one). It holds from the first day on which that
    evidence was the same, until it is taken back or replaced. `shares` pair further sections with their share of the
    feature's loads; the section itself keeps the rest, and the feature still counts once, under it.

    Raises
    ------
    NotFoundError
        When the code or the section is unknown, or the feature has no assignment on the day.
    DataRefusedError
        When a section is not assessed on the day.
    CallError
        When the reason is empty, the kind answers to no section, or the shares leave nothing for the section.
    StoreError
        When the actor may not write this.
    """
    name, _ = find_feature(registry, code, kind)
    return decide_all(registry, [Choice(name, code, section, tuple(shares))], by, why, on=on)


def decide_all(registry: Registry, choices: Sequence[Choice], by: Actor, why: str, *, on: date | None = None) -> int:
    """Decide for many features with one reason, as one revision; refuses as `decide`, all or none."""
    head, day = registry.store.head(), on or date.today()  # noqa: DTZ011  the office's calendar day
    if not choices:
        return head
    if not why.strip():
        raise CallError("D001", msg("A decision needs a reason: say why."))
    for choice in choices:
        refuse_shares(choice.section, choice.shares or ())
    for section in sorted({section for choice in choices for section in choice.sections}):
        refuse_unassessed(registry, section, day)
    kinds = {choice.kind for choice in choices}
    standing = {kind: standing_shares(registry, kind, day) for kind in kinds}
    lives = [renewed(registry, choice, by, why.strip(), day, standing[choice.kind]) for choice in choices]
    decisions = {
        kind: stacked([part for life in lives if life.kind == kind for part in (life.kept, life.new)]) for kind in kinds
    }
    new, kept, given = (stacked([getattr(life, part) for life in lives]) for part in ("new", "kept", "given"))
    links, removed = share_links(registry, new, kept, given_links(registry, given, day))
    told = str(choices[0]) if len(choices) == 1 else f"{len(choices)}"
    return registry.store.commit(
        ChangeSet(decisions=decisions, links=links, removed_links=removed),
        by,
        f"人工决定 / decided: {told}: {why.strip()}",
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
    links, removed = share_links(registry, known[holds], rest)
    decisions = {name: rest} if len(rest) else {}
    gone = {} if len(rest) else {name: [feature_id]}
    changes = ChangeSet(decisions=decisions, removed_decisions=gone, links=links, removed_links=removed)
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


Standing = dict[tuple[int, str], list[Share]]
"""The shares in force by feature and primary section."""


def standing_shares(registry: Registry, kind: str, on: date) -> Standing:
    """Return the shares that go with the decisions of a day, without those of sections not assessed on it."""
    shares = linked_shares(registry, kind, AsOf(on)).dropna(subset="section_code")
    decided = registry.store.decisions(kind, on).set_index("feature_id")["section_code"]
    standing: Standing = {}
    for feature_id, section, share in shares.itertuples(index=False):
        standing.setdefault((feature_id, str(decided.get(feature_id))), []).append((section, share))
    return standing


def renewed(registry: Registry, choice: Choice, by: Actor, why: str, on: date, standing: Standing) -> Life:
    """Return what becomes of the decisions about a feature when a new one holds on the day."""
    feature_id = decidable(registry, choice.kind, choice.code)
    evidence, begins = evidence_on(registry, choice, feature_id, on)
    known = registry.store.decisions(choice.kind, feature_ids=[feature_id]).drop(columns="revision")
    later = known[known["valid_from"] > pd.Timestamp(on)]
    before = known[known["valid_from"] < begins]
    before = before.assign(valid_to=before["valid_to"].where(before["valid_to"] <= begins, begins))
    new = {
        "feature_id": feature_id,
        "section_code": choice.section,
        "decided_by": by.name,
        "why": why,
        "evidence": evidence,
        "valid_from": begins,
        "valid_to": later["valid_from"].min() if len(later) else pd.NaT,
    }
    row = pd.DataFrame([new]).astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})
    shares = standing.get((feature_id, choice.section), []) if choice.shares is None else choice.shares
    given = pd.DataFrame(shares, columns=["section_code", "share"]).merge(
        row[["feature_id", "valid_from", "valid_to"]], how="cross"
    )
    return Life(choice.kind, row, stacked([before, later]), given.assign(kind=choice.kind))


def stacked(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames one below the other; empty ones lend no types."""
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


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
