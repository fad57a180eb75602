"""Force the rivers whose courses are known better than a 30" elevation model can tell."""

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.errors import BaseLayersError
from registry.hydro.basin.flow import cells_touched, flow_directions, force_course, largest_near
from registry.hydro.basin.grid import Cells, FlowGrid, Raster, upstream_km2
from registry.language import msg

HEAD_CELLS = 3
"""A hand-drawn course is right to 2-5 km: it begins at the largest stream within so many cells (about 0.9 km each)."""


def forced_courses(
    raster: Raster, elevation_m: npt.NDArray[Any], plan: pd.DataFrame, mapped: gpd.GeoDataFrame, drawn: gpd.GeoDataFrame
) -> dict[str, Cells]:
    """Return the forced path of cells of each river of the plan, in its order.

    `plan` has one row per river: `river`, `joins` (a river above it in the plan, or missing: the river ends where its
    map does), `mapped` (take the lines of that name in `mapped`), and a clip `south`, `north`, `east` where needed.
    `drawn` holds hand-drawn lines with `river`, upstream first; a course with nothing but these starts on the stream
    found near their first point.

    Raises
    ------
    BaseLayersError
        When a course is broken or does not reach the river it joins.
    """
    natural = upstream_km2(flow_directions(raster, elevation_m, []))
    courses: dict[str, Cells] = {}
    rows: list[Any] = list(plan.itertuples())
    for row in rows:
        hand = list(drawn.geometry[drawn["river"] == row.river])
        lines = [*(clipped(mapped, row) if row.mapped == "yes" else []), *hand]
        end = eastern_end(raster, lines) if pd.isna(row.joins) else courses[str(row.joins)]
        start = None if row.mapped == "yes" else largest_near(raster, natural, hand[0].coords[0], HEAD_CELLS)
        courses[str(row.river)] = force_course(raster, lines, end, start)
    return courses


def clipped(mapped: gpd.GeoDataFrame, row: Any) -> list[Any]:
    """Return the mapped lines of a river inside the plan's clip."""
    edges = [value if pd.notna(value) else limit for value, limit in ((row.east, 180.0), (row.north, 90.0))]
    lines = shapely.intersection(
        mapped.geometry[mapped["river"] == row.river].to_numpy(), shapely.box(-180, -90, *edges)
    )
    return [line for line in lines if not line.is_empty]


def eastern_end(raster: Raster, lines: list[Any]) -> Cells:
    """Return the easternmost cell that lines touch."""
    cells = cells_touched(raster, lines)
    return cells[[np.argmax(cells % raster.cols)]]


def check_courses(grid: FlowGrid, courses: dict[str, Cells], plan: pd.DataFrame) -> None:
    """Check that every forced path is connected, flows as given, and ends on the river it joins.

    Raises
    ------
    BaseLayersError
        Naming the first river that does not.
    """
    joins = plan.set_index("river")["joins"]
    for river, course in courses.items():
        parent = joins[river]
        follows = np.array_equal(grid.downstream[course[:-1]], course[1:])
        if not follows or (pd.notna(parent) and course[-1] not in courses[str(parent)]):
            raise BaseLayersError(
                "B013", msg("The forced course of {river} is not connected to what it joins.", river=river)
            )
