"""What follows from a place on the map: the answer a feature would have there, county and river, metres moved."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from registry.ledger.coordinates import parse_pair
from registry.ledger.entry import read_entry
from registry.service.assignment import assignments_for
from registry.service.editing import EditPreview
from registry.service.importing import Preview
from registry.service.registry import Registry
from registry.service.way_between import Place, in_plane, on_water
from registry.vocabulary import ASSIGNED_KINDS

NAMED_WITHIN_M = 1500.0
"""A new feature is proposed the river that runs so near."""
_BETWEEN = re.compile(r"[,，;；\s]+")


@dataclass(frozen=True)
class Answer:
    """Which section a feature answers to on a day, how sure that is, and the way there along the water."""

    section: str | None
    grade: str
    way_m: float | None
    river_m: float | None


def moved_answers(registry: Registry, preview: EditPreview, on: pd.Timestamp) -> tuple[Answer, Answer]:
    """Return what is computed for a feature on a day before and after an edit."""
    edited = preview.edited
    stored = registry.store.assignments(edited.kind, known_at=edited.head, feature_ids=[edited.feature_id])
    fresh = preview.changes.assignments.get(edited.kind, stored)
    return answer_on(stored, on), answer_on(fresh[fresh["feature_id"] == edited.feature_id], on)


def new_answers(registry: Registry, preview: Preview) -> dict[str, Answer]:
    """Return by code what is computed for the features that typed rows bring, on the day they begin."""
    timelines = preview.timelines
    fresh = timelines[timelines["feature_id"] >= registry.store.next_feature_id()]
    if preview.kind not in ASSIGNED_KINDS or fresh.empty:
        return {}
    assigned = assignments_for(registry, preview.kind, fresh)
    begun = zip(fresh["feature_id"], fresh["code"], fresh["valid_from"], strict=True)
    return {str(code): answer_on(assigned[assigned["feature_id"] == number], day) for number, code, day in begun}


def answer_on(assigned: pd.DataFrame, on: pd.Timestamp) -> Answer:
    """Return the answer of one feature that holds on a day; without one it is unknown."""
    rows = assigned[(assigned["valid_from"] <= on) & ~(assigned["valid_to"] <= on)]
    if rows.empty:
        return Answer(None, "U", None, None)
    row = rows.iloc[0]
    metres = [None if pd.isna(row[name]) else float(row[name]) for name in ("path_to_section_m", "offset_m")]
    return Answer(None if pd.isna(row["section_code"]) else str(row["section_code"]), str(row["grade"]), *metres)


def moved_m(registry: Registry, one: Place, other: Place) -> float:
    """Return the metres between two places."""
    return float(shapely.distance(*in_plane(registry.network, [one, other])))


def proposed(registry: Registry, place: Place) -> dict[str, str]:
    """Return the city and county that hold a place, and the named river that runs by; what is unknown is left out."""
    counties = registry.base.counties
    held = counties[shapely.contains_xy(counties.geometry.to_numpy(), *place)]
    found = {} if held.empty else {name: str(held.iloc[0][name]) for name in ("city", "county")}
    (water,) = on_water(registry.network, [place], NAMED_WITHIN_M)
    river = None if water is None else registry.network.river[water.reach]
    return found | ({"river": river} if isinstance(river, str) and river else {})


def read_place(kind: str, text: str) -> Place | None:
    """Return the place that a typed text names, in any form that a ledger's cells may have; None where it names none.

    A text that names no axes gives longitude first; degrees that can only be the other way round are turned.
    """
    if parse_pair(text):
        return _read(kind, {"lon": text, "lat": text})
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(parts) != 2:  # noqa: PLR2004  longitude and latitude
        return None
    return _read(kind, {"lon": parts[0], "lat": parts[1]}) or _read(kind, {"lon": parts[1], "lat": parts[0]})


def _read(kind: str, cells: dict[str, object]) -> Place | None:
    frame, _ = read_entry(kind, {"code": "X1", "name": "X1"} | cells)
    lon, lat = (float(frame.iloc[0][name]) for name in ("lon", "lat"))
    return (round(lon, 6), round(lat, 6)) if np.isfinite([lon, lat]).all() else None
