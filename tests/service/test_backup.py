"""Backups are whole, checked and few; a restore gives back exactly what was, or refuses and changes nothing."""

import random
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from registry.errors import CallError, NotFoundError, RegistryError, StoreError
from registry.service import backup
from registry.service.backup import back_up, backups, folder_of, keep_backing_up, restore, write_backup
from registry.store import Store, copies, engine
from tests.conftest import FULL
from tests.store.helpers import OFFICE, change, in_schema, sha256

FLIPS = 1_000 if FULL else 100
NOON = datetime(2022, 12, 31, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store.create(tmp_path / "登记 [库].sqlite")
    store.commit(change(*({"feature_id": number} for number in range(1, 30))), OFFICE, "first")
    return store


def write(store, name="改名") -> str:
    store.commit(change({"feature_id": 1, "name": name}), OFFICE, "again")
    return store.content_hash()


def test_a_restore_gives_back_what_was_backed_up_and_keeps_what_it_replaces(store):
    before = store.content_hash()
    made = back_up(store.path, NOON)
    after = write(store)
    done = restore(store.path, now=NOON)
    assert (done.file, done.revision, done.checked) == (made.file, 1, True)
    assert store.content_hash() == Store.open(store.path).content_hash() == before
    assert Store.open(done.kept).content_hash() == after
    restore(store.path, done.kept)
    assert store.content_hash() == after


def test_nothing_is_written_when_nothing_changed(store):
    assert back_up(store.path, NOON).revision == 1
    assert back_up(store.path, NOON + timedelta(hours=1)) is None
    write(store)
    assert back_up(store.path, NOON + timedelta(hours=2)).revision == 2
    assert [made.revision for made in backups(store.path)] == [2, 1]


def test_a_checksum_stands_beside_in_the_form_of_sha256sum(store):
    made = back_up(store.path, NOON)
    beside = made.file.with_name(made.file.name + ".sha256")
    assert beside.read_text(encoding="utf-8") == f"{sha256(made.file)}  {made.file.name}\n"


def test_a_byte_flipped_anywhere_in_a_backup_is_reported_and_nothing_is_restored(store):
    made, live, chance = back_up(store.path, NOON), sha256(store.path), random.Random(20221231)
    content = made.file.read_bytes()
    for _ in range(FLIPS):
        altered = bytearray(content)
        altered[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        made.file.write_bytes(altered)
        with pytest.raises(StoreError, match="its checksum differs"):
            restore(store.path)
    assert sha256(store.path) == live
    made.file.write_bytes(content)
    assert restore(store.path).checked


def test_a_backup_without_its_checksum_is_read_from_end_to_end(store, tmp_path):
    file = tmp_path / "alone.sqlite"
    write_backup(store.path, file)
    file.with_name(file.name + ".sha256").unlink()
    assert restore(store.path, file).checked is False
    file.write_bytes(file.read_bytes().replace("排污口7".encode(), "排污口8".encode()))
    live = sha256(store.path)
    with pytest.raises(StoreError, match=r"alone.sqlite is no whole registry") as caught:
        restore(store.path, file)
    assert [finding.feature_id for finding in caught.value.findings] == ["1"]
    assert sha256(store.path) == live
    assert not list(tmp_path.glob(".*"))


def test_an_altered_registry_is_not_backed_up_but_can_be_restored(store):
    before = store.content_hash()
    back_up(store.path, NOON)
    store.path.write_bytes(store.path.read_bytes().replace("排污口7".encode(), "排污口8".encode()))
    with pytest.raises(StoreError, match="revision 1 is not as it was written"):
        back_up(store.path, NOON + timedelta(hours=1))
    assert len(list(folder_of(store.path).iterdir())) == 2
    restore(store.path)
    assert store.content_hash() == before


@pytest.mark.parametrize("wreck", [b"", b"no registry any more", None])
def test_whatever_is_left_of_a_registry_is_replaced(store, wreck):
    before = store.content_hash()
    back_up(store.path, NOON)
    journal = store.path.with_name(store.path.name + "-journal")
    journal.write_bytes(b"of the old file")
    if wreck is None:
        store.path.unlink()
    else:
        store.path.write_bytes(wreck)
    kept = restore(store.path).kept
    assert Store.open(store.path).content_hash() == before
    assert wreck is None or kept.read_bytes() == wreck


def test_nothing_is_restored_while_somebody_writes(store, monkeypatch):
    back_up(store.path, NOON)
    live = sha256(store.path)
    monkeypatch.setattr(copies, "_PATIENCE_S", 0.05)
    other = engine.make_engine(store.path)
    with engine.writing(other, store.path), pytest.raises(CallError, match="busy writing"):
        restore(store.path)
    assert sha256(store.path) == live
    assert [file.name for file in store.path.parent.iterdir() if file.is_file()] == [store.path.name]
    assert restore(store.path).revision == 1


def test_a_write_begun_before_a_restore_is_refused_and_not_lost_in_the_old_file(store):
    back_up(store.path, NOON)
    with closing(engine.connect(store.path)) as waiting:
        waiting.execute("SELECT * FROM revisions").fetchall()
        restore(store.path)
        waiting.execute("BEGIN IMMEDIATE")
        with pytest.raises(CallError, match="was replaced meanwhile"), engine.refusals(store.path):
            waiting.execute("INSERT INTO touches VALUES ('feature', 'outlets', 5, 2)")
    assert write(store)


def test_an_older_registry_is_brought_up_when_it_is_restored(store, tmp_path):
    old = shutil.copy(store.path, tmp_path / "old.sqlite")
    in_schema(old, 1)
    before = store.content_hash()
    write(store)
    restore(store.path, tmp_path / "old.sqlite")
    assert Store.open(store.path).content_hash() == before


def test_what_cannot_be_restored_is_named(store, tmp_path):
    with pytest.raises(NotFoundError, match="There is no backup in"):
        restore(store.path)
    for file in (store.path, tmp_path / "none.sqlite", tmp_path):
        with pytest.raises(CallError):
            restore(store.path, file)
    assert store.head() == 1


def test_a_backup_never_takes_the_place_of_a_file(store, tmp_path):
    (tmp_path / "taken.sqlite").write_text("mine")
    for file in (tmp_path / "taken.sqlite", store.path):
        with pytest.raises(CallError, match="exists already"):
            write_backup(store.path, file)
    assert (tmp_path / "taken.sqlite").read_text() == "mine"


def test_the_newest_of_each_hour_of_a_day_and_of_each_day_of_a_month_stay(store):
    back_up(store.path, NOON)
    made = backups(store.path)[0].file
    for half_hours in range(1, 100 * 48):
        at = NOON - timedelta(minutes=30 * half_hours)
        file = made.with_name(made.name.replace(f"{NOON:%Y%m%dT%H%M%SZ}", f"{at:%Y%m%dT%H%M%SZ}"))
        file.touch()
        file.with_name(file.name + ".sha256").touch()
    backup.prune(store.path, NOON)
    left = [found.at for found in backups(store.path)]
    hourly, daily = left[: backup.HOURS], left[backup.HOURS :]
    assert hourly[:3] == [NOON, NOON - timedelta(minutes=30), NOON - timedelta(minutes=90)]
    assert {at.date() for at in left} == {(NOON - timedelta(days=days)).date() for days in range(backup.DAYS)}
    assert all((at.hour, at.minute) == (23, 30) for at in daily)
    assert len(list(folder_of(store.path).iterdir())) == 2 * len(left)


def test_a_running_program_backs_up_every_hour_that_something_changed(store, monkeypatch):
    def minutes(wait):
        for minute in range(300):
            if minute in (10, 15, 200):
                write(store, f"第{minute}分钟改名")
            yield NOON + timedelta(minutes=minute)

    monkeypatch.setattr(backup, "_minutes", minutes)
    keep_backing_up(store.path)
    made = [((found.at - NOON).seconds // 60, found.revision) for found in backups(store.path)]
    assert made == [(200, 4), (60, 3), (0, 1)]


def test_a_backup_that_fails_is_logged_and_tried_again(store, monkeypatch, caplog):
    monkeypatch.setattr(backup, "_minutes", lambda wait: iter([NOON, NOON + timedelta(minutes=1)]))
    real, fails = backup.back_up, [CallError("S011", copies.msg("no room"))]

    def once(path, now):
        if fails:
            raise fails.pop()
        return real(path, now)

    monkeypatch.setattr(backup, "back_up", once)
    keep_backing_up(store.path)
    assert [record.message for record in caplog.records] == ["no room"]
    assert len(backups(store.path)) == 1


def test_any_refusal_leaves_the_folder_as_it_was(store, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RegistryError):
        restore(store.path, tmp_path / "none.sqlite")
    assert sorted(tmp_path.rglob("*")) == before
