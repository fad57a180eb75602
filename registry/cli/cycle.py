"""Commands of the quarter's cycle with the cities: dispatch."""

from pathlib import Path
from typing import Annotated

import typer

from registry.cli.call import Answer, Call, JsonFlag, QuarterOption, parse_day
from registry.language import msg
from registry.quarter import Quarter
from registry.report.city_workbook import city_file_name, write_city
from registry.service.cycle.dispatching import dispatch as dispatch_cities
from registry.service.cycle.dispatching import due_day

commands = typer.Typer()

FolderOption = Annotated[Path, typer.Option("-o", "--output", help="Folder / 输出目录")]
DueOption = Annotated[str | None, typer.Option("--due", help="Last day in time / 报送截止: 2023-01-31")]


@commands.command()
def dispatch(
    ctx: typer.Context,
    quarter: QuarterOption,
    output: FolderOption,
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
