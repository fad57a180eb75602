"""Commands that set up: base layers, demo registry, empty registry check."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from registry.cli.call import Answer, Call, JsonFlag
from registry.cli.output import ErrorProgress
from registry.cli.read import summary_answer
from registry.service.base_layers import build_base_layers
from registry.service.demo import fill_demo
from registry.service.registry import AsOf, open_registry
from registry.settings import Settings
from registry.store import Store

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
    figures = [{"figure": name, "value": value} for name, value in report.items() if not isinstance(value, dict | list)]
    return Answer(report, [("", figures)])


@commands.command()
def demo(ctx: typer.Context, *, as_json: JsonFlag = False) -> Answer:
    """Fill an empty registry with the demonstration. / 在空库中生成演示数据。"""
    call: Call = ctx.obj
    with call.progress() as progress:
        fill(call.settings, progress)
    return summary_answer(call, call.registry, AsOf(call.as_of.valid_on))


def fill(settings: Settings, progress: ErrorProgress) -> None:
    """Fill the registry; a new file appears under its name only when it is complete."""
    path = settings.registry_path
    if path.exists():
        fill_demo(open_registry(settings), progress)
        return
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    Store.create(unfinished)
    fill_demo(open_registry(replace(settings, registry_path=unfinished)), progress)
    unfinished.replace(path)
