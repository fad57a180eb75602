"""Commands that keep a registry safe: backup and restore."""

from pathlib import Path
from typing import Annotated

import typer

from registry.cli.call import Answer, Call, JsonFlag
from registry.service.attachment_copies import held
from registry.service.backup import back_up, backups, checksum_of, folder_of, restore, write_backup
from registry.store import Store
from registry.store.copies import last_revision

commands = typer.Typer()


@commands.command()
def backup(
    ctx: typer.Context,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="New file / 新文件")] = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Back the registry up, with a checksum beside it. / 备份登记库并附校验和。"""
    call: Call = ctx.obj
    path = call.settings.registry_path
    if output is None:
        written = back_up(path) is not None
        file = backups(path)[0].file
    else:
        Store.upgrade(path)
        write_backup(path, output)
        written, file = True, output
    sha256 = checksum_of(file)
    files = held(file, folder_of(path))
    told = {"file": str(file), "sha256": sha256, "revision": last_revision(file)[0], "written": written}
    return answer(told | {"attachments": files.named, "attachments_lost": list(files.lost)})


@commands.command("restore")
def restore_backup(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A backup; without one the newest / 备份文件，缺省为最近一份")
    ] = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Put a backup back; what it replaces is kept. / 从备份恢复，原库另存。"""
    call: Call = ctx.obj
    done = restore(call.settings.registry_path, file)
    kept = str(done.kept) if done.kept else None
    told = {"file": str(done.file), "revision": done.revision, "checked": done.checked, "kept": kept}
    return answer(told | {"attachments": done.files.named, "attachments_lost": list(done.files.lost)})


def answer(figures: dict[str, object]) -> Answer:
    """Return one object as the answer."""
    return Answer(figures, figures=figures)
