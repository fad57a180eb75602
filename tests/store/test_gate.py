"""What a registry asks of the machine: a sound SQLite, the rollback journal, a disk of its own."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from registry.errors import CallError, StoreError
from registry.store import Store, gate
from tests.store.helpers import OFFICE, change

MOUNTS = [
    "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw",
    "40 22 0:38 / /mnt/office rw,relatime shared:20 - cifs //server/office rw,vers=3.0",
    "41 40 0:39 / /mnt/office/fast rw - ext4 /dev/vdb1 rw",
    "42 22 0:40 / /mnt/two\\040words rw - nfs4 server:/two rw",
    "43 22 0:41 / /mnt/off rw - tmpfs tmpfs rw",
]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/registry", "ext4"),
        ("/mnt/office", "cifs"),
        ("/mnt/office/2022/q4", "cifs"),
        ("/mnt/office/fast/x", "ext4"),
        ("/mnt/two words/x", "nfs4"),
        ("/mnt/offices", "ext4"),
    ],
)
def test_the_innermost_mount_says_what_a_folder_lies_on(folder, kind):
    assert gate.file_system(Path(folder), MOUNTS) == kind


def test_this_machine_says_on_what_its_folders_lie(tmp_path):
    assert gate.is_on_network(tmp_path) is False


def test_a_network_drive_is_warned_of_once_and_works(store, monkeypatch, tmp_path, caplog):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 1 0:1 / / rw - ext4 a rw\n2 1 0:2 / {tmp_path.resolve()} rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(gate, "_MOUNTS", mounts)
    for _ in range(2):
        Store.open(store.path).commit(change({}), OFFICE, "again")
    assert [record.message for record in caplog.records] == [
        f"{store.path} lies on a network drive; let only one computer write it, or move it to a disk of its own."
    ]


def test_an_sqlite_that_is_too_old_is_refused(store, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))
    with pytest.raises(CallError, match=r"too old, 3.38.0 is needed"):
        Store.open(store.path)


def test_a_registry_switched_to_wal_is_refused_until_it_is_switched_back(store):
    for mode, works in (("WAL", False), ("DELETE", True)):
        with closing(sqlite3.connect(store.path)) as connection:
            connection.execute(f"PRAGMA journal_mode = {mode}")
        if works:
            assert Store.open(store.path).head() == 0
        else:
            with pytest.raises(StoreError, match=r"switched .* to WAL mode"):
                Store.open(store.path)
    assert [file.name for file in store.path.parent.iterdir()] == [store.path.name]


def test_no_connection_of_ours_leaves_the_rollback_journal_or_its_care(store):
    with store._file.reading() as connection:
        settings = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode",)}
        settings |= {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("synchronous",)}
    assert settings == {"journal_mode": "delete", "synchronous": 3}
