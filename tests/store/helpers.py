"""What the tests of the store share: small frames of features, assignments and links."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import date

import pandas as pd

from registry.store import Actor, ChangeSet

OFFICE = Actor("李工")
TAIYUAN = Actor("王工", "city", ("太原市",))


def outlets(*rows: dict) -> pd.DataFrame:
    """Outlet periods; what a row does not say has a plain default."""
    frame = pd.DataFrame([outlet(**row) for row in rows])
    return frame.astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})


def outlet(feature_id: int = 1, valid_from: str = "2022-01-01", valid_to: str | None = None, **fields) -> dict:
    plain = {"code": f"O{feature_id:03d}", "name": f"排污口{feature_id}", "city": "太原市", "county": "清徐县"}
    moments = {"valid_from": pd.Timestamp(valid_from), "valid_to": pd.Timestamp(valid_to) if valid_to else pd.NaT}
    return {"feature_id": feature_id, **plain, "flow_m3_per_d": 10.0, "synthetic": True, **fields, **moments}


def assignments(*feature_ids: int, section: str = "DM14012101", valid_from: str = "2022-01-01") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "feature_id": list(feature_ids),
            "section_code": section,
            "grade": "A",
            "reach_id": 7,
            "reasons": [["near_mouth", "汾河"] for _ in feature_ids],
            "valid_from": pd.Timestamp(valid_from),
        }
    )


def link(link_id: int, from_id: int, to_id: int, kind: str = "outlets") -> pd.DataFrame:
    ends = {"from_kind": kind, "from_id": from_id, "to_kind": kind, "to_id": to_id}
    return pd.DataFrame([{"link_id": link_id, "role": "merged", **ends, "valid_from": date(2022, 1, 1)}])


def change(*rows: dict) -> ChangeSet:
    return ChangeSet(timelines={"outlets": outlets(*rows)})


def sha256(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


LATER_TABLES = {2: ("closings",), 3: ("steps_periods", "measures_periods"), 4: ("attachments_periods",)}
"""The tables that came with each schema after the first."""


def in_schema(path, version: int) -> None:
    """Make a registry, which holds nothing of what came later, one of an earlier schema."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for later in range(version + 1, max(LATER_TABLES) + 1):
            for table in LATER_TABLES[later]:
                connection.execute(f"DROP TABLE {table}")
        connection.execute(f"PRAGMA user_version = {version}")
