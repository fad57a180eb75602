"""What the wheels hold, and where the elevation model's cells really lie."""

import numpy as np
import pytest
import shapely
from scipy.ndimage import gaussian_filter, map_coordinates

from registry.base.sources import CELLS_PER_DEGREE, read_borders, read_elevation, read_rivers
from registry.base.wheels import BORDERS, ELEVATION, RIVERS
from registry.crs import STORAGE
from registry.settings import Settings

pytestmark = pytest.mark.base
DOWNLOADS = Settings().base_dir.parent / "downloads"


@pytest.fixture(scope="module")
def elevation():
    return read_elevation(DOWNLOADS / ELEVATION.file_name)


def test_borders_are_shanxi_s_in_the_storage_crs():
    cities = read_borders(DOWNLOADS / BORDERS.file_name, "city")
    assert len(cities) == 11
    assert cities.crs == STORAGE
    assert cities["code"].str.startswith("14").all()


def test_the_river_map_names_the_yellow_river_and_the_fen():
    rivers = read_rivers(DOWNLOADS / RIVERS.file_name)
    assert {"黄河", "汾河"} <= set(rivers["river"])
    assert rivers.crs == STORAGE


def test_elevations_are_north_up_and_cover_the_window(elevation):
    rows, cols = elevation.values_m.shape
    assert (elevation.west, elevation.north, rows, cols) == (108.0, 41.3, 888, 912)
    wutai = elevation.values_m[int((41.3 - 39.08) * 120), int((113.57 - 108) * 120)]
    assert wutai > 2400


def test_watershed_borders_lie_highest_where_the_cells_have_been_put(elevation):
    counties = read_borders(DOWNLOADS / BORDERS.file_name, "district").geometry
    borders = shapely.segmentize(shapely.union_all(counties.boundary.to_numpy()), 0.004)
    lon, lat = shapely.get_coordinates(borders).T
    relief = elevation.values_m - gaussian_filter(elevation.values_m.astype(float), 4)
    row, col = (elevation.north - lat) * CELLS_PER_DEGREE - 0.5, (lon - elevation.west) * CELLS_PER_DEGREE - 0.5

    def height(east: float, north: float) -> np.ndarray:
        return map_coordinates(relief, [row + north, col - east], order=1)

    east, north = -0.865, -0.263
    choices = {"here": (0, 0), "stated as centres": (east, north), "stated as corners": (east + 0.5, north + 0.5)}
    ridges = sum(height(*move) for move in choices.values()) / 3 > 60
    mean = {name: height(*move)[ridges].mean() for name, move in choices.items()}
    assert max(mean, key=mean.get) == "here"
    assert mean["here"] > mean["stated as centres"] + 10
