"""Power cuts: every write of real commits is written down, then the disk is put together as a cut may have left it.

`python -m tests.store.power FOLDER IMAGES SEED [SETTING]` prints one JSON object; a setting such as `synchronous = OFF`
takes the place of the product's own. A cut may come between any two acts. What was synced is there; of what was not,
any sectors of 512 bytes may be there or not, and so may files made or deleted since their folder was synced (SQLite
syncs it when a new journal is first synced, and at a delete where it asks for it).
"""

import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from registry.errors import RegistryError
from registry.quarter import Quarter
from registry.store import ChangeSet, Closing, Store, engine
from tests.store.disk import Act, Disk
from tests.store.helpers import OFFICE, assignments, change, link

SECTOR = 512
WORKERS = 2


@dataclass
class Content:
    """The bytes of a file that are sure to be there, and what was done since: (offset, bytes), or (size, None)."""

    sure: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def after(self, kept: Callable[[], bool]) -> bytes:
        """The bytes when of what is not sure only some is kept, each sector for itself."""
        content = bytearray(self.sure)
        for offset, data in self.since:
            if data is None:
                if kept():
                    del content[offset:]
                continue
            for start in range(0, len(data), SECTOR):
                if kept():
                    piece = data[start : start + SECTOR]
                    content.extend(bytes(max(0, offset + start - len(content))))
                    content[offset + start : offset + start + len(piece)] = piece
        return bytes(content)

    def settle(self) -> None:
        self.sure, self.since = self.after(lambda: True), []


@dataclass
class Folder:
    """What a name may stand for: what it surely did last, and since then, in order (None: no file)."""

    names: dict[str, list[Content | None]]

    def act(self, act: Act) -> None:
        states = self.names.setdefault(act.file, [None])
        if act.what == "delete":
            states.append(None)
            if act.offset:
                del states[:-1]
            return
        if states[-1] is None:
            states.append(Content())
        content = states[-1]
        if act.what == "write":
            content.since.append((act.offset, act.data))
        elif act.what == "truncate":
            content.since.append((act.offset, None))
        else:
            content.settle()
            del states[:-1]

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files as a power cut may leave them now."""
        share = chance.choice((0.0, 0.5, 0.9, 1.0))
        chosen = {name: states[chance.randrange(len(states))] for name, states in self.names.items()}
        return {
            name: content.after(lambda: chance.random() < share)
            for name, content in chosen.items()
            if content is not None
        }


def writes(store: Store) -> Iterator[None]:
    """Commits of every sort, as the product makes them."""

    def commit(changes: ChangeSet, **more: object) -> None:
        store.commit(changes, OFFICE, "一次修订", **more)

    everything = range(1, 13)
    commit(change(*({"feature_id": number} for number in everything)))
    yield
    commit(ChangeSet(assignments={"outlets": assignments(*everything)}))
    yield
    commit(change({"feature_id": 3, "name": "改名"}), expected_versions={("outlets", 3): store.head() - 1})
    yield
    commit(ChangeSet(links=link(1, 2, 3)))
    yield
    commit(
        change(*({"feature_id": number, "remark": "长" * 700} for number in (13, 14, 15))), expected_head=store.head()
    )
    yield
    commit(ChangeSet(closing=Closing(Quarter(2022, 4), 5, 15, "f" * 64, "a" * 64, "b" * 64, os.urandom(9000))))
    yield
    commit(store.undo_changes(store.head() - 1), undoes=store.head() - 1)
    yield
    commit(ChangeSet(removed={"outlets": [12]}))
    yield


def hashes(store: Store) -> list[str]:
    """The hash of each revision: each one covers all that was written up to it."""
    with store._file.engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT hash FROM revisions ORDER BY number").scalars())


def record(path: Path) -> tuple[dict[str, bytes], list[Act], list[int], list[str]]:
    """Write a registry; return its file at the beginning, the acts, how many acts each commit took, and the hashes."""
    disk = Disk()
    disk.install()
    store = Store.create(path)
    beginning, first = {path.name: path.read_bytes()}, len(disk.acts)
    counts = [0, *(len(disk.acts) - first for _ in writes(store))]
    return beginning, disk.acts[first:], counts, hashes(store)


def verdict(files: dict[str, bytes], folder: Path, name: str, written: list[str], acknowledged: int) -> str:
    """Open the registry that a cut left: "" where all is well, else what is wrong."""
    for file in folder.iterdir():
        file.unlink()
    for file, content in files.items():
        (folder / file).write_bytes(content)
    try:
        found = hashes(Store.open(folder / name))
    except RegistryError:
        return "corrupt"
    return "" if found in (written[:acknowledged], written[: acknowledged + 1]) else "lost"


def cut_often(path: Path, images: int, seed: int) -> dict[str, int]:
    """Cut the power at random acts and count the verdicts."""
    beginning, acts, counts, written = record(path)
    chance = random.Random(seed)
    told = {"images": images, "distinct": 0, "commits": len(written), "acts": len(acts), "corrupt": 0, "lost": 0}
    cuts = sorted(chance.randrange(len(acts) + 1) for _ in range(images))
    disk = Folder({name: [Content(content)] for name, content in beginning.items()})
    seen: dict[tuple[int, int], str] = {}
    image = path.with_name("image")
    image.mkdir()
    for done, cut in pairwise([0, *cuts]):
        for act in acts[done:cut]:
            disk.act(act)
        acknowledged = sum(count <= cut for count in counts) - 1
        files = disk.cut(chance)
        key = (hash(tuple(sorted(files.items()))), acknowledged)
        if key not in seen:
            seen[key] = verdict(files, image, path.name, written, acknowledged)
        if seen[key]:
            told[seen[key]] += 1
    return told | {"distinct": len(seen)}


def main(folder: Path, images: int, seed: int) -> dict[str, int]:
    """Share the images among some processes and add up what they found."""
    os.environ["REGISTRY_CACHE"] = os.devnull + "/no notes"
    pipes = []
    for worker in range(WORKERS):
        reader, writer = os.pipe()
        if os.fork() == 0:
            (folder / str(worker)).mkdir()
            told = cut_often(folder / str(worker) / "registry.sqlite", images // WORKERS, seed + worker)
            os.write(writer, json.dumps(told).encode())
            os._exit(0)
        os.close(writer)
        pipes.append(reader)
    parts = []
    for pipe in pipes:
        with os.fdopen(pipe, "rb") as file:
            parts.append(json.loads(file.read()))
    added = {name: sum(part[name] for part in parts) for name in ("images", "distinct", "corrupt", "lost")}
    return added | {name: parts[0][name] for name in ("commits", "acts")}


if __name__ == "__main__":
    engine._SETTINGS += tuple(sys.argv[4:])
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
