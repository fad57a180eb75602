"""One call of the command line: its options, the registry it opens, and what it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import typer

from registry.cli.output import ErrorProgress, Json
from registry.errors import CallError
from registry.language import Language, msg
from registry.service.registry import AsOf, Registry, open_registry
from registry.settings import Settings

JsonFlag = Annotated[bool, typer.Option("--json", help="One JSON object on standard output. / 以 JSON 输出")]
KindOption = Annotated[str | None, typer.Option("--kind", help="Kind of feature / 对象类型: outlets, wetlands, …")]
ByOption = Annotated[str, typer.Option("--by", help="Who does it / 操作人")]
OutputOption = Annotated[Path, typer.Option("-o", "--output", help="File to write / 输出文件")]
QuarterOption = Annotated[str, typer.Option("--quarter", help="Quarter / 季度: 2022Q4")]

Rows = Iterable[Mapping[Any, object]]


@dataclass(frozen=True)
class Answer:
    """What a command found: the JSON object, and for a person figures of one object and tables (title, rows)."""

    json: Json
    tables: list[tuple[str, Rows]] = field(default_factory=list)
    figures: Json = field(default_factory=dict)


@dataclass
class Call:
    """The options that stand before every command."""

    settings: Settings
    valid_on: str | None
    known_at: int | None

    @property
    def language(self) -> Language:
        """The language to speak."""
        return self.settings.language

    @cached_property
    def registry(self) -> Registry:
        """The registry, opened at first use."""
        return open_registry(self.settings)

    @property
    def day(self) -> date:
        """The day that is asked about: today unless said otherwise."""
        return parse_day(self.valid_on) if self.valid_on else date.today()  # noqa: DTZ011  an office day is local

    @property
    def as_of(self) -> AsOf:
        """The two clocks of a reading command: today and now unless said otherwise."""
        return AsOf(self.day, self.checked_revision())

    def checked_revision(self) -> int | None:
        """Return `--known-at`, refusing a revision that does not exist."""
        if self.known_at is not None and not 0 <= self.known_at <= (head := self.registry.store.head()):
            raise CallError(
                "A002",
                msg("There is no revision {revision}; the last one is {head}.", revision=self.known_at, head=head),
            )
        return self.known_at

    def progress(self) -> ErrorProgress:
        """Return a progress bar on standard error."""
        return ErrorProgress(self.language)

    def with_settings(self, **changes: object) -> Settings:
        """Return the settings with some replaced."""
        return replace(self.settings, **changes)  # type: ignore[arg-type]


def parse_day(text: str) -> date:
    """Read an ISO day.

    Raises
    ------
    CallError
        When the text is anything else.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CallError("A001", msg("{text} is not a date; write it like 2022-12-31.", text=repr(text))) from None
