"""Commands that write: import, assign, undo; and the empty ledger."""

from io import BytesIO
from pathlib import Path
from typing import Annotated, cast

import typer

from registry.cli.beginning import registry_to_fill
from registry.cli.call import Answer, ByOption, Call, JsonFlag, OutputOption
from registry.cli.output import findings_shown
from registry.errors import CallError
from registry.language import msg
from registry.quarter import Quarter
from registry.report.template import write_template
from registry.service.assignment import assign_all
from registry.service.history import undo as undo_revision
from registry.service.importing import Imported, ImportOptions, Preview, bring_in, preview_import, refuse_hopeless
from registry.store import Actor
from registry.vocabulary import KINDS

commands = typer.Typer()

LedgerKind = Annotated[str, typer.Option("--kind", help="Kind of feature / 对象类型: outlets, wetlands, …")]


def checked_kind(kind: str) -> str:
    """Return the kind, refusing an unknown one."""
    if kind not in KINDS:
        raise CallError("K001", msg("{kind} is no kind; choose one of {kinds}.", kind=kind, kinds=list(KINDS)))
    return kind


@commands.command()
def template(ctx: typer.Context, kind: LedgerKind, output: OutputOption, *, as_json: JsonFlag = False) -> Answer:
    """Write an empty ledger. / 生成空白台账。"""
    refuse_filled(checked_kind(kind), output)
    columns = write_template(kind, output)
    answer = {"columns": columns, "file": str(output)}
    return Answer(dict[str, object](answer), figures=dict[str, object](answer))


def refuse_filled(kind: str, output: Path) -> None:
    """Refuse to write an empty ledger over a file that is anything else."""
    empty = BytesIO()
    write_template(kind, empty)
    if output.exists() and output.read_bytes() not in (b"", empty.getvalue()):
        raise CallError("A007", msg("{file} exists and is no empty template; choose another name.", file=str(output)))


@commands.command("import")
def import_ledger(
    ctx: typer.Context,
    file: Path,
    kind: LedgerKind,
    by: Annotated[str | None, typer.Option("--by", help="Who imports / 操作人")] = None,
    note: Annotated[str, typer.Option("--note", help="Why / 说明")] = "",
    sheet: Annotated[str | None, typer.Option(help="Sheet / 工作表")] = None,
    crs: Annotated[str | None, typer.Option(help="EPSG:4526, gcj02, bd09 … / 坐标系")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of a csv / 编码")] = None,
    city: Annotated[str | None, typer.Option(help="City that reports / 填报市")] = None,
    quarter: Annotated[str | None, typer.Option(help="Reporting quarter / 报告季度")] = None,
    accept: Annotated[list[str] | None, typer.Option(help="Accept the fix a finding proposes / 接受修正")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Preview only / 只预览")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="All rows or none / 全部或不导入")] = False,
    as_json: JsonFlag = False,
) -> Answer:
    """Bring a ledger into the registry. / 导入台账。"""
    call: Call = ctx.obj
    if by is None and not dry_run:
        raise CallError("A003", msg("Say who imports with --by NAME (or preview with --dry-run)."))
    reported = Quarter.parse(quarter) if quarter else None
    options = ImportOptions(
        sheet=sheet,
        crs=crs,
        encoding=encoding,
        city=city,
        reported_on=reported.last_day if reported else call.day,
        accept=tuple(accept or ()),
        strict=strict,
    )
    with call.progress() as progress, registry_to_fill(call.settings, keep=not dry_run) as registry:
        with progress.over(msg("Reading and checking the file …")):
            preview = preview_import(registry, file, checked_kind(kind), options)
        refuse_hopeless(preview)
        done = Imported()
        if not dry_run:
            with progress.over(msg("Writing …")):
                done = bring_in(registry, preview, Actor(str(by)), note)
    return import_answer(call, preview, done)


def import_answer(call: Call, preview: Preview, done: Imported) -> Answer:
    """Return what an import did, or would do."""
    findings = [finding.as_json(call.language) for finding in preview.findings]
    counts = {name: getattr(preview, name) for name in ("rows", "new", "changed", "unchanged", "rejected")}
    counts |= {"recomputed": done.recomputed, "reassigned": done.reassigned}
    revision = {"revision": done.revision}
    answer = counts | revision | {"findings": findings, "crs": preview.crs, "changes": preview.changes}
    return Answer(answer, [("", findings_shown(findings))], counts | revision)


@commands.command()
def assign(
    ctx: typer.Context,
    by: ByOption = "assign",
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="All features, not only those out of date / 全部对象，不限于已过时的")
    ] = False,
    as_json: JsonFlag = False,
) -> Answer:
    """Recompute the assignments that are out of date. / 重新计算已过时的归属。"""
    call: Call = ctx.obj
    with call.progress():
        report = assign_all(call.registry, Actor(by), call.as_of, everything=everything)
    grades = cast("dict[str, dict[str, object]]", report["grades"])
    figures = {name: report[name] for name in ("recomputed", "because", "changed", "revision")}
    return Answer(report, [("", [{"kind": kind} | counts for kind, counts in grades.items()])], figures)


@commands.command()
def undo(ctx: typer.Context, revision: int, by: ByOption, *, as_json: JsonFlag = False) -> Answer:
    """Take a revision back by a further one. / 撤销修订。"""
    call: Call = ctx.obj
    made = undo_revision(call.registry, revision, Actor(by))
    return Answer({"revision": made}, figures={"revision": made})
