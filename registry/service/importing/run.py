"""Import a ledger: preview what it would do, then write it as one revision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from registry.errors import LedgerError
from registry.findings import Finding
from registry.language import msg
from registry.ledger import rules
from registry.ledger.plausible import check_rows
from registry.ledger.reading import Ledger, read_ledger
from registry.ledger.rules import Findings, rejected_rows
from registry.progress import bind, each, stretch, tell
from registry.service.assignment import Recomputed, after_sections_change, assignments_for
from registry.service.declared import short
from registry.service.ground_rules import check_ground, check_near
from registry.service.importing.applying import change_table, feature_ids, new_timelines, records
from registry.service.importing.book import Book
from registry.service.importing.links import plan_links
from registry.service.importing.planning import Plan, Planner, with_implied_status
from registry.service.importing.preview import ImportOptions, Preview
from registry.service.reference_rules import check_references
from registry.service.registry import Registry
from registry.service.step_rules import check_rectification
from registry.store import Actor, ChangeSet, SourceFile
from registry.vocabulary import ASSIGNED_KINDS, PLANTS, SECTIONS

READ_SHARE, CHECKED_SHARE, ASSIGNED_SHARE = 0.7, 0.9, 0.6
"""How far a preview is when the rows are read, and when the rules have looked at them; how far a commit is when what it
touches is assigned: as measured on ledgers of 10,000 rows."""


def preview_import(registry: Registry, path: Path, kind: str, options: ImportOptions) -> Preview:
    """Read a ledger and say what it would change; nothing is written.

    Raises
    ------
    CallError
        When the file is missing or unreadable, or an option names something unknown.
    LedgerError
        When the file is no ledger of this kind.
    """
    head = registry.store.head()
    with stretch(0, READ_SHARE):
        ledger = read_ledger(
            path, kind, sheet=options.sheet, encoding=options.encoding, crs=options.crs, accept=options.accept
        )
    return preview_ledger(registry, ledger, options, head)


def preview_ledger(
    registry: Registry, ledger: Ledger, options: ImportOptions, head: int, said: pd.DataFrame | None = None
) -> Preview:
    """Say what a ledger, read under a head of the registry, would change.

    The rules look at its rows as they are; what they change is planned from `said`, where that is given: the same
    rows without the cells that are not to be taken.
    """
    kind = ledger.kind
    known = registry.store.frame(kind, valid_on=None)
    findings = Findings(kind)
    findings.items += _without_kept(ledger, known)
    with stretch(READ_SHARE, CHECKED_SHARE):
        _check(registry, ledger, known, options, findings)
    with stretch(CHECKED_SHARE, 1):
        plans = _plan(ledger, ledger.frame if said is None else said, known, options, findings)
    ids = feature_ids(plans, registry.store.next_feature_id())
    links = plan_links(registry.store, plans, ids) if kind == PLANTS.name else pd.DataFrame()
    what = _verdicts(plans, ids, links)
    return Preview(
        kind,
        ledger.source,
        ledger.crs,
        rows=len(ledger.frame),
        new=what.count("new"),
        changed=what.count("changed"),
        unchanged=what.count("unchanged"),
        rejected=len(ledger.frame) - len(plans),
        findings=in_order(findings.items),
        changes=change_table(plans, what),
        strict=options.strict,
        head=head,
        timelines=new_timelines(plans, ids, known),
        links=links,
    )


def _verdicts(plans: Sequence[Plan], ids: Sequence[int], links: pd.DataFrame) -> list[str]:
    """Return new, changed or unchanged for each plan; a link that opens or ends is a change too."""
    linked = set(links["from_id"]) if len(links) else set()
    return [
        "changed" if plan.what == "unchanged" and i in linked else plan.what for plan, i in zip(plans, ids, strict=True)
    ]


@dataclass(frozen=True)
class Imported:
    """The revision an import made, None where it changed nothing, and what it assigned again.

    `recomputed` counts the features assigned again, `reassigned` those of them whose answer is another or new.
    """

    revision: int | None = None
    recomputed: int = 0
    reassigned: int = 0


def commit_import(registry: Registry, preview: Preview, actor: Actor, note: str) -> int | None:
    """Write a preview as `bring_in`, and return the revision alone."""
    return bring_in(registry, preview, actor, note).revision


def bring_in(registry: Registry, preview: Preview, actor: Actor, note: str) -> Imported:
    """Write a preview as one revision, with the assignment of what it touches; no revision when it changes nothing.

    Raises
    ------
    LedgerError
        When no row could go in, or not all and all or nothing was asked for.
    ConflictError
        When somebody has written since the preview.
    """
    refuse_hopeless(preview)
    done = _reassigned(registry, preview)
    changes = _change_set(preview, done)
    if changes.is_empty:
        return Imported()
    tell(round(100 * ASSIGNED_SHARE), 100)
    bind()
    revision = registry.store.commit(
        changes,
        actor,
        note,
        source=SourceFile(preview.source.name, preview.source.sha256) if preview.source.sha256 else None,
        base_sha256=registry.base.sha256,
        expected_head=preview.head,
    )
    return Imported(revision, done.count, done.changed_count)


def refuse_hopeless(preview: Preview) -> None:
    """Refuse a ledger of which nothing, or where all or nothing was asked for not everything, could go in.

    Raises
    ------
    LedgerError
        With the findings.
    """
    if preview.rows == 0:
        raise LedgerError("L092", msg("{name} has headings but no rows; fill it in.", name=preview.source.name))
    if preview.rejected and preview.strict:
        message = msg(
            "{rejected} of {rows} rows have errors and all or nothing was asked for; mend them first.",
            rejected=preview.rejected,
            rows=preview.rows,
        )
        raise LedgerError("L090", message, preview.findings)
    if preview.rejected == preview.rows:
        message = msg("None of the {rows} rows could go in; see the findings and mend the file.", rows=preview.rows)
        raise LedgerError("L091", message, preview.findings)


def _reassigned(registry: Registry, preview: Preview) -> Recomputed:
    """Assign what a preview touches: the features it names, or those that a change of its sections can reach."""
    kind, timelines = preview.kind, preview.timelines
    if timelines.empty:
        return Recomputed()
    if kind == SECTIONS.name:
        return after_sections_change(registry, timelines)
    if kind not in ASSIGNED_KINDS:
        return Recomputed()
    return Recomputed(timelines["feature_id"].nunique(), {kind: assignments_for(registry, kind, timelines)})


def _change_set(preview: Preview, done: Recomputed) -> ChangeSet:
    return ChangeSet(
        timelines={preview.kind: preview.timelines} if len(preview.timelines) else {},
        assignments=done.changed,
        links=preview.links if len(preview.links) else None,
    )


def _check(registry: Registry, ledger: Ledger, known: pd.DataFrame, options: ImportOptions, findings: Findings) -> None:
    """Run the rules that look at whole rows, on those without an error so far."""
    if options.city and "city" in ledger.frame:
        _check_city(ledger.frame, options.city, findings)
    rows = with_implied_status(_accepted(ledger.frame, findings.items))
    neighbours = pd.concat([_standing(known, rows), rows], ignore_index=True)
    checks: list[Callable[[], object]] = [
        lambda: findings.items.extend(check_rows(ledger.kind, rows, options.today)),
        lambda: check_ground(ledger.kind, rows, registry.base, findings),
        lambda: check_references(registry, ledger.kind, rows, findings),
        lambda: check_rectification(registry, ledger.kind, rows, findings),
        lambda: check_near(ledger.kind, neighbours, findings, set(rows["code"])),
    ]
    for check in each(checks):
        check()


def _standing(known: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the registered features that the rows do not speak of, by code or by former code."""
    if "code" not in known:
        return known.iloc[:0]
    spoken = set(rows["code"])
    told = known["code"].isin(spoken)
    if "former_code" in known:
        told |= known["code"].isin(set(rows["former_code"].dropna())) | known["former_code"].isin(spoken)
    return known[known["valid_to"].isna() & ~told]


