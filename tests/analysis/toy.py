"""A quarter small enough to check by hand: twelve outlets, one of every kind of change."""

from datetime import date

import pandas as pd

from registry.analysis.ends import Ends
from registry.vocabulary import OUTLETS

OPENED, CLOSED = date(2022, 9, 30), date(2022, 12, 31)
DATES = ("sampled_on", "due_on", "closed_out_on")
PLAIN = {
    "city": "临汾市",
    "county": "隰县",
    "lon": 111.0,
    "lat": 36.7,
    "river": "昕水河",
    "outlet_type": "municipal_plant",
    "outlet_class": "municipal",
    "status": "active",
    "flow_m3_per_d": 8000.0,
    "cod_mg_per_l": 40.0,
    "nh3n_mg_per_l": 2.0,
    "tp_mg_per_l": 0.4,
    "section_code": "DM1",
    "section_name": "黑城村",
    "national_section_name": "黑城村",
    "grade": "A",
    "reasons": [],
    "synthetic": False,
    "offset_m": 0.0,
}


def outlets(*rows: dict[str, object]) -> pd.DataFrame:
    """Return a feature table of outlets; what a row does not say is PLAIN."""
    extra = ["outlet_class", "section_code", "section_name", "national_section_name", "grade", "runner_up", "reasons"]
    extra += ["unit_section", "decided_by"]
    columns = ["feature_id", *(f.name for f in OUTLETS.stored_fields), *extra, "offset_m"]
    frame = pd.DataFrame([PLAIN | row for row in rows]).reindex(columns=columns)
    texts = {f.name: "str" for f in OUTLETS.stored_fields if f.type in ("code", "text", "choice")}
    numbers = {f.name: "float64" for f in OUTLETS.stored_fields if f.type == "number"}
    return frame.astype(
        texts
        | numbers
        | dict.fromkeys(DATES, "datetime64[s]")
        | dict.fromkeys(extra, "object")
        | {"section_code": "str"}
    )


def one(feature_id: int, **values: object) -> dict[str, object]:
    return {"feature_id": feature_id, "code": f"P{feature_id:02d}", "name": f"{feature_id}号排污口"} | values


def ends() -> Ends:
    """Return a quarter in which 1 stays, 2 closes, 3+4 merge into new 13, 5 splits into 14+15, 6 is re-coded, 7 moves,
    8 shivers within its precision, 9 gets another section, 10 is updated, 11 comes back, 12 is new.
    """
    before = outlets(
        *(one(n) for n in (1, 2, 3, 4, 5, 6, 9)),
        one(7, accuracy_m=50.0),
        one(8, accuracy_m=50.0),
        one(10, cod_mg_per_l=30.0),
    )
    after = outlets(
        one(1),
        one(6, code="P06-NEW", former_code="P06"),
        one(7, accuracy_m=50.0, lon=111.01),
        one(8, accuracy_m=50.0, lon=111.0002),
        one(9, section_code="DM2", section_name="西庄岭"),
        one(10, cod_mg_per_l=35.0),
        one(11),
        one(12),
        one(13),
        one(14, former_code="P05"),
        one(15, former_code="P05"),
    )
    return Ends(before, after, periods(), OPENED)


def periods() -> pd.DataFrame:
    started = [(n, "active", "2022-01-01", None) for n in range(1, 12)]
    happened = [
        (2, "closed", "2022-11-01", None),
        (3, "merged", "2022-11-02", "P13"),
        (4, "merged", "2022-11-02", "P13"),
        (5, "closed", "2022-11-03", None),
        (11, "closed", "2022-08-01", None),
        (11, "active", "2022-12-01", None),
        *((n, "active", "2022-10-15", None) for n in range(12, 16)),
    ]
    frame = pd.DataFrame(started + happened, columns=["feature_id", "status", "valid_from", "merged_into"])
    return frame.astype({"valid_from": "datetime64[s]", "status": "str", "merged_into": "str"})
