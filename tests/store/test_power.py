"""After a power cut a registry is as some acknowledged commit left it, or the one that was being made."""

import json
import subprocess
import sys

import pytest

from tests.conftest import FULL

IMAGES = 200_000 if FULL else 10_000


def cut(folder, images, *setting) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.store.power", folder, images, 20221231, *setting]
    return json.loads(subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=3000).stdout)


def test_a_power_cut_corrupts_nothing_and_loses_no_acknowledged_commit(tmp_path):
    told = cut(tmp_path, IMAGES)
    print(told)  # noqa: T201
    assert (told["images"], told["corrupt"], told["lost"]) == (IMAGES, 0, 0)
    assert told["distinct"] > 1_000


@pytest.mark.parametrize(("setting", "what"), [("synchronous = FULL", "lost"), ("synchronous = OFF", "corrupt")])
def test_with_less_care_the_same_cuts_do_harm(tmp_path, setting, what):
    assert cut(tmp_path, 400, setting)[what] > 0
