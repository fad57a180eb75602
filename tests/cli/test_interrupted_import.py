"""An import or a closing that is killed, an import that finds no room: the registry stays whole."""

import ctypes
import hashlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from registry.store import Store
from tests.cli.import_rig import ledger
from tests.conftest import FULL

pytestmark = pytest.mark.base
KILLS = 300 if FULL else 8
ROOT = Path(__file__).parents[2]


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run_import(registry, file, *arguments, **how):
    """Import a ledger in a fresh process; the system may limit it."""
    command = [sys.executable, "-m", "registry", "--lang", "en", "--registry", registry, "import", file]
    options = ["--kind", "outlets", "--by", "张三", "--json", *arguments]
    return subprocess.run(
        [*map(str, command), *options], cwd=ROOT, capture_output=True, encoding="utf-8", check=False, **how
    )


def refusal(run, code):
    """Return the one sentence of a refused call."""
    assert run.returncode == code, run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert json.loads(run.stdout)["error"]["message"] == run.stderr.strip()
    return run.stderr


def kill_often(rig, registry):
    command = [sys.executable, "-m", f"tests.cli.{rig}", str(registry), str(KILLS), "20221231"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=3000)
    return json.loads(done.stdout)


def test_a_killed_import_leaves_every_acknowledged_revision_whole(demo_copy):
    result = kill_often("import_rig", demo_copy)
    assert result.pop("revisions") > 0
    assert result == {"lost": 0, "torn": 0, "broken": None, "left": []}


def test_a_killed_closing_leaves_the_quarter_open_or_closed(demo_copy):
    result = kill_often("close_rig", demo_copy)
    assert result.pop("closed") > 0
    assert result == {"lost": 0, "torn": 0, "broken": None, "left": []}


@pytest.mark.parametrize("room", [-1_000_000, 0, 8192])
def test_a_full_disk_is_said_and_changes_nothing(demo_copy, tmp_path, room):
    before, file = digest(demo_copy), ledger(tmp_path, 120)
    names = sorted(path.name for path in tmp_path.iterdir())
    limit = demo_copy.stat().st_size + room
    full = run_import(
        demo_copy, file, preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    )
    assert "disk" in refusal(full, 2)
    assert digest(demo_copy) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert json.loads(run_import(demo_copy, file).stdout)["revision"] == Store.open(demo_copy).head()


def test_a_registry_of_a_newer_schema_is_left_alone(demo_copy, tmp_path):
    with closing(sqlite3.connect(demo_copy)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = digest(demo_copy)
    assert "newer version" in refusal(run_import(demo_copy, ledger(tmp_path, 120)), 1)
    assert digest(demo_copy) == before


def obey_permissions():
    """Take from root, where that is who runs the tests, the power to write everywhere (CAP_DAC_OVERRIDE)."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


@pytest.fixture
def closed_folder(demo_path):
    """A registry in a folder where nobody may make a file, and a ledger beside it."""
    folder = Path(tempfile.mkdtemp())
    registry = Path(shutil.copy(demo_path, folder / "registry.sqlite"))
    ledger(folder, 120)
    registry.chmod(0o666)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_may_not_be_written_is_named(closed_folder):
    registry = closed_folder / "registry.sqlite"
    before = digest(registry)
    run = run_import(registry, closed_folder / "台账.csv", preexec_fn=obey_permissions)
    assert "check its permissions" in refusal(run, 2)
    assert digest(registry) == before
