"""Close a quarter: freeze its list, in order of quarters, when the books balance and no error stands open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pandas as pd

from registry.contents import ListContent, SignOff, Waiver
from registry.errors import CallError, DataRefusedError
from registry.findings import Finding, Level
from registry.language import msg
from registry.ledger.rules import BY_CODE
from registry.quarter import Quarter, office_time
from registry.service.checking import check
from registry.service.frozen import pack
from registry.service.quarterly import draft_list
from registry.service.registry import AsOf, Registry
from registry.store import Actor, ChangeSet, Closing

Publish = Callable[[ListContent], tuple[str, str]]
"""Writes a list and returns the SHA-256 of the file and of its unpacked parts."""

CONCERNED = ("outlets", "sections")
"""The kinds that an outlet list is made of; an error elsewhere does not keep it open."""


@dataclass(frozen=True)
class Waive:
    """A finding that shall not keep a quarter open: a rule's code (`L105`), or one of its findings (`L105:CODE`)."""

    finding: str
    why: str


def close_quarter(
    registry: Registry,
    quarter: Quarter,
    actor: Actor,
    publish: Publish,
    waives: Sequence[Waive] = (),
    at: datetime | None = None,
) -> ListContent:
    """Freeze the list of a quarter as a revision of its own, and return it as published.

    Raises
    ------
    DataRefusedError
        When the quarter is closed, is not the next one, is not over, does not balance, fails a check of its own, or has
        errors that nobody waived (they come with the refusal).
    CallError
        When a waiver names nothing that stands open, or gives no reason.
    ConflictError
        When somebody writes meanwhile.
    """
    head = registry.store.head()
    moment = _moment(registry, at)
    refuse_unless_next(registry, quarter, office_time(moment).date())
    content = draft_list(registry, quarter)
    _refuse_failed(content)
    waivers = _waived(open_errors(registry, quarter), waives, actor)
    signed = replace(content, sign_off=SignOff(actor.name, moment, waivers))
    sha256, parts_sha256 = publish(signed)
    closing = Closing(quarter, head, len(signed.outlets), signed.fingerprint, sha256, parts_sha256, pack(signed))
    registry.store.commit(
        ChangeSet(closing=closing),
        actor,
        f"{quarter} 关账 / closed",
        at=moment,
        base_sha256=registry.base.sha256,
        expected_head=head,
    )
    return signed


def next_to_close(registry: Registry) -> Quarter | None:
    """Return the quarter that comes after the last closed one; None while none is closed."""
    closed = registry.store.closings()["quarter"]
    return None if closed.empty else Quarter.parse(closed.iloc[-1]).next()


def open_errors(registry: Registry, quarter: Quarter) -> list[Finding]:
    """Return the findings of level error about what makes the list that stand open on the quarter's last day."""
    return [f for f in check(registry, AsOf(quarter.last_day), kinds=CONCERNED) if f.level is Level.ERROR]


def refuse_unless_next(registry: Registry, quarter: Quarter, today: date) -> None:
    """Refuse a quarter that is closed, that is not the next one, or that is not over by the office's calendar.

    Raises
    ------
    DataRefusedError
        Saying which quarter can be closed.
    """
    closed = registry.store.closings().set_index("quarter")
    if str(quarter) in closed.index:
        row = closed.loc[str(quarter)].to_dict()
        message = msg(
            "{quarter} was closed by {actor} in revision {revision}; a closed list stays as it is.",
            quarter=str(quarter),
            actor=row["actor"],
            revision=int(row["revision"]),
        )
        raise DataRefusedError("Q011", message)
    following = next_to_close(registry)
    if following is not None and quarter != following:
        raise DataRefusedError(
            "Q012", msg("Quarters are closed in order; the next one is {following}.", following=str(following))
        )
    if quarter.last_day >= today:
        raise DataRefusedError(
            "Q013",
            msg(
                "{quarter} lasts until {day}; close it after that day.",
                quarter=str(quarter),
                day=quarter.last_day.isoformat(),
            ),
        )


def _moment(registry: Registry, at: datetime | None) -> datetime:
    """Return the time of closing, not before the last revision's: a clock may have been set back."""
    moment = (at or datetime.now(UTC)).replace(microsecond=0)
    revisions = registry.store.revisions()
    if at is not None or revisions.empty:
        return moment
    last: datetime = pd.Timestamp(revisions["at"].iloc[-1]).to_pydatetime()
    return max(moment, last.replace(tzinfo=UTC))


def _refuse_failed(content: ListContent) -> None:
    failed = [check.title for check in content.checks if not check.holds]
    if failed:
        raise DataRefusedError(
            "Q014", msg("The list fails its own checks ({checks}); see the draft's check sheet.", checks=failed)
        )


def _waived(errors: Sequence[Finding], waives: Sequence[Waive], actor: Actor) -> tuple[Waiver, ...]:
    """Return the waivers that leave no error open."""
    waivers = [_waiver(errors, waive, actor) for waive in waives]
    names = {waive.finding.upper() for waive in waives}
    left = [f for f in errors if names.isdisjoint(_names(f))]
    if left:
        raise DataRefusedError(
            "Q015",
            msg(
                "{count} errors stand open ({codes}); mend them, or waive each by name and reason.",
                count=len(left),
                codes=sorted({f.code for f in left}),
            ),
            left,
        )
    return tuple(waivers)


def _names(finding: Finding) -> set[str]:
    """Return the names under which a finding can be waived."""
    return {finding.code.upper(), f"{finding.code}:{finding.feature_id}".upper()}


def _waiver(errors: Sequence[Finding], waive: Waive, actor: Actor) -> Waiver:
    mine = [f for f in errors if waive.finding.upper() in _names(f)]
    if not mine:
        raise CallError(
            "Q016", msg("No error {finding} stands open; there is nothing to waive.", finding=waive.finding)
        )
    if not waive.why.strip():
        raise CallError("Q017", msg("Say why {finding} is waived; the cover prints it.", finding=waive.finding))
    return Waiver(waive.finding, BY_CODE[mine[0].code].description, len(mine), actor.name, waive.why.strip())
