"""A river network made from lines alone: which reach follows which, where a point lies on it, where its water goes."""

from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order

from registry.crs import STORAGE, to_metric
from registry.errors import CallError
from registry.findings import Finding
from registry.hydro.diagnosis import findings
from registry.hydro.direction import reversed_lines
from registry.hydro.flow import Flow, follow
from registry.hydro.grid import TIE_M, build_grid, segments_of
from registry.hydro.lines import Objects, Parts, clean_lines, with_doubles
from registry.hydro.locate import locate, metric_xy
from registry.hydro.names import river_numbers
from registry.hydro.nodes import joined, reversed_slivers
from registry.hydro.trace import downstream_order, line_between, path_down, tour, way_to_mouth
from registry.language import msg


class RiverNetwork:
    """Directed reaches and what can be asked of them. Make one with `from_lines`; it is never changed afterwards.

    Attributes
    ----------
    reaches
        One row per reach, indexed by reach_id: line_id, river, downstream_id (missing at an end), downstream_choices (a
        tuple of all ids that could follow), length_m, path_to_mouth_m (from the reach's lower end), ambiguous (a fork
        follows), reversed (flows against its digitised direction), cut (ended here to break a circle), geometry drawn
        downstream, in `crs`.
    crs
        The metric CRS that all lengths and distances are plane metres of.
    dropped
        line_id and reason (missing, zero_length, duplicate) of the inputs that brought no reach.
    snap_tolerance_m
        Ends closer than this were taken as one.
    """

    def __init__(
        self, reaches: gpd.GeoDataFrame, flow: Flow, clean: Parts, snap_tolerance_m: float, mouths: Any = None
    ) -> None:
        self.reaches = reaches
        self.dropped = with_doubles(clean, reaches["line_id"])
        self._begins, self._mouths = clean.begins, mouths
        self.snap_tolerance_m = snap_tolerance_m
        self.crs = CRS(reaches.crs)
        self.down, self.flow = flow.down, flow
        self.parts: Objects = reaches.geometry.to_numpy()
        self.length_m = shapely.length(self.parts)
        self.order = downstream_order(self.down)
        self.way_m = way_to_mouth(self.down, self.order, self.length_m)
        self.enter, self.leave = tour(self.down, self.order)
        self.river: Objects = reaches["river"].to_numpy(dtype=object)
        self.line_number = pd.factorize(reaches["line_id"])[0].astype(np.int64)
        self.grid = build_grid(segments_of(self.parts))
        reaches["path_to_mouth_m"] = self.way_m

    @classmethod
    def from_lines(
        cls,
        lines: gpd.GeoDataFrame,
        id_column: str | None = "COMID",
        name_column: str | None = None,
        direction: Literal["digitised", "unknown"] = "digitised",
        mouths: Any = None,
        snap_tolerance_m: float = 1.0,
    ) -> "RiverNetwork":
        """Make a network from plain lines in any CRS that is set.

        Ends within the tolerance meet; a line touched in its middle by the end of another is split there; a reach keeps
        the id of its line unless it was split, came in several parts or shares its id. With direction "unknown" the
        water flows to the nodes nearest to `mouths`, or to a mouth found from angles, elevations (where lines have Z),
        river names and the digitised directions taken together. The result does not hang on the order of the rows.

        Raises
        ------
        CallError
            When a column or an id is missing, a shape is no line, or nothing is left to build from.
        CrsError
            When the lines, or mouths, have no CRS.
        """
        if direction not in {"digitised", "unknown"}:
            raise CallError("H006", msg("The direction is either digitised or unknown, not {value}.", value=direction))
        clean = clean_lines(lines, id_column, name_column)
        if not len(clean.geometry):
            raise CallError("H005", msg("There is no line to make a network of."))
        parts, origin, start, end = joined(clean.geometry, snap_tolerance_m)
        places = _mouth_places(mouths, clean.crs)
        if direction == "unknown":
            turned = reversed_lines(parts, start, end, river_numbers(clean.river[origin], ())[0], places)
        else:
            turned = reversed_slivers(parts, start, end, snap_tolerance_m)
        parts = np.where(turned, shapely.reverse(parts), parts)
        start, end = np.where(turned, end, start), np.where(turned, start, end)
        parts, line_id, river = shapely.force_2d(parts), clean.line_id[origin], clean.river[origin]
        flow = follow(parts, start, end, river)
        reaches = _frame(parts, line_id, river, flow, clean.crs).assign(reversed=turned, cut=flow.cut)
        return cls(reaches, flow, clean, snap_tolerance_m, places)

    @cached_property
    def findings(self) -> list[Finding]:
        """What looks wrong with the lines (breaks, reversed lines, circles, dead ends, pieces apart, lines left out).

        Every finding has a permanent code of `registry.hydro.diagnosis.RULES`, its line as `feature_id`, and names its
        place as lon, lat (EPSG:4490) in the message.
        """
        return findings(self, self._begins, self._mouths)

    def locate(
        self, points: Any, tolerance_m: float = 500, declared_river: Any = None, accuracy_m: Any = None
    ) -> pd.DataFrame:
        """Find the nearest place on the network for every point; one row per point, on the same index.

        Columns: reach_id, line_id, offset_m, measure_m (from the reach's upper end), path_to_mouth_m (from the place),
        runner_up_id and runner_up_offset_m (the nearest reach of another line), ambiguous. Missing beyond the
        tolerance. A declared river (one name, or one per point) wins over a line that is nearer by less than the doubt;
        `accuracy_m` is the radius that holds the true place in 95 % of cases. Equal distances go to
        the line with most of its length within that radius (at a confluence), then to the smaller id.

        Raises
        ------
        CallError
            When there are as many rivers or accuracies as neither one nor the points, or an accuracy is no number.
        CrsError
            When the points have no CRS.
        """
        return locate(self, points, tolerance_m, declared_river, accuracy_m)

    def ids_at(self, position: Any) -> Any:
        """Return reach ids at positions, missing at -1."""
        return _take(self.reaches.index.array, position)

    def line_ids_at(self, position: Any) -> Any:
        """Return line ids at positions, missing at -1."""
        return _take(self.reaches["line_id"].array, position)

    def position(self, reach_id: Any) -> int:
        """Return the row of a reach.

        Raises
        ------
        CallError
            When there is no such reach.
        """
        if reach_id not in self.reaches.index:
            raise CallError("H007", msg("There is no reach {reach}.", reach=reach_id))
        return int(self.reaches.index.get_loc(reach_id))

    def downstream(self, reach_id: Any) -> list[Any]:
        """Return the ids of a reach and of all that its water passes, in order."""
        return list(self.reaches.index[path_down(self.down, self.position(reach_id))])

    def upstream(self, reach_id: Any) -> list[Any]:
        """Return the ids of a reach and of all whose water, by the chosen ways, passes it; nearest first."""
        going = np.flatnonzero(self.down >= 0)
        upward = coo_array((np.ones(len(going)), (self.down[going], going)), shape=(len(self.down),) * 2).tocsr()
        return list(self.reaches.index[breadth_first_order(upward, self.position(reach_id), return_predecessors=False)])

    def path_distance(self, from_id: Any, to_id: Any) -> float:
        """Return metres along the water between the lower ends of two reaches; NaN where it does not pass the other."""
        a, b = self.position(from_id), self.position(to_id)
        return float(self.way_m[a] - self.way_m[b]) if self.enter[b] <= self.enter[a] < self.leave[b] else float("nan")

    def path_between(self, upper: pd.DataFrame, lower: pd.DataFrame) -> pd.Series:
        """Return metres along the water from each place to the one in the same row of `lower`, on the index of `upper`.

        Both are rows as `locate` gives them. NaN where the water of the first does not pass the second, or either is on
        no reach.
        """
        a, b = (self.reaches.index.get_indexer(places["reach_id"]) for places in (upper, lower))
        passed = (a >= 0) & (b >= 0) & (self.enter[b] <= self.enter[a]) & (self.enter[a] < self.leave[b])
        way_m = upper["path_to_mouth_m"].to_numpy(float) - lower["path_to_mouth_m"].to_numpy(float)
        return pd.Series(np.where(passed & (way_m >= -TIE_M), np.maximum(way_m, 0.0), np.nan), index=upper.index)

    def path_line(self, from_id: Any, from_m: float, to_id: Any, to_m: float) -> Any:
        """Return the line in `crs` from a measure on one reach down to a measure on another, None off its path."""
        a, b = self.position(from_id), self.position(to_id)
        if not self.enter[b] <= self.enter[a] < self.leave[b] or (a == b and from_m > to_m + TIE_M):
            return None
        path = path_down(self.down, a)
        return line_between(self.parts, path[: path.index(b) + 1], from_m, to_m)


