"""The rows of a strip: features in order along the water, tributaries with what lies on them, crowds drawn together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from registry.section_contents import Count, StripRow

MOST_ROWS = 90
"""More rows than this cannot be read beside each other: features close together become one row."""
BINS_M = (250.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0, 200_000.0)
MOST_TRIBUTARIES = 24
"""Named tributaries that keep a row of their own in a crowded strip, those with most features first."""
SECTION, TRIBUTARY, GROUP = "sections", "tributaries", "group"


def strip_rows(features: pd.DataFrame, branches: pd.DataFrame, sections: Sequence[StripRow]) -> list[StripRow]:
    """Return one row per feature on the stem and per tributary, and the sections, from the lowest up.

    Parameters
    ----------
    features
        `kind, code, name, category, at_m, distance_m, bank, branch` (missing on the stem), all with a place.
    branches
        `branch, name, at_m, bank`; one without name and features gets no row.
    """
    on_stem = features[features["branch"].isna()]
    rows: list[Any] = list(on_stem.rename(columns={"name": "called"}).itertuples(index=False))
    single = [
        StripRow(row.kind, row.code, row.called, row.category, row.at_m, row.distance_m, row.bank, counts_one(row))
        for row in rows
    ]
    inflow = features[features["branch"].notna()]
    held = {branch: counted(part) for branch, part in pairs_by(inflow["branch"], inflow)}
    mouths: list[Any] = list(branches.rename(columns={"name": "called"}).itertuples(index=False))
    joined = [
        StripRow(TRIBUTARY, str(row.branch), row.called, "", row.at_m, row.at_m, row.bank, held.get(row.branch, ()))
        for row in mouths
        if row.called or row.branch in held
    ]
    return ordered([*single, *joined, *sections])


def counts_one(row: Any) -> tuple[Count, ...]:
    """Return the count of one feature."""
    return ((row.kind, row.category, 1),)


def ordered(rows: Sequence[StripRow]) -> list[StripRow]:
    """Return rows from the lowest up; what lies at one place by kind and code."""
    return sorted(rows, key=lambda row: (row.at_m, row.kind != SECTION, row.kind, row.code))


def pairs_by(groups: pd.Series, features: pd.DataFrame) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Return kind and category of every feature by its group."""
    gathered: dict[Any, list[tuple[str, str]]] = {}
    for group, kind, category in zip(groups, features["kind"], features["category"], strict=True):
        gathered.setdefault(group, []).append((str(kind), str(category)))
    return list(gathered.items())


def counted(pairs: Iterable[tuple[str, str]]) -> tuple[Count, ...]:
    """Return how many pairs of kind and category there are of each, in their order."""
    return tuple((kind, category, number) for (kind, category), number in sorted(Counter(pairs).items()))


def drawn_together(rows: Sequence[StripRow], most: int = MOST_ROWS) -> tuple[list[StripRow], float | None]:
    """Return at most about `most` rows, and the length over which features were drawn together (None: none were).

    Sections, and the named tributaries that hold most, keep rows of their own. The counts add up as before.
    """
    if len(rows) <= most:
        return list(rows), None
    named = sorted((row for row in rows if row.kind == TRIBUTARY and row.name), key=lambda row: -size(row))
    kept_tributaries = {row.code for row in named[:MOST_TRIBUTARIES]}
    kept = [row for row in rows if row.kind == SECTION or (row.kind == TRIBUTARY and row.code in kept_tributaries)]
    rest = [row for row in rows if row.kind != SECTION and not (row.kind == TRIBUTARY and row.code in kept_tributaries)]
    for bin_m in BINS_M:
        groups = in_bins(rest, bin_m)
        if len(groups) + len(kept) <= most:
            break
    return ordered([*kept, *groups]), bin_m


def in_bins(rows: Sequence[StripRow], bin_m: float) -> list[StripRow]:
    """Return the rows of each bin and bank as one; a row alone in its bin stays as it is."""
    bins: dict[tuple[int, str], list[StripRow]] = {}
    for row in rows:
        bins.setdefault((int(row.at_m // bin_m), row.bank or ""), []).append(row)
    return [
        members[0] if len(members) == 1 else together(members, number * bin_m, bin_m)
        for (number, _), members in bins.items()
    ]


def together(rows: Sequence[StripRow], from_m: float, bin_m: float) -> StripRow:
    """Return several rows as one that counts them."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        for kind, category, number in row.counts:
            sums[kind, category] = sums.get((kind, category), 0) + number
    counts = tuple((kind, category, number) for (kind, category), number in sorted(sums.items()))
    place = StripRow(GROUP, "", "", "", from_m, from_m, rows[0].bank, counts, from_m + bin_m)
    return replace(place, code=f"{rows[0].bank or 'both'}-{from_m:.0f}")


def size(row: StripRow) -> int:
    """Return how many features a row stands for."""
    return sum(number for _, _, number in row.counts)
