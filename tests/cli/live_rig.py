"""Exports while others write: run as a program of its own, `python -m tests.cli.live_rig REGISTRY EXPORTS`.

Two processes edit all the while: one forked, and this one in a thread. Every handle that anybody here opens on the live
file is written down: in this process by Python's own audit, in the workers it starts by what /proc shows of them.
"""

import json
import os
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

from registry.base import open_base
from registry.report.geopackage import write_geopackage
from registry.service.export import export
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Actor, ChangeSet, Store

DAY = date(2022, 12, 31)


def edit_until(path: Path, feature_id: int, is_over: Any) -> int:
    """Raise the flow of an outlet again and again; how often."""
    store, count = Store.open(path), 0
    while not is_over():
        row = store.frame("outlets", feature_ids=[feature_id]).drop(columns="revision")
        count += 1
        store.commit(ChangeSet({"outlets": row.assign(flow_m3_per_d=float(count))}), Actor("李工"), "again")
    return count


def forked_editor(path: Path, feature_id: int) -> tuple[int, int]:
    """Start an editor that writes until its pipe is closed; its process, and the pipe."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writer)
        os.set_blocking(reader, False)

        def is_over() -> bool:
            try:
                return os.read(reader, 1) == b""
            except BlockingIOError:
                return False

        edit_until(path, feature_id, is_over)
        os._exit(0)
    os.close(reader)
    return child, writer


def watch_workers(live: str, editor: int, seen: set[str], is_over: Event) -> None:
    """Write down which handles on the live file the processes started here have, but for the forked editor."""
    while not is_over.wait(0.01):
        children = " ".join(file.read_text() for file in Path("/proc/self/task").glob("*/children")).split()
        for child in {*children} - {str(editor)}:
            with suppress(OSError):
                if b"_worker.py" not in Path(f"/proc/{child}/cmdline").read_bytes():
                    continue  # until it becomes the worker it is a copy of this process, with its handles
            for handle in Path(f"/proc/{child}/fd").glob("*"):
                with suppress(OSError):
                    target = str(handle.readlink())
                    seen.update([target] if target.startswith(live) else ["a worker"])


def main(path: Path, exports: int) -> dict[str, object]:
    settings = replace(Settings(), registry_path=path)
    registry = Registry(settings, Store.open(path), open_base(settings.base_dir))
    ids = registry.store.frame("outlets", DAY)["feature_id"].tolist()
    before, live = registry.store.head(), str(path.resolve())
    opened: set[str] = set()
    told: set[str] = set()
    workers: set[str] = set()

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and str(arguments[0]).startswith(live):
            opened.add(str(arguments[0]))
        if event == "subprocess.Popen" and live in repr(arguments):
            told.add(repr(arguments))
        if event == "import" and arguments[0].split(".")[0] in ("pyogrio", "fiona", "osgeo"):
            opened.add(arguments[0])

    sys.addaudithook(audit)
    editor, pipe = forked_editor(path, ids[0])
    is_over = Event()
    counts: list[int] = []
    editing = Thread(target=lambda: counts.append(edit_until(path, ids[1], is_over.is_set)))
    watching = Thread(target=watch_workers, args=(live, editor, workers, is_over))
    for thread in (editing, watching):
        thread.start()
    layers = [write_geopackage(export(registry, AsOf(DAY)), path.with_name("out.gpkg")) for _ in range(exports)]
    is_over.set()
    for thread in (editing, watching):
        thread.join()
    os.close(pipe)
    failed = os.waitpid(editor, 0)[1]
    flows = registry.store.frame("outlets", DAY, feature_ids=ids[:2])["flow_m3_per_d"].tolist()
    return {
        "opened": sorted(opened),
        "told": sorted(told),
        "workers": sorted(workers),
        "gdal_mapped": "libgdal" in Path("/proc/self/maps").read_text(),
        "failed": failed,
        "exported": all(layer["outlets"] > 0 for layer in layers),
        "edits": registry.store.head() - before,
        "lost": registry.store.head() - before - sum(map(int, flows)),
        "thread_lost": int(flows[1]) - counts[0],
        "broken": registry.store.broken_revision(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
