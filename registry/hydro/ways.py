"""The points asked about, and the ways that lead from each to another answer."""

from dataclasses import dataclass

import numpy as np

from registry.hydro.decision import NONE
from registry.hydro.flow import Bools
from registry.hydro.lines import Floats, Ints

ROOM_DIGITS = 6
"""Rooms closer than this are equal, whatever the CRS that was measured in."""


@dataclass(frozen=True)
class Points:
    """The features that have a place: x and y in metres, accuracy and whether it is assumed, standing on the ground."""

    x: Floats
    y: Floats
    accuracy_m: Floats
    accuracy_unknown: Bools
    on_ground: Bools

    def take(self, rows: Ints) -> "Points":
        """Return some of the points."""
        return Points(*(values[rows] for values in vars(self).values()))


@dataclass(frozen=True)
class Way:
    """One way to another answer: metres to it, the number of the section there, and two doubts about those metres.

    `accuracy_m` is that of the point, `place_m` that of what it would have to pass: a border, a river, a section.
    """

    distance_m: Floats
    section: Ints
    accuracy_m: Floats
    place_m: Floats

    @property
    def room(self) -> Floats:
        """Distance in units of both doubts together; infinite where there is no such way."""
        doubt_m = np.maximum(np.hypot(self.accuracy_m, self.place_m), 1e-9)
        return np.where(np.isfinite(self.distance_m), np.round(self.distance_m / doubt_m, ROOM_DIGITS), np.inf)

    @property
    def least_m(self) -> Floats:
        """Metres that the point has to move at least, as uncertain as the place is that it would have to pass."""
        return np.asarray(np.maximum(self.distance_m - self.place_m, 0.0))

    def spread(self, rows: Ints, count: int) -> "Way":
        """Return the way at its rows among `count`; the others have none."""
        whole = Way(np.full(count, np.inf), np.full(count, NONE), np.ones(count), np.zeros(count))
        for there, here in zip(vars(whole).values(), vars(self).values(), strict=True):
            there[rows] = here
        return whole


def tighter(one: Way, other: Way) -> Way:
    """Return, row by row, the way that leaves less room; the first where they are equal."""
    first = one.room <= other.room
    return Way(*(np.where(first, a, b) for a, b in zip(vars(one).values(), vars(other).values(), strict=True)))
