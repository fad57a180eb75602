"""The quarter's books: opening plus what came minus what went is closing, in every cell and every margin."""

from collections.abc import Sequence

import pandas as pd

from registry.analysis.ends import CELL, Ends, cell_changed, own_changed, pair
from registry.errors import DataRefusedError
from registry.language import msg
from registry.vocabulary.changes import BOOKS

KEY = ("city", "class", "section")
COUNTS = tuple(BOOKS)
MOVEMENTS = COUNTS[1:-1]
COLUMNS = (*KEY, *COUNTS)


def balance_rows(ends: Ends) -> pd.DataFrame:
    """Return the balance by city, class and section (missing: no section), sorted; columns COLUMNS.

    Against a published opening, outlets it should have held or not, and cells that were wrong by the ledger, stand
    under `corrected`. A quarter that was never closed opens as now known, so that nothing stands there.

    Raises
    ------
    DataRefusedError
        When a cell does not balance: an outlet stands twice in a list.
    """
    entries = [
        _entries(ends.opening, "opening", 1),
        *_late_entries(ends),
        *_moved_entries(*pair(ends.before, ends.after), "reassigned"),
        _by_reason(ends.gone, ends.departures, -1),
        _by_reason(ends.come, ends.arrivals, 1),
        _entries(ends.after, "closing", 1),
    ]
    long = pd.concat(entries, ignore_index=True)
    numbers = {name: long["number"].where(long["entry"] == name, 0) for name in COUNTS}
    rows = long[list(KEY)].assign(**numbers).groupby(list(KEY), dropna=False).sum().reset_index()
    return require_balanced(rows.sort_values(list(KEY), na_position="last").reset_index(drop=True))


def require_balanced(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows when opening plus the movements is closing in each of them.

    Raises
    ------
    DataRefusedError
        Otherwise, naming the first cell that does not balance.
    """
    wrong = rows[rows["opening"] + rows[list(MOVEMENTS)].sum(axis=1) != rows["closing"]]
    if len(wrong):
        cell = " / ".join(str(wrong.iloc[0][name]) for name in KEY)
        raise DataRefusedError(
            "Q010",
            msg("The books do not balance at {cell}; look for an outlet that stands twice in a list.", cell=cell),
        )
    return rows


def margin(rows: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Sum balance rows over all but the given key columns; without any, the one row of the whole province."""
    if not by:
        return rows[list(COUNTS)].sum().to_frame().T
    return rows.groupby(list(by), dropna=False, sort=True)[list(COUNTS)].sum().reset_index()


def _entries(outlets: pd.DataFrame, entry: str, number: int) -> pd.DataFrame:
    return _cells(outlets).assign(entry=entry, number=number)


def _cells(outlets: pd.DataFrame) -> pd.DataFrame:
    return outlets[list(CELL)].set_axis(list(KEY), axis=1).astype("object")


def _by_reason(outlets: pd.DataFrame, reasons: pd.Series, number: int) -> pd.DataFrame:
    return _cells(outlets).assign(entry=outlets["feature_id"].map(reasons), number=number)


def _moved_entries(old: pd.DataFrame, new: pd.DataFrame, entry: str) -> list[pd.DataFrame]:
    moved = cell_changed(old, new)
    return [_entries(old[moved], entry, -1), _entries(new[moved], entry, 1)]


def _late_entries(ends: Ends) -> list[pd.DataFrame]:
    """Return what is known differently of a published opening: by correction of the outlet, else by the rule."""
    if not ends.published:
        return []
    old, new = pair(ends.opening, ends.before)
    own = own_changed(old, new)
    return [
        *_moved_entries(old[own], new[own], "corrected"),
        *_moved_entries(old[~own], new[~own], "reassigned"),
        _entries(ends.never, "corrected", -1),
        _entries(ends.missed, "corrected", 1),
    ]