def _without_kept(ledger: Ledger, known: pd.DataFrame) -> list[Finding]:
    """Return the ledger's findings but for required cells left empty where the registry holds a value to keep."""
    if "code" not in known:
        return list(ledger.findings)
    codes = ledger.frame["code"]
    if "former_code" in ledger.frame:
        codes = ledger.frame["former_code"].fillna(codes)
    code_of: dict[int | None, str] = dict(zip(ledger.frame["row"], codes, strict=True))
    named = {code_of.get(finding.row) for finding in ledger.findings if finding.code == rules.REQUIRED.code}
    held = known[known["valid_to"].isna() & known["code"].isin(named)]
    filled = {
        (code, name)
        for code, row in zip(held["code"], held.notna().to_dict("records"), strict=True)
        for name, there in row.items()
        if there
    }
    return [
        finding
        for finding in ledger.findings
        if finding.code != rules.REQUIRED.code or (code_of.get(finding.row), finding.field) not in filled
    ]


def _check_city(frame: pd.DataFrame, city: str, findings: Findings) -> None:
    other = frame["city"].notna() & (frame["city"].astype("object").map(lambda name: short(str(name))) != short(city))
    for row in frame[other].itertuples():
        findings.add(
            rules.OTHER_CITY,
            msg("The row belongs to {city}, the file to {reporting}.", city=row.city, reporting=city),
            msg("Leave out what another city reports, or correct the city."),
            field="city",
            row=int(str(row.row)),
            feature_id=str(row.code),
        )


def _accepted(frame: pd.DataFrame, findings: Sequence[Finding]) -> pd.DataFrame:
    return frame[~frame["row"].isin(rejected_rows(findings))]


def _plan(
    ledger: Ledger, said: pd.DataFrame, known: pd.DataFrame, options: ImportOptions, findings: Findings
) -> list[Plan]:
    """Plan the rows without an error, by code: the order of rows in a file means nothing."""
    rows = _accepted(said, findings.items)
    named = [rows[name].dropna() for name in ("code", "former_code", "merged_into") if name in rows]
    book = Book(ledger.kind, known, pd.concat(named))
    planner = Planner(ledger.kind, book, rows, pd.Timestamp(options.reported_on), findings)
    return planner.plan_all(records(rows.sort_values("code")))


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings by row, those of the whole file first."""
    return sorted(findings, key=lambda f: (f.row is not None, f.row or 0, f.code))
