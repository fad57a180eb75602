"""How a command speaks: results on standard output, everything else on standard error, never a traceback."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, cast

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import TaskID
from rich.table import Table

from registry.cli.words import word
from registry.errors import AlteredFileError, RegistryError
from registry.findings import Finding
from registry.language import Language, Message, render
from registry.progress import listening

Json = dict[str, object]
SHOWN = ("row", "level", "code", "field", "message", "suggestion")
WIDE = 220
"""Columns of a table that goes to a file or another program."""


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
    """Print rows as a table, wrapped on a terminal and as wide as it is elsewhere; nothing for no rows."""
    listed = [cast("dict[str, object]", plain(row, language)) for row in rows]
    if not listed:
        return
    table = Table(title=title, title_justify="left")
    for name in listed[0]:
        table.add_column(word(name, language), overflow="fold")
    for row in listed:
        table.add_row(*(in_a_cell(item) for item in row.values()))
    Console(width=None if sys.stdout.isatty() else WIDE).print(table, markup=False)


def print_figures(figures: Mapping[str, object], language: Language) -> None:
    """Print one object, a figure to a line, what is nested indented below its name."""
    for name, value in cast("dict[str, object]", plain(figures, language)).items():
        label = word(name, language)
        if isinstance(value, dict):
            sys.stdout.write(f"{label}: {in_a_row(value, language)}\n")
        elif isinstance(value, list) and value:
            sys.stdout.write(f"{label}:\n" + "".join(f"  {in_a_cell(item)}\n" for item in value))
        else:
            sys.stdout.write(f"{label}: {in_a_cell(value)}\n")


def in_a_row(figures: Mapping[str, object], language: Language) -> str:
    """Return figures one after the other, each behind its name."""
    parts = []
    for name, item in figures.items():
        inside = in_a_row(item, language).replace(";", "") if isinstance(item, dict) else in_a_cell(item)
        parts.append(f"{word(name, language)} {inside}")
    return "; ".join(parts)


def in_a_cell(value: object) -> str:
    """Return a value as text for a person: nothing for a missing one, the parts of a nested one in a row."""
    if isinstance(value, dict):
        return " ".join(in_a_cell(item) for item in value.values() if item is not None)
    if isinstance(value, list):
        return ", ".join(map(in_a_cell, value))
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return "–" if value is None or value == [] else str(value)


def print_refusal(error: RegistryError, language: Language, *, as_json: bool) -> int:
    """Say a refusal in one sentence on standard error, its findings on standard output; return the exit code."""
    sentence = error.message.render(language)
    sys.stderr.write(sentence + "\n")
    if as_json:
        told = error.answer if isinstance(error, AlteredFileError) else {}
        body = {**told, "error": {"code": error.code, "message": sentence}, "findings": error.findings}
        print_json(body, language)
    else:
        print_table("", findings_shown([finding.as_json(language) for finding in error.findings]), language)
    return error.exit_code


def findings_shown(findings: Iterable[Mapping[str, object]]) -> list[Json]:
    """Return findings as the rows of a table: where, how grave, what is wrong and what to do."""
    return [{name: row[name] for name in SHOWN} for row in findings]


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

    @contextmanager
    def over(self, stage: Message) -> Iterator[None]:
        """Show how far the work within is, which tells it by `registry.progress`; on a terminal only."""
        said = stage.render(self.language)
        self.bar.update(self.task, description=said, completed=0, total=1)
        with listening(_Heard(self.bar, self.task)):
            yield


@dataclass(frozen=True)
class _Heard:
    """Hands on what a piece of work tells to a bar."""

    bar: Bar
    task: TaskID

    def told(self, share: float) -> None:
        self.bar.update(self.task, completed=share)

    def bound(self) -> None:
        """Nobody can cancel a command but by ending it."""
