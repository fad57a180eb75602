"""A registry whose content was altered from outside is refused; one that is as last known is not read again."""

import random
import shutil
import sqlite3
from collections import deque
from contextlib import closing
from pathlib import Path

import pytest

from registry.errors import RegistryError, StoreError
from registry.store import Store, seal
from tests.conftest import FULL
from tests.store.helpers import OFFICE, change
from tests.store.power import hashes, writes
from tests.store.rig import numbered

FLIPS = 1_000 if FULL else 100


@pytest.fixture
def readings(monkeypatch) -> list[Path]:
    """The files that are read from end to end."""
    read = []
    monkeypatch.setattr(seal, "refuse_unless_whole", lambda connection, path: read.append(path))
    monkeypatch.setattr(seal, "_WAIT_S", 0.0)
    return read


@pytest.fixture
def written(store):
    store.commit(change({"feature_id": 1, "name": "北张排口"}), OFFICE, "first")
    return store


def alter(path, old="北张排口", new="南张排口"):
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode()))


def test_a_registry_is_not_read_again_after_our_own_writes(written, readings):
    other = Store.open(written.path)
    written.commit(change({"feature_id": 2}), OFFICE, "second")
    assert other.head() == Store.open(written.path).head() == 2
    assert readings == []


def test_a_copy_is_read_from_end_to_end_once(written, tmp_path, readings):
    copy = Path(shutil.copy(written.path, tmp_path / "copy.sqlite"))
    for _ in range(2):
        Store.open(copy)
    assert readings == [copy]


def test_an_altered_registry_is_refused_by_all_who_have_it_open(written):
    alter(written.path)
    for use in (written.head, lambda: Store.open(written.path), lambda: Store.upgrade(written.path)):
        with pytest.raises(StoreError, match="revision 1 is not as it was written") as caught:
            use()
        assert [finding.feature_id for finding in caught.value.findings] == ["1"]
    alter(written.path, "南张排口", "北张排口")
    assert written.head() == Store.open(written.path).head() == 1


def test_an_alteration_that_hides_from_the_clock_is_found_by_reading_everything(written, monkeypatch):
    state = written._file._state()
    alter(written.path)
    monkeypatch.setattr(type(written._file), "_state", lambda self: state)
    assert written.head() == 1
    with pytest.raises(StoreError, match="revision 1 is not as it was written"):
        written.check_whole()


def test_a_writer_that_dies_before_its_note_is_vouched_for_by_its_revision_and_not_for_long(written, monkeypatch):
    other = Store.open(written.path)
    with monkeypatch.context() as dying:
        dying.setattr(type(written._file), "_renew", lambda self, connection: None)
        written.commit(change({"feature_id": 1, "name": "北张排口", "remark": "再"}), OFFICE, "second")
    monkeypatch.setattr(seal, "_FRESH_S", 0.0)
    monkeypatch.setattr(seal, "_WAIT_S", 0.0)
    read = []
    whole = seal.refuse_unless_whole
    monkeypatch.setattr(seal, "refuse_unless_whole", lambda *asked: (read.append(1), whole(*asked)))
    assert (other.head(), read) == (2, [1])


def test_readers_do_not_wait_for_the_note_of_a_commit(written, readings, monkeypatch):
    other = Store.open(written.path)
    with monkeypatch.context() as slow:
        slow.setattr(type(written._file), "_renew", lambda self, connection: None)
        written.commit(change({"feature_id": 2}), OFFICE, "second")
    assert (other.head(), readings) == (2, [])
    alter(written.path)
    other.head()
    assert readings == [written.path]


def test_rows_of_a_revision_that_is_not_there_break_the_chain(written):
    with closing(sqlite3.connect(written.path)) as connection, connection:
        connection.execute("INSERT INTO touches VALUES ('feature', 'outlets', 9, 2)")
    assert written.broken_revision() == 2


def test_without_a_cache_folder_the_file_is_read_at_each_opening(written, readings, monkeypatch, tmp_path):
    (tmp_path / "taken").touch()
    monkeypatch.setenv("REGISTRY_CACHE", str(tmp_path / "taken" / "below a file"))
    for _ in range(2):
        Store.open(written.path).head()
    assert readings == [written.path] * 2


def test_a_note_lies_in_the_cache_of_the_user(monkeypatch, tmp_path):
    monkeypatch.delenv("REGISTRY_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    store = Store.create(tmp_path / "registry.sqlite")
    assert len(list((tmp_path / "outlet-registry").iterdir())) == 1
    assert store.head() == 0


def served(store) -> list[object]:
    """All that a registry says, asked through its clocks and indexes."""
    states = [store.content_hash(known_at=number) for number in (1, store.head())]
    outlets = store.frame("outlets", codes=[f"O{number:03d}" for number in range(20)])
    told = [outlets, store.history("outlets", 3), store.revisions(), store.closings()]
    return [hashes(store), states, *(frame.to_csv() for frame in told)]


def test_a_byte_flipped_anywhere_is_refused_or_changes_nothing_that_is_served(store, tmp_path):
    deque(writes(store), maxlen=0)
    for count in range(3):
        store.commit(numbered(count), OFFICE, "again")
    content, told, chance = store.path.read_bytes(), served(store), random.Random(20221231)
    refused = 0
    for number in range(FLIPS):
        place = chance.randrange(len(content))
        altered = bytearray(content)
        altered[place] ^= 1 << chance.randrange(8)
        copy = tmp_path / f"{number}.sqlite"
        copy.write_bytes(altered)
        try:
            assert served(Store.upgrade(copy)) == told, place
        except RegistryError:
            refused += 1
        assert copy.read_bytes() == altered
        copy.unlink()
    assert refused > FLIPS / 4
