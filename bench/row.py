"""One line of the benchmark table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BenchRow:
    """What was timed: our seconds, a rival's on the same data in the same run, and the ratio of the two."""

    name: str
    ours_s: float
    rival_s: float | None
    ratio: float | None
    note: str = ""
