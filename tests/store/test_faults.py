"""Whatever the disk does, and whenever the process dies: a write is whole or not there, and nothing lies about."""

import json
import subprocess
import sys

import pytest

from registry.store.migrations import current_version
from tests.conftest import FULL
from tests.store.helpers import LATER_TABLES

STEP = 1 if FULL else 5


def try_every_act(how, folder) -> dict[str, dict]:
    command = [sys.executable, "-m", "tests.store.faults", how, str(folder), str(STEP)]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=3000)
    return {told["write"]: told for told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("how", ["fail", "kill"])
def test_a_write_that_fails_or_dies_at_any_act_leaves_what_was_before(tmp_path, how):
    told = try_every_act(how, tmp_path)
    earlier = {f"migration from {version}" for version in range(1, current_version())}
    assert set(told) == {"commit", "backup", "restore of schema 1"} | earlier
    assert {name: case["wrong"] for name, case in told.items() if case["wrong"]} == {}
    assert all(case["trials"] > 20 // STEP for case in told.values())


def test_every_schema_there_was_is_tried():
    assert set(LATER_TABLES) == set(range(2, current_version() + 1))
