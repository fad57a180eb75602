"""Put sections on the network and say, for any place on it, which section its water meets next."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.hydro.flow import Bools
from registry.hydro.grid import Segments, compiled, nearest_labelled, segments_of
from registry.hydro.lines import Floats, Ints
from registry.hydro.locate import metric_xy, per_row
from registry.hydro.names import river_numbers
from registry.hydro.network import RiverNetwork

AT_SECTION_M = 0.5
"""A point this near to a section is at it, and belongs to it."""
NONE = -1
HEADING_M = 1.0
"""How far along the water from a section its direction is read."""


@dataclass(frozen=True)
class SectionPlaces:
    """Where sections lie on the network, by their row; reach -1 where they lie on none."""

    reach: Ints
    measure_m: Floats
    offset_m: Floats
    accuracy_m: Floats
    x: Floats
    y: Floats


def find_sections(network: RiverNetwork, sections: gpd.GeoDataFrame, tolerance_m: float) -> SectionPlaces:
    """Put each section on its named river, within its accuracy, else on the nearest one within the tolerance.

    A section at a confluence answers for all that meets there, unless its river is that of an incoming reach alone.
    """
    x, y, usable = metric_xy(sections, network.crs, "sections")
    accuracy_m = per_row(sections.get("accuracy_m"), sections.index, 0.0, "accuracy_m")
    count = len(sections)
    reach, measure, offset = np.full(count, NONE), np.full(count, np.nan), np.full(count, np.inf)
    rivers = sections["river"].to_numpy(dtype=object) if "river" in sections else np.full(count, None, dtype=object)
    known, asked = river_numbers(network.river, rivers)
    everything = np.zeros(len(network.grid.x), dtype=np.int64)
    for some, label, wanted, limit_m in (
        (np.flatnonzero(usable & (asked >= 0)), known[network.grid.part], asked, np.maximum(accuracy_m, tolerance_m)),
        (np.flatnonzero(usable), everything, np.zeros(count, dtype=np.int64), np.full(count, float(tolerance_m))),
    ):
        rows = some[reach[some] < 0]
        found, d, m = nearest_labelled(network.grid, x[rows], y[rows], label, wanted[rows], limit_m[rows])
        hit = rows[found >= 0]
        reach[hit], offset[hit], measure[hit] = network.grid.part[found[found >= 0]], d[found >= 0], m[found >= 0]
    _move_to_confluence(network, reach, measure, known, asked)
    return SectionPlaces(reach, measure, offset, accuracy_m, x, y)


def _move_to_confluence(network: RiverNetwork, reach: Ints, measure_m: Floats, known: Ints, asked: Ints) -> None:
    for row in np.flatnonzero(reach >= 0):
        at, below = reach[row], network.down[reach[row]]
        its_own = asked[row] >= 0 and known[at] == asked[row] and known[below] != asked[row]
        if below >= 0 and network.length_m[at] - measure_m[row] <= AT_SECTION_M and not its_own:
            reach[row], measure_m[row] = below, 0.0


class Water:
    """The sections on the network; per reach the next one below its lower end and the last one above its upper end."""

    def __init__(self, network: RiverNetwork, places: SectionPlaces, code: Ints) -> None:
        self.network, self.places = network, places
        on = np.flatnonzero(places.reach >= 0)
        on = on[np.lexsort((code[on], places.measure_m[on], places.reach[on]))]
        self.code, self.accuracy_m = code[on], places.accuracy_m[on]
        self._reach, self._measure = places.reach[on], places.measure_m[on]
        self._span = float(network.length_m.max()) + 1.0
        self.x, self.y = self._spots(0.0).T
        self.into, self.out = (
            _unit(self._spots(0.0) - self._spots(-HEADING_M)),
            _unit(self._spots(HEADING_M) - self._spots(0.0)),
        )
        self._key = self._reach * self._span + self._measure
        self._first = np.searchsorted(self._reach, np.arange(len(network.down) + 1))
        order, down = network.order, network.down
        self.below, self.below_m = _below(down, order, network.length_m, self._first, self._measure)
        self._above, self._above_m = _above(down, order, network.length_m, self._first, self._measure, self.accuracy_m)
        flow = network.flow
        self.fork = _forks(down, order, flow.first, flow.choices, flow.ambiguous, self._first, self.below)

    def _spots(self, farther_m: float) -> Floats:
        """Return x and y of the sections, or of the water some metres farther down on their reaches."""
        line, at_m = self.network.parts[self._reach], self._measure + farther_m
        ends_m = self.network.length_m[self._reach]
        return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(line, np.clip(at_m, 0.0, ends_m))))

    def next_section(self, reach: Ints, measure_m: Floats) -> tuple[Ints, Floats, Bools]:
        """Return the section (row of this object, -1 none), metres of water to it, and whether a fork matters."""
        at = np.searchsorted(self._key, reach * self._span + measure_m - AT_SECTION_M)
        here = (at < self._first[reach + 1]) & (at >= self._first[reach])
        left_m = self.network.length_m[reach] - measure_m
        clipped = np.minimum(at, max(len(self._measure) - 1, 0))
        own_m = np.maximum(self._measure[clipped] - measure_m, 0.0) if len(self._measure) else np.zeros(len(reach))
        section = np.where(here, clipped, self.below[reach])
        return section, np.where(here, own_m, left_m + self.below_m[reach]), ~here & self.fork[reach]

    def last_section(self, reach: Ints, measure_m: Floats) -> tuple[Ints, Floats]:
        """Return the nearest section upstream, its own doubt taken off, and metres down from it."""
        at = np.searchsorted(self._key, reach * self._span + measure_m - AT_SECTION_M) - 1
        here = (at >= self._first[reach]) & (at < self._first[reach + 1])
        own_m = measure_m - self._measure[np.maximum(at, 0)] if len(self._measure) else np.zeros(len(reach))
        return np.where(here, at, self._above[reach]), np.where(here, own_m, measure_m + self._above_m[reach])

    def following(self) -> tuple[Ints, Floats]:
        """Return, for each section on the network, the next one downstream (-1 none) and the metres to it."""
        rows = np.arange(len(self.code))
        on_same = np.zeros(len(rows), dtype=bool)
        on_same[:-1] = self._reach[1:] == self._reach[:-1]
        gap_m = np.diff(self._measure, append=0.0)
        rest_m = self.network.length_m[self._reach] - self._measure + self.below_m[self._reach]
        return np.where(on_same, rows + 1, self.below[self._reach]), np.where(on_same, gap_m, rest_m)

    def labelled_segments(self) -> tuple[Segments, Ints]:
        """Return the network's segments, cut at the sections, each with the number of the section below it."""
        pieces = segments_of(self.network.parts)
        long_m = np.hypot(*(pieces.finish - pieces.begin).T)
        for part, measure in zip(self._reach, self._measure, strict=True):
            along = measure - pieces.start_m
            for i in np.flatnonzero((pieces.part == part) & (along > TINY_M) & (along < long_m - TINY_M)):
                pieces, long_m = _cut(pieces, long_m, i, along[i])
        middle_m = pieces.start_m + long_m / 2 + AT_SECTION_M
        section, _, _ = self.next_section(pieces.part, middle_m)
        return pieces, np.where(section >= 0, np.append(self.code, NONE)[section], NONE)


