"""Commands by which a person decides about the section of a feature, and takes the decision back."""

import re
from typing import Annotated

import typer

from registry.cli.call import Answer, ByOption, Call, JsonFlag, KindOption
from registry.errors import CallError
from registry.language import msg
from registry.service.deciding import decide as decide_feature
from registry.service.deciding import undecide as undecide_feature
from registry.service.sharing import Share
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
    share: Annotated[
        list[str] | None, typer.Option(help="B=0.4: section B has 0.4 of its loads / 断面 B 分担 0.4 的负荷")
    ] = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Give a feature to a section, as a person's decision. / 人工决定归属断面。"""
    call: Call = ctx.obj
    shares = [parsed_share(text) for text in share or ()]
    made = decide_feature(call.registry, code, section, Actor(by), why, kind, on=call.as_of.valid_on, shares=shares)
    return Answer({"revision": made}, [("", [{"revision": made}])])


def parsed_share(text: str) -> Share:
    """Read a section and its share, like DM01=0.4.

    Raises
    ------
    CallError
        When the text is anything else.
    """
    found = re.fullmatch(r"\s*(\S+?)\s*=\s*(\d*\.?\d+)\s*", text)
    if found is None:
        raise CallError("D009", msg("{text} is no share; write it like {example}.", text=text, example="DM01=0.4"))
    return found[1], float(found[2])


@commands.command()
def undecide(
    ctx: typer.Context, code: str, by: ByOption, kind: KindOption = None, *, as_json: JsonFlag = False
) -> Answer:
    """Take a person's decision back. / 收回人工决定。"""
    call: Call = ctx.obj
    made = undecide_feature(call.registry, code, Actor(by), kind, on=call.as_of.valid_on)
    return Answer({"revision": made}, [("", [{"revision": made}])])
