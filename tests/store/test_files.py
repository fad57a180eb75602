"""Opening, creating and upgrading: what is refused, and that looking at a file never changes it."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from registry.errors import CallError, StoreError
from registry.language import LANGUAGES
from registry.store import Store, migrations
from tests.store.helpers import OFFICE, change, sha256


@pytest.fixture
def path(store):
    """The file of a registry with one revision."""
    store.commit(change(*({"feature_id": number} for number in range(1, 200))), OFFICE, "first")
    return store.path


def execute(path, sql):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def refused(path, kind=StoreError) -> str:
    before = sha256(path)
    with pytest.raises(kind) as caught:
        Store.open(path)
    assert sha256(path) == before
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    assert "{" not in "".join(caught.value.message.render(language) for language in LANGUAGES)
    return str(caught.value)


def test_reading_never_changes_the_file(path):
    before, moment = sha256(path), path.stat().st_mtime_ns
    store = Store.open(path)
    store.frame("outlets", date(2022, 1, 1))
    store.history("outlets", 1)
    store.content_hash()
    store.undo_changes(1)
    assert (sha256(path), path.stat().st_mtime_ns) == (before, moment)
    assert [other.name for other in path.parent.iterdir()] == [path.name]


def test_a_registry_of_a_newer_schema_is_left_alone(path):
    execute(path, "PRAGMA user_version = 99")
    assert "newer version" in refused(path)


@pytest.mark.parametrize("content", [b"", b"code,name\n1,2\n", b"SQLite format 3\0", b"PK\3\4" + bytes(500)])
def test_other_files_are_not_taken_for_a_registry(tmp_path, content):
    path = tmp_path / "other.sqlite"
    path.write_bytes(content)
    assert "not a registry" in refused(path)


def test_another_database_is_not_taken_for_a_registry(tmp_path):
    path = tmp_path / "other.sqlite"
    execute(path, "CREATE TABLE outlets (code TEXT)")
    assert "not a registry" in refused(path)


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_registry_cut_short_is_damaged(path, keep):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert "damaged" in refused(path)


def test_a_registry_with_a_spoilt_page_is_damaged(path):
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    assert "damaged" in refused(path)


def test_a_missing_file_or_a_folder_is_a_wrong_call(tmp_path):
    for path in (tmp_path / "none.sqlite", tmp_path):
        with pytest.raises(CallError, match="no registry at"):
            Store.open(path)
    assert list(tmp_path.iterdir()) == []


def test_a_registry_without_a_column_of_the_vocabulary_is_refused(path):
    execute(path, "ALTER TABLE outlets_periods RENAME COLUMN remark TO remarks")
    assert "lacks remark in its table outlets_periods" in refused(path)


def test_a_registry_is_never_created_over_something(path):
    before = sha256(path)
    with pytest.raises(CallError, match="exists already"):
        Store.create(path)
    assert sha256(path) == before


def test_a_registry_is_created_with_the_folders_it_needs(tmp_path):
    store = Store.create(tmp_path / "数据" / "a b" / "登记 库?#.sqlite")
    store.commit(change({}), OFFICE, "first")
    assert Store.open(str(store.path)).head() == 1
    with pytest.raises(CallError, match="may not be opened or written"):
        Store.create(store.path / "below a file.sqlite")


@pytest.mark.parametrize("table", ["revisions", "touches", "outlets_periods"])
@pytest.mark.parametrize("sql", ["UPDATE {table} SET revision = revision", "DELETE FROM {table}"])
def test_no_program_can_overwrite_history(path, table, sql):
    sql = sql.format(table=table).replace(
        "revision = revision", "rowid = rowid" if table == "revisions" else "revision = 1"
    )
    before = sha256(path)
    with pytest.raises(sqlite3.IntegrityError, match="history is never changed"):
        execute(path, sql)
    assert sha256(path) == before


def test_no_program_can_add_to_a_closed_revision(path):
    with pytest.raises(sqlite3.IntegrityError, match="history is never changed"):
        execute(path, "INSERT INTO touches VALUES ('feature', 'outlets', 5000, 1)")


def test_what_was_changed_behind_the_registry_breaks_the_chain(path):
    running = Store.open(path)
    execute(path, "DROP TRIGGER outlets_periods_no_update")
    assert running.broken_revision() is None
    execute(path, "UPDATE outlets_periods SET name = '改' WHERE feature_id = 7")
    assert running.broken_revision() == 1
    assert "revision 1 is not as it was written" in refused(path)
    for use in (running.head, lambda: running.commit(change({}), OFFICE, "again")):
        with pytest.raises(StoreError, match="revision 1 is not as it was written"):
            use()


def add_colour(connection):
    connection.exec_driver_sql("ALTER TABLE outlets_periods ADD COLUMN colour TEXT")


def fail_halfway(connection):
    add_colour(connection)
    connection.exec_driver_sql("CREATE TABLE outlets_periods (again)")


def test_an_older_registry_waits_to_be_upgraded(path, monkeypatch):
    content, hashed = sha256(path), Store.open(path).content_hash()
    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, add_colour])
    assert "upgrade it first" in refused(path)
    assert sha256(path) == content
    assert Store.upgrade(path).content_hash() == hashed
    after = sha256(path)
    assert Store.upgrade(path).broken_revision() is None
    assert sha256(path) == after
    monkeypatch.setattr(migrations, "MIGRATIONS", [])
    assert "newer version" in refused(path)


def test_an_upgrade_that_fails_leaves_the_schema_before_it(path, monkeypatch):
    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, fail_halfway])
    before = sha256(path)
    with pytest.raises(StoreError, match="left as it is"):
        Store.upgrade(path)
    assert sha256(path) == before
