"""Commands by which a person decides about the section of a feature, and takes the decision back."""

from typing import Annotated

import typer

from registry.cli.call import Answer, ByOption, Call, JsonFlag, KindOption
from registry.service.deciding import decide as decide_feature
from registry.service.deciding import undecide as undecide_feature
from registry.store import Actor

commands = typer.Typer()


@commands.command()
def decide(
    ctx: typer.Context,
    code: str,
    section: Annotated[str, typer.Option("--section", help="Section code / 断面编码")],
    by: ByOption,
    why: Annotated[str, typer.Option("--why", help="Why / 理由")],
    kind: KindOption = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Give a feature to a section, as a person's decision. / 人工决定归属断面。"""
    call: Call = ctx.obj
    made = decide_feature(call.registry, code, section, Actor(by), why, kind, on=call.as_of.valid_on)
    return Answer({"revision": made}, [("", [{"revision": made}])])


@commands.command()
def undecide(
    ctx: typer.Context, code: str, by: ByOption, kind: KindOption = None, *, as_json: JsonFlag = False
) -> Answer:
    """Take a person's decision back. / 收回人工决定。"""
    call: Call = ctx.obj
    made = undecide_feature(call.registry, code, Actor(by), kind, on=call.as_of.valid_on)
    return Answer({"revision": made}, [("", [{"revision": made}])])
