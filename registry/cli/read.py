"""Commands that read: summary, check, explain, history, coverage."""

from typing import Any, cast

import pandas as pd
import typer

from registry.cli.call import Answer, Call, JsonFlag, KindOption, Rows
from registry.errors import NotFoundError
from registry.service.attachment_rules import check_files
from registry.service.checking import RULES
from registry.service.checking import check as check_registry
from registry.service.explain import explain as explain_feature
from registry.service.field_changes import CHANGE_LABELS, EXISTS, as_said, field_label
from registry.service.history import decision_history, feature_changes, find_ever, link_history
from registry.service.history import history as feature_history
from registry.service.lineage import EVENT_LABELS
from registry.service.lineage import lineage as feature_lineage
from registry.service.registry import AsOf, Registry
from registry.service.summary import summary as registry_summary
from registry.vocabulary import KINDS

commands = typer.Typer()

WRITTEN, DATED = ("revision", "at", "actor", "reason"), ("valid_from", "valid_to")
"""What is printed of a revision, and of a period."""


@commands.command()
def summary(ctx: typer.Context, *, as_json: JsonFlag = False) -> Answer:
    """Print the totals. / 汇总。"""
    call: Call = ctx.obj
    return summary_answer(call, call.registry, call.as_of)


def summary_answer(_: Call, registry: Registry, as_of: AsOf) -> Answer:
    """Return the totals as an answer, sections without anything left out of the table."""
    totals = registry_summary(registry, as_of)
    sections = cast("dict[str, dict[str, object]]", totals["by_section"])
    rows = [{"code": code} | counts for code, counts in sections.items()]
    return Answer(totals, [("", rows)], {name: value for name, value in totals.items() if name != "by_section"})


@commands.command()
def check(ctx: typer.Context, *, as_json: JsonFlag = False) -> Answer:
    """Run every rule over the whole registry. / 全库核查。"""
    call: Call = ctx.obj
    with call.progress():
        findings = check_registry(call.registry, call.as_of)
        findings += check_files(call.registry, call.as_of.known_at)
    by_code: dict[str, int] = {}
    for finding in findings:
        by_code[finding.code] = by_code.get(finding.code, 0) + 1
    listed = [finding.as_json(call.language) for finding in findings]
    counts = [
        {"code": code, "count": count, "rule": RULES[code].description if code in RULES else None}
        for code, count in sorted(by_code.items())
    ]
    shown = [{name: row[name] for name in ("code", "kind", "feature_id", "message", "suggestion")} for row in listed]
    return Answer({"findings": listed, "by_code": by_code}, [("", shown), ("", counts)])


@commands.command()
def explain(ctx: typer.Context, code: str, kind: KindOption = None, *, as_json: JsonFlag = False) -> Answer:
    """Print the assignment passport of a feature. / 归属说明。"""
    call: Call = ctx.obj
    passport = explain_feature(call.registry, code, kind, call.as_of)
    facts = passport.as_json(call.language)
    sentences = [label for _, label in passport.reasons]
    return Answer(facts, figures={"sentence": facts["sentence"], **facts, "reasons": sentences})


@commands.command()
def history(ctx: typer.Context, code: str, kind: KindOption = None, *, as_json: JsonFlag = False) -> Answer:
    """Print the life of a feature: versions, changes, family, links, decisions. / 历史、变更、沿革与人工决定。"""
    call: Call = ctx.obj
    known_at = call.as_of.known_at
    name, _ = find_ever(call.registry, code, kind, known_at)
    asked = (call.registry, code, name, known_at)
    versions, changes = feature_history(*asked), feature_changes(*asked)
    decisions, links = decision_history(*asked), link_history(*asked)
    family = family_of(call, code, name)
    tables: list[tuple[str, Rows]] = [
        (code, versions[[*WRITTEN, *DATED, "code", "name"]].to_dict("records")),
        ("变更 / changes", told_changes(name, changes)),
        ("沿革 / family", told_family(family)),
        ("关联 / links", links[[*WRITTEN, *DATED, "role", "other_code", "share"]].to_dict("records")),
        ("人工决定 / decisions", decisions[[*WRITTEN, *DATED, "section_code", "why"]].to_dict("records")),
    ]
    found = {"versions": versions, "changes": changes, "lineage": family, "links": links, "decisions": decisions}
    return Answer(found, tables)


def family_of(call: Call, code: str, kind: str) -> dict[str, Any]:
    """Return the family of a feature on the day; none where it begins only later."""
    try:
        return feature_lineage(call.registry, code, kind, call.as_of).as_json()
    except NotFoundError:
        return {"kind": kind, "nodes": [], "edges": []}


def told_changes(kind: str, changes: pd.DataFrame) -> Rows:
    """Return what changed for a person: fields and kinds of change by their names."""
    return [
        {
            "revision": row["revision"],
            "change": CHANGE_LABELS[row["change"]],
            "field": field_label(kind, row["field"]),
            **{name: row[name] for name in DATED},
            "before": told_value(kind, row["field"], row["old"]),
            "after": told_value(kind, row["field"], row["new"]),
        }
        for row in changes.to_dict("records")
    ]


def told_value(kind: str, name: str, value: object) -> object:
    """Return a value of a field for a person."""
    return value if name == EXISTS else as_said(KINDS[kind].field(name), value)


def told_family(family: dict[str, Any]) -> Rows:
    """Return what happened to each member of a family, a row each."""
    return [
        {name: node[name] for name in ("code", "name")}
        | {"on": event["on"], "change": EVENT_LABELS[event["change"]], "before": event["old"], "after": event["new"]}
        for node in family["nodes"]
        for event in node["events"]
    ]
