"""Is this document ours, and was one byte of it changed since it was written."""

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from registry.contents import Comparison, CoverageContent, ListContent, PlanContent
from registry.errors import RegistryError
from registry.language import Language, Message, msg
from registry.ledger.source import hash_of
from registry.quarter import Quarter
from registry.service.comparing import closing_of, compare
from registry.service.coverage import coverage
from registry.service.differences import PACKING, Difference, differences
from registry.service.plan import plan_content
from registry.service.quarterly import quarter_list
from registry.service.registry import Registry

PROPERTIES = "docProps/core.xml"
LONGEST_PROPERTIES = 65_536
_KEYWORDS = re.compile(rb"<cp:keywords>(.*?)</cp:keywords>", re.DOTALL)
_QUARTER = re.compile(r"(?<!\d)\d{4}Q[1-4](?!\d)")

Mark = Mapping[str, str]
"""What the properties of a document say it is: product, what it shows, as known at which revision."""


@dataclass(frozen=True)
class Writers:
    """What writes each product again, to compare."""

    outlet_list: Callable[[ListContent, Path], object]
    changes: Callable[[Comparison, Path], object]
    coverage: Callable[[CoverageContent, Path], object]
    plan: Callable[[PlanContent, Path, Language], object]


@dataclass(frozen=True)
class Shown:
    """What a document shows."""

    product: str
    quarter: str | None
    revision: int
    closed: bool = False
    fingerprint: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What is known of a file: whether it is ours to the last byte, what it is, and where it differs."""

    ok: bool
    file: str
    sha256: str
    product: str | None = None
    quarter: str | None = None
    revision: int | None = None
    closed: bool = False
    fingerprint: str | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def message(self) -> Message:
        """The verdict as a sentence."""
        told = {"file": self.file, "quarter": self.quarter, "revision": self.revision}
        if self.ok:
            return msg("{file} is unaltered: {quarter}, as known at revision {revision}.", **told)
        if self.product is None:
            return msg(
                "{file} is no document of this registry, or damaged beyond recognition; ask for it again.", **told
            )
        if self.only_packing:
            return msg(
                "{file} holds {quarter} at revision {revision} to the last cell, but is not packed as it was written: "
                "another program or machine saved it, or a byte of its packing was changed.",
                **told,
            )
        return msg(
            "{file} was altered after it was written ({places}); the registry's own is {quarter} at revision "
            "{revision}, write it again.",
            **told,
            places=self.places,
        )

    @property
    def only_packing(self) -> bool:
        """Whether every part is ours, and only the archive round them is another."""
        return [one.part for one in self.differences] == [PACKING]

    @property
    def places(self) -> list[str]:
        """Where the file differs: its first cells where they are known, else its parts."""
        cells = [f"{one.part}!{one.cell}" for one in self.differences if one.cell]
        return (cells or [one.part for one in self.differences])[:5]


def verify(registry: Registry, path: Path, writers: Writers) -> Verdict:
    """Say which list, comparison, coverage or plan a file is, and whether it is unaltered.

    A file is ours when its hash is the one recorded at a closing, or when what it says it is, written again from the
    registry as known then, has the same bytes. Of an altered one the parts and cells that differ are named.

    Raises
    ------
    CallError
        When the file is missing or cannot be read.
    LedgerError
        When it is too large.
    """
    unknown = Verdict(False, path.name, hash_of(path))
    closings = registry.store.closings()
    for row in closings[closings["sha256"] == unknown.sha256].to_dict("records"):
        told = Shown("outlet-list", row["quarter"], row["known_at"], True, row["fingerprint"])
        return replace(unknown, ok=True, **vars(told))
    mark = mark_of(path) or _guessed(registry, path)
    if mark is None:
        return unknown
    with TemporaryDirectory() as folder:
        again = Path(folder) / f"again{path.suffix}"
        try:
            told = _write_again(registry, mark, writers, again)
        except (RegistryError, KeyError, ValueError):
            return unknown
        same = hash_of(again) == unknown.sha256
        found = () if same else tuple(differences(again, path))
    return replace(unknown, ok=same, differences=found, **vars(told))


def mark_of(path: Path) -> Mark | None:
    """Return what a document's own properties say it is; None where they say nothing that can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(PROPERTIES).file_size > LONGEST_PROPERTIES:
                return None
            match = _KEYWORDS.search(archive.read(PROPERTIES))
        told = json.loads(unescape(match[1].decode())) if match else None
    except (OSError, KeyError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return None
    return cast("Mark", told) if isinstance(told, dict) and "product" in told else None


def _guessed(registry: Registry, path: Path) -> Mark | None:
    """Take a file that can no longer say what it is for the list of the closed quarter in its name."""
    match = _QUARTER.search(path.name)
    if match is None or closing_of(registry.store, Quarter.parse(match[0]).last_day) is None:
        return None
    return {"product": "outlet-list", "quarter": match[0], "state": "closed"}


def _write_again(registry: Registry, mark: Mark, writers: Writers, path: Path) -> Shown:
    """Write what a document says it is, and return what that is."""
    products = {"outlet-list": _list, "outlet-changes": _changes, "wetland-coverage": _coverage, "section-plan": _plan}
    return products[mark["product"]](registry, mark, writers, path)


def _list(registry: Registry, mark: Mark, writers: Writers, path: Path) -> Shown:
    known_at = None if mark["state"] == "closed" else int(mark["revision"])
    content = quarter_list(registry, Quarter.parse(mark["quarter"]), known_at)
    writers.outlet_list(content, path)
    revision, quarter = content.stamp.revision, str(content.stamp.quarter)
    return Shown("outlet-list", quarter, revision, content.closed, content.fingerprint)


def _changes(registry: Registry, mark: Mark, writers: Writers, path: Path) -> Shown:
    start, end = date.fromisoformat(mark["start"]), date.fromisoformat(mark["end"])
    content = compare(registry, start, end, int(mark["revision"]))
    writers.changes(content, path)
    quarter = str(content.end.quarter) if content.end.quarter else None
    state = content.end
    return Shown(mark["product"], quarter, state.revision, state.published, state.fingerprint)


def _coverage(registry: Registry, mark: Mark, writers: Writers, path: Path) -> Shown:
    revision = int(mark["revision"])
    writers.coverage(coverage(registry, Quarter.parse(mark["quarter"]), revision), path)
    return Shown(mark["product"], mark["quarter"], revision)


def _plan(registry: Registry, mark: Mark, writers: Writers, path: Path) -> Shown:
    revision = int(mark["revision"])
    content = plan_content(registry, mark["section"], Quarter.parse(mark["quarter"]), revision)
    writers.plan(content, path, cast("Language", mark["language"]))
    return Shown(mark["product"], mark["quarter"], revision)
