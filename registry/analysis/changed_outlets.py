"""The outlets of two lists, one row each: what changed of it, and where it lies and lay."""

import numpy as np
import pandas as pd

from registry.analysis.changes import CHANGE_CLASSES, PLACE

WEIGHT = ("closed", "new", "revived", "merged", "split", "moved", "reassigned", "recoded", "corrected", "updated")
"""Classes of change by how much they matter to a reader: one that carries several is shown as the first."""
UNCHANGED = "unchanged"
_OWN = ["feature_id", "code", "name", "city", "county", "section_code", "section_name", "lon", "lat"]


def changed_outlets(old: pd.DataFrame, new: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the outlets of either list, one row each by code, as the later list has them where it holds them.

    `classes` names the classes of change, joined by commas in the order of CHANGE_CLASSES (nothing: unchanged),
    `shown_as` the weightiest one, `listed` which list holds the outlet (`both`, `before`, `after`);
    `former_lon, former_lat` are where it lay, missing unless its place changed beyond its stated precision.
    """
    rows = pd.concat([new[_OWN], old.loc[~old["feature_id"].isin(new["feature_id"]), _OWN]])
    in_old, in_new = rows["feature_id"].isin(old["feature_id"]), rows["feature_id"].isin(new["feature_id"])
    carried = changes.drop_duplicates(["feature_id", "change"]).groupby("feature_id")["change"].agg(set)
    sets = [carried.get(feature, set()) for feature in rows["feature_id"]]
    moved = set(changes.loc[changes["field"] == PLACE, "feature_id"])
    former = old[old["feature_id"].isin(moved)].set_index("feature_id")
    return rows.assign(
        classes=[",".join(name for name in CHANGE_CLASSES if name in one) for one in sets],
        listed=np.where(in_old & in_new, "both", np.where(in_new, "after", "before")),
        shown_as=[next((name for name in WEIGHT if name in one), UNCHANGED) for one in sets],
        former_lon=rows["feature_id"].map(former["lon"]),
        former_lat=rows["feature_id"].map(former["lat"]),
    ).sort_values("code", kind="stable", ignore_index=True)
