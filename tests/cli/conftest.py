"""Run the command line as a person or a script does."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry.__main__ import main

ROOT = Path(__file__).parents[2]


@dataclass
class Run:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def registry_command():
    """Return a function that runs `python -m registry ARGUMENTS` in a fresh process."""

    def run(*arguments: object) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "registry", *map(str, arguments)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def registry_call(capsys):
    """Return a function that runs the command line in this process, where starting one is not the point."""

    def run(*arguments: object) -> Run:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Run(code, *capsys.readouterr())

    return run
