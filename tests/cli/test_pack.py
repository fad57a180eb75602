"""One section as one file from the command line."""

import hashlib


def pack(registry_call, registry, path, *more):
    before = ("--registry", registry, "--lang", "en", "--valid-on", "2022-12-31")
    return registry_call(*before, "pack", "-o", path, *more, "--json")


def test_a_section_is_packed_and_its_bytes_are_told(registry_call, small_demo_path, tmp_path):
    path = tmp_path / "new" / "section.html"
    told = pack(registry_call, small_demo_path, path, "--section", "DM14012102").json
    data = path.read_bytes()
    assert told == {
        "section": "DM14012102",
        "file": str(path),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    assert b'<html lang="en">' in data


def test_an_unknown_section_is_refused_in_one_sentence_and_leaves_nothing(registry_call, small_demo_path, tmp_path):
    path = tmp_path / "section.html"
    run = pack(registry_call, small_demo_path, path, "--section", "DM0")
    assert run.code != 0
    assert run.err.count("\n") == 1
    assert "DM0" in run.err
    assert not path.exists()
