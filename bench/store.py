"""The registry's file: 50,000 outlets through twelve quarters, beside the plainest table that forgets.

The rival keeps one table of outlets as they are now, as pandas writes it, with the same SQLite settings.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.row import BenchRow
from registry.store import Actor, ChangeSet, Store
from registry.store.engine import connect
from registry.store.timeline import apply_event
from registry.vocabulary import OUTLETS, FieldType

OUTLETS_COUNT, QUARTERS, CHANGED_SHARE = 50_000, 12, 0.05
TRIALS, EDITS = 5, 41
WHO = Actor("bench")
SAMPLES: dict[FieldType, Any] = {
    FieldType.TEXT: "汾河左岸某某镇某某村",
    FieldType.NUMBER: 12.345678,
    FieldType.DATE: pd.Timestamp("2021-06-30"),
    FieldType.TIME: pd.Timestamp("2021-06-30 08:00:00"),
    FieldType.FLAG: True,
}


def outlets() -> pd.DataFrame:
    """Return outlets with every field filled in."""
    numbers = np.arange(1, OUTLETS_COUNT + 1)
    columns: dict[str, Any] = {"feature_id": numbers}
    for field in OUTLETS.stored_fields:
        sample = field.choices[0].value if field.choices else SAMPLES.get(field.type, "汾河")
        columns[field.name] = [sample] * OUTLETS_COUNT
    columns["code"] = [f"DB-140121-{number:05d}-SH-00" for number in numbers]
    columns["flow_m3_per_d"] = numbers * 0.5
    frame = pd.DataFrame(columns | {"valid_from": pd.Timestamp("2020-01-01"), "valid_to": pd.NaT})
    return frame.astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})


def timed(action: Callable[[], Any]) -> float:
    """Return the seconds of a call."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def bulk(store: Store, rival: Path) -> BenchRow:
    """Write everything in one transaction, while a reader looks whether it ever sees a part."""
    frame = outlets()
    ours_s = timed(lambda: store.commit(ChangeSet({OUTLETS.name: frame}), WHO, "bench"))
    with closing(sqlite3.connect(rival)) as connection:
        rival_s = timed(lambda: frame.to_sql("outlets", connection, index=False))
        connection.execute("CREATE INDEX by_id ON outlets (feature_id)")
        connection.commit()
    megabytes = store.path.stat().st_size / 1e6
    note = f"one transaction, chained hash included; {megabytes:.0f} MB; rival: pandas.to_sql"
    return BenchRow(f"write {OUTLETS_COUNT:,} outlets at once", ours_s, rival_s, ours_s / rival_s, note)


def quarters(store: Store) -> BenchRow:
    """Let some outlets change in each quarter; say what it adds to the file."""
    rng = np.random.default_rng(2022)
    before, seconds = store.path.stat().st_size, []
    whole = before
    for number in range(QUARTERS):
        ids = rng.choice(OUTLETS_COUNT, int(OUTLETS_COUNT * CHANGED_SHARE), replace=False) + 1
        known = store.frame(OUTLETS.name, feature_ids=ids.tolist()).drop(columns="revision")
        day = pd.Timestamp(2020 + number // 4, 3 * (number % 4) + 2, 15)
        changed = ChangeSet({OUTLETS.name: apply_event(known, day, {"flow_m3_per_d": float(number)})})
        seconds.append(timed(lambda changed=changed: store.commit(changed, WHO, "quarter")))  # type: ignore[misc]
    grown = (store.path.stat().st_size - before) / QUARTERS
    note = (
        f"{CHANGED_SHARE:.0%} changed a quarter; the file grows by {grown / 1e6:.1f} MB a quarter, "
        f"{grown / whole:.0%} of a full copy ({whole / 1e6:.0f} MB)"
    )
    return BenchRow("one quarter's changes, commit", statistics.median(seconds), None, None, note)


def as_of(store: Store) -> BenchRow:
    """Read the outlets as true on a day in the middle, as known then, beside those of today, as known now."""
    day, then = date(2021, 6, 30), QUARTERS // 2 + 1
    ours, rival = [], []
    for _ in range(TRIALS):
        rival.append(timed(lambda: store.frame(OUTLETS.name, date(2023, 1, 1))))
        ours.append(timed(lambda: store.frame(OUTLETS.name, day, then)))
    ours_s, rival_s = statistics.median(ours), statistics.median(rival)
    note = f"after {QUARTERS} quarters; rival: the same outlets today, as known now"
    return BenchRow(f"as-of frame of {OUTLETS_COUNT:,} outlets", ours_s, rival_s, ours_s / rival_s, note)


def one_edit(store: Store, rival: Path) -> BenchRow:
    """Change one outlet and save: the whole revision, with its checks, hash and seal."""
    known = store.frame(OUTLETS.name, feature_ids=[OUTLETS_COUNT // 2]).drop(columns="revision")
    ours, plain = [], []
    with closing(connect(rival)) as connection:
        for number in range(EDITS):
            edit = ChangeSet({OUTLETS.name: known.assign(flow_m3_per_d=float(number))})
            ours.append(timed(lambda edit=edit: store.commit(edit, WHO, "edit")))  # type: ignore[misc]
            sql = f"UPDATE outlets SET flow_m3_per_d = {number} WHERE feature_id = {OUTLETS_COUNT // 2}"  # noqa: S608
            plain.append(timed(lambda sql=sql: connection.execute(sql)))  # type: ignore[misc]
    ours_s, rival_s = statistics.median(ours), statistics.median(plain)
    note = f"p50 {1000 * ours_s:.1f} ms, worst {1000 * max(ours):.0f} ms; rival: UPDATE of one row, overwritten"
    return BenchRow(f"commit of one edit among {OUTLETS_COUNT:,}", ours_s, rival_s, ours_s / rival_s, note)


def opening(store: Store) -> BenchRow:
    """Open the file when it is as last known, beside reading it from end to end."""
    ours_s = statistics.median(timed(lambda: Store.open(store.path)) for _ in range(TRIALS))
    rival_s = timed(store.check_whole)
    note = "the seal holds; rival: all pages, indexes and the chain of hashes, as after any change from outside"
    return BenchRow("open the registry", ours_s, rival_s, ours_s / rival_s, note)


def run() -> list[BenchRow]:
    """Time a registry through its life."""
    with tempfile.TemporaryDirectory() as folder:
        store, rival = Store.create(Path(folder) / "registry.sqlite"), Path(folder) / "rival.sqlite"
        first = bulk(store, rival)
        return [first, quarters(store), as_of(store), one_edit(store, rival), opening(store)]


if __name__ == "__main__":
    for row in run():
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
        sys.stdout.write(f"{row.name}: {row.ours_s:.4f} s, rival {row.rival_s or 0:.4f} s {ratio}; {row.note}\n")
