"""Run every rule over the whole registry."""

from collections.abc import Iterable
from datetime import date

from registry.findings import Finding
from registry.ledger.plausible import check_rows
from registry.ledger.rules import BY_CODE as RULES
from registry.ledger.rules import Findings
from registry.service.ground_rules import check_ground, check_near
from registry.service.importing.book import with_keys
from registry.service.reference_rules import check_references
from registry.service.registry import AsOf, Registry
from registry.service.step_rules import check_rectification
from registry.vocabulary import KINDS

__all__ = ["RULES", "check"]


def check(
    registry: Registry, as_of: AsOf, today: date | None = None, kinds: Iterable[str] = tuple(KINDS)
) -> list[Finding]:
    """Return what the rules say of everything that holds on a day, or of some kinds, kind by kind, by code.

    `today` is the day after which dates lie in the future, by default the day of `as_of`.

    Raises
    ------
    StoreError
        When the registry's file is damaged or was altered from outside: no rule is then worth asking.
    """
    registry.store.check_whole()
    found: list[Finding] = []
    for kind in kinds:
        rows = with_keys(kind, registry.store.frame(kind, valid_on=as_of.valid_on, known_at=as_of.known_at))
        findings = Findings(kind)
        findings.items += check_rows(kind, rows, today or as_of.valid_on)
        check_ground(kind, rows, registry.base, findings)
        check_references(registry, kind, rows, findings)
        check_near(kind, rows, findings)
        check_rectification(registry, kind, rows, findings, as_of)
        found += sorted(findings.items, key=lambda f: (f.feature_id or "", f.code))
    return found
