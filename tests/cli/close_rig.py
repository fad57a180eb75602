"""Closings that are killed: run as a program of its own, `python -m tests.cli.close_rig REGISTRY COUNT SEED`.

It closes the next quarter of a registry up to its last step, the commit; then it forks a process after another that
takes this step, kills each at a random moment, and looks whether the quarter is closed, and then wholly.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from registry.base import open_base
from registry.report.list_workbook import published_hashes
from registry.service.closing import close_quarter, next_to_close
from registry.service.quarterly import quarter_list
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, ChangeSet, Store


class LastStepError(Exception):
    """Carries what a closing would commit."""


def prepared(registry: Registry) -> tuple[ChangeSet, Any, dict[str, Any]]:
    """Close the next quarter but for the commit, and return what that is called with."""

    def stop(*arguments: Any, **options: Any) -> int:
        raise LastStepError(arguments, options)

    registry.store.commit = stop
    try:
        close_quarter(registry, next_to_close(registry), Actor("李工"), published_hashes)
    except LastStepError as reached:
        arguments, options = reached.args
    del registry.store.commit
    return *arguments, options


def kill_once(store: Store, step: tuple[Any, ...], delay_s: float) -> bool:
    """Take the step in another process, kill it after a while; whether it had said that it was done."""
    *arguments, options = step
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        store.commit(*arguments, **options)
        os.write(writer, b"done")
        signal.pause()
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        time.sleep(delay_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return told.read() == b"done"


def crash(path: Path, count: int, seed: int) -> dict[str, object]:
    settings = replace(Settings(), registry_path=path)
    registry = Registry(settings, Store.open(path), open_base(settings.base_dir))
    step, quarter = prepared(registry), next_to_close(registry)
    before, open_copy = registry.store.head(), shutil.copy(path, path.with_name("open.sqlite"))
    started = time.perf_counter()
    registry.store.commit(*step[:-1], **step[-1])
    usual_s = time.perf_counter() - started
    fingerprint = quarter_list(registry, quarter).fingerprint
    chance = random.Random(seed)
    told: dict[str, Any] = {"closed": 0, "lost": 0, "torn": 0}
    for _ in range(count):
        if registry.store.head() > before:
            path.unlink()
            shutil.copy(open_copy, path)
        acknowledged = kill_once(registry.store, step, chance.uniform(0.0, 4 * usual_s))
        closed = registry.store.head() > before
        told["closed"] += closed
        told["lost"] += acknowledged and not closed
        told["torn"] += (str(quarter) in set(registry.store.closings()["quarter"])) != closed
        told["torn"] += closed and quarter_list(registry, quarter).fingerprint != fingerprint
    Path(open_copy).unlink()
    if registry.store.head() == before:
        registry.store.commit(*step[:-1], **step[-1])  # takes away the journal of the last one that died
    left = sorted(file.name for file in path.parent.iterdir() if file.name != path.name)
    return told | {"broken": registry.store.broken_revision(), "left": left}


if __name__ == "__main__":
    file, kills, seed_text = sys.argv[1:]
    sys.stdout.write(json.dumps(crash(Path(file), int(kills), int(seed_text))))
