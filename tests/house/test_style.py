"""The house keeps its own rules: sizes of modules and functions, one home per word, no stray tools."""

import ast
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("registry/**/*.py"), *ROOT.glob("layers/**/*.py"), ROOT / "app.py"])


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1) for node in found]


def line_count(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_no_module_is_longer_than_300_lines():
    assert [str(p) for p in SOURCES if line_count(p) > 300] == []


def test_no_page_is_longer_than_80_lines_and_the_front_door_than_60():
    assert [str(p) for p in ROOT.glob("registry/ui/pages/*.py") if line_count(p) > 80] == []
    assert line_count(ROOT / "app.py") <= 60


def test_no_function_is_longer_than_40_lines_and_half_are_at_most_10():
    sizes = [pair for path in SOURCES for pair in functions(path)]
    assert [name for name, size in sizes if size > 40] == []
    assert statistics.median(size for _, size in sizes) <= 10


def test_the_readme_is_at_most_150_lines():
    assert line_count(ROOT / "README.md") <= 150


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_leaves_a_stub_behind(path):
    text = path.read_text(encoding="utf-8")
    assert "NotImplementedError" not in text
    assert "TODO" not in text
