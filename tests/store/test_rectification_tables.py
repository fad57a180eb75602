"""A registry made before there were tables of steps and measures is brought up, and is then like a new one."""

import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from registry.store import ChangeSet, Store
from registry.store.migrations import current_version
from tests.store.helpers import OFFICE, change

LATER = ("steps_periods", "measures_periods", "attachments_periods")
NEW = {1: ("closings", *LATER), 2: LATER, 3: LATER[2:]}


def schema(path):
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        return sorted(rows, key=lambda row: row[1])


def set_back(path, version):
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in NEW[version]:
            connection.execute(f"DROP TABLE {table}")
        connection.execute(f"PRAGMA user_version = {version}")


@pytest.mark.parametrize("version", NEW)
def test_an_older_registry_gets_the_tables_of_a_new_one_and_keeps_its_chain(store, version):
    store.commit(change({"feature_id": 1}), OFFICE, "first")
    as_new, before = schema(store.path), store.content_hash()
    set_back(store.path, version)
    upgraded = Store.upgrade(store.path)
    assert schema(store.path) == as_new
    assert (upgraded.content_hash(), upgraded.broken_revision()) == (before, None)
    assert current_version() >= 4


def test_steps_and_measures_are_kept_with_both_clocks(store):
    step = {"feature_id": 1, "outlet_code": "A", "step": "found", "taken_on": "2022-03-01", "valid_from": "2022-03-01"}
    measure = {"feature_id": 2, "code": "M1", "name": "清淤", "problem_code": "P1", "valid_from": "2022-01-01"}
    kept = ChangeSet(timelines={kind: one_row(row) for kind, row in {"steps": step, "measures": measure}.items()})
    store.commit(kept, OFFICE, "both")
    assert store.frame("steps", known_at=1)["step"].tolist() == ["found"]
    assert store.frame("measures", known_at=0).empty
    store.commit(store.undo_changes(1), OFFICE, "back", undoes=1)
    assert store.frame("steps").empty
    assert store.frame("measures", known_at=1)["code"].tolist() == ["M1"]


def one_row(row):
    days = {name: "datetime64[s]" for name in ("valid_from", "valid_to", "taken_on") if name in row or "valid" in name}
    return pd.DataFrame([row | {"valid_to": None}]).astype(days)
