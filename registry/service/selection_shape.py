"""A selection as few words: its shape and places, as they stand in the address, and what lies inside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from registry.service.way_between import Place

POINTS_OF = {"view": (2, 2), "rectangle": (2, 2), "polygon": (3, 200), "stretch": (2, 2), "course": (2, 2)}
"""How many places a shape has, least and most."""
OF_SECTION = ("section", "above")
DIGITS = 5
"""Places travel as whole 1e-5 degrees, as the features of the map do."""
EAST, NORTH = (60.0, 140.0), (10.0, 60.0)
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,8})?")
_WORLD = 256.0


@dataclass(frozen=True)
class Selection:
    """What is selected: `view`, `rectangle` (two corners), `polygon`, `stretch`, `course`, `section` or `above`.

    `stretch` is everything that enters the water between two places, `course` what enters that river itself;
    `section` is what answers to one section, `above` also what answers to all above it.
    """

    shape: str
    points: tuple[Place, ...] = ()
    section: str | None = None

    def spell(self) -> str:
        """Return the selection as it stands in the address."""
        places = ";".join(f"{lon:.{DIGITS}f},{lat:.{DIGITS}f}" for lon, lat in self.points)
        return f"{self.shape}:{self.section if self.shape in OF_SECTION else places}"


def read_selection(text: str) -> Selection | None:
    """Return the selection that a text of `Selection.spell` names, None where it names none."""
    shape, _, rest = text.partition(":")
    if shape in OF_SECTION:
        return Selection(shape, section=rest) if rest else None
    parts = [part.split(",") for part in rest.split(";")]
    if any(len(part) != 2 or not all(map(_NUMBER.fullmatch, part)) for part in parts):  # noqa: PLR2004  lon, lat
        return None
    return drawn_selection(shape, [(float(lon), float(lat)) for lon, lat in parts])


def drawn_selection(shape: object, places: Iterable[Any]) -> Selection | None:
    """Return the selection of a shape drawn on the map, None where it is none: an unknown shape, a place off China."""
    points = tuple((round(float(lon), DIGITS), round(float(lat), DIGITS)) for lon, lat in places)
    least, most = POINTS_OF.get(str(shape), (1, 0))
    return Selection(str(shape), points) if least <= len(points) <= most and all(map(on_map, points)) else None


def on_map(place: Place) -> bool:
    """Whether a place lies where the map can be looked at."""
    lon, lat = place
    return EAST[0] <= lon <= EAST[1] and NORTH[0] <= lat <= NORTH[1]


def inside(selection: Selection, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Say which places lie inside an area drawn on the map; the edges are as straight as the map draws them.

    The same reckoning as the browser's, on the same digits: an edge is crossed an odd number of times, so that the
    inside of a loop that crosses itself is what lies between. A missing place lies nowhere.
    """
    x, y = _plane(np.round(np.asarray(lon, float), DIGITS), np.round(np.asarray(lat, float), DIGITS))
    xs, ys = _plane(*np.array(_ring(selection)).T)
    odd = np.zeros(len(x), dtype=bool)
    with np.errstate(invalid="ignore", divide="ignore"):
        for xi, yi, xj, yj in zip(xs, ys, np.roll(xs, 1), np.roll(ys, 1), strict=True):
            odd ^= ((yi > y) != (yj > y)) & (x < (xj - xi) * (y - yi) / (yj - yi) + xi)
    return np.asarray(odd & np.isfinite(x) & np.isfinite(y))


def _ring(selection: Selection) -> list[Place]:
    if selection.shape == "polygon":
        return list(selection.points)
    (west, south), (east, north) = selection.points
    return [(west, south), (east, south), (east, north), (west, north)]


def _plane(lon: npt.NDArray[Any], lat: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return places on the plane the map is drawn on, for what is left and right, never for metres."""
    sine = np.sin(np.radians(lat))
    return (lon + 180.0) / 360.0 * _WORLD, (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * _WORLD
