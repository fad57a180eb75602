"""Commands of photos and documents: attach one to a feature, list them, take one away."""

from pathlib import Path
from typing import Annotated

import typer

from registry.cli.call import Answer, ByOption, Call, JsonFlag, KindOption
from registry.errors import CallError
from registry.language import msg
from registry.service.attaching import attach as attach_file
from registry.service.attaching import detach as detach_file
from registry.service.attachments import Attachment
from registry.service.attachments import attachments as attachments_of
from registry.store import Actor
from registry.vocabulary import ATTACHMENTS

commands = typer.Typer()

SHOWN = ("file_name", "media_type", "size_bytes", "caption", "attached_by", "attached_at", "taken_at", "distance_m")


@commands.command()
def attach(
    ctx: typer.Context,
    code: str,
    file: Path,
    by: ByOption,
    kind: KindOption = None,
    caption: Annotated[str, typer.Option("--caption", help="What it shows / 说明")] = "",
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Attach a photo or document to a feature. / 为对象附加照片或文件。"""
    call: Call = ctx.obj
    made = attach_file(call.registry, code, kind, file.name, content_of(file, call), Actor(by), caption)
    told = facts(made)
    return Answer(told, figures=told)


def content_of(file: Path, call: Call) -> bytes:
    """Return the bytes of a file, one byte beyond the limit at most.

    Raises
    ------
    CallError
        When there is no such file, or it may not be read.
    """
    if not file.is_file():
        raise CallError("F001", msg("There is no file {path}; check its name and folder.", path=str(file)))
    try:
        with file.open("rb") as opened:
            return opened.read(call.settings.attachment_mb * 1024**2 + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CallError(
            "F002", msg("{path} cannot be read ({reason}); check the rights to it.", path=str(file), reason=reason)
        ) from error


@commands.command()
def attachments(ctx: typer.Context, code: str, kind: KindOption = None, *, as_json: JsonFlag = False) -> Answer:
    """List the photos and documents of a feature; every file is read and compared. / 列出附件并核对文件。"""
    call: Call = ctx.obj
    found = attachments_of(call.registry, code, kind, call.as_of, verify=True)
    rows = [facts(one) for one in found]
    shown = [{name: row[name] for name in SHOWN} | {"state": row["state"]} for row in rows]
    for row in shown:
        row["media_type"] = ATTACHMENTS.field("media_type").choice_label(row["media_type"])
    return Answer({"code": code, "attachments": rows}, [(code, shown)], {"attachments": len(rows)})


def facts(one: Attachment) -> dict[str, object]:
    """Return what is known of an attachment, by name."""
    told = {name: value for name, value in vars(one).items() if name != "number"}
    rounded = None if one.distance_m is None else round(one.distance_m, 1)
    return told | {"distance_m": rounded, "state": one.state.value}


@commands.command()
def detach(
    ctx: typer.Context,
    code: str,
    attachment: Annotated[str, typer.Argument(help="File name or first digits of its SHA-256 / 文件名或哈希开头")],
    by: ByOption,
    kind: KindOption = None,
    why: Annotated[str, typer.Option("--why", help="Why / 说明")] = "",
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Take an attachment away by a further revision; the file is kept. / 移除附件（文件保留）。"""
    call: Call = ctx.obj
    made = detach_file(call.registry, code, kind, attachment, Actor(by), why)
    return Answer({"revision": made}, figures={"revision": made})
