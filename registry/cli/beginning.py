"""Begin a registry: a new file appears under its name only when what was to fill it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from registry.service.registry import Registry, open_registry
from registry.settings import Settings
from registry.store import Store


@contextmanager
def registry_to_fill(settings: Settings, *, keep: bool = True) -> Iterator[Registry]:
    """Yield the registry, a new one where there is no file; that one is dropped on a failure or unless kept."""
    path = settings.registry_path
    if path.exists():
        yield open_registry(settings)
        return
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    Store.create(unfinished)
    try:
        yield open_registry(replace(settings, registry_path=unfinished))
        if keep:
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
