"""Gather what speaks for one section or another: the area, the water, the ledger, and the room to another answer."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from registry.crs import metric_crs
from registry.errors import CallError
from registry.hydro.areas import Areas
from registry.hydro.decision import NONE, UNKNOWN
from registry.hydro.flow import Bools
from registry.hydro.grid import TIE_M, build_grid, compiled, nearest_labelled, spots
from registry.hydro.lines import Floats, Ints
from registry.hydro.locate import Places, place
from registry.hydro.margin import STRAIGHT, Own, Paths, calm_rings, nearest_other
from registry.hydro.names import river_numbers
from registry.hydro.network import RiverNetwork
from registry.hydro.sections import check_codes
from registry.hydro.water import AT_SECTION_M, Water, find_sections
from registry.hydro.ways import Points, Way, tighter
from registry.language import msg

FAR_M = 10_000.0
"""Nothing farther than this is looked for: a point that far from another answer is far enough."""
RIVER_SEARCH_M = 10_000.0
NO_SECTION = -2
DRAINS_AWAY = -3


def measuring_crs(network: RiverNetwork | None, units: gpd.GeoDataFrame | None) -> CRS:
    """Return the CRS to measure in: the network's, else one that fits the units.

    Raises
    ------
    CallError
        When neither is given.
    """
    if network is not None:
        return network.crs
    if units is None:
        raise CallError("H030", msg("Give a river network, control units, or both; there is nothing to assign by."))
    return metric_crs(units, "units")


def section_codes(sections: gpd.GeoDataFrame, units: gpd.GeoDataFrame | None) -> "pd.Index[Any]":
    """Return every section code in order: those of the sections and those that only units name.

    Raises
    ------
    CallError
        When a column is missing, or section codes are missing or double.
    """
    codes = set(check_codes(sections))
    if units is not None:
        if "section_code" not in units.columns:
            raise CallError("H031", msg("The control units have no column section_code."))
        codes |= set(units["section_code"].dropna())
    ordered: pd.Index[Any] = pd.Index(sorted(codes))
    return ordered


class AreaEvidence:
    """Control units as labelled areas: numbers of sections, NO_SECTION, or DRAINS_AWAY and below for other basins."""

    def __init__(self, units: gpd.GeoDataFrame, codes: "pd.Index[Any]", crs: CRS, layer_m: float) -> None:
        away = units["drains_to"] if "drains_to" in units else pd.Series(None, index=units.index, dtype=object)
        number, self.basins = pd.factorize(away)
        label = codes.get_indexer(units["section_code"])
        label = np.where(label >= 0, label, np.where(number >= 0, DRAINS_AWAY - number, NO_SECTION))
        self.areas, self._layer_m = Areas(units, label.astype(np.int64), crs, "units"), layer_m

    def gather(self, points: Points) -> tuple[Ints, Way]:
        """Return the label of the unit of each point and the way over its border."""
        label = self.areas.label_at(points.x, points.y)
        limit_m = np.full(len(points.x), FAR_M)
        label, border_m, beyond = self.areas.border(points.x, points.y, label, limit_m)
        doubt_m = np.full(len(label), self._layer_m)
        return label, Way(border_m, np.where(beyond >= 0, beyond, NONE), points.accuracy_m, doubt_m)


class WaterEvidence:
    """The network with its sections, ready to be asked for many points."""

    def __init__(
        self,
        network: RiverNetwork,
        sections: gpd.GeoDataFrame,
        codes: "pd.Index[Any]",
        tolerance_m: float,
        layer_m: float,
    ) -> None:
        self.network, self.tolerance_m, self._layer_m = network, tolerance_m, layer_m
        number = codes.get_indexer(sections["section_code"])
        self.places = find_sections(network, sections, tolerance_m)
        self.water = Water(network, self.places, number)
        self.number = np.append(self.water.code, NONE)
        following, _ = self.water.following()
        self.after = np.full(len(codes), NONE)
        self.after[self.water.code] = self.number[following]
        pieces, self._label = self.water.labelled_segments()
        self._grid, self._part = build_grid(pieces), pieces.part
        self._calm = calm_rings(self._grid, self._label)
        self._paths = Paths(network.enter, network.leave, network.length_m + network.way_m)

    def place(self, points: Points, rivers: Any) -> Places:
        """Put points on the network; a point on a section's own stated place goes where the section was put."""
        limit_m = np.full(len(points.x), self.tolerance_m)
        doubt_m = np.hypot(points.accuracy_m, self._layer_m)
        found = place(self.network, points.x, points.y, limit_m, rivers, doubt_m)
        east = np.argsort(self.places.x)
        same = _same_place(points.x, points.y, self.places.x[east], self.places.y[east], AT_SECTION_M)
        rows = np.flatnonzero(same >= 0)
        section = east[same[rows]]
        on = (self.places.reach[section] >= 0) & (self.places.offset_m[section] <= self.tolerance_m + TIE_M)
        rows, section = rows[on], section[on]
        found.reach[rows] = self.places.reach[section]
        found.measure_m[rows], found.offset_m[rows] = self.places.measure_m[section], self.places.offset_m[section]
        return found

    def next_section(self, reach: Ints, measure_m: Floats) -> tuple[Ints, Floats, Bools]:
        """Return the number of the next section, metres along the water to it, and whether a fork matters."""
        on = reach >= 0
        section, way_m, fork = self.water.next_section(np.where(on, reach, 0), np.where(on, measure_m, 0.0))
        section = np.where(on, section, NONE)
        return self.number[section], np.where(section >= 0, way_m, np.nan), fork & on

    def past_section(self, points: Points, reach: Ints, found: Places) -> Way:
        """Return the way past the next section, or back above the last one, whichever leaves less room."""
        rows = np.flatnonzero(reach >= 0)
        at, along_m, some = reach[rows], found.measure_m[rows], points.take(rows)
        below, down_m, _ = self.water.next_section(at, along_m)
        above, up_m = self.water.last_section(at, along_m)
        after = np.append(self.after, NONE)[self.number[below]]
        doubts_m = np.hypot(np.append(self.water.accuracy_m, 0.0), self._layer_m)
        on = spots(self.network.grid, at, along_m)
        ways = [
            Way(
                np.where(row >= 0, self._move_m(some, found.offset_m[rows], on, row, way_m), np.inf),
                section,
                some.accuracy_m,
                doubts_m[row],
            )
            for row, way_m, section in ((below, down_m, after), (above, up_m, self.number[above]))
        ]
        return tighter(*ways).spread(rows, len(reach))

    def _move_m(
        self, points: Points, offset_m: Floats, on: tuple[Floats, Floats], section: Ints, way_m: Floats
    ) -> Floats:
        """Return the move that takes a point past a section, at least.

        Straight water is left behind at the line across it through the section; along any other, half of what the
        section is farther off than the water beside the point.
        """
        spot, into, out = (
            np.vstack([values, np.full((1, 2), np.nan)])[section]
            for values in (np.column_stack([self.water.x, self.water.y]), self.water.into, self.water.out)
        )
        chord, away = spot - np.column_stack(on), spot - np.column_stack([points.x, points.y])
        straight_m = np.hypot(*chord.T)
        chord /= np.maximum(straight_m, 1e-9)[:, None]
        across_m = [np.abs(np.sum(away * along, axis=1)) for along in (chord, into, out)]
        along_m = np.where(way_m <= STRAIGHT * straight_m, np.minimum.reduce([way_m, *across_m]), 0.0)
        return np.asarray(np.maximum(along_m, np.maximum(np.hypot(*away.T) - offset_m, 0.0) / 2))

    def other_water(self, points: Points, at: Ints, found: Places, section: Ints, limit_m: Floats) -> tuple[Way, Way]:
        """Return the ways to water that goes to another section, half the surplus distance: other rivers, own bends."""
        rows = np.flatnonzero(at >= 0)
        reach, offset_m, some = at[rows], found.offset_m[rows], points.take(rows)
        measure_m = found.measure_m[rows]
        on = spots(self.network.grid, reach, measure_m)
        own = Own(reach, self._paths.top_m[reach] - measure_m, *on, section[rows])
        reach_m = offset_m + 2 * np.minimum(limit_m[rows], FAR_M)
        segment, distance_m = nearest_other(
            self._grid, some.x, some.y, self._label, self._calm, self._paths, own, reach_m
        )
        beyond = np.append(self._label, NONE)[segment]
        away_m = np.maximum(distance_m - offset_m, 0.0) / 2
        bend = (segment >= 0) & self._on_path(reach, np.append(self._part, NONE)[segment])
        doubt_m = np.full(len(rows), self._layer_m)
        other = Way(np.where(bend, np.inf, away_m), beyond, some.accuracy_m, doubt_m)
        own_bend = Way(np.where(bend, away_m, np.inf), beyond, some.accuracy_m, doubt_m)
        return other.spread(rows, len(at)), own_bend.spread(rows, len(at))

    def _on_path(self, one: Ints, other: Ints) -> Bools:
        enter, leave = self._paths.enter, self._paths.leave
        down = (enter[other] <= enter[one]) & (enter[one] < leave[other])
        return np.asarray(down | ((enter[one] <= enter[other]) & (enter[other] < leave[one])))

    def section_of_river(self, points: Points, rivers: Any, rows: Ints) -> Ints:
        """Return where the nearest reach of the declared river leads, for the given rows; UNKNOWN where it is far."""
        section = np.full(len(points.x), UNKNOWN)
        known, asked = river_numbers(self.network.river, rivers[rows])
        part = self.network.grid.part
        limit_m = np.full(len(rows), RIVER_SEARCH_M)
        found, _, measure_m = nearest_labelled(
            self.network.grid, points.x[rows], points.y[rows], known[part], asked, limit_m
        )
        reach = np.where(found >= 0, part[found], NONE)
        section[rows] = np.where(found >= 0, self.next_section(reach, measure_m)[0], UNKNOWN)
        return section

    def is_below(self, one: Ints, other: Ints) -> Bools:
        """Say whether section one lies downstream of the other."""
        held, met = other.copy(), np.zeros(len(one), dtype=bool)
        for _ in range(len(self.after)):
            held = np.append(self.after, NONE)[held]
            met |= (held == one) & (held >= 0)
            if not (held >= 0).any():
                break
        return met


@compiled
def _same_place(x: Floats, y: Floats, east: Floats, north: Floats, near_m: float) -> Ints:
    """Find, for every point, a section within near_m in x and y; sections come sorted by x."""
    found = np.full(len(x), -1)
    for i in range(len(x)):
        k = np.searchsorted(east, x[i] - near_m)
        while k < len(east) and east[k] <= x[i] + near_m:
            if abs(north[k] - y[i]) <= near_m:
                found[i] = k
                break
            k += 1
    return found
