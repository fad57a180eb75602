"""How a command speaks: results on standard output, everything else on standard error, never a traceback."""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self, cast

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table

from registry.errors import RegistryError
from registry.findings import Finding
from registry.language import Language, Message, render

Json = dict[str, object]


def plain(value: object, language: Language) -> object:
    """Turn any value into what JSON knows: labels rendered, missing values null, dates ISO, frames lists of rows."""
    if isinstance(value, pd.DataFrame):
        return [plain(row, language) for row in value.to_dict("records")]
    if isinstance(value, Mapping):
        return {str(name): plain(item, language) for name, item in value.items()}
    if isinstance(value, Finding):
        return value.as_json(language)
    if isinstance(value, list | tuple | set | np.ndarray | pd.Series):
        return [plain(item, language) for item in value]
    return plain_scalar(value.item() if isinstance(value, np.generic) else value, language)


def plain_scalar(value: object, language: Language) -> object:
    """Turn one value into what JSON knows."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return iso(value) if isinstance(value, date) else render(value, language)


def iso(value: date) -> str:
    """Return a date as a day, a time with its clock."""
    text = value.isoformat()
    return text.removesuffix("T00:00:00")


def print_json(value: object, language: Language) -> None:
    """Print exactly one JSON object."""
    sys.stdout.write(json.dumps(plain(value, language), ensure_ascii=False) + "\n")


def print_table(title: str, rows: Iterable[Mapping[Any, object]], language: Language) -> None:
    """Print rows as a table; nothing for no rows."""
    listed = [cast("dict[str, object]", plain(row, language)) for row in rows]
    if not listed:
        return
    table = Table(title=title, title_justify="left")
    for name in listed[0]:
        table.add_column(name)
    for row in listed:
        table.add_row(*("" if item is None else str(item) for item in row.values()))
    Console().print(table, markup=False)


def print_refusal(error: RegistryError, language: Language, *, as_json: bool) -> int:
    """Say a refusal in one sentence on standard error, and as JSON where asked; return the exit code."""
    sentence = error.message.render(language)
    sys.stderr.write(sentence + "\n")
    if as_json:
        body = {"error": {"code": error.code, "message": sentence}, "findings": error.findings}
        print_json(body, language)
    return error.exit_code


class ErrorProgress:
    """How far a job is, on standard error: a bar on a terminal, elsewhere a line as each stage begins."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.console = Console(stderr=True)
        self.bar = Bar(console=self.console, transient=True, disable=not self.console.is_terminal)
        self.task = self.bar.add_task("")
        self.stage = ""

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def __call__(self, stage: Message, done: int, total: int) -> None:
        """Show how far a stage is."""
        said = stage.render(self.language)
        self.bar.update(self.task, description=said, completed=done, total=max(total, 1))
        if said != self.stage and not self.console.is_terminal:
            sys.stderr.write(said + "\n")
        self.stage = said
