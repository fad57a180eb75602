"""Any history, any two days: the books balance cell by cell, and the changes lead from one list to the other."""

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.balance import MOVEMENTS
from registry.analysis.quarter_list import LIST_COLUMNS
from registry.quarter import Quarter
from registry.service.closing import close_quarter
from registry.service.comparing import compare
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Store
from tests.conftest import FULL
from tests.service.histories import DAYS, FIRST, OFFICE, STEPS, Chronicle

pytestmark = pytest.mark.base

EXAMPLES = 4000 if FULL else 200
WATERS: dict = {}


def make_registry(folder: str, base_layers) -> Registry:
    path = Path(folder) / "registry.sqlite"
    return Registry(replace(Settings(), registry_path=path), Store.create(path), base_layers, WATERS)


def cells(rows: pd.DataFrame) -> Counter:
    plain = rows[["city", "outlet_class", "section_code"]].astype("object")
    return Counter(plain.where(plain.notna(), None).itertuples(index=False, name=None))


def plain(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    return None if value is None or pd.isna(value) else value


def listed(rows: pd.DataFrame) -> dict[int, dict[str, object]]:
    return {
        int(row["feature_id"]): {name: plain(row[name]) for name in LIST_COLUMNS} for row in rows.to_dict("records")
    }


def applied(compared) -> dict[int, dict[str, object]]:
    """Apply the changes in plain Python: what was learned of the earlier list first, then what happened."""
    rows = listed(compared.old)
    told = [*compared.changes.to_dict("records"), *compared.beside.to_dict("records")]
    arrived = compared.arrived.to_dict("records")
    for late in (True, False):
        for row in (row for row in told if row["late"] is late and row["number"] == -1):
            rows.pop(row["feature_id"], None)
        for row in (row for row in arrived if row["late"] is late):
            rows[int(row["feature_id"])] = {name: plain(row[name]) for name in LIST_COLUMNS}
        for row in (row for row in told if row["late"] is late and row["number"] == 0):
            if row["feature_id"] in rows:
                names, value = (("lon", "lat"), row["new"]) if row["field"] == "lon, lat" else ((row["field"],), None)
                values = map(float, value.split(", ")) if value else [plain(row["new"])] * len(names)
                rows[row["feature_id"]] |= dict(zip(names, values, strict=True))
    return rows


def faults(compared) -> list[str]:
    """Say where a comparison does not balance, cell by cell, and whether its changes miss the later list."""
    balance = compared.balance.astype("object")
    keys = balance[["city", "class", "section"]]
    books = dict(zip(keys.where(keys.notna(), None).itertuples(index=False, name=None), balance.index, strict=True))
    opening, closing = cells(compared.old), cells(compared.new)
    found = [f"{cell} is not in the books" for cell in {*opening, *closing} - set(books)]
    for cell, place in books.items():
        row = balance.loc[place]
        if (row["opening"], row["closing"]) != (opening[cell], closing[cell]):
            found.append(f"{cell} does not open and close with the lists")
        if row["opening"] + sum(row[name] for name in MOVEMENTS) != row["closing"]:
            found.append(f"{cell} does not balance")
    if balance["reassigned"].sum() != 0:
        found.append("what is re-assigned does not sum to nothing")
    if applied(compared) != listed(compared.new):
        found.append("the changes do not lead to the later list")
    if sum(compared.changes["number"]) != len(compared.new) - len(compared.old):
        found.append("the signed numbers of the changes are not the difference of the lists")
    return found + [check.title.text for check in compared.checks if not check.holds]


@settings(max_examples=EXAMPLES)
@given(steps=STEPS, days=st.tuples(DAYS, DAYS), known=st.integers(0, 20))
def test_between_any_two_days_as_known_at_any_revision_the_books_balance(base_layers, steps, days, known):
    with tempfile.TemporaryDirectory() as folder:
        registry = make_registry(folder, base_layers)
        chronicle = Chronicle(registry.store)
        for step in steps:
            chronicle.tell(*step)
        start, end = sorted(FIRST + timedelta(days=day) for day in days)
        known_at = min(known, registry.store.head())
        assert faults(compare(registry, start, end + timedelta(days=1), known_at)) == []


@settings(max_examples=EXAMPLES // 8)
@given(before=STEPS, after=STEPS)
def test_after_a_closed_quarter_whatever_is_learned_the_books_balance(base_layers, before, after):
    with tempfile.TemporaryDirectory() as folder:
        registry = make_registry(folder, base_layers)
        chronicle = Chronicle(registry.store)
        for step in before:
            chronicle.tell(*step)
        published = close_quarter(registry, Quarter(2022, 2), OFFICE, lambda _: ("0" * 64, "0" * 64))
        for step in after:
            chronicle.tell(*step)
        compared = compare(registry, date(2022, 6, 30), date(2022, 9, 30))
        assert compared.start.fingerprint == published.fingerprint
        assert listed(compared.old) == listed(published.outlets)
        assert faults(compared) == []
