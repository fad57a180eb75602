"""Commands that write documents: a section's plan, wetland coverage, the GeoPackage."""

import time
from pathlib import Path
from typing import Annotated

import typer

from registry.cli.call import Answer, Call, JsonFlag, OutputOption, QuarterOption
from registry.contents import PlanContent
from registry.errors import CallError
from registry.language import msg
from registry.quarter import Quarter
from registry.report.coverage_workbook import save_coverage
from registry.report.geopackage import write_geopackage
from registry.report.word import plan_name, write_plan
from registry.service.coverage import coverage as wetland_coverage
from registry.service.export import export as export_content
from registry.service.plan import plan_content, plan_contents

commands = typer.Typer()

FORMATS = ("docx",)
SHOWN = (
    "code",
    "name",
    "wetlands",
    "tail_water",
    "river_mouth",
    "in_river",
    "plants",
    "plants_with_wetland",
    "villages",
    "villages_finished",
)
"""Columns of the coverage that a person sees on a terminal; JSON and workbook hold all."""


@commands.command()
def coverage(
    ctx: typer.Context,
    quarter: QuarterOption,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Workbook / 工作簿")] = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Count wetland coverage by section. / 湿地覆盖。"""
    call: Call = ctx.obj
    content = wetland_coverage(call.registry, Quarter.parse(quarter), call.as_of.known_at)
    written = {"file": str(output), "sha256": save_coverage(content, output)} if output else {}
    checks = [{"check": check.title, "holds": check.holds, "detail": check.detail} for check in content.checks]
    rows = content.sections[list(SHOWN)].astype("object").to_dict("records")
    answer = {
        "sections": content.sections,
        "unassigned": content.unassigned,
        "totals": content.totals,
        "definitions": content.definitions,
        "checks": checks,
        **written,
    }
    return Answer(dict[str, object](answer), [("", rows), ("", checks)], dict(content.totals))


@commands.command()
def plan(
    ctx: typer.Context,
    quarter: QuarterOption,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder / 输出目录")],
    section: Annotated[str | None, typer.Option(help="Section code / 断面编码")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every active section / 全部断面")] = False,
    formats: Annotated[str, typer.Option("--format", help="docx")] = "docx",
    as_json: JsonFlag = False,
) -> Answer:
    """Write one plan per section. / 生成断面方案。"""
    call: Call = ctx.obj
    if (section is None) is not everything:
        raise CallError("A005", msg("Name one section with --section CODE, or take all with --all."))
    if unknown := [name for name in formats.split(",") if name not in FORMATS]:
        raise CallError("A006", msg("No plan can be written as {formats}; choose docx.", formats=unknown))
    started = time.perf_counter()
    when, known_at = Quarter.parse(quarter), call.as_of.known_at
    with call.progress() as progress:
        contents = (
            plan_contents(call.registry, when, known_at)
            if section is None
            else [plan_content(call.registry, section, when, known_at)]
        )
        plans = []
        for number, content in enumerate(contents, start=1):
            plans.append({"section": content.card.code, "files": [str(put_plan(call, content, output))]})
            progress(msg("Writing plans"), number, 0)
    seconds = round(time.perf_counter() - started, 2)
    return Answer({"plans": plans, "seconds": seconds}, [("", plans)])


def put_plan(call: Call, content: PlanContent, folder: Path) -> Path:
    """Write one plan into the folder, which is made where it is missing; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / plan_name(content)
    write_plan(content, path, call.language)
    return path


@commands.command()
def export(ctx: typer.Context, output: OutputOption, *, as_json: JsonFlag = False) -> Answer:
    """Write everything into one GeoPackage. / 导出 GeoPackage。"""
    call: Call = ctx.obj
    with call.progress():
        layers = write_geopackage(export_content(call.registry, call.as_of), output)
    return Answer({"layers": layers}, [(str(output), [{"layer": name, "rows": n} for name, n in layers.items()])])
