"""Frames in and out of the store: which columns each table has, in which form, and what a timeline must satisfy."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Table

from registry.errors import CallError, StoreError
from registry.language import Label, msg
from registry.store import columns as c
from registry.store.schema import PERIODS
from registry.vocabulary import STORED_KINDS

Codec = dict[str, tuple[c.Encoder, c.Decoder]]

_ID = (c.encode_integer, c.decode_id)
_TEXT = (c.encode_text, c.decode_text)
_NUMBER = (c.encode_number, c.decode_number)
_INTEGER = (c.encode_integer, c.decode_integer)
_DATE = (c.encode_date, c.decode_moment)
_DATES: Codec = {"valid_from": _DATE, "valid_to": _DATE}
WRITTEN_BY: Codec = {"revision": _ID}

PERIOD_CODECS: dict[str, Codec] = {
    kind.name: {"feature_id": _ID} | {f.name: c.field_codec(f) for f in kind.stored_fields} | _DATES
    for kind in STORED_KINDS.values()
}
ASSIGNMENT_CODEC: Codec = {
    "feature_id": _ID,
    **dict.fromkeys(("section_code", "grade", "method", "unit_section", "water_section", "runner_up"), _TEXT),
    "reach_id": _INTEGER,
    **dict.fromkeys(("offset_m", "measure_m", "path_to_section_m", "flip_m"), _NUMBER),
    "reasons": (c.encode_list, c.decode_list),
    "county_code": _TEXT,
    **_DATES,
}
DECISION_CODEC: Codec = {
    "feature_id": _ID,
    **dict.fromkeys(("section_code", "decided_by", "why", "evidence"), _TEXT),
    **_DATES,
}
LINK_CODEC: Codec = {
    "link_id": _ID,
    "role": _TEXT,
    "from_kind": _TEXT,
    "from_id": _ID,
    "to_kind": _TEXT,
    "to_id": _ID,
    "share": _NUMBER,
    **_DATES,
}
REVISION_CODEC: Codec = {
    **dict.fromkeys(("at",), (c.encode_time, c.decode_moment)),
    **dict.fromkeys(("actor", "role", "scope", "reason", "file_name", "file_sha256", "base_sha256"), _TEXT),
    "undoes": _INTEGER,
}


def periods_of(kind: str) -> Table:
    """Return the table of a kind.

    Raises
    ------
    CallError
        When there is no such kind.
    """
    if kind not in PERIODS:
        raise CallError("S021", msg("There is no kind {kind}; there are {kinds}.", kind=kind, kinds=list(PERIODS)))
    return PERIODS[kind]


def only(codec: Codec, columns: Sequence[str] | None) -> Codec:
    """Return the codec of some columns, of all without any named."""
    return codec if columns is None else {name: codec[name] for name in columns}


def decode(rows: Sequence[Sequence[Any]], codec: Codec) -> pd.DataFrame:
    """Return rows as a frame, a column per entry of the codec, in their order."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(codec)
    return pd.DataFrame({name: codec[name][1](column) for name, column in zip(codec, values, strict=True)}, copy=False)


def encode(frame: pd.DataFrame, codec: Codec, what: Label) -> dict[str, c.Values]:
    """Return the columns of a frame in the form SQLite keeps; an absent column is missing throughout.

    Raises
    ------
    StoreError
        When a column is unknown or holds something else than it should.
    """
    unknown = sorted(set(map(str, frame.columns)) - set(codec) - {"revision"})
    if unknown:
        raise StoreError("S022", msg("{what} have no columns {columns}; leave them out.", what=what, columns=unknown))
    absent = pd.Series(np.nan, index=frame.index)
    return {
        name: encoder(frame[name] if name in frame else absent.rename(name)) for name, (encoder, _) in codec.items()
    }


def check_timelines(frame: pd.DataFrame, id_column: str, what: Label) -> None:
    """Check that periods have an id, start before they end, and do not overlap within a feature.

    Raises
    ------
    StoreError
        Naming the first feature at fault.
    """
    ids, starts = frame[id_column].to_numpy(), pd.to_datetime(frame["valid_from"]).to_numpy()
    if pd.isna(ids).any() or np.isnat(starts).any():
        raise StoreError("S023", msg("Some {what} have no internal number or no first day.", what=what))
    ends = (
        pd.to_datetime(frame["valid_to"]).to_numpy()
        if "valid_to" in frame
        else np.full(len(frame), "NaT", dtype=starts.dtype)
    )
    order = np.lexsort((starts, ids.astype("int64")))
    ids, starts, ends = ids[order], starts[order], ends[order]
    wrong = ends <= starts
    followed = ids[:-1] == ids[1:]
    wrong[:-1] |= followed & (np.isnat(ends[:-1]) | (ends[:-1] > starts[1:]))
    if wrong.any():
        row = frame.iloc[order[wrong.argmax()]]
        raise StoreError(
            "S024",
            msg(
                "{what} {name}: the period from {start} ends before it starts or overlaps the next.",
                what=what,
                name=row.get("code") or row[id_column],
                start=str(pd.Timestamp(row["valid_from"]).date()),
            ),
        )
