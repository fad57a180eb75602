"""Tables kept while the registry goes on: a later revision costs what it touched, not the whole reading again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import RLock

import pandas as pd

KEPT = 20
"""Tables held in memory; the largest, 50,000 outlets, are about 30 MB each."""
FEW = 2_000
"""Up to so many rows are made anew one by one; for more the whole table is."""

Make = Callable[[Sequence[int] | None], pd.DataFrame]
"""Makes the rows of some features, by id, or of all."""
Touched = Callable[[int], list[int] | None]
"""Tells which features of the table may have other rows than at an earlier revision; None: anything may."""


class KeptTables:
    """The tables last asked for, by what they are about and by revision.

    Rows have `feature_id`; what is handed out shares memory with what is kept and is copied when written into.
    """

    def __init__(self) -> None:
        self._tables: OrderedDict[tuple[Hashable, int], pd.DataFrame] = OrderedDict()
        self._lock = RLock()

    def table(self, about: Hashable, revision: int, make: Make, touched: Touched) -> pd.DataFrame:
        """Return a table as of a revision: kept, brought up from the newest earlier one, or made.

        Rows come in the order that `make` gives them: those made anew must say their place by their `code`.
        """
        found = self._kept(about, revision)
        if found is None:
            found = self._brought_up(about, revision, make, touched)
            found = make(None) if found is None else found
            self._keep(about, revision, found)
        return found.copy(deep=False)

    def _kept(self, about: Hashable, revision: int) -> pd.DataFrame | None:
        with self._lock:
            found = self._tables.get((about, revision))
            if found is not None:
                self._tables.move_to_end((about, revision))
            return found

    def _keep(self, about: Hashable, revision: int, table: pd.DataFrame) -> None:
        with self._lock:
            self._tables[about, revision] = table
            while len(self._tables) > KEPT:
                self._tables.popitem(last=False)

    def _brought_up(self, about: Hashable, revision: int, make: Make, touched: Touched) -> pd.DataFrame | None:
        """Return the newest earlier table with the touched rows made anew; None where that is no shorter way."""
        with self._lock:
            earlier = max(
                (number for kept, number in self._tables if kept == about and number < revision), default=None
            )
            former = None if earlier is None else self._tables[about, earlier]
        ids = None if earlier is None else touched(earlier)
        if former is None or ids is None or len(ids) > FEW:
            return None
        return patched(former, ids, make(ids)) if ids else former


def patched(former: pd.DataFrame, ids: Sequence[int], rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table by code with the rows of some features taken out and their new ones put in."""
    stay = former[~former["feature_id"].isin(ids)]
    if rows.empty:
        return stay.reset_index(drop=True)
    both = pd.concat([stay, rows.astype(former.dtypes.to_dict())])
    return both.sort_values("code").reset_index(drop=True)
