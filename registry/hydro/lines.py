"""Turn anybody's river lines into clean parts: single, measured in metres, split where others touch them."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from registry.crs import metric_crs, require_crs
from registry.errors import CallError
from registry.language import msg

Objects = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHORTEST_M = 1e-3
"""What is shorter than a millimetre has no length."""
EDGE_DEG, EDGE_M = 0.01, 1000.0
"""Longest straight piece that is carried from one CRS to another end by end: the error stays near a centimetre."""


@dataclass(frozen=True)
class Parts:
    """River lines as single parts, in the order of their ids.

    `dropped` has one row per input that brought no part: line_id, reason (missing, zero_length, duplicate). `begins`
    holds the first point of every line that has one, by line_id.
    """

    geometry: Objects
    line_id: Objects
    river: Objects
    crs: CRS
    dropped: pd.DataFrame
    begins: pd.Series


def clean_lines(lines: gpd.GeoDataFrame, id_column: str | None, name_column: str | None) -> Parts:
    """Return the lines in a metric CRS as single parts without the empty, the zero-length and the double ones.

    Parts of a multi-part line that follow each other are joined in their digitised direction.

    Raises
    ------
    CallError
        When a named column is missing, an id is missing, or a geometry is not a line.
    CrsError
        When the lines have no CRS.
    """
    require_crs(lines, "lines")
    ids, names = _columns(lines, id_column, name_column)
    crs, geometry = _in_metres(lines)
    order = _order_of(ids)
    geometry, ids, names = geometry[order], ids[order], names[order]
    empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    merged = shapely.line_merge(geometry[~empty], directed=True)
    single, origin = shapely.get_parts(merged, return_index=True)
    kept_ids, kept_names = ids[~empty][origin], names[~empty][origin]
    short = ~(shapely.length(single) > SHORTEST_M)
    double = np.zeros(len(single), dtype=bool)
    double[~short] = _doubles(single[~short])
    keep = ~(short | double)
    left = set(kept_ids[~short])
    shrunk = [line for line in pd.unique(ids[~empty]) if line not in left]
    fates = (("missing", ids[empty]), ("zero_length", shrunk), ("duplicate", kept_ids[double]))
    dropped = pd.DataFrame([(line, reason) for reason, gone in fates for line in gone], columns=["line_id", "reason"])
    begins = pd.Series(
        shapely.force_2d(shapely.get_point(shapely.get_geometry(geometry[~empty], 0), 0)),
        index=ids[~empty],
        dtype=object,
    )
    begins = begins[~begins.index.duplicated()]
    return Parts(single[keep], kept_ids[keep], kept_names[keep], crs, dropped, begins)


def _columns(lines: gpd.GeoDataFrame, id_column: str | None, name_column: str | None) -> tuple[Objects, Objects]:
    for column in (id_column, name_column):
        if column is not None and column not in lines.columns:
            raise CallError("H001", msg("The lines have no column {column}; name one they have.", column=column))
    ids = lines.index if id_column is None else lines[id_column]
    if pd.isna(ids).any():
        raise CallError("H002", msg("Some lines have no id in {column}; give every line one.", column=id_column))
    kinds = set(np.unique(shapely.get_type_id(lines.geometry.to_numpy())))
    if not kinds <= {-1, 1, 2, 5}:
        raise CallError("H003", msg("A river network is made of lines; the file has other shapes too."))
    names = np.full(len(lines), None, dtype=object)
    if name_column is not None:
        named = lines[name_column].notna().to_numpy()
        names[named] = lines[name_column].to_numpy(dtype=object)[named]
    return np.asarray(ids, dtype=object), names


def _in_metres(lines: gpd.GeoDataFrame) -> tuple[CRS, Objects]:
    coordinates = shapely.get_coordinates(lines.geometry.to_numpy())
    if not np.isfinite(coordinates).all():
        raise CallError("H004", msg("The lines have coordinates that are not finite numbers; repair them first."))
    if not len(coordinates):
        raise CallError("H005", msg("There is no line to make a network of."))
    crs = metric_crs(lines, "lines")
    if lines.crs == crs:
        return crs, lines.geometry.to_numpy()
    return crs, _carried(densified(lines.geometry), crs)


def _carried(shapes: gpd.GeoSeries, crs: CRS) -> Objects:
    """Return the shapes in another CRS, their elevations as they were, missing ones too."""
    over = Transformer.from_crs(shapes.crs, crs, always_xy=True)

    def points(own: Floats) -> Floats:
        return np.column_stack([*over.transform(own[:, 0], own[:, 1]), own[:, 2]])

    return np.asarray(shapely.transform(shapes.to_numpy(), points, include_z=True))


def densified(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return shapes with vertices added, so that what is straight in their CRS stays so in another one."""
    return shapes.segmentize(EDGE_DEG if CRS(shapes.crs).is_geographic else EDGE_M)


def _order_of(ids: Objects) -> Ints:
    """Return the canonical order: numbers by size, then texts; what comes of a network never hangs on row order."""
    keys = [(isinstance(value, str), value if isinstance(value, str) else float(value)) for value in ids]
    return np.asarray(sorted(range(len(ids)), key=keys.__getitem__), dtype=np.int64)


def _doubles(parts: Objects) -> npt.NDArray[np.bool_]:
    """Mark every part that an earlier one already draws, in either direction."""
    shapes = shapely.to_wkb(shapely.normalize(shapely.force_2d(parts)))
    return pd.Series(shapes).duplicated().to_numpy()


def with_doubles(clean: Parts, kept: pd.Series) -> pd.DataFrame:
    """Return what was dropped, together with the lines of which nothing was kept beside near doubles of them."""
    gone = clean.line_id[~pd.Series(clean.line_id).isin(kept).to_numpy()]
    more = pd.DataFrame({"line_id": pd.unique(gone), "reason": "duplicate"})
    return pd.concat([clean.dropped, more], ignore_index=True) if len(more) else clean.dropped


def split_at(parts: Objects, part: Ints, measure_m: Floats) -> tuple[Objects, Ints]:
    """Cut parts at measures along them; returns the pieces and the part each came from, in order along it."""
    marked, start = np.unique(part[np.argsort(part, kind="stable")], return_index=True)
    groups = np.split(measure_m[np.argsort(part, kind="stable")], start[1:]) if len(marked) else []
    pieces = {int(p): _cut(parts[p], np.unique(group)) for p, group in zip(marked, groups, strict=True)}
    shapes = [piece for p in range(len(parts)) for piece in pieces.get(p, [parts[p]])]
    counts = [len(pieces.get(p, [None])) for p in range(len(parts))]
    return np.asarray(shapes, dtype=object), np.repeat(np.arange(len(parts)), counts)


def _cut(line: Any, measures_m: Floats) -> list[Any]:
    coordinates = shapely.get_coordinates(line, include_z=True)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(coordinates[:, :2], axis=0).T))])
    inner = measures_m[(measures_m > SHORTEST_M) & (measures_m < along[-1] - SHORTEST_M)]
    every = np.unique(np.concatenate([along, inner]))
    points = np.column_stack([np.interp(every, along, coordinates[:, axis]) for axis in (0, 1, 2)])
    stops = np.concatenate([[0], np.searchsorted(every, inner), [len(every) - 1]])
    return [shapely.linestrings(points[a : b + 1]) for a, b in pairwise(stops)]
