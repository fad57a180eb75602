import pytest

from registry.store import Store


@pytest.fixture
def store(tmp_path) -> Store:
    return Store.create(tmp_path / "registry.sqlite")
