"""Processes that write one registry and are killed, or write it together: run as a program of its own.

`python -m tests.store.rig crash FILE COUNT SEED` and `… editors FILE PROCESSES CHANGES` print one JSON object. It forks
after the imports, so that a writer costs milliseconds.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from registry.errors import ConflictError
from registry.store import ChangeSet, Store
from tests.store.helpers import OFFICE, assignments, outlets

FEATURES = 40


def numbered(count: int) -> ChangeSet:
    """A change to many outlets and their assignments that says its number in each row."""
    ids = range(1, FEATURES + 1)
    frame = outlets(*({"feature_id": number, "flow_m3_per_d": float(count)} for number in ids))
    return ChangeSet({"outlets": frame}, assignments={"outlets": assignments(*ids, section=f"S{count}")})


def write_until_killed(path: Path, pipe: int) -> None:
    store = Store.open(path)
    os.write(pipe, b"0\n")
    while True:
        changes = numbered(store.head() + 1)
        os.write(pipe, f"{store.commit(changes, OFFICE, 'again')}\n".encode())


def kill_once(path: Path, delay_s: float) -> int:
    """Start a writer, kill it after a while, and return the last revision it acknowledged (0: none)."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        write_until_killed(path, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        told.readline()
        time.sleep(delay_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return max((int(line) for line in told.read().split()), default=0)


def timed(action: Callable[[], object]) -> float:
    """How many seconds an action takes on this machine now."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def crash(path: Path, count: int, seed: int) -> dict[str, object]:
    chance = random.Random(seed)
    lost = torn = 0
    expected, usual_s = 1, timed(lambda: Store.open(path).commit(numbered(1), OFFICE, "first"))
    for _ in range(count):
        acknowledged = max(expected, kill_once(path, chance.uniform(0.0, 2 * usual_s)))
        store = Store.open(path)
        head = store.head()
        flows = set(store.frame("outlets")["flow_m3_per_d"])
        sections = set(store.assignments("outlets")["section_code"])
        lost += not acknowledged <= head <= acknowledged + 1
        torn += (flows, sections) != ({head}, {f"S{head}"})
        expected = head
    return {"revisions": expected, "lost": lost, "torn": torn, "broken": Store.open(path).broken_revision()}


def add_one(store: Store) -> None:
    """Raise the number in the rows by one, again after every conflict."""
    while True:
        head = store.head()
        flow = store.frame("outlets", known_at=head)["flow_m3_per_d"].max()
        try:
            store.commit(numbered(int(flow) + 1), OFFICE, "plus one", expected_head=head)
        except ConflictError:
            continue
        return


def editors(path: Path, processes: int, changes: int) -> dict[str, object]:
    Store.open(path).commit(numbered(0), OFFICE, "first")
    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            for _ in range(changes):
                add_one(Store.open(path))
            os._exit(0)
        children.append(child)
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    store = Store.open(path)
    flows = sorted(set(store.frame("outlets")["flow_m3_per_d"]))
    return {"failed": failed, "flows": flows, "head": store.head(), "broken": store.broken_revision()}


if __name__ == "__main__":
    mode, file, first, second = sys.argv[1:]
    run = {"crash": crash, "editors": editors}[mode]
    sys.stdout.write(json.dumps(run(Path(file), int(first), int(second))))
