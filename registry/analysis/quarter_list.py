"""The outlet list of a quarter: its rows, its totals and the fingerprint of its content."""

import hashlib
import json
from collections.abc import Mapping

import pandas as pd

from registry.vocabulary import OUTLETS

RULES = "1"
"""Version of the rules by which a list is made; part of its fingerprint."""

LEDGER_COLUMNS = tuple(f.name for f in OUTLETS.ledger_fields if f.stored)
ASSIGNED_COLUMNS = ("section_code", "section_name", "national_section_name", "grade", "runner_up", "reasons")
KEPT_COLUMNS = ("unit_section", "decided_by")
"""Kept beside a list, not printed: they say why a section changes later."""
LIST_COLUMNS = (*LEDGER_COLUMNS, "outlet_class", *ASSIGNED_COLUMNS, "synthetic")

TOTAL_KEYS = ("city", "county", "river", "section_code", "outlet_class", "status")


def list_rows(outlets: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the list, sorted by code: what the ledger says and the section that was found."""
    ordered = outlets.sort_values("code", kind="stable").reset_index(drop=True)
    return ordered.reindex(columns=["feature_id", *LIST_COLUMNS, *KEPT_COLUMNS])


def totals_by_city(outlets: pd.DataFrame, classes: tuple[str, ...]) -> pd.DataFrame:
    """Count outlets by city and class: a row per city, a column per class, `total`, and a last row for all cities.

    The last row has no city.
    """
    table = pd.crosstab(outlets["city"], outlets["outlet_class"]).reindex(columns=list(classes), fill_value=0)
    table = table.assign(total=table.sum(axis=1)).reset_index()
    table.columns.name = None
    whole = table.drop(columns="city").sum().to_frame().T
    return pd.concat([table, whole], ignore_index=True)


def detail_totals(outlets: pd.DataFrame) -> pd.DataFrame:
    """Count outlets by TOTAL_KEYS; missing keys (no river, no section) are a value of their own. Column `outlets`."""
    grouped = outlets.groupby(list(TOTAL_KEYS), dropna=False, sort=True)
    return grouped.size().rename("outlets").reset_index()


def fingerprint(header: Mapping[str, object], rows: pd.DataFrame) -> str:
    """Return the SHA-256 of the canonical content: header (with the rules' version), column names, rows by code.

    The same on any machine: JSON lines, keys in order, missing values null, dates ISO, no figure that was computed
    in floating point from geometry.
    """
    digest = hashlib.sha256()
    digest.update(_line({"rules": RULES, **header}))
    columns = [name for name in LIST_COLUMNS if name in rows]
    digest.update(_line(columns))
    plain = rows[columns].sort_values("code", kind="stable").astype("object")
    for row in plain.where(plain.notna(), None).itertuples(index=False, name=None):
        digest.update(_line(row))
    return digest.hexdigest()


def _line(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, default=_canonical) + "\n").encode("utf-8", "replace")


def _canonical(value: object) -> object:
    """Return dates as ISO days; anything else that JSON does not know as its text."""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
