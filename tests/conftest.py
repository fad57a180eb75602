"""What tests of several rooms share: the built base layers and one demonstration registry, made once per run."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from registry.settings import Settings

FULL = bool(os.environ.get("FULL"))
"""Whether campaigns run in full number (make test-full)."""

hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def base_layers():
    """The base layers of Shanxi as built by make setup."""
    from registry.base import open_base  # noqa: PLC0415  # tests of the floor must not need the base room

    return open_base(Settings().base_dir)


def filled(path: Path, base_layers, scale: float = 1.0) -> Path:
    """Write a demonstration registry, in full size or smaller."""
    from registry.demo import DemoSize  # noqa: PLC0415
    from registry.report.list_workbook import published_hashes  # noqa: PLC0415
    from registry.service.demo import fill_demo  # noqa: PLC0415
    from registry.service.registry import Registry  # noqa: PLC0415
    from registry.store import Store  # noqa: PLC0415

    registry = Registry(replace(Settings(), registry_path=path), Store.create(path), base_layers)
    size = DemoSize() if scale == 1.0 else DemoSize().scaled(scale)
    fill_demo(registry, lambda stage, done, total: None, published_hashes, size)
    return path


@pytest.fixture(scope="session")
def demo_path(tmp_path_factory, base_layers) -> Path:
    """A demonstration registry in full size; read it, never write it."""
    return filled(tmp_path_factory.mktemp("demo") / "registry.sqlite", base_layers)


@pytest.fixture(scope="session")
def small_demo_path(tmp_path_factory, base_layers) -> Path:
    """A demonstration registry in a twentieth of the size; read it, never write it."""
    return filled(tmp_path_factory.mktemp("small") / "registry.sqlite", base_layers, 0.05)


@pytest.fixture
def small_demo_copy(small_demo_path, tmp_path) -> Path:
    """A copy of the small demonstration registry that a test may write."""
    return Path(shutil.copy(small_demo_path, tmp_path / "registry.sqlite"))


@pytest.fixture
def demo_copy(demo_path, tmp_path) -> Path:
    """A copy of the demonstration registry that a test may write."""
    return Path(shutil.copy(demo_path, tmp_path / "registry.sqlite"))


@pytest.fixture(scope="session")
def demo(demo_path, base_layers):
    """The open demonstration registry; read it, never write it."""
    from registry.service.registry import Registry  # noqa: PLC0415
    from registry.store import Store  # noqa: PLC0415

    return Registry(replace(Settings(), registry_path=demo_path), Store.open(demo_path), base_layers)
