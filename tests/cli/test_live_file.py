"""Nobody but the one SQLite library opens the live registry, however much is exported meanwhile."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import FULL

pytestmark = pytest.mark.base
EXPORTS = 100 if FULL else 1


def test_exports_open_no_handle_on_the_live_file_while_editors_write(demo_copy):
    command = [sys.executable, "-m", "tests.cli.live_rig", str(demo_copy), str(EXPORTS)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, timeout=3000)
    found = json.loads(done.stdout)
    assert found.pop("edits") > 0
    assert found == {
        "opened": [],
        "told": [],
        "workers": ["a worker"],
        "gdal_mapped": False,
        "failed": 0,
        "exported": True,
        "lost": 0,
        "thread_lost": 0,
        "broken": None,
    }
