"""Plain scripts and styles that stand inside stand-alone files, and on the page of a section."""

from functools import cache
from pathlib import Path


@cache
def asset(name: str) -> str:
    """Return a script or a style sheet of this folder."""
    return (Path(__file__).parent / name).read_text("utf-8")
