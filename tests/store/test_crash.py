"""A writer that is killed, a disk that fills, several writers at once."""

import json
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.errors import CallError
from registry.store import Store, engine
from tests.conftest import FULL
from tests.store.helpers import OFFICE, change, sha256
from tests.store.rig import add_one, numbered

KILLS = 1_000 if FULL else 100
EDITORS, EDITS = (20, 200) if FULL else (8, 50)


def run_rig(*arguments: object) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.store.rig", *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=3000).stdout)


def test_a_killed_writer_leaves_every_acknowledged_revision_whole(tmp_path):
    told = run_rig("crash", tmp_path / "registry.sqlite", KILLS, 20221231)
    print(told)  # noqa: T201
    assert (told["lost"], told["torn"], told["broken"]) == (0, 0, 0)
    assert told["revisions"] > 0


def test_processes_that_edit_together_lose_no_change_and_none_is_turned_away(store):
    told = run_rig("editors", store.path, EDITORS, EDITS)
    print(told)  # noqa: T201
    assert (told["failed"], told["torn"], told["broken"]) == (0, 0, None)
    assert (told["flow"], told["head"]) == (EDITORS * EDITS, EDITORS * EDITS + 1)
    assert told["conflicts"] > 0


def test_threads_that_write_together_lose_no_change_and_readers_see_whole_revisions(store):
    store.commit(numbered(0), OFFICE, "first")
    with ThreadPoolExecutor(5) as pool:
        writers = [pool.submit(lambda: [add_one(store) for _ in range(4)]) for _ in range(3)]
        seen = [pool.submit(lambda: set(store.frame("outlets")["flow_m3_per_d"])) for _ in range(40)]
        for writer in writers:
            writer.result()
        assert all(len(view.result()) == 1 for view in seen)
    assert set(store.frame("outlets")["flow_m3_per_d"]) == {12.0}
    assert store.head() == 13


MANY = change(*({"feature_id": number} for number in range(1, 400)))


@pytest.fixture
def written(store):
    """A registry with one revision."""
    store.commit(change({}), OFFICE, "first")
    return store


def test_a_full_disk_leaves_the_registry_as_it_was(written, monkeypatch):
    pages = written.path.stat().st_size // 4096
    before = sha256(written.path)
    monkeypatch.setattr(engine, "_SETTINGS", (*engine._SETTINGS, f"max_page_count = {pages + 1}"))
    with pytest.raises(CallError, match="is full; nothing was written"):
        written.commit(MANY, OFFICE, "too much")
    assert sha256(written.path) == before
    assert Store.open(written.path).head() == 1


def test_a_disk_that_fails_at_any_size_leaves_the_registry_as_it_was(written):
    size = written.path.stat().st_size
    before, limits = sha256(written.path), resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (4096, size // 2, size + 512, size + 8192):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
        try:
            with pytest.raises(CallError):
                written.commit(MANY, OFFICE, "too much")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert Store.open(written.path).head() == 1
        assert sha256(written.path) == before
    assert [path.name for path in written.path.parent.iterdir()] == [written.path.name]
    assert written.commit(MANY, OFFICE, "there is room again") == 2


def test_a_writer_that_stays_too_long_is_named_as_the_reason(written, monkeypatch):
    monkeypatch.setattr(engine, "WAIT_S", 0.02)
    with engine.writing(engine.make_engine(written.path), written.path), pytest.raises(CallError, match="busy writing"):
        written.commit(change({"feature_id": 2}), OFFICE, "second")
    assert written.commit(change({"feature_id": 2}), OFFICE, "second") == 2
