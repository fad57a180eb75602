"""What tests of the corridor share: a demonstration registry of their own, which they may write."""

from dataclasses import replace

import pytest

from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Store


@pytest.fixture
def registry(demo_copy, base_layers) -> Registry:
    """The open copy of the demonstration registry."""
    return Registry(replace(Settings(), registry_path=demo_copy), Store.open(demo_copy), base_layers)
