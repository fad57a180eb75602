"""Draw areas from the cells that share a label: control units, basins. No gaps, no overlaps, cut at the border."""

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.crs import EQUAL_AREA, STORAGE
from registry.hydro.basin.grid import Cells, FlowGrid, Raster

NOWHERE = -1
"""The label of cells whose water meets no section."""
FINE_DEG = 0.002
SPECK_KM2 = 5.0
NO_SECTION = "no_section_downstream"
OUTSIDE = -2
"""The label of cells outside the basin."""


def unit_labels(grid: FlowGrid, section_cells: Cells, in_basin: npt.NDArray[np.bool_]) -> Cells:
    """Return, for every cell, the number of the first section its water passes; NOWHERE or OUTSIDE without one.

    Of two sections in one cell the earlier takes it.
    """
    number = np.full(grid.raster.size, NOWHERE, dtype=np.int64)
    number[section_cells[::-1]] = np.arange(len(section_cells))[::-1]
    return np.where(in_basin, number[grid.drains_to(section_cells)], OUTSIDE)


def control_units(
    grid: FlowGrid, sections: pd.DataFrame, in_basin: npt.NDArray[np.bool_], within: Any, counties: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the area that drains to each section and to no section before it; EPSG:4490, larger share first to last.

    `sections` needs `section_code` and the `cell` of each section, and may have `name` and `river`; `within` is the
    part of the basin to draw. Ground whose water meets no section is kept, piece by piece, as units with a null
    `section_code` and the reason `no_section_downstream`, named by its counties.
    """
    labels = unit_labels(grid, sections["cell"].to_numpy(dtype=np.int64), in_basin)
    drawn = label_polygons(grid.raster, labels, within)
    rest = [drawn.pop(label) for label in (NOWHERE, OUTSIDE) if label in drawn]
    codes = sections["section_code"].astype(object).to_numpy()
    own = pd.DataFrame({"section_code": codes[list(drawn)], "name": unit_names(sections)[list(drawn)]})
    own["unit_id"] = "CU-" + own["section_code"].astype(str)
    pieces = pieces_of(rest)
    none = pd.DataFrame({"section_code": None, "name": county_names(pieces, counties), "reason": NO_SECTION})
    none["unit_id"] = [f"CU-0-{number:02d}" for number in range(1, len(none) + 1)]
    table = pd.concat([own.assign(reason=None), none], ignore_index=True)
    units = gpd.GeoDataFrame(table, geometry=[*drawn.values(), *pieces], crs=STORAGE)
    units["area_km2"] = areas_km2(units.geometry).round(4)
    return units[["unit_id", "section_code", "name", "reason", "area_km2", "geometry"]]


def pieces_of(areas: list[Any]) -> npt.NDArray[Any]:
    """Return separate pieces, the largest first; specks along a border go with the largest."""
    if not areas:
        return np.array([], dtype=object)
    pieces = shapely.get_parts(shapely.union_all(areas))
    km2 = areas_km2(pieces)
    whole = np.argsort(-km2, kind="stable")[: max(int((km2 >= SPECK_KM2).sum()), 1)]
    specks = np.setdiff1d(np.arange(len(pieces)), whole)
    return np.array([shapely.union_all(pieces[np.append(specks, whole[0])]), *pieces[whole[1:]]], dtype=object)


def unit_names(sections: pd.DataFrame) -> npt.NDArray[Any]:
    """Return the unit's name: river and section where known, else the section's code."""
    code = sections["section_code"].astype(object)
    name = sections["name"].fillna(code) if "name" in sections else code
    river = sections["river"].fillna("") if "river" in sections else pd.Series("", index=sections.index)
    return np.asarray((river + "·" + name).str.removeprefix("·"), dtype=object)


def county_names(pieces: npt.NDArray[Any], counties: gpd.GeoDataFrame) -> list[str]:
    """Return for each piece of ground the counties it lies in, the largest share first, at most three."""
    pairs = counties.sindex.query(pieces, predicate="intersects")
    shared = shapely.area(shapely.intersection(pieces[pairs[0]], counties.geometry.to_numpy()[pairs[1]]))
    names = counties["county"].to_numpy()
    table = pd.DataFrame({"piece": pairs[0], "county": names[pairs[1]], "share": shared})
    table = table[table["share"] > 0].sort_values(["share", "county"], ascending=[False, True])
    joined = table.groupby("piece")["county"].agg(lambda found: "、".join(found.head(3)))
    return list(joined.reindex(range(len(pieces)), fill_value=""))


def label_polygons(raster: Raster, labels: npt.NDArray[Any], within: Any) -> dict[int, Any]:
    """Return the area of each label inside a polygon, as one geometry each.

    All borders between labels and the polygon's own outline are noded once and the faces dissolved by label, so that
    neighbours share their vertices: they leave no gap and do not overlap.
    """
    outline = [shapely.boundary(within)]
    network = shapely.union_all(
        np.array([*outline, *label_borders(raster, labels, shapely.bounds(within))], dtype=object)
    )
    faces = shapely.get_parts(shapely.polygonize([network]))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    shapely.prepare(within)
    held = shapely.contains_xy(within, inner)
    faces, inner = faces[held], inner[held]
    found = labels[raster.cells_at(inner[:, 0], inner[:, 1])]
    return {int(label): shapely.coverage_union_all(faces[found == label]) for label in np.unique(found)}


def label_borders(raster: Raster, labels: npt.NDArray[Any], bounds: Any) -> list[Any]:
    """Return the cell edges between unlike labels near an extent, straight runs joined."""
    west, south, east, north = bounds
    step = raster.step_deg
    left = max(int((west - raster.west) / step) - 1, 0)
    right = min(int((east - raster.west) / step) + 2, raster.cols)
    top = max(int((raster.north - north) / step) - 1, 0)
    bottom = min(int((raster.north - south) / step) + 2, raster.rows)
    grid = labels.reshape(raster.rows, raster.cols)[top:bottom, left:right]
    x, y = raster.west + np.arange(left, right + 1) * step, raster.north - np.arange(top, bottom + 1) * step
    upright = _runs((grid[:, 1:] != grid[:, :-1]).T)
    level = _runs(grid[1:] != grid[:-1])
    ends = [
        np.stack([x[upright[:, [0, 0]] + 1], y[upright[:, 1:]]], axis=2),
        np.stack([x[level[:, 1:]], y[level[:, [0, 0]] + 1]], axis=2),
    ]
    return list(shapely.linestrings(np.concatenate(ends)))


def _runs(differs: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return line, start and end of each run of True along the lines of a table."""
    padded = np.pad(differs, ((0, 0), (1, 1))).astype(np.int8)
    change = np.diff(padded, axis=1)
    line, start = np.nonzero(change == 1)
    return np.column_stack([line, start, np.nonzero(change == -1)[1]])


def areas_km2(geometry: Any) -> npt.NDArray[np.float64]:
    """Return areas of geometries in EPSG:4490, measured equal-area.

    Edges are straight in degrees and bend when projected; they are divided first, so that shared edges stay shared.
    """
    fine = gpd.GeoSeries(shapely.segmentize(np.asarray(geometry, dtype=object), FINE_DEG), crs=STORAGE)
    return np.asarray(fine.to_crs(EQUAL_AREA).area / 1e6)


def gap_and_overlap_km2(parts: gpd.GeoSeries, whole: Any) -> tuple[float, float]:
    """Return how much of a whole its parts leave uncovered or spill over, and how much they cover twice."""
    union = shapely.union_all(parts.to_numpy())
    left = areas_km2([shapely.symmetric_difference(whole, union)])[0]
    return float(left), float(areas_km2(parts).sum() - areas_km2([union])[0])
