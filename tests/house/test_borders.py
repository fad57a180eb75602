"""Who may know whom: the rooms never import each other, and only the screens know Streamlit."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_walls_between_rooms_stand():
    linter = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_the_screens_load_no_second_sqlite_through_gdal():
    imports = "import sys, registry.ui.navigation, layers.compose"
    code = f"{imports}; print([m for m in sys.modules if m in ('pyogrio', 'fiona')])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
