"""What changed between two quarters, or any two days: published lists where there are any, else as now known."""

from datetime import UTC, date, datetime, time, timedelta

import pandas as pd

from registry.analysis.applying import leads_to
from registry.analysis.balance import MOVEMENTS, balance_rows
from registry.analysis.changes import NOISE, ChangeList, change_list
from registry.analysis.ends import Ends
from registry.analysis.quarter_list import fingerprint, list_rows
from registry.contents import Check, Comparison, ListState, Stamp
from registry.errors import CallError
from registry.hydro.reasons import REASONS
from registry.language import msg
from registry.quarter import OFFICE_CLOCK_AHEAD_OF_UTC, Quarter
from registry.service.features import feature_table
from registry.service.frozen import published_list
from registry.service.registry import AsOf, Registry
from registry.store import Store

REPORTING_DAYS = 31
"""Within so many days after a quarter its reports are in; what is recorded later about it corrects them."""


def compare(registry: Registry, start: date, end: date, known_at: int | None = None) -> Comparison:
    """Return what leads from the list of one day to that of a later one.

    A day that ends a closed quarter stands for the list published then; another list is as known now, or at a revision.
    What was known differently while an unpublished earlier quarter lasted is listed as corrected; it does not enter the
    books, which open as now known.

    Raises
    ------
    CallError
        When the days do not follow each other.
    DataRefusedError
        When the books do not balance.
    """
    if not start < end:
        days = [day.isoformat() for day in (start, end)]
        raise CallError("Q002", msg("{days} do not follow each other; put the earlier one first.", days=days))
    closed = closing_of(registry.store, end, known_at)
    known = known_at if closed is None else int(closed["known_at"])
    ends = ends_between(registry, start, end, known)
    changes = change_list(ends)
    old, new = list_rows(ends.opening), list_rows(ends.after)
    balance = in_city_order(registry, balance_rows(ends))
    last = _state(registry, end, known, new, published=closed is not None)
    return Comparison(
        stamp=Stamp(end, last.revision, registry.base.sha256, _made_up(old, new), last.quarter),
        asked_at=registry.store.head() if known_at is None else known_at,
        start=_state(registry, start, known, old, published=ends.published),
        end=last,
        old=old,
        new=new,
        changes=changes.rows,
        beside=changes.beside,
        arrived=changes.arrived,
        counts=changes.counts,
        balance=balance,
        checks=(*_book_checks(balance, old, new), _complete(old, changes, new), _noise_check(changes)),
        reasons=REASONS,
    )


def _made_up(*lists: pd.DataFrame) -> bool:
    """Say whether any row is made up."""
    return any(bool(rows["synthetic"].fillna(value=False).astype("bool").any()) for rows in lists)


def closing_of(store: Store, day: date, known_at: int | None = None) -> "pd.Series | None":
    """Return the closing of the quarter that ends on a day, None where none had by then."""
    closings = store.closings()
    quarter = Quarter.of(day)
    found = closings[closings["quarter"] == str(quarter)] if quarter.last_day == day else closings.iloc[:0]
    if known_at is not None:
        found = found[found["revision"] <= known_at]
    return None if found.empty else found.iloc[0]


def ends_between(registry: Registry, start: date, end: date, known_at: int | None) -> Ends:
    """Return the outlets on both days and everything that happened to them up to the later one."""
    periods = registry.store.frame("outlets", valid_on=None, known_at=known_at)
    closed = closing_of(registry.store, start, known_at)
    recorded = (
        _first_reported(registry, start, known_at)
        if closed is None
        else published_list(registry.store, Quarter.of(start)).outlets
    )
    return Ends(
        feature_table(registry, "outlets", AsOf(start, known_at)),
        feature_table(registry, "outlets", AsOf(end, known_at)),
        periods[periods["valid_from"] <= pd.Timestamp(end)],
        start,
        recorded,
        published=closed is not None,
    )


def _first_reported(registry: Registry, day: date, known_at: int | None) -> pd.DataFrame | None:
    """Return the outlets of a day as known when the reports of its quarter were in; None when nothing was known yet.

    What the registry says differently about that day today was corrected since.
    """
    revisions = registry.store.revisions()
    in_by = datetime.combine(day + timedelta(days=REPORTING_DAYS + 1), time(), UTC) - OFFICE_CLOCK_AHEAD_OF_UTC
    by_then = revisions.loc[pd.to_datetime(revisions["at"], utc=True) < in_by, "revision"]
    if by_then.empty or (known_at is not None and by_then.max() > known_at):
        return None
    return feature_table(registry, "outlets", AsOf(day, int(by_then.max())))


def in_city_order(registry: Registry, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by city in the order of the administrative codes, else in the order they had."""
    place = {city: number for number, city in enumerate(registry.base.cities["city"])}
    rank = rows["city"].map(place).astype("float64").fillna(len(place))
    return rows.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)


def _state(registry: Registry, day: date, known_at: int | None, rows: pd.DataFrame, *, published: bool) -> ListState:
    """Say what a list is; a published one keeps its own revision and fingerprint."""
    if published and (closed := closing_of(registry.store, day)) is not None:
        return ListState(day, int(closed["known_at"]), published, str(closed["fingerprint"]), len(rows))
    revision = registry.store.head() if known_at is None else known_at
    mark = list_fingerprint(Quarter.of(day) if Quarter.of(day).last_day == day else day, revision, registry, rows)
    return ListState(day, revision, published, mark, len(rows))


def list_fingerprint(when: Quarter | date, revision: int, registry: Registry, rows: pd.DataFrame) -> str:
    """Return the fingerprint of a list: its quarter, revision, ground and rows."""
    header = {"product": "outlet list", "quarter": str(when), "revision": revision, "base": registry.base.sha256}
    return fingerprint(header, rows)


def _book_checks(balance: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame) -> tuple[Check, ...]:
    """Check that every cell balances and that the books open and close with the lists."""
    opening, closing = int(balance["opening"].sum()), int(balance["closing"].sum())
    even = bool((balance["opening"] + balance[list(MOVEMENTS)].sum(axis=1) == balance["closing"]).all())
    figures = msg("{opening} + ({moved}) = {closing}", opening=opening, moved=closing - opening, closing=closing)
    ends = msg("lists {old} and {new}, books {opening} and {closing}",
               old=len(old), new=len(new), opening=opening, closing=closing)  # fmt: skip
    return (
        Check(msg("Opening plus movements is closing in every row of the books"), even, figures),
        Check(msg("The books open and close with the lists"), (opening, closing) == (len(old), len(new)), ends),
    )


def _complete(old: pd.DataFrame, changes: ChangeList, new: pd.DataFrame) -> Check:
    """Check that the changes, applied to the earlier list, give the later one to the last field."""
    told = msg("{rows} changes, {beside} other differences", rows=len(changes.rows), beside=len(changes.beside))
    return Check(msg("The changes turn the earlier list into the later one exactly"), leads_to(old, changes, new), told)


def _noise_check(changes: ChangeList) -> Check:
    """Check that no place changed only within its stated precision counts as a move, and say how many there are."""
    within = changes.beside[(changes.beside["change"] == NOISE) & ~changes.beside["late"].astype(bool)]
    moved = changes.rows.loc[changes.rows["change"] == "moved", "feature_id"]
    return Check(
        msg("Places changed within their stated precision are no moves"),
        not within["feature_id"].isin(moved).any(),
        msg("{count} outlets", count=len(within)),
    )
