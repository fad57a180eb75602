"""A basin of 6 x 6 cells to check by hand: every row runs towards column 2, column 2 runs south and out.

::

    col 0 1 2 3 4 5
    row 0 > > v < < <     a section in (row 2, column 2): rows 0-2, 18 cells
        1 > > v < < <     a section in (row 4, column 2): rows 3-4, 12 cells
        2 > > A < < <     row 5, 6 cells, meets no section
        3 > > v < < <
        4 > > B < < <
        5 > > o < < <
"""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from registry.crs import STORAGE
from registry.hydro.basin.grid import FlowGrid, Raster

RASTER = Raster(west=112.0, north=38.0, step_deg=0.01, rows=6, cols=6)
WHOLE = box(112.0, 37.94, 112.06, 38.0)


def cell(row: int, col: int) -> int:
    return row * 6 + col


def grid() -> FlowGrid:
    row, col = np.divmod(np.arange(36), 6)
    downstream = np.where(col < 2, row * 6 + col + 1, np.where(col > 2, row * 6 + col - 1, (row + 1) * 6 + 2))
    downstream[cell(5, 2)] = cell(5, 2)
    return FlowGrid(RASTER, downstream.astype(np.int32))


def sections() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "section_code": ["A", "B"],
            "name": ["上桥", "下桥"],
            "river": ["清河", None],
            "cell": [cell(2, 2), cell(4, 2)],
        }
    )


def counties() -> gpd.GeoDataFrame:
    areas = [box(112.0, 37.94, 112.02, 38.0), box(112.02, 37.94, 112.06, 38.0)]
    return gpd.GeoDataFrame(
        {"county_code": ["140101", "140102"], "county": ["甲县", "乙县"]}, geometry=areas, crs=STORAGE
    )
