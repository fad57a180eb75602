"""The list workbook of 50,000 outlets, beside pandas writing the same cells; and what changed since the last list."""

import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from bench.row import BenchRow
from registry.analysis.applying import leads_to
from registry.analysis.balance import balance_rows
from registry.analysis.changes import ChangeList, change_list
from registry.analysis.ends import Ends
from registry.analysis.quarter_list import KEPT_COLUMNS, LIST_COLUMNS, detail_totals, list_rows, totals_by_city
from registry.contents import ListContent, ListState, Stamp
from registry.quarter import Quarter
from registry.report.list_columns import LIST_COLUMNS as PRINTED
from registry.report.list_columns import list_frame
from registry.report.list_workbook import write_list
from registry.vocabulary import OUTLETS
from registry.vocabulary.outlet_types import CLASSES

ROWS = 50_000
QUARTER = Quarter(2022, 4)
SHARES = (0.1, 0.02, 0.02, 0.01, 0.01)
"""Of the outlets: measured again, moved, assigned anew, closed, published under another name."""


def run() -> list[BenchRow]:
    """Return the seconds of the changes, and of the workbook beside the bare table."""
    quarter = ends(outlets(ROWS))
    start = time.perf_counter()
    changes, balance = change_list(quarter), balance_rows(quarter)
    told = time.perf_counter() - start
    complete = leads_to(list_rows(quarter.opening), changes, list_rows(quarter.after))
    note = f"{len(changes.rows):,} changes and the books; applied they {'give' if complete else 'DO NOT give'} the list"
    return [
        BenchRow(f"changes between two quarters of {ROWS:,}", told, None, None, note),
        workbook(changes, balance, quarter),
    ]


def workbook(changes: ChangeList, balance: pd.DataFrame, quarter: Ends) -> BenchRow:
    """Write the workbook with all its sheets, and the cells of its list alone by pandas and openpyxl."""
    content = list_content(quarter, changes, balance)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_list(content, Path(folder) / "list.xlsx")
        ours = time.perf_counter() - start
        printed = list_frame(content.outlets, {}).set_axis([column.heading for column in PRINTED], axis=1)
        start = time.perf_counter()
        printed.to_excel(Path(folder) / "bare.xlsx", engine="openpyxl", index=False)
        bare = time.perf_counter() - start
        megabytes = (Path(folder) / "list.xlsx").stat().st_size / 1e6
    note = f"{len(PRINTED)} columns, six sheets, {megabytes:.1f} MB; rival: to_excel by openpyxl, one bare sheet"
    return BenchRow(f"list workbook, {ROWS:,} outlets", ours, bare, ours / bare, note)


def outlets(rows: int) -> pd.DataFrame:
    """Return made-up outlets, always the same."""
    chance = np.random.default_rng(7)
    number = np.arange(rows)
    made = pd.DataFrame(
        {
            "feature_id": number,
            "code": [f"DB-140121-{n:05d}-SH-00" for n in number],
            "name": [f"清徐县东湖村{n}号生活污水排口" for n in number],
            "city": chance.choice(["太原市", "晋中市", "临汾市", "运城市"], rows),
            "county": "清徐县",
            "lon": chance.uniform(110.5, 113.5, rows),
            "lat": chance.uniform(34.8, 39.8, rows),
            "river": "汾河",
            "outlet_type": "rural_scattered",
            "outlet_class": chance.choice([choice.value for choice in CLASSES], rows),
            "status": "active",
            "flow_m3_per_d": chance.uniform(1, 900, rows).round(1),
            "cod_mg_per_l": chance.uniform(10, 300, rows).round(1),
            "nh3n_mg_per_l": chance.uniform(0.1, 40, rows).round(2),
            "tp_mg_per_l": chance.uniform(0.01, 5, rows).round(3),
            "sampled_on": pd.Timestamp("2022-11-05"),
            "section_code": chance.choice(["DM14012102", "DM14072901", "DM14100201"], rows),
            "section_name": "韩武村",
            "grade": "A",
            "synthetic": True,
        }
    )
    named = (*(f.name for f in OUTLETS.stored_fields), *LIST_COLUMNS, *KEPT_COLUMNS)
    more = [name for name in dict.fromkeys(named) if name not in (*made, "reasons")]
    made = made.assign(reasons=[["agree"]] * rows, sampled_on=made["sampled_on"].astype("datetime64[s]"))
    return made.reindex(columns=[*made.columns, *more])


def ends(frame: pd.DataFrame) -> Ends:
    """Return a quarter in which a tenth of the outlets is new, a tenth measured again, and a few move or go."""
    chance = np.random.default_rng(8)
    before, after = frame.iloc[len(frame) // 10 :], frame.copy()
    measured, moved, assigned, closed, renamed = (chance.random(len(frame)) < share for share in SHARES)
    after.loc[measured, "cod_mg_per_l"] += 1.0
    after.loc[moved, "lon"] += 0.01
    after.loc[assigned, "section_code"] = "DM14100202"
    after = after[~closed]
    periods = frame[["feature_id", "status", "merged_into"]].assign(valid_from=pd.Timestamp("2022-01-01"))
    published = before.assign(name=before["name"].mask(renamed[len(frame) // 10 :], "旧名"))
    return Ends(before, after, periods, date(2022, 9, 30), published, published=True)


def list_content(quarter: Ends, changes: ChangeList, balance: pd.DataFrame) -> ListContent:
    """Return the list at the end of the quarter."""
    rows = list_rows(quarter.after)
    return ListContent(
        stamp=Stamp(QUARTER.last_day, 1, None, synthetic=True, quarter=QUARTER),
        fingerprint="0" * 64,
        opening=ListState(quarter.before_on, 1, True, "0" * 64, len(quarter.opening)),
        outlets=rows,
        totals=totals_by_city(rows, tuple(choice.value for choice in CLASSES)),
        detail_totals=detail_totals(rows),
        changes=changes.rows,
        beside=changes.beside,
        counts=changes.counts,
        balance=balance,
        checks=(),
    )
