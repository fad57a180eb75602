"""Change one outlet, or one section, of a registry of 50,000 outlets, beside recomputing everything in the same run."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from bench.row import BenchRow
from registry.base import open_base
from registry.report.list_workbook import published_hashes
from registry.service.assignment import (
    Recomputed,
    after_sections_change,
    assignments_for,
    changed_assignments,
)
from registry.service.demo import fill_demo
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, ChangeSet, Store

OUTLETS = 50_000
MOVED_DEG = 0.0027
SECTION = "DM14112701"
WHO = Actor("bench")


def filled(path: Path) -> Registry:
    """Return the demonstration with outlets strewn around its own until there are OUTLETS, all assigned."""
    settings = replace(Settings.from_environment(), registry_path=path)
    registry = Registry(settings, Store.create(path), open_base(settings.base_dir))
    fill_demo(registry, lambda _stage, _done, _total: None, published_hashes)
    known = registry.store.frame("outlets").drop(columns="revision")
    more = strewn(known[known["valid_to"].isna()], OUTLETS - known["feature_id"].nunique())
    more["feature_id"] = registry.store.next_feature_id() + np.arange(len(more))
    assigned = assignments_for(registry, "outlets", more)
    commit(registry, ChangeSet({"outlets": more}, assignments={"outlets": assigned}))
    return registry


def strewn(outlets: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return new outlets, each some kilometres from one of the given."""
    rng = np.random.default_rng(2022)
    more = outlets.iloc[rng.integers(0, len(outlets), count)].reset_index(drop=True)
    east, north = rng.normal(0, 0.05, (2, count))
    return more.assign(
        code=[f"BENCH-{number:06d}" for number in range(count)],
        lon=(more["lon"] + east).round(6),
        lat=(more["lat"] + north).round(6),
        former_code=None,
        merged_into=None,
    ).astype(outlets.dtypes.to_dict())


def commit(registry: Registry, changes: ChangeSet) -> None:
    """Write a revision."""
    registry.store.commit(changes, WHO, "bench", base_sha256=registry.base.sha256)


def timed(call: Callable[[], Recomputed]) -> tuple[float, Recomputed]:
    """Return the seconds of a call and its result."""
    started = time.perf_counter()
    result = call()
    return time.perf_counter() - started, result


def one_outlet(registry: Registry) -> tuple[ChangeSet, Callable[[], Recomputed]]:
    """Return an outlet moved by 300 m, and how it is assigned."""
    outlets = registry.store.frame("outlets").drop(columns="revision")
    one = outlets[outlets["feature_id"] == outlets["feature_id"].iloc[-1]]
    moved = one.assign(lat=one["lat"] + MOVED_DEG)
    return ChangeSet({"outlets": moved}), lambda: Recomputed(
        1, {"outlets": assignments_for(registry, "outlets", moved)}
    )


def one_section(
    registry: Registry, change: Callable[[pd.DataFrame], pd.DataFrame]
) -> tuple[ChangeSet, Callable[[], Recomputed]]:
    """Return a section that is changed, and how what it touches is assigned."""
    sections = registry.store.frame("sections").drop(columns="revision")
    changed = change(sections[sections["code"] == SECTION])
    return ChangeSet({"sections": changed}), lambda: after_sections_change(registry, changed)


def retired(section: pd.DataFrame) -> pd.DataFrame:
    """Return a section that ends within the year."""
    return section.assign(active_to=pd.Timestamp("2022-09-01").as_unit("s"))


def moved(section: pd.DataFrame) -> pd.DataFrame:
    """Return a section some kilometres up its river."""
    return section.assign(lat=section["lat"] + 0.03)


def added(section: pd.DataFrame) -> pd.DataFrame:
    """Return a second section beside it."""
    fresh = {"feature_id": section["feature_id"] + 10_000_000, "code": "BENCH", "name": "BENCH"}
    return moved(section).assign(**fresh)


def run() -> list[BenchRow]:
    """Time each change: what it touches assigned again, the whole revision, and everything recomputed."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        registry = filled(Path(folder) / "registry.sqlite")
        changed_assignments(registry)
        cases = {
            "one outlet moved 300 m": lambda: one_outlet(registry),
            "one section added": lambda: one_section(registry, added),
            "one section moved": lambda: one_section(registry, moved),
            "one section retired": lambda: one_section(registry, retired),
        }
        for name, case in cases.items():
            changes, assign = case()
            ours_s, done = timed(assign)
            started = time.perf_counter()
            commit(registry, replace(changes, assignments=done.changed))
            whole_s = ours_s + time.perf_counter() - started
            rival_s, everything = timed(lambda: changed_assignments(registry))
            note = (
                f"{done.count:,} of {everything.count:,} recomputed, {done.changed_count:,} changed; "
                f"with commit {whole_s:.2f} s; left to correct by recomputing everything: {everything.changed_count}"
            )
            rows.append(BenchRow(f"{name}, {OUTLETS:,} outlets", ours_s, rival_s, ours_s / rival_s, note))
    return rows


if __name__ == "__main__":
    for row in run():
        sys.stdout.write(f"{row.name}: {row.ours_s:.2f} s, rival {row.rival_s:.2f} s, {row.ratio:.3f}; {row.note}\n")
