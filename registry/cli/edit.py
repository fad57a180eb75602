"""The command that edits one feature by hand."""

import re
from typing import Annotated

import typer

from registry.cli.call import Answer, ByOption, Call, JsonFlag, KindOption, parse_day
from registry.errors import CallError
from registry.language import msg
from registry.service.editing import Edit, EditPreview, guess_change, save_again
from registry.service.field_changes import CHANGE_LABELS, CORRECTION, EVENT, field_label
from registry.service.history import find_feature
from registry.store import Actor

commands = typer.Typer()


@commands.command()
def edit(
    ctx: typer.Context,
    code: str,
    values: Annotated[list[str], typer.Option("--set", help="field=value, empty: take it away / 字段=值，空为清除")],
    by: ByOption,
    why: Annotated[str, typer.Option("--why", help="Why / 理由")],
    kind: KindOption = None,
    on: Annotated[str | None, typer.Option("--on", help="Effective on / 生效日期 2022-10-01")] = None,
    based_on: Annotated[int | None, typer.Option(help="The revision you saw / 所依据的修订")] = None,
    *,
    event: Annotated[
        bool | None,
        typer.Option("--event/--correction", help="The world changed, or we were wrong / 事实变更，或更正差错"),
    ] = None,
    as_json: JsonFlag = False,
) -> Answer:
    """Edit one feature, as one revision. / 修改一个对象。"""
    call: Call = ctx.obj
    cells = dict(parsed_cell(text) for text in values)
    change = guess_change(cells) if event is None else EVENT if event else CORRECTION
    name, _ = find_feature(call.registry, code, kind)
    wanted = Edit(name, code, cells, change, parse_day(on) if on else call.day, based_on)
    preview, revision = save_again(call.registry, wanted, Actor(by), why)
    return edit_answer(call, wanted, preview, revision)


def parsed_cell(text: str) -> tuple[str, str]:
    """Read a field and its new value, like status=停用.

    Raises
    ------
    CallError
        When the text is anything else.
    """
    found = re.fullmatch(r"\s*(\w+)\s*=(.*)", text, flags=re.DOTALL)
    if found is None:
        raise CallError("E006", msg("{text} sets nothing; write it like {example}.", text=text, example="status=停用"))
    return found[1], found[2].strip()


def edit_answer(call: Call, wanted: Edit, preview: EditPreview, revision: int | None) -> Answer:
    """Return what an edit changed."""
    before, after = preview.sections
    findings = [finding.as_json(call.language) for finding in preview.findings]
    changes = [{"field": one.name, "old": one.old, "new": one.new} for one in preview.differences]
    facts: dict[str, object] = {"revision": revision, "change": wanted.change, "on": wanted.on}
    facts |= {"old_section": before, "new_section": after}
    told = [
        {"field": field_label(wanted.kind, one.name), "before": one.old, "after": one.new}
        for one in preview.differences
    ]
    shown = [{name: row[name] for name in ("level", "code", "field", "message", "suggestion")} for row in findings]
    figures = facts | {"change": CHANGE_LABELS[wanted.change]}
    return Answer(facts | {"changes": changes, "findings": findings}, [("", told), ("", shown)], figures)
