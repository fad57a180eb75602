"""A quarter of a year, `2022Q4`: its days, its order, its name."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.errors import CallError
from registry.language import Language, msg

OFFICE_CLOCK_AHEAD_OF_UTC = timedelta(hours=8)
PATTERN = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """One calendar quarter; quarters sort by time."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read `2022Q4` (case does not matter).

        Raises
        ------
        CallError
            When the text is anything else.
        """
        match = PATTERN.fullmatch(text.strip().upper())
        if match is None:
            raise CallError("Q001", msg("{text} is not a quarter; write it like 2022Q4.", text=repr(text)))
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """The last day of the quarter."""
        return self.next().first_day - timedelta(days=1)

    def next(self) -> "Quarter":
        """Return the quarter after this one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> "Quarter":
        """Return the quarter before this one."""
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def label(self, language: Language) -> str:
        """Return the name an office prints."""
        return (
            f"{self.year}年第{'一二三四'[self.number - 1]}季度" if language == "zh" else f"Q{self.number} {self.year}"
        )

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def office_time(moment: datetime) -> datetime:
    """Return a UTC moment as the office's clock shows it; a day there begins eight hours earlier."""
    return moment + OFFICE_CLOCK_AHEAD_OF_UTC
