"""The outlet list of a quarter: rows, totals, changes, books and checks; published, or a draft."""

import pandas as pd

from registry.analysis.quarter_list import detail_totals, totals_by_city
from registry.contents import Check, Comparison, ListContent
from registry.language import msg
from registry.quarter import Quarter
from registry.service.comparing import closing_of, compare, in_city_order
from registry.service.frozen import published_list
from registry.service.registry import Registry
from registry.vocabulary.outlet_types import CLASSES


def quarter_list(registry: Registry, quarter: Quarter, known_at: int | None = None) -> ListContent:
    """Return the list that was published where the quarter is closed (by the revision asked for), else the draft."""
    if closing_of(registry.store, quarter.last_day, known_at) is not None:
        return published_list(registry.store, quarter)
    return draft_list(registry, quarter, known_at)


def draft_list(registry: Registry, quarter: Quarter, known_at: int | None = None) -> ListContent:
    """Return the list of the outlets that exist on the quarter's last day, as known now or at a revision.

    It opens with the list of the quarter before as published; where that was never closed, as now known.
    """
    compared = compare(registry, quarter.previous().last_day, quarter.last_day, known_at)
    rows = compared.new
    classes = tuple(choice.value for choice in CLASSES)
    totals = in_city_order(registry, totals_by_city(rows, classes))
    detail = in_city_order(registry, detail_totals(rows))
    return ListContent(
        stamp=compared.stamp,
        fingerprint=compared.end.fingerprint,
        opening=compared.start,
        outlets=rows,
        totals=totals,
        detail_totals=detail,
        changes=compared.changes,
        beside=compared.beside,
        counts=compared.counts,
        balance=compared.balance,
        checks=(*_count_checks(compared, totals, detail), *compared.checks, *_assignment_checks(rows)),
        reasons=compared.reasons,
    )


def _count_checks(compared: Comparison, totals: pd.DataFrame, detail: pd.DataFrame) -> tuple[Check, ...]:
    """Check that every outlet stands in the list once and that totals and books come to the same number."""
    rows = compared.new
    once = len(rows) == rows["feature_id"].nunique() == rows["code"].nunique()
    sums = [int(totals["total"].iloc[-1]), int(detail["outlets"].sum()), int(compared.balance["closing"].sum())]
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
    )


def _assignment_checks(rows: pd.DataFrame) -> tuple[Check, ...]:
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
