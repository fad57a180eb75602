"""Commands of the quarter's cycle with the cities: dispatch, collect, cycle."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, cast

import typer

from registry.cli.call import Answer, Call, JsonFlag, QuarterOption, parse_day
from registry.cli.output import Json, findings_shown
from registry.errors import CallError, DataRefusedError, LedgerError
from registry.language import msg
from registry.quarter import Quarter
from registry.report.city_workbook import city_file_name, write_city
from registry.service.cycle.collecting import Collected, preview_return
from registry.service.cycle.dispatching import dispatch as dispatch_cities
from registry.service.cycle.dispatching import due_day
from registry.service.cycle.returning import city_return
from registry.service.cycle.scores import scores
from registry.service.cycle.taking_in import collect as collect_file
from registry.service.importing import Imported
from registry.store import Actor

commands = typer.Typer()

DueOption = Annotated[str | None, typer.Option("--due", help="Last day in time / 报送截止: 2023-01-31")]
COUNTS = ("rows", "new", "changed", "unchanged", "rejected")
SUMMED = (*COUNTS, "recomputed", "reassigned")
LISTED = ("findings", "changes", "missing", "copied", "edits")
HIDDEN = (*LISTED, "crs", "cells")
ANSWER = "return_workbook"
"""What a person reads for `returned`, the workbook that goes back."""


@commands.command()
def dispatch(
    ctx: typer.Context,
    quarter: QuarterOption,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder / 输出目录")],
    city: Annotated[list[str] | None, typer.Option(help="Only this city; may be repeated / 只派发该市")] = None,
    due: DueOption = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Write one workbook per city to be filled in. / 按市派发填报表。"""
    call: Call = ctx.obj
    asked = Quarter.parse(quarter)
    due_on = parse_day(due) if due else due_day(asked)
    files: list[dict[str, object]] = []
    with call.progress() as progress:
        contents = dispatch_cities(call.registry, asked, city or (), due_on, call.as_of.known_at)
        for number, content in enumerate(contents, start=1):
            path = output / city_file_name(content)
            sha256 = write_city(content, path)
            files.append({"city": content.city, "rows": len(content.rows), "file": str(path), "sha256": sha256})
            progress(msg("Writing workbooks"), number, len(contents))
    figures: dict[str, object] = {"quarter": str(asked), "due_on": due_on, "revision": contents[0].stamp.revision}
    return Answer(figures | {"files": [one["file"] for one in files], "cities": files}, [("", files)], figures)


@commands.command()
def collect(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Returned workbooks / 回收的工作簿")],
    by: Annotated[str | None, typer.Option("--by", help="Who takes them in / 操作人")] = None,
    note: Annotated[str, typer.Option("--note", help="Why / 说明")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder of the answers (default: beside the file) / 输出目录")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Preview only / 只预览")] = False,
    as_json: JsonFlag = False,
) -> Answer:
    """Take filled workbooks back; questions go into a workbook for the city. / 回收填报表。"""
    call: Call = ctx.obj
    if by is None and not dry_run:
        raise CallError("A003", msg("Say who takes it in with --by NAME (or preview with --dry-run)."))
    answers: list[Json] = []
    with call.progress() as progress:
        for number, file in enumerate(files, start=1):
            try:
                answers.append(_collect_one(call, file, None if dry_run else str(by), note, output))
            except DataRefusedError as refusal:
                if len(files) == 1:
                    raise
                answers.append(_refused(call, file, refusal))
            progress(msg("Reading returned workbooks"), number, len(files))
    if all("error" in answer for answer in answers):
        raise LedgerError("C006", msg("None of the {count} files could be taken in.", count=len(files)))
    return _collect_answer(answers)


def _collect_one(call: Call, file: Path, by: str | None, note: str, output: Path | None) -> Json:
    """Take one workbook in, or preview it, and write the one that goes back."""
    if by is None:
        collected, done = preview_return(call.registry, file), Imported()
    else:
        collected, done = collect_file(call.registry, file, Actor(by), note)
    folder = output or (None if by is None else file.parent)
    returned = None if folder is None else _write_return(call, collected, folder)
    if collected.is_hopeless:
        rows = collected.preview.rows
        message = msg(
            "None of the {rows} rows could go in; the questions stand in {file}.", rows=rows, file=str(returned)
        )
        raise LedgerError("L091", message, collected.preview.findings)
    preview, slip = collected.preview, collected.returned.slip
    return {
        "file": str(file),
        "city": slip.city,
        "quarter": str(slip.quarter),
        **{name: getattr(preview, name) for name in COUNTS},
        **asdict(done),
        "returned": None if returned is None else str(returned),
        "findings": [finding.as_json(call.language) for finding in preview.findings],
        "crs": preview.crs,
        "changes": preview.changes.to_dict("records"),
        "missing": collected.missing,
        "copied": collected.copied,
        "edits": [asdict(edit) for edit in collected.edits],
        "cells": collected.verdicts,
    }


def _write_return(call: Call, collected: Collected, folder: Path) -> Path:
    content = city_return(call.registry, collected)
    path = folder / city_file_name(content)
    write_city(content, path)
    return path


def _refused(call: Call, file: Path, refusal: DataRefusedError) -> Json:
    error = {"code": refusal.code, "message": refusal.message.render(call.language)}
    findings = [finding.as_json(call.language) for finding in refusal.findings]
    return {"file": str(file), "error": error, "findings": findings}


def _collect_answer(answers: Sequence[Json]) -> Answer:
    """Return the answer about one workbook, or the sums over several with each of them in `files`."""
    findings = [one for answer in answers for one in cast("list[Json]", answer["findings"])]
    table = findings_shown(finding for finding in findings if finding["level"] != "info")
    told = [{ANSWER if n == "returned" else n: v for n, v in answer.items() if n not in HIDDEN} for answer in answers]
    if len(answers) == 1:
        return Answer(dict(answers[0]) | {"files": list(answers)}, [("", table)], told[0])
    taken = [answer for answer in answers if "error" not in answer]
    sums: Json = {name: sum(cast("int", answer[name]) for answer in taken) for name in SUMMED}
    lists: Json = {name: [one for a in taken for one in cast("list[object]", a[name])] for name in LISTED}
    last: Json = {"revision": max((cast("int", a["revision"]) for a in taken if a["revision"]), default=None)}
    return Answer({**sums, **lists, **last, "files": list(answers)}, [("", told), ("", table)], sums | last)


@commands.command()
def cycle(ctx: typer.Context, quarter: QuarterOption, due: DueOption = None, *, as_json: JsonFlag = False) -> Answer:
    """Print how each city did in a quarter. / 各市报送评分。"""
    call: Call = ctx.obj
    asked = Quarter.parse(quarter)
    with call.progress():
        found = [asdict(score) for score in scores(call.registry, asked, parse_day(due) if due else None)]
    returned = sum(1 for score in found if score["returned"] is not None)
    late = sum(1 for score in found if score["late"])
    figures: Json = {"quarter": str(asked), "due_on": parse_day(due) if due else due_day(asked)}
    figures |= {"cities_returned": returned, "cities_late": late}
    return Answer(figures | {"cities": found}, [("", found)], figures)
