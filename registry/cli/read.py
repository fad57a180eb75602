"""Commands that read: summary, check, explain, history, coverage."""

from typing import cast

import typer

from registry.cli.call import Answer, Call, JsonFlag, KindOption
from registry.service.checking import RULES
from registry.service.checking import check as check_registry
from registry.service.explain import explain as explain_feature
from registry.service.history import decision_history
from registry.service.history import history as feature_history
from registry.service.registry import AsOf, Registry
from registry.service.summary import summary as registry_summary

commands = typer.Typer()


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
    """Print every version of a feature, both clocks, and what people decided. / 历史与人工决定。"""
    call: Call = ctx.obj
    versions = feature_history(call.registry, code, kind)
    decisions = decision_history(call.registry, code, kind)
    short = ["revision", "at", "actor", "reason", "valid_from", "valid_to"]
    lived, decided = versions[[*short, "code", "name"]], decisions[[*short, "section_code", "why"]]
    tables = [(code, lived.to_dict("records")), ("人工决定 / decisions", decided.to_dict("records"))]
    return Answer({"versions": versions, "decisions": decisions}, [*tables])
