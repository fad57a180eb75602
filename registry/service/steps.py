"""Steps of rectification and the outlets they speak of, which keep their steps under whatever code."""

from collections.abc import Sequence

import pandas as pd

from registry.analysis.rectification import declared_stage, standings
from registry.service.registry import AsOf, Registry
from registry.store import Store
from registry.vocabulary.outlets import PRESENT_STATUSES

DECLARED = ["responsible_body", "rectification_class", "rectification_progress", "due_on", "closed_out_on", "status"]
"""What the outlets' own ledger says of their rectification."""

FEW = 100
"""Up to so many codes are looked up one by one; for more, all are read."""


def owned_steps(registry: Registry, as_of: AsOf | None = None) -> pd.DataFrame:
    """Return the steps taken by a day, as known at a revision (all, as known now, without); `outlet_id` says whose."""
    on, known_at = (as_of.valid_on, as_of.known_at) if as_of else (None, None)
    steps = registry.store.frame("steps", valid_on=on, known_at=known_at)
    return steps.assign(outlet_id=owners(registry.store, steps["outlet_code"], steps["taken_on"], known_at))


def owners(store: Store, codes: pd.Series, days: pd.Series, known_at: int | None = None) -> pd.Series:
    """Return the id of the outlet that had each code on its day, else first after it; NA for a code nobody ever had."""
    wanted = codes.dropna().unique().tolist()
    few = wanted if len(wanted) <= FEW else None
    lives = store.frame("outlets", known_at=known_at, codes=few, columns=["feature_id", "code", "valid_from"])
    if lives.empty:
        return pd.Series(pd.NA, index=codes.index, dtype="Int64")
    lives = lives.rename(columns={"valid_from": "day"}).sort_values("day", kind="stable")
    asked = pd.DataFrame({"code": codes, "day": days.astype("datetime64[s]")}).sort_values("day", kind="stable")
    found = pd.merge_asof(asked.reset_index(names="place"), lives, on="day", by="code").set_index("place")["feature_id"]
    first = codes.map(lives.drop_duplicates("code").set_index("code")["feature_id"])
    return found.reindex(codes.index).fillna(first).astype("Int64")


def declared_at(store: Store, first_days: pd.Series, known_at: int | None = None) -> pd.Series:
    """Return the stage that the ledger declares of outlets, by id, on a day each; nothing of those not there yet."""
    columns = ["feature_id", "valid_from", *DECLARED]
    few = first_days.index.tolist() if len(first_days) <= FEW else None
    lives = store.frame("outlets", known_at=known_at, feature_ids=few, columns=columns)
    lives = lives.rename(columns={"valid_from": "day"}).sort_values("day", kind="stable")
    asked = first_days.astype("datetime64[s]").rename("day").rename_axis("feature_id").reset_index()
    asked = asked.astype({"feature_id": "int64"}).sort_values("day", kind="stable")
    found = pd.merge_asof(asked, lives.assign(stage=declared_stage(lives)), on="day", by="feature_id")
    return found.set_index("feature_id")["stage"].dropna()


def standing_table(registry: Registry, as_of: AsOf, feature_ids: Sequence[int] | None = None) -> pd.DataFrame:
    """Return where every outlet stands on a day, closed and merged ones included, by code; or those of some ids.

    An outlet that was split up is left out where its parts are read too: they stand in its place.
    """
    outlets = without_split_up(registry.store.frame("outlets", as_of.valid_on, as_of.known_at, feature_ids=feature_ids))
    steps = owned_steps(registry, as_of)
    known = steps[steps["outlet_id"].isin(outlets["feature_id"])].astype({"outlet_id": "int64"})
    rows = standings(outlets, known, pd.Timestamp(as_of.valid_on))
    return rows.sort_values("code", ignore_index=True)


def without_split_up(outlets: pd.DataFrame) -> pd.DataFrame:
    """Return the outlets without those that ended by being split: gone, and the former code of another."""
    gone = ~outlets["status"].fillna(PRESENT_STATUSES[0]).isin(PRESENT_STATUSES)
    others = outlets.loc[outlets["former_code"] != outlets["code"], "former_code"]
    return outlets[~(gone & outlets["code"].isin(others.dropna()))]
