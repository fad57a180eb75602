"""Every refusal is one sentence, with the exit code of the contract, and leaves the registry's bytes alone."""

import hashlib

import pytest

from registry.store import Store


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def empty(tmp_path):
    path = tmp_path / "registry.sqlite"
    Store.create(path)
    return path


def one_sentence(run):
    assert "Traceback" not in run.err
    assert len(run.err.strip().splitlines()) == 1
    return run.err.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--registry", "nowhere.sqlite", "summary", "--json"],
        ["summary", "--json", "--no-such-option"],
        ["no-such-command", "--json"],
        ["--lang", "fr", "summary", "--json"],
        ["--valid-on", "yesterday", "summary", "--json"],
    ],
)
def test_a_wrong_call_exits_with_2_and_says_so_in_one_sentence_and_as_json(registry_command, arguments):
    run = registry_command(*arguments)
    assert run.code == 2
    assert run.json["error"]["message"] == one_sentence(run)
    assert run.json["findings"] == []


def test_an_unknown_code_exits_with_1(registry_command, empty):
    before = digest(empty)
    run = registry_command("--lang", "en", "--registry", empty, "explain", "NO-SUCH-CODE", "--json")
    assert run.code == 1
    assert "NO-SUCH-CODE" in one_sentence(run)
    assert digest(empty) == before


def test_a_text_file_in_place_of_the_registry_exits_with_1(registry_command, tmp_path):
    path = tmp_path / "registry.sqlite"
    path.write_text("not a registry", encoding="utf-8")
    run = registry_command("--registry", path, "summary", "--json")
    assert run.code == 1
    one_sentence(run)
    assert path.read_text(encoding="utf-8") == "not a registry"


def test_a_revision_that_does_not_exist_is_refused(registry_command, empty):
    run = registry_command("--lang", "en", "--registry", empty, "--known-at", "9", "summary")
    assert run.code == 2
    assert "revision 9" in one_sentence(run)
    assert registry_command("--registry", empty, "undo", "9", "--by", "tester").code == 1


def test_the_refusal_speaks_the_language_that_was_asked_for(registry_command, empty):
    chinese = registry_command("--lang", "zh", "--registry", empty, "explain", "X")
    assert "没有编码为 X 的对象" in chinese.err