TINY_M = 1e-6


def _unit(step: Floats) -> Floats:
    """Return steps as unit vectors; where there is none, 0, 0."""
    return np.asarray(step / np.maximum(np.hypot(*step.T), 1e-9)[:, None])


def _cut(pieces: Segments, long_m: Floats, i: Any, along_m: float) -> tuple[Segments, Floats]:
    point = pieces.begin[i] + (pieces.finish[i] - pieces.begin[i]) * along_m / long_m[i]
    finish = pieces.finish.copy()
    finish[i] = point
    cut = Segments(
        np.vstack([pieces.begin, point]),
        np.vstack([finish, pieces.finish[i]]),
        np.append(pieces.start_m, pieces.start_m[i] + along_m),
        np.append(pieces.part, pieces.part[i]),
    )
    lengths = np.append(long_m, long_m[i] - along_m)
    lengths[i] = along_m
    return cut, lengths


@compiled
def _below(down: Ints, order: Ints, length_m: Floats, first: Ints, measure_m: Floats) -> tuple[Ints, Floats]:
    """Find the first section met from the lower end of each reach."""
    section, way_m = np.full(len(down), -1), np.full(len(down), np.inf)
    for i in order:
        d = down[i]
        if d < 0:
            continue
        if first[d] < first[d + 1]:
            section[i], way_m[i] = first[d], measure_m[first[d]]
        else:
            section[i], way_m[i] = section[d], way_m[d] + length_m[d]
    return section, way_m


@compiled
def _above(
    down: Ints, order: Ints, length_m: Floats, first: Ints, measure_m: Floats, accuracy_m: Floats
) -> tuple[Ints, Floats]:
    """Find the section that, its accuracy taken off, lies nearest above the upper end of each reach."""
    section, way_m = np.full(len(down), -1), np.full(len(down), np.inf)
    for k in range(len(order) - 1, -1, -1):
        i = order[k]
        d = down[i]
        if d < 0:
            continue
        found, up_m = section[i], way_m[i] + length_m[i]
        if first[i] < first[i + 1]:
            found = first[i + 1] - 1
            up_m = length_m[i] - measure_m[found]
        if found < 0:
            continue
        held = section[d]
        if held < 0 or up_m - accuracy_m[found] < way_m[d] - accuracy_m[held]:
            section[d], way_m[d] = found, up_m
    return section, way_m


@compiled
def _forks(
    down: Ints, order: Ints, first_choice: Ints, choices: Ints, ambiguous: Bools, first: Ints, below: Ints
) -> Bools:
    """Mark the reaches below which a fork, taken otherwise, would lead to another section."""
    open_fork = np.zeros(len(down), np.bool_)
    for i in order:
        d = down[i]
        if ambiguous[i]:
            for c in choices[first_choice[i] : first_choice[i + 1]]:
                met = first[c] if first[c] < first[c + 1] else below[c]
                open_fork[i] |= met != below[i]
        if d >= 0 and first[d] == first[d + 1]:
            open_fork[i] |= open_fork[d]
    return open_fork


def place_sections(network: RiverNetwork, sections: gpd.GeoDataFrame, tolerance_m: float = 500) -> pd.DataFrame:
    """Return where each section lies on the network, indexed by section_code.

    Columns: reach_id, measure_m, offset_m, path_to_mouth_m. Missing where the section lies on no reach.
    """
    found = find_sections(network, sections, tolerance_m)
    top_m = np.append(network.length_m + network.way_m, np.nan)
    return pd.DataFrame(
        {
            "reach_id": network.ids_at(found.reach),
            "measure_m": found.measure_m,
            "offset_m": np.where(found.reach >= 0, found.offset_m, np.nan),
            "path_to_mouth_m": top_m[found.reach] - found.measure_m,
        },
        index=pd.Index(sections["section_code"], name="section_code"),
    )
