"""Commands of the quarter: its list, its closing, what changed, and whether a file is ours and unaltered."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from registry.cli.call import Answer, ByOption, Call, JsonFlag, OutputOption, QuarterOption, parse_day
from registry.contents import ListContent
from registry.errors import AlteredFileError, CallError
from registry.language import msg
from registry.quarter import PATTERN, Quarter
from registry.report.changes_workbook import save_changes
from registry.report.coverage_workbook import save_coverage
from registry.report.list_workbook import published_hashes, save_list, write_list
from registry.report.word import write_plan
from registry.service.closing import Waive, close_quarter
from registry.service.comparing import compare
from registry.service.quarterly import quarter_list
from registry.service.verifying import Writers
from registry.service.verifying import verify as verify_file
from registry.store import Actor

commands = typer.Typer()


@commands.command("list")
def outlet_list(
    ctx: typer.Context, quarter: QuarterOption, output: OutputOption, *, as_json: JsonFlag = False
) -> Answer:
    """Write the outlet list of a quarter, closed or draft. / 生成季度排污口清单（已关账或草稿）。"""
    call: Call = ctx.obj
    refuse_other_form(output)
    with call.progress():
        content = quarter_list(call.registry, Quarter.parse(quarter), call.as_of.known_at)
        written = save_list(content, output) | published(call, content)
    return Answer(written, figures={name: value for name, value in written.items() if name != "balance"})


def refuse_other_form(output: Path | None) -> None:
    """Refuse a name that promises another form than a workbook.

    Raises
    ------
    CallError
        When the name ends otherwise than in `.xlsx`.
    """
    if output is not None and output.suffix.lower() != ".xlsx":
        raise CallError("A014", msg("{file} would be a workbook; let its name end in .xlsx.", file=output.name))


def published(call: Call, content: ListContent) -> dict[str, object]:
    """Return the hash of the file that was published; another machine may pack the same content differently."""
    if not content.closed:
        return {}
    record = call.registry.store.closings().set_index("quarter")["sha256"]
    return {"published_sha256": record[str(content.stamp.quarter)]}


@commands.command()
def close(
    ctx: typer.Context,
    quarter: QuarterOption,
    by: ByOption,
    waive: Annotated[list[str] | None, typer.Option(help="Error to waive: L105 or L105:CODE / 豁免的错误")] = None,
    why: Annotated[list[str] | None, typer.Option(help="Why it is waived / 豁免理由")] = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Freeze the list of a quarter; it must balance. / 季度清单关账，须账目平衡。"""
    call: Call = ctx.obj
    if call.known_at is not None:
        raise CallError("A012", msg("A quarter is closed as known now; leave out --known-at."))
    with call.progress():
        when = Quarter.parse(quarter)
        content = close_quarter(call.registry, when, Actor(by), published_hashes, waives(waive or [], why or []))
        record = call.registry.store.closings().set_index("quarter").loc[str(when)].to_dict()
    told = {
        "quarter": str(when),
        "fingerprint": content.fingerprint,
        "sha256": record["sha256"],
        "rows": len(content.outlets),
        "revision": int(record["revision"]),
        "known_at": int(record["known_at"]),
        "closed_by": by,
        "counts": dict(content.counts),
        "waived": [{"finding": w.finding, "count": w.count, "why": w.why} for w in content.sign_off.waivers]
        if content.sign_off
        else [],
    }
    return Answer({**told, "balance": content.balance}, figures=told)


def waives(findings: list[str], reasons: list[str]) -> list[Waive]:
    """Pair findings to waive with their reasons; one reason may stand for all.

    Raises
    ------
    CallError
        When a finding has no reason.
    """
    each = reasons * len(findings) if len(reasons) == 1 else reasons
    if len(each) != len(findings):
        raise CallError("A013", msg("Give one --why for each --waive, or one for all of them."))
    return [Waive(finding, reason) for finding, reason in zip(findings, each, strict=True)]


@commands.command()
def changes(
    ctx: typer.Context,
    start: Annotated[str, typer.Option("--from", help="Earlier quarter or day / 较早的季度或日期: 2022Q3, 2022-09-30")],
    end: Annotated[str, typer.Option("--to", help="Later quarter or day / 较晚的季度或日期")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Workbook / 工作簿")] = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Say what changed between two quarters or days, by class. / 两个季度或日期之间的变化。"""
    call: Call = ctx.obj
    refuse_other_form(output)
    with call.progress():
        content = compare(call.registry, day_of(start), day_of(end), call.as_of.known_at)
        written = {"file": str(output), "sha256": save_changes(content, output)} if output else {}
    checks = [{"check": check.title, "holds": check.holds, "detail": check.detail} for check in content.checks]
    told = {"counts": dict(content.counts), "opening": len(content.old), "closing": len(content.new), **written}
    states = {
        name: {"day": s.day, "revision": s.revision, "published": s.published, "fingerprint": s.fingerprint}
        for name, s in (("from", content.start), ("to", content.end))
    }
    answer = {
        **told,
        **states,
        "rows": content.changes,
        "beside": content.beside,
        "balance": content.balance,
        "checks": checks,
    }
    return Answer(dict[str, object](answer), [("", checks)], dict[str, object](told))


def day_of(text: str) -> date:
    """Return the last day of a quarter, or the day that the text names."""
    return Quarter.parse(text).last_day if PATTERN.fullmatch(text.strip().upper()) else parse_day(text)


WRITERS = Writers(write_list, save_changes, save_coverage, write_plan)


@commands.command()
def verify(ctx: typer.Context, file: Path, *, as_json: JsonFlag = False) -> Answer:
    """Say whether a list, plan or comparison is ours and unaltered. / 核验文件是否为本库生成、有无改动。"""
    call: Call = ctx.obj
    with call.progress():
        verdict = verify_file(call.registry, file, WRITERS)
    told: dict[str, object] = {
        "ok": verdict.ok,
        "content_ok": verdict.ok or verdict.only_packing,
        "product": verdict.product,
        "quarter": verdict.quarter,
        "revision": verdict.revision,
        "closed": verdict.closed,
        "fingerprint": verdict.fingerprint,
        "sha256": verdict.sha256,
        "differences": [asdict(difference) for difference in verdict.differences],
    }
    if not verdict.ok:
        raise AlteredFileError("V001", verdict.message, told)
    return Answer(told, figures=told)
