"""A disk that fails, or a process that dies, at any one act of a write: run as a program of its own.

`python -m tests.store.faults fail FOLDER STEP` and `… kill FOLDER STEP` print one JSON object per kind of write: how
many acts it takes, at how many of them it was made to fail, and what was wrong afterwards. Every STEP-th act is tried.
"""

import json
import os
import shutil
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path

from registry.errors import CallError
from registry.service import backup
from registry.store import Store
from registry.store.copies import copy_registry
from registry.store.migrations import current_version
from tests.store.disk import FULL, IOERR_WRITE, Act, Disk, failing_at, killed_at
from tests.store.helpers import OFFICE, change, in_schema
from tests.store.power import hashes, writes

Write = Callable[[Path], object]


def commit(path: Path) -> None:
    rows = ({"feature_id": number, "remark": "长" * 300} for number in range(1, 30))
    Store(path).commit(change(*rows), OFFICE, "again")


def back_up(path: Path) -> None:
    copy_registry(path, path.with_name("copy.sqlite"))


def restore(path: Path) -> None:
    backup.restore(path, path.parent.with_name("1.sqlite"))


WRITES: dict[str, tuple[Write, int]] = {
    "commit": (commit, current_version()),
    "backup": (back_up, current_version()),
    "restore of schema 1": (restore, current_version()),
    **{f"migration from {version}": (Store.upgrade, version) for version in range(1, current_version())},
}
"""What is done, and to a registry of which schema."""


class Case:
    """A registry to write, made again for every trial."""

    def __init__(self, folder: Path, disk: Disk, write: Write, schema: int) -> None:
        self.folder, self.disk, self.write = folder / "work", disk, write
        self.source = folder / f"{schema}.sqlite"
        self.path = self.folder / "registry.sqlite"
        self.before = hashes(Store(self.source))
        self.fresh()
        write(self.path)
        self.after = hashes(Store(self.path))
        self.acts = len(self.fresh() or self.acts_of(lambda: write(self.path)))

    def fresh(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        shutil.copy(self.source, self.path)
        self.disk.at_act = lambda act: 0

    def acts_of(self, action: Callable[[], object]) -> list[Act]:
        done = len(self.disk.acts)
        action()
        return self.disk.acts[done:]

    def wrong(self, allowed: list[list[str]], drafts: set[str]) -> list[str]:
        """What is wrong after a trial: the registry, or what lies beside it once it has been written again."""
        self.disk.at_act = lambda act: 0
        store = Store.upgrade(self.path)
        wrong = [] if hashes(store) in allowed else ["content"]
        commit(self.path)
        wrong += [] if hashes(store)[:-1] in allowed else ["content after another commit"]
        return wrong + sorted({file.name for file in self.folder.iterdir()} - {self.path.name} - drafts)


def fail(case: Case, place: int) -> list[str]:
    """Fail at one act, then at this and all after it, for want of room and for a broken disk."""
    wrong = []
    for error, lasts in ((FULL, False), (FULL, True), (IOERR_WRITE, False), (IOERR_WRITE, True)):
        case.fresh()
        case.disk.at_act = failing_at(place, error, lasts=lasts)
        try:
            case.write(case.path)
            wrong.append("not refused")
        except CallError:
            pass
        wrong += case.wrong([case.before], set())
    return wrong


def kill(case: Case, place: int) -> list[str]:
    """Kill the process before one act; a draft may be left, under a hidden name."""
    case.fresh()
    child = os.fork()
    if child == 0:
        case.disk.at_act = killed_at(place)
        case.write(case.path)
        os._exit(0)
    killed = os.waitpid(child, 0)[1] != 0
    hidden = {file.name for file in case.folder.iterdir() if file.name.startswith(".")}
    return ([] if killed else ["not killed"]) + case.wrong([case.before, case.after], hidden)


def main(trial: Callable[[Case, int], list[str]], folder: Path, step: int) -> None:
    os.environ["REGISTRY_CACHE"] = os.devnull + "/no notes"
    disk = Disk()
    disk.install()
    for version in range(1, current_version() + 1):
        store = Store.create(folder / f"{version}.sqlite")
        commit(store.path)
        if version == current_version():
            deque(writes(store), maxlen=0)
        in_schema(store.path, version)
    for name, (write, schema) in WRITES.items():
        case = Case(folder, disk, write, schema)
        places = range(0, case.acts, step)
        wrong = {place: found for place in places if (found := trial(case, place))}
        told = {"write": name, "acts": case.acts, "trials": len(places), "wrong": wrong}
        sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main({"fail": fail, "kill": kill}[sys.argv[1]], Path(sys.argv[2]), int(sys.argv[3]))
