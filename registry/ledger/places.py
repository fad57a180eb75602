"""Make longitude and latitude of what two cells say: degrees or plane metres, in whatever system the file uses."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from registry.crs import STORAGE
from registry.errors import CallError
from registry.findings import Level, Rule
from registry.language import msg
from registry.ledger import rules
from registry.ledger.coordinates import Coordinate, bd09_to_wgs84, gcj02_to_wgs84
from registry.ledger.rules import Findings
from registry.vocabulary.places import latitude, longitude

MAP_DATUMS = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}
_DEGREES = "EPSG:4490"
_SAME_AS_STORAGE = frozenset({4490, 4326})
_LON, _LAT = (73.0, 136.0), (3.0, 54.0)
_LABELS = {"lon": longitude().label, "lat": latitude().label}
_NORTHING_M = (2_000_000, 6_000_000)
_PREFIXED_M = 10_000_000
_ZONES_3 = range(25, 46)
_ZONES_6 = range(13, 24)
_COARSE_DEG = 0.005
"""Written no finer than this, a place may be 500 m off."""
_DECIMALS = 8
_WELL_KNOWN_M = 5.0


@dataclass(frozen=True)
class Pair:
    """What a row says of its place, as read."""

    row: int
    feature_id: str | None
    lon: Coordinate
    lat: Coordinate


@dataclass(frozen=True)
class Places:
    """Longitude and latitude in the storage CRS, NaN where refused, in the order of the pairs; and the systems met."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    detected: tuple[str, ...]
    applied: tuple[str, ...]


def checked_crs(text: str | None) -> str | None:
    """Return the name of a coordinate system in one spelling: `gcj02`, `bd09` or `EPSG:4526`.

    Raises
    ------
    CallError
        When there is no such system.
    """
    if text is None or not text.strip():
        return None
    name = re.sub(r"[\s_-]", "", text).lower()
    if name in MAP_DATUMS:
        return name
    try:
        code = CRS.from_user_input(int(name) if name.isdigit() else text.strip()).to_epsg(min_confidence=100)
        on_earth = code is not None and (CRS(code).is_geographic or CRS(code).is_projected)
    except CRSError:
        code, on_earth = None, False
    if not on_earth:
        raise CallError(
            "L082",
            msg("{crs} is no coordinate system known here; write EPSG:4526, gcj02 or bd09.", crs=repr(text)),
        )
    return f"EPSG:{code}"


def resolve(pairs: Sequence[Pair], crs: str | None, accepted: Collection[str], findings: Findings) -> Places:
    """Turn pairs into longitude and latitude; `crs` as of `checked_crs`, None to tell it from the numbers."""
    ordered = [_in_order(pair, accepted, findings) for pair in pairs]
    systems = [None if pair is None else _system(pair, crs, findings) for pair in ordered]
    lon, lat = np.full(len(pairs), np.nan), np.full(len(pairs), np.nan)
    used = sorted({system for system in systems if system})
    for system in used:
        where = [i for i, s in enumerate(systems) if s == system]
        chosen = [pair for i in where if (pair := ordered[i])]
        lon[where], lat[where] = _convert(chosen, system, findings)
    for i, pair in enumerate(ordered):
        if pair is not None and systems[i] is not None:
            _check_place(pair, lon, lat, i, findings)
    detected = tuple(system for system in used if crs is None)
    return Places(lon.round(_DECIMALS), lat.round(_DECIMALS), detected, tuple(used))


def _in_order(pair: Pair, accepted: Collection[str], findings: Findings) -> Pair | None:
    """Return the pair with longitude first, None where it is swapped and nobody has accepted that."""
    if not _is_swapped(pair.lon, pair.lat):
        return pair
    taken = rules.SWAPPED_AXES.code in accepted
    findings.add(
        rules.SWAPPED_AXES,
        msg(
            "Longitude {lon} and latitude {lat} look swapped.",
            lon=f"{pair.lon.value:.10g}",
            lat=f"{pair.lat.value:.10g}",
        ),
        msg("They were swapped, as accepted.")
        if taken
        else msg(
            "Swap them in the file, or accept the fix under Options (--accept {code}).", code=rules.SWAPPED_AXES.code
        ),
        field="lon",
        row=pair.row,
        feature_id=pair.feature_id,
        level=Level.WARNING if taken else None,
    )
    return Pair(pair.row, pair.feature_id, pair.lat, pair.lon) if taken else None


def _is_swapped(lon: Coordinate, lat: Coordinate) -> bool:
    if lon.axis == "lat" or lat.axis == "lon":
        return True
    if lon.unit == lat.unit == "m":
        return _is_northing(lon.value) and not _is_northing(lat.value)
    between = _LAT[0] <= lon.value <= _LAT[1] and _LON[0] <= lat.value <= _LON[1]
    return lon.unit == lat.unit and between


