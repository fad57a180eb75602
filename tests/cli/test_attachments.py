"""Photos and documents from the command line, and what check and backup say of them."""

import json

import pytest

from registry.__main__ import main
from registry.store import Store
from registry.store.attachment_files import file_at, files_of
from tests.service.photos import photo
from tests.store.helpers import OFFICE, change


@pytest.fixture
def command(tmp_path, capsys):
    """Return a function that runs a command on a registry of one outlet, and that registry."""
    store = Store.create(tmp_path / "registry.sqlite")
    store.commit(change({"feature_id": 1, "code": "O1", "lon": 112.5, "lat": 37.8, "accuracy_m": 50.0}), OFFICE, "one")

    def run(*arguments):
        code = main(["--registry", str(store.path), "--lang", "en", *map(str, arguments), "--json"])
        told = capsys.readouterr()
        return code, json.loads(told.out), told.err

    return run, store


def test_a_photo_is_attached_listed_checked_backed_up_and_taken_away(command, tmp_path):
    run, store = command
    shot = tmp_path / "门.jpg"
    shot.write_bytes(photo(112.51, 37.8))
    _, made, _ = run("attach", "O1", shot, "--by", "李工", "--caption", "口门")
    assert (made["file_name"], made["caption"], made["doubtful"], made["revision"]) == ("门.jpg", "口门", True, 2)
    assert made["distance_m"] == pytest.approx(880, abs=5)
    _, listed, _ = run("attachments", "O1", "--kind", "outlets")
    assert [(one["file_name"], one["attached_by"], one["state"]) for one in listed["attachments"]] == [
        ("门.jpg", "李工", "whole")
    ]
    _, kept, _ = run("backup")
    assert (kept["attachments"], kept["attachments_lost"]) == (1, [])
    file_at(files_of(store.path), made["sha256"]).unlink()
    _, found, _ = run("check")
    assert found["by_code"]["L401"] == 1
    _, back, _ = run("restore")
    assert back["attachments_lost"] == []
    assert run("detach", "O1", made["sha256"][:10], "--by", "李工")[1] == {"revision": 3}
    assert run("attachments", "O1")[1]["attachments"] == []
    assert run("undo", 3, "--by", "李工")[0] == 0
    assert len(run("attachments", "O1")[1]["attachments"]) == 1


def test_what_cannot_be_attached_is_said_in_one_sentence(command, tmp_path):
    run, store = command
    page = tmp_path / "a.jpg"
    page.write_text("<html>", encoding="utf-8")
    code, told, sentence = run("attach", "O1", page, "--by", "李工")
    assert (code, told["error"]["code"]) == (2, "F026")
    assert sentence.count("\n") == 1
    assert run("attach", "O1", tmp_path / "none.jpg", "--by", "李工")[1]["error"]["code"] == "F001"
    assert run("attach", "O9", page, "--by", "李工")[1]["error"]["code"] == "N001"
    assert run("detach", "O1", "none.pdf", "--by", "李工")[1]["error"]["code"] == "X004"
    assert store.head() == 1
    assert not list(files_of(store.path).rglob("*.new"))
