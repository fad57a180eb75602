"""Amounts by section: what sections share is divided among them, and nothing is lost or made on the way.

Every amount becomes a decimal with nine places (a load in t/a is whole milligrams) before anything is added, and
decimals add exactly: in any order, sections and what has none come to the total to the last digit. Of a shared
amount the sections beside the primary one get their share rounded down to that digit, the primary one all the rest.
Counts are never divided: a feature counts once, under its primary section.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

import pandas as pd

from registry.analysis.loads import PARAMETERS, outlet_loads

PLACES = 9
SHARE_PLACES = 6
"""A share counts to the millionth."""
LOADS = tuple(f"{name}_t_per_a" for name in PARAMETERS)
LOADED = ("status", "flow_m3_per_d", *(f"{name}_mg_per_l" for name in PARAMETERS))
"""What a load is made of; a kind without these fields has no known load."""


def loads_by_section(features: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Return the loads of each section, by code, what has no section last.

    Columns as `summed`: `features` counts whole ones under their primary section, `{load}_known` those of them with a
    known load. `features` and `shares` are as in `divided`, with what `outlet_loads` needs.
    """
    return summed(divided(features, known_loads(features), shares), "section_code")


def known_loads(features: pd.DataFrame) -> pd.DataFrame:
    """Return the loads of features of any kind, same index, missing where not known."""
    made_of = features.reindex(columns=list(LOADED))
    numbers = made_of.columns.drop("status")
    return outlet_loads(made_of.astype(dict.fromkeys(numbers, "float64")))


def divided(features: pd.DataFrame, amounts: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Return one row per feature and section with part in it: `primary`, `share`, and the amounts as decimals.

    Parameters
    ----------
    features
        `feature_id`, once each, and `section_code`, the primary section (missing: none). Further columns are kept.
    amounts
        Numbers on the same index; missing where not known.
    shares
        `feature_id`, `section_code`, `share` of sections beside the primary one, which keeps the rest.
    """
    names = [str(name) for name in amounts]
    whole = features.assign(
        primary=True, share=1.0, **{name: amounts[name].map(exact, na_action="ignore") for name in names}
    )
    beside = shares[["feature_id", "section_code", "share"]].merge(
        whole.drop(columns=["section_code", "share"]).assign(primary=False), on="feature_id"
    )
    if beside.empty:
        return whole
    for name in names:
        parts = [part(amount, share) for amount, share in zip(beside[name], beside["share"], strict=True)]
        beside[name] = pd.Series(parts, index=beside.index, dtype="object")
        given = added(beside, "feature_id", name).to_dict()
        whole[name] -= pd.Series([given.get(i, 0) for i in whole["feature_id"]], index=whole.index, dtype="object")
    away = whole["feature_id"].map(beside.groupby("feature_id")["share"].sum()).fillna(0.0)
    whole["share"] = (1.0 - away).round(SHARE_PLACES)
    return pd.concat([whole, beside[list(whole)]], ignore_index=True)


def summed(parts: pd.DataFrame, by: str, amounts: Sequence[str] = LOADS) -> pd.DataFrame:
    """Add up parts by a column, its missing values in a last row of their own.

    Per group: `features` that count here, the amounts as numbers, and `{amount}_known`, how many of the features that
    count here have a known amount, since a sum covers only those.
    """
    groups = parts.groupby(by, dropna=False, sort=True)["primary"].sum().astype("int64").rename("features")
    table = groups.to_frame()
    for name in amounts:
        table[name] = added(parts, by, name).astype("float64").reindex(table.index, fill_value=0.0)
        known = parts["primary"] & parts[name].notna()
        table[f"{name}_known"] = known.groupby(parts[by], dropna=False).sum().astype("int64")
    return table.reset_index()


def load_account(features: pd.DataFrame, answers: pd.DataFrame, shares: pd.DataFrame) -> dict[str, dict[str, object]]:
    """Return the account of each load: in, assigned, unassigned, known, by section, by reason, balanced.

    What goes in is added up from the features alone; `answers` (`feature_id, section_code, reasons`) say where it goes,
    so that a feature lost or doubled on the way, or shared out beyond the whole, does not balance.
    """
    loads = known_loads(features)
    placed = features[["feature_id"]].join(loads).merge(answers[["feature_id", "section_code", "reasons"]])
    parts = divided(placed.drop(columns=list(LOADS)), placed[list(LOADS)], shares)
    parts["reason"] = [reasons[0] if len(reasons) else "unknown" for reasons in parts["reasons"]]
    return {name: _account(loads[name], parts, name) for name in LOADS}


def _account(load: pd.Series, parts: pd.DataFrame, name: str) -> dict[str, object]:
    held = parts["section_code"].notna()
    sections, reasons = added(parts[held], "section_code", name), added(parts[~held], "reason", name)
    whole, assigned, unassigned = total(load.dropna().map(exact)), total(sections), total(reasons)
    return {
        "in": float(whole),
        "assigned": float(assigned),
        "unassigned": float(unassigned),
        "known": int(load.notna().sum()),
        "by_section": {str(code): float(amount) for code, amount in sections.items()},
        "by_reason": {str(reason): float(amount) for reason, amount in reasons.items()},
        "balanced": assigned + unassigned == whole and bool((parts["share"] >= 0).all()),
    }


def added(parts: pd.DataFrame, by: str, name: str) -> pd.Series:
    """Return the exact sums of decimals by a column; groups of which nothing is known are left out."""
    known = parts[parts[name].notna()]
    return known.groupby(by, dropna=False)[name].agg(total)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of decimals, none being nothing."""
    return sum(amounts, Decimal())


def exact(amount: float) -> Decimal:
    """Return a number as a decimal with PLACES places."""
    return Decimal(f"{amount:.{PLACES}f}")


def part(amount: Any, share: float) -> Any:
    """Return a share of a decimal, rounded down to the last place; a missing amount stays missing."""
    if pd.isna(amount):
        return amount
    return (amount * Decimal(f"{share:.{SHARE_PLACES}f}")).quantize(Decimal(1).scaleb(-PLACES), ROUND_DOWN)
