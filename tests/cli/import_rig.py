"""Imports that are killed: run as a program of its own, `python -m tests.cli.import_rig REGISTRY COUNT SEED`.

It opens registry and base layers once, forks an importing process after another, kills each at a random moment, and
prints one JSON object. Every import writes its revision's number into the flow of the same outlets, so a revision that
is not whole shows.
"""

import json
import os
import random
import signal
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from registry.base import open_base
from registry.service.importing import ImportOptions, commit_import, preview_import
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, Store

CODES = [f"DB-140121-{9000 + number}-SH-00" for number in range(40)]
HEADINGS = "排污口编码,排污口名称,市,县,经度,纬度,排污口类型,排水量(m3/d)"
DAY = date(2022, 12, 31)


def ledger(folder: Path, flow: int) -> Path:
    """Write a ledger of the same outlets, all with one flow."""
    rows = [
        f"{code},东湖村{number}号雨水口,太原市,清徐县,{112.35 + number / 2000:.6f},37.601234,城镇雨洪排口,{flow}"
        for number, code in enumerate(CODES)
    ]
    path = folder / "台账.csv"
    path.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8")
    return path


def import_once(registry: Registry) -> int:
    number = registry.store.head() + 1
    path = ledger(registry.store.path.parent, number)
    preview = preview_import(registry, path, "outlets", ImportOptions(reported_on=DAY, today=DAY))
    return commit_import(registry, preview, Actor("张三"), "再次")


def kill_once(registry: Registry, delay_s: float) -> int:
    """Import again and again in another process, kill it after a while, return the last revision it acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        while True:
            os.write(writer, f"{import_once(registry)}\n".encode())
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        time.sleep(delay_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return max((int(line) for line in told.read().split()), default=0)


def is_whole(store: Store, head: int) -> bool:
    """Whether the outlets and their assignments all are those of the last revision."""
    features = store.frame("outlets", DAY, codes=CODES)
    assigned = store.assignments("outlets", DAY, feature_ids=[int(number) for number in features["feature_id"]])
    told = set(features["flow_m3_per_d"]) == {float(head)} and set(features["revision"]) == {head}
    return told and len(features) == len(assigned) == len(CODES) and set(assigned["revision"]) == {head}


def crash(path: Path, count: int, seed: int) -> dict[str, object]:
    settings = replace(Settings(), registry_path=path)
    registry = Registry(settings, Store.open(path), open_base(settings.base_dir))
    expected = import_once(registry)
    started = time.perf_counter()
    first = expected = import_once(registry)
    usual_s = time.perf_counter() - started
    chance = random.Random(seed)
    lost = torn = 0
    for _ in range(count):
        acknowledged = max(expected, kill_once(registry, chance.uniform(0.0, 2.5 * usual_s)))
        store = Store.open(path)
        expected = store.head()
        lost += not acknowledged <= expected <= acknowledged + 1
        torn += not is_whole(store, expected)
    import_once(registry)  # takes away the journal of the last one that died
    left = sorted(file.name for file in path.parent.iterdir() if file.name not in (path.name, "台账.csv"))
    broken = Store.open(path).broken_revision()
    return {"revisions": expected - first, "lost": lost, "torn": torn, "broken": broken, "left": left}


if __name__ == "__main__":
    file, kills, seed_text = sys.argv[1:]
    sys.stdout.write(json.dumps(crash(Path(file), int(kills), int(seed_text))))
