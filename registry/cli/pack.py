"""The command that writes everything of one section as one file for a machine without a network."""

from typing import Annotated

import typer

from layers.marks import point_marks
from layers.parts import map_parts
from registry.cli.call import Answer, Call, JsonFlag, OutputOption
from registry.report.files import put_down, sha256_of
from registry.report.pack import pack_html
from registry.service.section_page_pack import section_pack

commands = typer.Typer()


@commands.command()
def pack(
    ctx: typer.Context,
    output: OutputOption,
    section: Annotated[str, typer.Option("--section", help="Section code / 断面编码")],
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Write one section as one file: map, strip, figures, table. / 断面离线文件。"""
    call: Call = ctx.obj
    content = section_pack(call.registry, section, call.as_of)
    data = pack_html(content, map_parts, point_marks(), call.language)
    with put_down(output) as temporary:
        temporary.write_bytes(data)
    told: dict[str, object] = {
        "section": section,
        "file": str(output),
        "bytes": len(data),
        "sha256": sha256_of(output),
    }
    return Answer(told, figures=told)
