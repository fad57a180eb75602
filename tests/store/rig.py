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
from functools import partial
from pathlib import Path
from typing import Any

from registry.errors import ConflictError
from registry.quarter import Quarter
from registry.store import ChangeSet, Closing, Store
from tests.store.helpers import OFFICE, assignments, outlets

FEATURES = 40
KILLS_OF_ONE = 20
"""After so many kills a new registry is taken, lest its growth slow the others down."""


def numbered(count: int) -> ChangeSet:
    """A change to many outlets and their assignments that says its number in each row."""
    ids = range(1, FEATURES + 1)
    frame = outlets(*({"feature_id": number, "flow_m3_per_d": float(count)} for number in ids))
    return ChangeSet({"outlets": frame}, assignments={"outlets": assignments(*ids, section=f"S{count}")})


def closing(count: int) -> ChangeSet:
    """The closing of a quarter, whose content says its number throughout and fills many pages."""
    quarter = Quarter(1900 + count // 4, 1 + count % 4)
    content = f"{count} ".encode() * 8_000
    return ChangeSet(closing=Closing(quarter, count - 1, FEATURES, "f" * 64, "a" * 64, "b" * 64, content))


def write_once(store: Store) -> int:
    """Write the next revision: every third closes a quarter, the others change many rows."""
    count = store.head() + 1
    return store.commit(numbered(count) if count % 3 else closing(count), OFFICE, "again")


def is_whole(store: Store, head: int) -> bool:
    """Whether everything that the last revisions wrote is there, and of each all."""
    closed = [count for count in range(1, head + 1) if count % 3 == 0]
    edited = head - (head in closed)
    told = store.closings()
    contents = {store.closed_content(Quarter.parse(quarter)) for quarter in told["quarter"]}
    return (
        set(store.frame("outlets")["flow_m3_per_d"]) == {edited}
        and set(store.assignments("outlets")["section_code"]) == {f"S{edited}"}
        and told["revision"].tolist() == closed
        and contents == {closing(count).closing.content for count in closed}
    )


def write_until_killed(path: Path, pipe: int) -> None:
    store = Store.open(path)
    os.write(pipe, b"0\n")
    while True:
        os.write(pipe, f"{write_once(store)}\n".encode())


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
    """Kill writers of one registry after another, a new one after every so many kills."""
    chance = random.Random(seed)
    told: dict[str, Any] = {"revisions": 0, "lost": 0, "torn": 0, "broken": 0, "worst_reopen_s": 0.0}
    for first in range(0, count, KILLS_OF_ONE):
        store = Store.create(path.with_name(f"{first}.sqlite"))
        usual_s = max(timed(partial(write_once, store)) for _ in range(3))
        begun = expected = store.head()
        for _ in range(min(KILLS_OF_ONE, count - first)):
            acknowledged = max(expected, kill_once(store.path, chance.uniform(0.0, 3 * usual_s)))
            told["worst_reopen_s"] = max(told["worst_reopen_s"], timed(partial(Store.open, store.path)))
            expected = store.head()
            told["lost"] += not acknowledged <= expected <= acknowledged + 1
            told["torn"] += not is_whole(store, expected)
        told["revisions"] += expected - begun
        told["broken"] += store.broken_revision() is not None
    return told


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


def raise_flow(store: Store, number: int, taken_s: list[float]) -> None:
    """Add one to the flow of an outlet as an editor does: read, change, save; look again when another was faster."""
    while True:
        row = store.frame("outlets", feature_ids=[number])
        version = {("outlets", number): int(row["revision"].iloc[0])}
        changed = row.drop(columns="revision").assign(flow_m3_per_d=row["flow_m3_per_d"] + 1)
        started = time.perf_counter()
        try:
            store.commit(ChangeSet({"outlets": changed}), OFFICE, "plus one", expected_versions=version)
        except ConflictError:
            taken_s.append(time.perf_counter() - started)
            continue
        taken_s.append(time.perf_counter() - started)
        return


def edit_often(path: Path, changes: int, seed: int) -> dict[str, Any]:
    """Edit one of a few outlets again and again, sometimes reading everything in between as a page does."""
    store, chance, taken_s = Store.open(path), random.Random(seed), list[float]()
    torn = 0
    for _ in range(changes):
        raise_flow(store, chance.choice((1, 2, 3, *[4 + seed % (FEATURES - 3)] * 3)), taken_s)
        if chance.random() < 0.2:
            head = store.head()
            torn += int(store.frame("outlets", known_at=head)["flow_m3_per_d"].sum() != head - 1)
    return {"taken_s": taken_s, "torn": torn}


def editors(path: Path, processes: int, changes: int) -> dict[str, object]:
    """Let processes edit together; each answers by a pipe, one that failed with nothing."""
    Store.open(path).commit(numbered(0), OFFICE, "first")
    pipes = []
    for seed in range(processes):
        reader, writer = os.pipe()
        if os.fork() == 0:
            answer = json.dumps(edit_often(path, changes, seed)).encode()
            with os.fdopen(writer, "wb") as told:
                told.write(answer)
            os._exit(0)
        os.close(writer)
        pipes.append(reader)
    answers = []
    for pipe in pipes:
        with os.fdopen(pipe, "rb") as told:
            answers.append(json.loads(told.read() or "null"))
    store = Store.open(path)
    taken_s = sorted(seconds for answer in answers if answer for seconds in answer["taken_s"])
    return {
        "failed": answers.count(None),
        "torn": sum(answer["torn"] for answer in answers if answer),
        "flow": store.frame("outlets")["flow_m3_per_d"].sum(),
        "head": store.head(),
        "broken": store.broken_revision(),
        "conflicts": len(taken_s) - processes * changes,
        "p50_ms": 1000 * taken_s[len(taken_s) // 2],
        "p99_ms": 1000 * taken_s[len(taken_s) * 99 // 100],
    }


if __name__ == "__main__":
    mode, file, first, second = sys.argv[1:]
    run = {"crash": crash, "editors": editors}[mode]
    sys.stdout.write(json.dumps(run(Path(file), int(first), int(second))))
