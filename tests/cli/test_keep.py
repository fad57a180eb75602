"""Backup and restore as a person or a script calls them."""

import json
from pathlib import Path

import pytest

from registry.__main__ import main
from registry.store import Store
from tests.store.helpers import OFFICE, change


@pytest.fixture
def registry_command(capsys):
    """Run commands in this process: they touch nothing but the registry."""

    def run(*arguments):
        code = main(list(map(str, arguments)))
        told = capsys.readouterr()
        return code, json.loads(told.out) if "--json" in arguments else told.out, told.err

    return run


def test_a_registry_is_backed_up_once_and_restored(registry_command, tmp_path):
    store = Store.create(tmp_path / "registry.sqlite")
    store.commit(change({"feature_id": 1}), OFFICE, "first")
    call = ("--registry", store.path)
    first, again = (registry_command(*call, "backup", "--json")[1] for _ in range(2))
    assert (first["written"], again) == (True, first | {"written": False})
    assert Path(first["file"] + ".sha256").read_text().split()[0] == first["sha256"]
    store.commit(change({"feature_id": 1, "name": "改名"}), OFFICE, "second")
    done = registry_command(*call, "restore", "--json")[1]
    assert (done["file"], done["revision"], done["checked"]) == (first["file"], 1, True)
    assert Store.open(done["kept"]).head() == 2
    assert store.head() == 1


def test_a_backup_goes_where_it_is_told_and_nowhere_twice(registry_command, tmp_path):
    store = Store.create(tmp_path / "registry.sqlite")
    call = ("--registry", store.path, "--lang", "en", "backup", "-o", tmp_path / "copies" / "one.sqlite")
    assert registry_command(*call)[0] == 0
    code, _, said = registry_command(*call)
    assert (code, said.count("\n")) == (2, 1)
    assert "exists already" in said


def test_a_restore_that_is_refused_says_why_in_one_sentence(registry_command, tmp_path):
    call = ("--registry", tmp_path / "registry.sqlite", "restore", "--json")
    runs = [registry_command(*call), registry_command(*call, __file__)]
    assert [(code, told["error"]["code"], said.count("\n")) for code, told, said in runs] == [
        (1, "N030", 1),
        (1, "S082", 1),
    ]
    assert list(tmp_path.iterdir()) == []
