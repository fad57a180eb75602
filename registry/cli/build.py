"""Commands that set up: base layers, demonstration registry."""

from pathlib import Path
from typing import Annotated

import typer

from registry.cli.beginning import registry_to_fill
from registry.cli.call import Answer, Call, JsonFlag
from registry.cli.read import summary_answer
from registry.report.list_workbook import published_hashes
from registry.service.base_layers import build_base_layers
from registry.service.demo import fill_demo
from registry.service.registry import AsOf

commands = typer.Typer()

FromOption = Annotated[
    Path | None, typer.Option("--from", help="Folder with the downloaded wheels / 已下载的数据包所在目录")
]


@commands.command("build-base")
def build_base(ctx: typer.Context, source: FromOption = None, *, as_json: JsonFlag = False) -> Answer:
    """Build the base layers. / 生成底图。"""
    call: Call = ctx.obj
    with call.progress() as progress:
        report = build_base_layers(call.settings, source=source, progress=progress)
    return Answer(report, figures=report)


@commands.command()
def demo(ctx: typer.Context, *, as_json: JsonFlag = False) -> Answer:
    """Fill an empty registry with the demonstration. / 在空库中生成演示数据。"""
    call: Call = ctx.obj
    with call.progress() as progress, registry_to_fill(call.settings) as registry:
        fill_demo(registry, progress, published_hashes)
    return summary_answer(call, call.registry, AsOf(call.day))
