"""Write the list workbook of 50,000 outlets, beside pandas writing the same table without any form."""

import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from bench.row import BenchRow
from registry.analysis.balance import balance_rows
from registry.analysis.changes import Ends, change_counts, change_rows
from registry.analysis.quarter_list import detail_totals, list_rows, totals_by_city
from registry.contents import ListContent, Stamp
from registry.quarter import Quarter
from registry.report.list_columns import LIST_COLUMNS, list_frame
from registry.report.list_workbook import write_list
from registry.vocabulary import OUTLETS
from registry.vocabulary.outlet_types import CLASSES

ROWS = 50_000
QUARTER = Quarter(2022, 4)


def run() -> list[BenchRow]:
    """Return the seconds of the workbook and of the bare table."""
    content = list_content(outlets(ROWS))
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_list(content, Path(folder) / "list.xlsx")
        ours = time.perf_counter() - start
        printed = list_frame(content.outlets, {}).set_axis([column.heading for column in LIST_COLUMNS], axis=1)
        start = time.perf_counter()
        printed.to_excel(Path(folder) / "bare.xlsx", engine="xlsxwriter", index=False)
        bare = time.perf_counter() - start
    note = f"{len(LIST_COLUMNS)} columns, six sheets; rival: DataFrame.to_excel, one bare sheet"
    return [BenchRow(f"list workbook, {ROWS:,} outlets", ours, bare, ours / bare, note)]


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
    more = [f.name for f in OUTLETS.stored_fields if f.name not in made]
    made = made.assign(reasons=[["agree"]] * rows, sampled_on=made["sampled_on"].astype("datetime64[s]"))
    return made.reindex(columns=[*made.columns, *more])


def list_content(frame: pd.DataFrame) -> ListContent:
    """Return the list of the outlets, a tenth of them new."""
    before = frame.iloc[len(frame) // 10 :]
    periods = frame[["feature_id", "status", "merged_into"]].assign(valid_from=pd.Timestamp("2022-01-01"))
    ends = Ends(before, frame, periods, date(2022, 9, 30))
    changes = change_rows(ends)
    return ListContent(
        stamp=Stamp(QUARTER.last_day, 1, None, synthetic=True, quarter=QUARTER),
        closed=False,
        fingerprint="0" * 64,
        outlets=list_rows(frame),
        totals=totals_by_city(frame, tuple(choice.value for choice in CLASSES)),
        detail_totals=detail_totals(frame),
        changes=changes,
        counts=change_counts(changes),
        balance=balance_rows(ends),
        checks=(),
    )
