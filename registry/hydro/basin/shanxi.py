"""Shanxi's water, step by step: force the big rivers, drain the ground, cut and name reaches, place the sections."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.ndimage import binary_dilation

from registry.crs import STORAGE
from registry.hydro.basin.courses import check_courses, forced_courses
from registry.hydro.basin.flow import flow_directions
from registry.hydro.basin.grid import Cells, FlowGrid, Raster, upstream_km2
from registry.hydro.basin.ground import Ground, survey
from registry.hydro.basin.names import name_reaches
from registry.hydro.basin.placing import place_sections
from registry.hydro.basin.reaches import ReachCells, cut_reaches, keep_connected, reach_frame

MAIN_STEM = "黄河"
BASINS = (MAIN_STEM, "海河")
"""Shanxi drains to these two and no other: what does not reach the Yellow River leaves for the Hai."""
THRESHOLD_KM2 = 15.0
"""The upstream area from which water counts as a reach."""
MAIN_STEM_ORDER = 7
"""The Strahler order that the Yellow River brings into the window; its upper course lies outside."""


@dataclass(frozen=True)
class RiverFacts:
    """What is known of the rivers beforehand: mouths, who flows into whom, and courses to force."""

    mouths: pd.DataFrame
    topology: pd.DataFrame
    course_plan: pd.DataFrame
    drawn_courses: gpd.GeoDataFrame


@dataclass(frozen=True)
class Water:
    """The drained ground, its reaches, and the cells these run through."""

    ground: Ground
    reaches: gpd.GeoDataFrame
    parts: ReachCells


def drain(
    raster: Raster, elevation_m: npt.NDArray[Any], mapped: gpd.GeoDataFrame, facts: RiverFacts, outline: Any
) -> Water:
    """Drain an elevation model and return named reaches that touch the outline, with all that lies below them.

    Raises
    ------
    BaseLayersError
        When a forced course is broken, a mouth finds no reach, or a river flows into another than the table says.
    """
    courses = forced_courses(raster, elevation_m, facts.course_plan, mapped, facts.drawn_courses)
    grid = flow_directions(raster, elevation_m, list(courses.values()))
    check_courses(grid, courses, facts.course_plan)
    area_km2 = upstream_km2(grid)
    stream = area_km2 >= THRESHOLD_KM2
    stream[np.concatenate(list(courses.values()))] = True
    parts = cut_reaches(grid, stream)
    whole = reach_frame(grid, parts, area_km2, {int(courses[MAIN_STEM][0]): MAIN_STEM_ORDER})
    reaches = keep_connected(whole, outline)
    reaches[["river", "confidence"]] = name_reaches(reaches, parts, facts.mouths, facts.topology, courses)
    basin = basin_numbers(grid, courses[MAIN_STEM], outline)
    reaches["basin"] = np.array(BASINS, dtype=object)[basin[reaches.index]]
    columns = ["reach_id", "downstream_id", "river", "confidence", "order", "area_km2", "length_m", "basin", "geometry"]
    ground = survey(grid, area_km2, reach_of_cell(raster, parts, reaches), basin, BASINS)
    return Water(ground, reaches[columns], parts)


def basin_numbers(grid: FlowGrid, main_stem: Cells, outline: Any) -> Cells:
    """Return for every cell the number of its basin in BASINS, -1 where it shares no outlet with the province.

    The outline is taken one cell wider, so that cells cut by the border belong to it.
    """
    outlets = grid.drains_to()
    x, y = grid.raster.centres(np.arange(grid.raster.size)).T
    shapely.prepare(outline)
    inside = shapely.contains_xy(outline, x, y).reshape(grid.raster.rows, grid.raster.cols)
    ours = np.isin(outlets, np.unique(outlets[binary_dilation(inside, np.ones((3, 3))).ravel()]))
    return np.where(outlets == outlets[main_stem[-1]], 0, np.where(ours, 1, -1))


def reach_of_cell(raster: Raster, parts: ReachCells, reaches: gpd.GeoDataFrame) -> Cells:
    """Return the reach of every cell, -1 off the reaches that are kept."""
    found = np.full(raster.size, -1, dtype=np.int64)
    kept = np.isin(parts.reach_id, reaches.index)
    found[parts.cell[kept]] = parts.reach_id[kept]
    return found


def place(sections: pd.DataFrame, water: Water, counties: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the sections as placed points; one row per section, same order.

    `accuracy_m` becomes at least the distance the section was moved; a section whose county is not known takes the
    county it was placed in.
    """
    stated = sections.rename(columns={"stated_lon": "lon", "stated_lat": "lat"})
    placed = place_sections(stated, water.reaches, water.parts, counties)
    frame = pd.concat([sections, placed], axis=1)
    frame["accuracy_m"] = np.maximum(frame["accuracy_m"], frame["moved_m"])
    points = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=STORAGE)
    within = points[["geometry"]].sjoin(counties, how="left", predicate="within")
    within = within[~within.index.duplicated()]
    for name in ("city", "county", "county_code"):
        points[name] = points[name].fillna(within[name])
    points["placed_in"] = within["county_code"]
    return points


def section_report(sections: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return how sections were placed, and which are not on their river or outside their county, with the reason."""
    doubtful = sections[~sections["placed_how"].isin(["in_county", "county_border", "far_in_county", "near_county"])]
    outside = sections[sections["placed_in"] != sections["county_code"]]
    return {
        "sections": len(sections),
        "placed_how": {how: int(n) for how, n in sections["placed_how"].value_counts().sort_index().items()},
        "not_on_their_river": dict(zip(doubtful["name"], doubtful["placed_how"], strict=True)),
        "outside_their_county_m": dict(zip(outside["name"], outside["moved_m"].astype(int).tolist(), strict=True)),
    }