def _is_northing(value: float) -> bool:
    return _NORTHING_M[0] <= value < _NORTHING_M[1]


def _system(pair: Pair, crs: str | None, findings: Findings) -> str | None:
    """Return the system of one pair, None (noted) where it cannot be told or contradicts the one named."""
    in_metres = pair.lon.unit == "m"
    wants_metres = in_metres if crs is None else crs not in MAP_DATUMS and CRS(crs).is_projected
    if pair.lon.unit != pair.lat.unit or in_metres != wants_metres:
        _refuse(pair, findings)
        return None
    if crs is not None or not in_metres:
        return crs or _DEGREES
    return _zone_system(pair, findings)


def _zone_system(pair: Pair, findings: Findings) -> str | None:
    """Return the CGCS2000 zone that an eight-digit easting names; without one it would be a guess."""
    zone = int(pair.lon.value // 1_000_000) if pair.lon.value >= _PREFIXED_M else 0
    if zone in _ZONES_3:
        return f"EPSG:{4513 + zone - 25}"
    if zone in _ZONES_6:
        return f"EPSG:{4491 + zone - 13}"
    findings.add(
        rules.UNKNOWN_ZONE,
        msg("Easting {easting} does not say its zone.", easting=f"{pair.lon.value:.10g}"),
        msg("Name the system under Options (--crs EPSG:4546 for 111°E, EPSG:4547 for 114°E), as your survey says."),
        field="lon",
        row=pair.row,
        feature_id=pair.feature_id,
    )
    return None


def _refuse(pair: Pair, findings: Findings) -> None:
    findings.add(
        rules.BAD_COORDINATE,
        msg(
            "{lon} and {lat} do not fit together or the system named: degrees and metres are mixed.",
            lon=f"{pair.lon.value:.10g}",
            lat=f"{pair.lat.value:.10g}",
        ),
        msg("Write both in decimal degrees, or name their system under Options (--crs)."),
        field="lon",
        row=pair.row,
        feature_id=pair.feature_id,
    )


def _convert(pairs: Sequence[Pair], system: str, findings: Findings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = np.array([pair.lon.value for pair in pairs])
    y = np.array([pair.lat.value for pair in pairs])
    if system in MAP_DATUMS:
        _note_conversion(rules.DATUM_SHIFT, len(pairs), system, findings)
        return MAP_DATUMS[system](x, y)
    source = CRS(system)
    if source.to_epsg() in _SAME_AS_STORAGE:
        return x, y
    _note_conversion(rules.PLANE_METRES if source.is_projected else rules.DATUM_SHIFT, len(pairs), system, findings)
    transformer = Transformer.from_crs(source, STORAGE, always_xy=True)
    try:
        lon, lat = transformer.transform(x, y)
    except ProjError:
        return np.full(len(x), np.inf), np.full(len(x), np.inf)
    if not 0 <= transformer.accuracy <= _WELL_KNOWN_M:
        findings.add(
            rules.VAGUE_DATUM,
            msg("The shift from {crs} to CGCS2000 is not known well.", crs=source.name),
            msg("Have the coordinates converted by your surveyors; expect errors of about 100 m."),
        )
    return lon, lat


def _note_conversion(rule: Rule, count: int, system: str, findings: Findings) -> None:
    findings.add(
        rule,
        msg("The places of {count} rows were converted from {crs}.", count=count, crs=system),
        msg("Look at a few of them on the map before you commit."),
    )


def _check_place(pair: Pair, lon: NDArray[np.float64], lat: NDArray[np.float64], i: int, findings: Findings) -> None:
    for name, value, (low, high) in (("lon", lon[i], _LON), ("lat", lat[i], _LAT)):
        if not low <= value <= high:
            findings.add(
                rules.OUT_OF_RANGE,
                msg(
                    "{field} {raw} is outside {low} to {high}.",
                    field=_LABELS[name],
                    raw=f"{value if np.isfinite(value) else getattr(pair, name).value:.10g}",
                    low=low,
                    high=high,
                ),
                msg("Check the value and its unit ({unit}).", unit="°"),
                field=name,
                row=pair.row,
                feature_id=pair.feature_id,
            )
    precision = min(pair.lon.precision, pair.lat.precision)
    inside = _LON[0] <= lon[i] <= _LON[1] and _LAT[0] <= lat[i] <= _LAT[1]
    if inside and pair.lon.unit == "deg" and precision >= _COARSE_DEG:
        findings.add(
            rules.COARSE_PLACE,
            msg(
                "The place is written to {precision}° only, about {metres} m.",
                precision=f"{precision:.4g}",
                metres=int(round(precision * 100_000, -2)),
            ),
            msg("Give at least five decimals, or state the accuracy."),
            field="lon",
            row=pair.row,
            feature_id=pair.feature_id,
        )
