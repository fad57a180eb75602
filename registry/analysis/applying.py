"""Apply a list of changes: the earlier list becomes the later one, to the last field, or the list is not complete."""

import numpy as np
import pandas as pd

from registry.analysis.changes import PLACE, ChangeList
from registry.analysis.quarter_list import LIST_COLUMNS, fingerprint


def apply_changes(rows: pd.DataFrame, changes: ChangeList) -> pd.DataFrame:
    """Return the later list, made of the earlier one and the changes alone; sorted by code.

    What is known differently of the earlier list comes first, then what happened.
    """
    listed = rows.set_index("feature_id")[list(LIST_COLUMNS)].astype("object")
    told = pd.concat([part for part in (changes.rows, changes.beside) if len(part)] or [changes.rows])
    for late in (True, False):
        step = told[told["late"].astype(bool) == late]
        came = changes.arrived[changes.arrived["late"].astype(bool) == late].set_index("feature_id")
        went = listed.index.isin(step.loc[step["number"] == -1, "feature_id"]) | listed.index.isin(came.index)
        listed = pd.concat([listed[~went], came[list(LIST_COLUMNS)].astype("object")])
        listed = _set(listed, step[(step["number"] == 0) & step["feature_id"].isin(listed.index)])
    return listed.sort_values("code", kind="stable").reset_index()


def leads_to(rows: pd.DataFrame, changes: ChangeList, later: pd.DataFrame) -> bool:
    """Say whether the changes turn the earlier list into the later one exactly."""
    return fingerprint({}, apply_changes(rows, changes)) == fingerprint({}, later)


def _set(listed: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the new values of the fields that changed."""
    columns = {str(name): listed[name].to_numpy(copy=True) for name in listed}
    for name, changed in told.groupby("field"):
        places = listed.index.get_indexer(pd.Index(changed["feature_id"]))
        for field, values in _values(str(name), changed["new"]).items():
            columns[field][places] = values
    return pd.DataFrame(columns, index=listed.index)


def _values(name: str, new: pd.Series) -> dict[str, np.ndarray]:
    """Return new values by field; a place is two of them."""
    if name != PLACE:
        values = np.empty(len(new), dtype=object)
        values[:] = list(new)
        return {name: values}
    parts = [(np.nan, np.nan) if text is None or pd.isna(text) else tuple(map(float, text.split(", "))) for text in new]
    return {"lon": np.array([lon for lon, _ in parts], object), "lat": np.array([lat for _, lat in parts], object)}
