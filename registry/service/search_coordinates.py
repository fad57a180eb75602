"""Go to a coordinate however it is written, and name what lies nearest to it."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from registry.language import Message, msg
from registry.ledger import rules
from registry.ledger.coordinates import Coordinate, CoordinateError, parse_coordinate
from registry.ledger.places import Pair, resolve
from registry.ledger.rules import Findings
from registry.service.registry import AsOf, Registry
from registry.service.search import COLUMNS, search_index, to_metres

LONGEST = 120
"""No two coordinates are longer, in any form."""
NEAREST = 5
NORTHING_M = (3_700_000, 4_600_000)
"""Metres from the equator in Shanxi and round about: a number such as this is no code."""
ELLIPSOID = Geod(ellps="GRS80")
_SEAM = re.compile(
    r"[\s,，;；、/|]+"
    r"|(?<=[NSEWnsew″\"”秒'′’分°度米m])(?=[\dNSEWnsew东西南北经纬+-])"
    r"|(?=东经|西经|北纬|南纬|经度|纬度|(?<=\d)[NSEWnsew]\s?\d)"
)
"""Where one coordinate may end and the other begin."""


@dataclass(frozen=True)
class PlaceFound:
    """What a text says of a place: where it is and which county, or why it cannot be told; and what lies nearest.

    `nearest` has the columns of a search and `distance_m`.
    """

    lon: float | None
    lat: float | None
    said: Message
    nearest: pd.DataFrame


def find_place(registry: Registry, text: str, as_of: AsOf) -> PlaceFound | None:
    """Return the place that a text names by a pair of coordinates in either order, None where it is no such pair.

    Decimal degrees, degrees-minutes-seconds with or without signs, 东经/北纬, letters, and plane metres with the zone
    before the easting; a pair that reads in two ways is the one inside Shanxi, else the one cut into like parts.
    """
    pairs = readings_of(text)
    if not pairs:
        return None
    findings = Findings("outlets")
    accepted = {rules.SWAPPED_AXES.code}
    numbered = [Pair(row, None, *pair) for row, pair in enumerate(pairs)]
    placed = resolve(numbered, None, accepted, findings)
    inside = [
        row
        for row in range(len(pairs))
        if 73 <= placed.lon[row] <= 136 and 3 <= placed.lat[row] <= 54  # noqa: PLR2004
    ]
    if not inside:
        return _without_zone(findings, pairs)
    province = registry.base.province.geometry.iloc[0]
    lon, lat = min(
        ((float(placed.lon[row]), float(placed.lat[row])) for row in inside),
        key=lambda place: not shapely.contains_xy(province, *place),
    )
    return PlaceFound(round(lon, 6), round(lat, 6), _where(registry, lon, lat), nearest_to(registry, lon, lat, as_of))


def readings_of(text: str) -> list[tuple[Coordinate, Coordinate]]:
    """Return every way in which a text reads as two coordinates of one unit, those cut into like parts first."""
    plain = unicodedata.normalize("NFKC", text[: LONGEST + 1]).strip()
    if len(plain) > LONGEST or not any(letter.isdigit() for letter in plain):
        return []
    found = []
    for start, end in _seams(plain):
        one, other = _parsed(plain[:start]), _parsed(plain[end:])
        if one and other and one.unit == other.unit and not (one.axis and one.axis == other.axis):
            uneven = abs(len(re.findall(r"\d+", plain[:start])) - len(re.findall(r"\d+", plain[end:])))
            found.append((uneven, start, (one, other)))
    return [pair for _, _, pair in sorted(found, key=lambda read: read[:2])]


def _seams(text: str) -> list[tuple[int, int]]:
    spans = {match.span() for match in _SEAM.finditer(text)}
    # The seam before a letter or word is empty; where separators stand there too, theirs is the wider one.
    return sorted(span for span in spans if span[0] > 0 and span[1] < len(text))


def _parsed(part: str) -> Coordinate | None:
    try:
        return parse_coordinate(part)
    except CoordinateError:
        return None


def _without_zone(findings: Findings, pairs: list[tuple[Coordinate, Coordinate]]) -> PlaceFound | None:
    """Say what is missing of plane metres that do not name their zone; anything else is no place."""
    metres = [one.value for pair in pairs for one in pair if one.unit == "m"]
    is_survey = any(NORTHING_M[0] <= value < NORTHING_M[1] for value in metres)
    if not is_survey or all(found.code != rules.UNKNOWN_ZONE.code for found in findings.items):
        return None
    said = msg("These are plane metres without a zone: write it before the easting, as in 37548900 or 19548900.")
    return PlaceFound(None, None, said, pd.DataFrame(columns=[*COLUMNS, "distance_m"]))


def _where(registry: Registry, lon: float, lat: float) -> Message:
    counties = registry.base.counties
    at = counties[shapely.contains_xy(counties.geometry.to_numpy(), lon, lat)]
    place = f"{lon:.5f}, {lat:.5f}"
    if at.empty:
        return msg("{place}: outside Shanxi", place=place)
    return msg("{place}, in {county}", place=place, county=str(at["county"].iloc[0]))


def nearest_to(registry: Registry, lon: float, lat: float, as_of: AsOf, at_most: int = NEAREST) -> pd.DataFrame:
    """Return the features nearest to a place: COLUMNS and `distance_m` on the ellipsoid, nearest first."""
    index = search_index(registry, as_of)
    x, y = to_metres(np.array([lon]), np.array([lat]))
    away = np.hypot(index.x - x[0], index.y - y[0])
    rows = np.argsort(away, kind="stable")[:at_most]
    near = index.features.iloc[rows][COLUMNS]
    near = near[near["lon"].notna() & near["lat"].notna()].reset_index(drop=True)
    count = len(near)
    _, _, metres = ELLIPSOID.inv([lon] * count, [lat] * count, near["lon"].tolist(), near["lat"].tolist())
    return near.assign(distance_m=np.round(metres)).sort_values("distance_m", kind="stable", ignore_index=True)
