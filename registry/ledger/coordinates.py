"""Read coordinates as people write them, and shift between WGS 84 and the two Chinese map datums.

Own grammar over NFKC text: general parsers are silently wrong on compact forms such as `111.27.08`.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from registry.errors import DataRefusedError
from registry.language import msg

Array = NDArray[np.float64]
Axis = Literal["lon", "lat"]


class CoordinateError(DataRefusedError):
    """A text that is no coordinate, or could be more than one."""


@dataclass(frozen=True)
class Coordinate:
    """One coordinate: degrees or plane metres, its axis where the text names one, and its last digit's worth."""

    value: float
    unit: Literal["deg", "m"]
    axis: Axis | None
    precision: float
    """The unit of the last place written: 1/60 for `36°10′`, 0.001 for `112.548`."""


# Signs that NFKC would tear apart or leave as they are; all become ° ' ".
_SIGNS = str.maketrans(
    dict.fromkeys("º˚∘⁰゜", "°")
    | dict.fromkeys("′’‘`´＇ˊ", "'")
    | dict.fromkeys("″”“〃＂", '"')
    | {"，": ",", "。": "."}
)
_WORDS = {"度": "°", "分": "'", "秒": '"', "deg": "°", "''": '"'}
_AXES: tuple[tuple[str, Axis, int], ...] = (
    ("东经", "lon", 1),
    ("西经", "lon", -1),
    ("北纬", "lat", 1),
    ("南纬", "lat", -1),
    ("经度", "lon", 1),
    ("纬度", "lat", 1),
    ("longitude", "lon", 1),
    ("latitude", "lat", 1),
    ("lon", "lon", 1),
    ("lat", "lat", 1),
    ("e", "lon", 1),
    ("w", "lon", -1),
    ("n", "lat", 1),
    ("s", "lat", -1),
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_FORMS = (
    re.compile(rf"(?P<d>{_NUMBER})°?"),
    re.compile(rf"(?P<d>\d+)°(?P<m>{_NUMBER})'?"),
    re.compile(rf"(?P<d>\d+)°(?P<m>\d+)'(?P<s>{_NUMBER})\"?"),
    re.compile(r"(?P<d>\d{1,3})\.(?P<m>\d{1,2})\.(?P<s>\d{1,2}(?:[.,]\d+)?)"),
    re.compile(rf"(?P<d>\d{{1,3}})[: ](?P<m>\d{{1,2}})[: ](?P<s>{_NUMBER})"),
    re.compile(rf"(?P<d>\d{{1,3}})[: ](?P<m>{_NUMBER})"),
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BETWEEN = re.compile(r"[、,，;；\s]+")
_WORTH = (("s", 3600), ("m", 60), ("d", 1))
_MAX_DEGREES = 180
_METRES = (100_000, 100_000_000)
"""Plane coordinates in China have six to eight digits before the point."""


def parse_coordinate(text: str) -> Coordinate:
    """Read one longitude, latitude, easting or northing.

    Understands decimal degrees (point or comma), degrees-minutes-seconds in signs, characters, points, colons or
    spaces, axis letters and words before or after, and plane metres with or without thousands separators. A bare
    number up to 180 is degrees, one of six to eight digits is metres.

    Raises
    ------
    CoordinateError
        When the text fits no form, or its minutes or seconds reach 60.
    """
    body, axis, sign = _take_axis(_normalise(text))
    if body.startswith(("-", "+")):
        sign, body = (-sign if body[0] == "-" else sign), body[1:]
    metres = body.removesuffix("米").removesuffix("m").strip()
    if _is_grouped(metres):
        body = metres = metres.replace(",", "")
    for form in _FORMS:
        match = form.fullmatch(body)
        if match:
            return _from_parts(text, match.groupdict(), axis, sign)
    if metres != body and re.fullmatch(_NUMBER, metres):
        return _from_parts(text, {"d": metres}, axis, sign)
    raise _refuse(text)


def parse_pair(text: str) -> dict[Axis, Coordinate] | None:
    """Read a text that holds both coordinates and names their axes, `N36°10′32″、E111°27′8″`; None otherwise."""
    parts = [part for part in _BETWEEN.split(str(text).strip()) if part]
    if len(parts) != 2:  # noqa: PLR2004
        return None
    try:
        found = {coordinate.axis: coordinate for coordinate in map(parse_coordinate, parts)}
    except CoordinateError:
        return None
    lon, lat = found.get("lon"), found.get("lat")
    return {"lon": lon, "lat": lat} if lon and lat else None


def _normalise(text: str) -> str:
    """Return NFKC lower-case text with one sign for each of degree, minute and second."""
    plain = unicodedata.normalize("NFKC", str(text).translate(_SIGNS)).translate(_SIGNS).lower()
    for word, sign in _WORDS.items():
        plain = plain.replace(word, sign)
    return re.sub(r"\s*([°'\":,])\s*", r"\1", " ".join(plain.split()))


def _take_axis(text: str) -> tuple[str, Axis | None, int]:
    # A degree letter may already have lost its sign to the word list: 经度 reads 经° after it.
    text = text.replace("经°", "经度").replace("纬°", "纬度")
    for word, axis, sign in _AXES:
        for rest in (text.removeprefix(word), text.removesuffix(word)):
            if rest != text:
                return rest.strip(" :;,、"), axis, sign
    return text.strip(" ;,、"), None, 1


def _is_grouped(body: str) -> bool:
    """Whether commas part thousands: `4,194,266.25` and `372,319`, but not the decimal comma of `112,548`."""
    return bool(_THOUSANDS.fullmatch(body)) and (
        body.count(",") > 1 or "." in body or float(body.partition(",")[0]) > _MAX_DEGREES
    )


def _from_parts(text: str, parts: Mapping[str, str | None], axis: Axis | None, sign: int) -> Coordinate:
    degrees, minutes, seconds = (float((parts.get(key) or "0").replace(",", ".")) for key in "dms")
    if minutes >= 60 or seconds >= 60:  # noqa: PLR2004
        raise _refuse(text)
    value = degrees + minutes / 60 + seconds / 3600
    last, worth = next((part, worth) for name, worth in _WORTH if (part := parts.get(name)))
    precision = 10.0 ** -len(re.split("[.,]", last + ".")[1]) / worth
    if value <= _MAX_DEGREES:
        return Coordinate(sign * value, "deg", axis, precision)
    if worth == 1 and _METRES[0] <= value < _METRES[1]:
        return Coordinate(sign * value, "m", axis, precision)
    raise _refuse(text)


def _refuse(text: object) -> CoordinateError:
    return CoordinateError(
        "P001",
        msg("{text} is not a coordinate; write decimal degrees such as 112.548900.", text=repr(str(text)[:60])),
    )


# --- datums of Chinese web maps -------------------------------------------------------------------------------------

_AXIS_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BD_ANGLE = math.pi * 3000.0 / 180.0


def wgs84_to_gcj02(lon: Any, lat: Any) -> tuple[Array, Array]:
    """Shift WGS 84 (or CGCS2000) degrees to GCJ-02, the datum of Amap and Tencent.

    Notes
    -----
    The formula is the one in public use (Krasovsky 1940 axis); over Shanxi it moves a point 537-600 m eastward.
    """
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + wave
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + wave
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    radians = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY2 * np.sin(radians) ** 2
    d_lat = np.degrees(north * magic * np.sqrt(magic) / (_AXIS_M * (1.0 - _ECCENTRICITY2)))
    d_lon = np.degrees(east * np.sqrt(magic) / (_AXIS_M * np.cos(radians)))
    return lon + d_lon, lat + d_lat


def wgs84_to_bd09(lon: Any, lat: Any) -> tuple[Array, Array]:
    """Shift WGS 84 degrees to BD-09, the datum of Baidu: over Shanxi 1.27-1.39 km to the north-east."""
    x, y = wgs84_to_gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_ANGLE)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_ANGLE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def gcj02_to_wgs84(lon: Any, lat: Any) -> tuple[Array, Array]:
    """Shift GCJ-02 degrees to WGS 84; the inverse of `wgs84_to_gcj02` to well under a millimetre."""
    return _invert(wgs84_to_gcj02, lon, lat)


def bd09_to_wgs84(lon: Any, lat: Any) -> tuple[Array, Array]:
    """Shift BD-09 degrees to WGS 84; the inverse of `wgs84_to_bd09` to well under a millimetre."""
    return _invert(wgs84_to_bd09, lon, lat)


def _invert(shift: Callable[[Any, Any], tuple[Array, Array]], lon: Any, lat: Any) -> tuple[Array, Array]:
    """Invert a small smooth shift by fixed point: its slope is about 0.001, so each round gains three digits."""
    target_lon, target_lat = np.asarray(lon, float), np.asarray(lat, float)
    x, y = target_lon, target_lat
    for _ in range(8):
        shifted_lon, shifted_lat = shift(x, y)
        x, y = x + target_lon - shifted_lon, y + target_lat - shifted_lat
    return x, y
