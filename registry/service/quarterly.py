"""The outlet list of a quarter, as a draft: rows, totals, changes, books and checks."""

from datetime import UTC, date, datetime, time, timedelta

import pandas as pd

from registry.analysis.balance import MOVEMENTS, balance_rows
from registry.analysis.changes import Ends, change_counts, change_rows, noise
from registry.analysis.quarter_list import detail_totals, fingerprint, list_rows, totals_by_city
from registry.contents import Check, ListContent, Stamp
from registry.hydro.reasons import REASONS
from registry.language import msg
from registry.quarter import Quarter
from registry.service.features import feature_table
from registry.service.registry import AsOf, Registry
from registry.service.stamps import stamp
from registry.vocabulary.outlet_types import CLASSES

OFFICE_CLOCK_AHEAD_OF_UTC = timedelta(hours=8)
REPORTING_DAYS = 31
"""Within so many days after a quarter its reports are in; what is recorded later about it corrects them."""


def draft_list(registry: Registry, quarter: Quarter, known_at: int | None = None) -> ListContent:
    """Return the list of the outlets that exist on the quarter's last day, as known now or at a revision.

    The opening is the end of the quarter before as known now. What was known differently while that quarter lasted is
    listed as corrected; it does not enter the books, since a draft opens as now known.
    """
    ends = quarter_ends(registry, quarter, known_at)
    mark = stamp(registry, AsOf(quarter.last_day, known_at), [ends.after], quarter)
    changes = change_rows(ends, first_reported(registry, ends.before_on, known_at))
    classes = tuple(choice.value for choice in CLASSES)
    rows = list_rows(ends.after)
    totals = in_city_order(registry, totals_by_city(ends.after, classes))
    detail = in_city_order(registry, detail_totals(ends.after))
    balance = in_city_order(registry, balance_rows(ends))
    return ListContent(
        stamp=mark,
        closed=False,
        fingerprint=list_fingerprint(mark, rows),
        outlets=rows,
        totals=totals,
        detail_totals=detail,
        changes=changes,
        counts=change_counts(changes),
        balance=balance,
        checks=(*count_checks(rows, totals, detail, balance), *assignment_checks(rows), noise_check(ends, changes)),
        reasons=REASONS,
    )


def in_city_order(registry: Registry, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by city in the order of the administrative codes, else in the order they had."""
    place = {city: number for number, city in enumerate(registry.base.cities["city"])}
    rank = rows["city"].map(place).astype("float64").fillna(len(place))
    return rows.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)


def quarter_ends(registry: Registry, quarter: Quarter, known_at: int | None) -> Ends:
    """Return the outlets at both ends of a quarter and everything that happened to them up to its last day."""
    opening, closing = quarter.previous().last_day, quarter.last_day
    periods = registry.store.frame("outlets", valid_on=None, known_at=known_at)
    return Ends(
        feature_table(registry, "outlets", AsOf(opening, known_at)),
        feature_table(registry, "outlets", AsOf(closing, known_at)),
        periods[periods["valid_from"] <= pd.Timestamp(closing)],
        opening,
    )


def first_reported(registry: Registry, day: date, known_at: int | None) -> pd.DataFrame | None:
    """Return the outlets of a day as known when the reports of its quarter were in; None when nothing was known yet.

    What the registry says differently about that day today was corrected since.
    """
    revisions = registry.store.revisions()
    in_by = datetime.combine(day + timedelta(days=REPORTING_DAYS + 1), time(), UTC) - OFFICE_CLOCK_AHEAD_OF_UTC
    by_then = revisions.loc[pd.to_datetime(revisions["at"], utc=True) < in_by, "revision"]
    if by_then.empty or (known_at is not None and by_then.max() > known_at):
        return None
    return feature_table(registry, "outlets", AsOf(day, int(by_then.max())))


def list_fingerprint(mark: Stamp, rows: pd.DataFrame) -> str:
    """Return the fingerprint of a list: its quarter, revision, ground and rows."""
    header = {
        "product": "outlet list",
        "quarter": str(mark.quarter),
        "revision": mark.revision,
        "base": mark.base_sha256,
    }
    return fingerprint(header, rows)


def count_checks(
    rows: pd.DataFrame, totals: pd.DataFrame, detail: pd.DataFrame, balance: pd.DataFrame
) -> tuple[Check, ...]:
    """Check that every outlet stands in the list once and that totals and books come to the same number."""
    once = len(rows) == rows["feature_id"].nunique() == rows["code"].nunique()
    sums = [int(totals["total"].iloc[-1]), int(detail["outlets"].sum()), int(balance["closing"].sum())]
    moved = int(balance["closing"].sum() - balance["opening"].sum())
    return (
        Check(msg("Every outlet stands in the list once"), once, msg("{rows} rows", rows=len(rows))),
        Check(
            msg("Totals and books come to the rows of the list"),
            all(number == len(rows) for number in sums),
            msg(
                "list {rows}, city by class {cities}, all keys {keys}, books {books}",
                rows=len(rows),
                cities=sums[0],
                keys=sums[1],
                books=sums[2],
            ),
        ),
        Check(
            msg("Opening plus movements is closing in every row of the books"),
            bool((balance["opening"] + balance[list(MOVEMENTS)].sum(axis=1) == balance["closing"]).all()),
            msg(
                "{opening} + ({moved}) = {closing}", opening=int(balance["opening"].sum()), moved=moved, closing=sums[2]
            ),
        ),
    )


def assignment_checks(rows: pd.DataFrame) -> tuple[Check, ...]:
    """Check that every outlet has a section or a stated reason, and a grade; say how many have which."""
    without = rows[rows["section_code"].isna()]
    unexplained = int((~without["reasons"].map(lambda reasons: isinstance(reasons, list) and len(reasons) > 0)).sum())
    grades = rows["grade"].value_counts()
    listed = [f"{grade} {int(grades.get(grade, 0))}" for grade in "ABCDU"]
    return (
        Check(
            msg("Every outlet has a section or a stated reason"),
            unexplained == 0,
            msg(
                "{without} without a section, {unexplained} of them unexplained",
                without=len(without),
                unexplained=unexplained,
            ),
        ),
        Check(
            msg("Every outlet has one grade"),
            int(grades.reindex(list("ABCDU"), fill_value=0).sum()) == len(rows),
            msg("{grades}", grades=listed),
        ),
    )


def noise_check(ends: Ends, changes: pd.DataFrame) -> Check:
    """Check that no place changed only within its stated precision counts as a move, and say how many there are."""
    within = noise(ends.before, ends.after)
    moved = changes.loc[changes["change"] == "moved", "feature_id"]
    return Check(
        msg("Places changed within their stated precision are no moves"),
        not within["feature_id"].isin(moved).any(),
        msg("{count} outlets", count=len(within)),
    )