def next_section_path(network: RiverNetwork, place: Any, section_place: Any) -> Any:
    """Return the line along the water from a located feature to its section, in storage CRS; None where none is.

    Both are rows (or mappings) with reach_id and measure_m, as `locate`, `assign_sections` and `place_sections` give
    them.
    """
    if any(pd.isna(row["reach_id"]) or pd.isna(row["measure_m"]) for row in (place, section_place)):
        return None
    line = network.path_line(
        place["reach_id"], float(place["measure_m"]), section_place["reach_id"], float(section_place["measure_m"])
    )
    return None if line is None else gpd.GeoSeries([line], crs=network.crs).to_crs(STORAGE).iloc[0]


def _mouth_places(mouths: Any, crs: CRS) -> Any:
    if mouths is None or not len(mouths):
        return None
    x, y, usable = metric_xy(to_metric(mouths, crs, "mouths"), crs, "mouths")
    return np.column_stack([x[usable], y[usable]]) if usable.any() else None


def _take(values: Any, position: Any) -> Any:
    array = pd.array(values, dtype="Int64") if pd.api.types.is_integer_dtype(values.dtype) else pd.array(values)
    return array.take(np.asarray(position, dtype=np.int64), allow_fill=True)


def _frame(parts: Objects, line_id: Objects, river: Objects, flow: Flow, crs: CRS) -> gpd.GeoDataFrame:
    reach_id = _reach_ids(line_id)
    choices = [
        tuple(reach_id[flow.choices[a:b]].tolist()) for a, b in zip(flow.first[:-1], flow.first[1:], strict=True)
    ]
    return gpd.GeoDataFrame(
        {
            "line_id": pd.Index(line_id.tolist()),
            "river": river,
            "downstream_id": _take(reach_id.array, flow.down),
            "downstream_choices": pd.Series(choices, dtype=object).to_numpy(),
            "length_m": shapely.length(parts),
            "path_to_mouth_m": 0.0,
            "ambiguous": flow.ambiguous,
        },
        geometry=parts,
        index=reach_id,
        crs=crs,
    )


def _reach_ids(line_id: Objects) -> "pd.Index[Any]":
    """Return the line's own id where one reach bears it, else new ones: numbers above all, or `id/1`, `id/2`."""
    ids = pd.Series(line_id.tolist())
    shared = ids.duplicated(keep=False).to_numpy()
    if pd.api.types.is_numeric_dtype(ids.dtype) and not pd.api.types.is_bool_dtype(ids.dtype):
        if pd.api.types.is_float_dtype(ids.dtype) and (ids == np.floor(ids)).all():
            ids = ids.astype(np.int64)
        ids[shared] = np.floor(ids.max()).astype(ids.dtype) + 1 + np.arange(int(shared.sum()))
        return pd.Index(ids, name="reach_id")
    taken, counts, texts = set(ids.astype(str)), dict[str, int](), ids.astype(str).tolist()
    for i in np.flatnonzero(shared):
        own = texts[i]
        while (text := f"{own}/{counts.setdefault(own, 1)}") in taken:
            counts[own] += 1
        taken.add(text)
        texts[i] = text
    return pd.Index(texts, name="reach_id")
