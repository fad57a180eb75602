"""The command line: `python -m registry COMMAND`; options before the command hold for all of them."""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from registry.cli.call import Answer, Call
from registry.cli.output import print_figures, print_json, print_refusal, print_table
from registry.errors import CallError, RegistryError
from registry.language import LANGUAGES, msg
from registry.settings import Settings

FAMILIES = {
    "build": ("build-base", "demo"),
    "read": ("summary", "check", "explain", "history"),
    "write": ("template", "import", "assign", "undo"),
    "decide": ("decide", "undecide"),
    "review": ("review",),
    "edit": ("edit",),
    "attachments": ("attach", "attachments", "detach"),
    "quarters": ("list", "close", "changes", "verify"),
    "cycle": ("dispatch", "collect", "cycle"),
    "rectify": ("rectify", "rectification", "bulletin"),
    "documents": ("coverage", "plan", "export"),
    "pack": ("pack",),
    "keep": ("backup", "restore"),
}
"""Which module of `registry.cli` holds which commands; only what is called is loaded, so that a command starts fast."""


def command_line(arguments: Sequence[str]) -> typer.Typer:
    """Return the commands, of the families that the arguments name, or of all."""
    app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None)
    app.callback()(options)
    named = [family for family, names in FAMILIES.items() if not set(names).isdisjoint(arguments)]
    for family in named or FAMILIES:
        app.add_typer(import_module(f"registry.cli.{family}").commands)
    return app


def options(
    ctx: typer.Context,
    registry: Annotated[Path | None, typer.Option(help="Registry file / 数据库文件")] = None,
    base: Annotated[Path | None, typer.Option(help="Folder of the base layers / 底图目录")] = None,
    lang: Annotated[str | None, typer.Option(help="zh | en")] = None,
    valid_on: Annotated[str | None, typer.Option(help="As true on / 基准日 2022-12-31")] = None,
    known_at: Annotated[int | None, typer.Option(help="As known at revision / 截至修订号")] = None,
) -> None:
    """Say which river section every sewage outlet answers to. / 入河排污口登记簿。"""  # noqa: D400
    call: Call = ctx.obj
    if lang is not None and lang not in LANGUAGES:
        raise CallError("A004", msg("{lang} is not a language here; choose zh or en.", lang=lang))
    changes = {"registry_path": registry, "base_dir": base, "language": lang}
    call.settings = call.with_settings(**{name: value for name, value in changes.items() if value is not None})
    call.valid_on, call.known_at = valid_on, known_at


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 refused by the data, 2 wrong call or failing world."""
    call = Call(Settings.from_environment(), None, None)
    as_json = "--json" in arguments
    try:
        answer = command_line(arguments)(list(arguments), standalone_mode=False, obj=call)
    except RegistryError as error:
        return print_refusal(error, call.language, as_json=as_json)
    except typer.TyperException as error:
        wrong = CallError("A000", msg("{problem} See --help.", problem=error.format_message()))
        return print_refusal(wrong, call.language, as_json=as_json)
    except OSError as error:
        failed = CallError("A009", msg("The machine refused: {problem}. Nothing was changed.", problem=str(error)))
        return print_refusal(failed, call.language, as_json=as_json)
    if isinstance(answer, Answer):
        show(answer, call, as_json=as_json)
    return 0


def show(answer: Answer, call: Call, *, as_json: bool) -> None:
    """Print an answer as asked."""
    if as_json:
        print_json(answer.json, call.language)
    else:
        print_figures(answer.figures, call.language)
        for title, rows in answer.tables:
            print_table(title, rows, call.language)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
