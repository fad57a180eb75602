"""Registries of any number of outlets for the map's benchmarks, made once and kept under build/."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.reassign import commit, strewn
from registry.base import open_base
from registry.demo import DemoSize
from registry.errors import RegistryError
from registry.report.list_workbook import published_hashes
from registry.service.assignment import assignments_for
from registry.service.demo import fill_demo
from registry.service.registry import Registry
from registry.settings import PROJECT_DIR, Settings
from registry.store import ChangeSet, Store

FOLDER = PROJECT_DIR / "build" / "bench"
SMALL = 0.2
"""The share of the demonstration that leaves room for a thousand outlets."""


def registry_of(count: int) -> Registry:
    """Return the demonstration with outlets strewn around its own until there are so many, all assigned."""
    settings = replace(Settings(), registry_path=FOLDER / f"map_{count}.sqlite")
    base = open_base(settings.base_dir)
    try:
        store = Store.open(settings.registry_path)
    except RegistryError:
        return made(settings, base, count)
    return Registry(settings, store, base)


def made(settings: Settings, base: object, count: int) -> Registry:
    """Make the registry anew, beside its place, and put it there when it is whole."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    final = settings.registry_path
    growing = final.with_suffix(".growing")
    growing.unlink(missing_ok=True)
    registry = Registry(replace(settings, registry_path=growing), Store.create(growing), base)  # type: ignore[arg-type]
    size = DemoSize() if count > DemoSize().ever else DemoSize().scaled(SMALL)
    fill_demo(registry, lambda _stage, _done, _total: None, published_hashes, size)
    strew(registry, count)
    growing.replace(final)
    return Registry(settings, Store.open(final), base)  # type: ignore[arg-type]


def strew(registry: Registry, count: int) -> None:
    """Add outlets until so many stand open."""
    known = registry.store.frame("outlets").drop(columns="revision")
    standing = known[known["valid_to"].isna()]
    more = strewn(standing, count - len(standing))
    more["feature_id"] = registry.store.next_feature_id() + np.arange(len(more))
    commit(registry, ChangeSet({"outlets": more}, assignments={"outlets": assignments_for(registry, "outlets", more)}))


def points_of(registry: Registry) -> Path:
    """Write what a plain map needs of the outlets, and return where."""
    path = registry.settings.registry_path.with_suffix(".csv")
    outlets = registry.store.frame("outlets")
    outlets[outlets["valid_to"].isna()][["code", "name", "city", "county", "lon", "lat"]].to_csv(path, index=False)
    return path
