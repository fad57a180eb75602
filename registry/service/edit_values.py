"""What an edit says of a feature: its cells read and checked as a row of a ledger would be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from registry.errors import DataRefusedError
from registry.findings import Finding, Level
from registry.language import msg
from registry.ledger.coordinates import parse_pair
from registry.ledger.entry import read_entry
from registry.ledger.plausible import check_rows
from registry.ledger.rules import Findings
from registry.service.ground_rules import NEAR_KINDS, check_ground, check_near
from registry.service.importing.book import Period
from registry.service.importing.periods import is_missing, same
from registry.service.reference_rules import check_references
from registry.service.registry import Registry
from registry.vocabulary import KINDS, Field

Values = dict[str, Any]
_PLACE = frozenset({"lon", "lat"})
_BEFORE, _AFTER = 0, 1
"""The rows of a feature as it was and as it would be, judged together."""


def editable_fields(kind: str) -> dict[str, Field]:
    """Return the fields of a kind that are edited by hand, in the order of the ledger."""
    return {field.name: field for field in KINDS[kind].stored_fields if field.in_ledger}


def read_values(kind: str, state: Period, cells: Mapping[str, object]) -> tuple[Values, list[Finding]]:
    """Return the values that cells state, None for one taken away, and what the reading has to say of them.

    `state` is what holds so far. One text may name both axes of a place; a cell that cannot be read states nothing.

    Raises
    ------
    DataRefusedError
        When what is left reads like no feature at all.
    """
    so_far = cells_of(kind, state)
    frame, findings = read_entry(kind, so_far | {n: none_for_missing(c) for n, c in cells.items()} | _one_place(cells))
    if frame.empty:
        raise DataRefusedError(
            "E005", msg("{code} reads like a total or a note; choose another code.", code=str(cells.get("code")))
        )
    named = set(cells) | (_PLACE if _PLACE & set(cells) else set())
    faulty = {finding.field for finding in findings if finding.level is Level.ERROR}
    row = frame.iloc[0]
    return {name: none_for_missing(row[name]) for name in so_far if name in named - faulty}, findings


def changed(state: Period, said: Values) -> Values:
    """Return the values that are others than those that hold."""
    return {name: value for name, value in said.items() if not same(value, state[name])}


def _one_place(cells: Mapping[str, object]) -> dict[str, object]:
    """Return both cells of a place that one text gives, none where there is no such text."""
    text = next((str(cells[axis]) for axis in sorted(_PLACE & set(cells)) if parse_pair(str(cells[axis]))), None)
    return {} if text is None else dict.fromkeys(_PLACE, text)


def check_edit(registry: Registry, kind: str, state: Period, said: Values, read: list[Finding]) -> list[Finding]:
    """Return what the rules say of a feature with new values, besides what they said of it before.

    `read` are the findings of the reading.
    """
    before, known = read_entry(kind, cells_of(kind, state))
    if said:
        after, _ = read_entry(kind, cells_of(kind, state | said))
        judged = _judged(registry, kind, pd.concat([before.assign(row=_BEFORE), after.assign(row=_AFTER)]))
        known += [finding for finding in judged if finding.row == _BEFORE]
        read = [*read, *(finding for finding in judged if finding.row == _AFTER)]
        read += _too_near(registry, kind, state, after) if _PLACE & set(said) else []
    already = {_told(finding) for finding in known}
    return [replace(finding, row=None) for finding in read if _told(finding) not in already]


def _judged(registry: Registry, kind: str, rows: pd.DataFrame) -> list[Finding]:
    """Return what the rules over whole rows say."""
    rows, findings = rows.reset_index(drop=True), Findings(kind)
    findings.items += check_rows(kind, rows, date.today())  # noqa: DTZ011  the office's calendar day
    check_ground(kind, rows, registry.base, findings)
    check_references(registry, kind, rows, findings)
    return findings.items


def _too_near(registry: Registry, kind: str, state: Period, moved: pd.DataFrame) -> list[Finding]:
    """Return what else of its kind stands where a feature is put."""
    findings = Findings(kind)
    if kind in NEAR_KINDS:
        columns = ["feature_id", "code", "name", "lon", "lat", "valid_to", *(["status"] if "status" in state else [])]
        known = registry.store.frame(kind, columns=columns)
        others = known[known["valid_to"].isna() & (known["feature_id"] != state["feature_id"])]
        check_near(kind, pd.concat([others, moved], ignore_index=True), findings, set(moved["code"]))
    return findings.items


def cells_of(kind: str, state: Period) -> dict[str, object]:
    """Return a feature as the cells of its row."""
    return {name: none_for_missing(state[name]) for name in editable_fields(kind)}


def none_for_missing(value: Any) -> Any:
    """Return a value, None for whatever says nothing."""
    return None if is_missing(value) else value


def _told(finding: Finding) -> tuple[str, str | None, str]:
    return finding.code, finding.field, str(finding.message)
