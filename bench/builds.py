"""How long a fresh machine waits: base layers from downloaded files, demonstration registry."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.row import BenchRow
from registry.language import Message
from registry.report.list_workbook import published_hashes
from registry.service.base_layers import build_base_layers
from registry.service.demo import fill_demo
from registry.service.registry import open_registry
from registry.settings import PROJECT_DIR, Settings
from registry.store import Store


def quiet(stage: Message, done: int, total: int) -> None:
    """Show no progress."""


def run() -> list[BenchRow]:
    """Build both into a temporary folder; neither has a rival."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), base_dir=Path(folder) / "base", registry_path=Path(folder) / "registry.sqlite")
        started = time.perf_counter()
        build_base_layers(settings, source=PROJECT_DIR / "data" / "downloads", progress=quiet)
        base_s = time.perf_counter() - started
        Store.create(settings.registry_path)
        started = time.perf_counter()
        fill_demo(open_registry(settings), quiet, published_hashes)
        demo_s = time.perf_counter() - started
    return [
        BenchRow("base layers from downloaded files", base_s, None, None, "no rival"),
        BenchRow("demonstration registry", demo_s, None, None, "no rival"),
    ]
