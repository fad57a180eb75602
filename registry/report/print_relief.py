"""The shade of the terrain on a printed map, bent from degrees into the plane of the sheet."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from pyproj import Transformer
from scipy.ndimage import map_coordinates

from registry.crs import METRIC, STORAGE
from registry.print_contents import Relief
from registry.report.print_sheet import Sheet, zoom_of

STEP_MM = 0.35
"""The model's cells are nearly a kilometre wide: finer steps show nothing more on paper."""
COARSE_FROM, FAINTEST, FADING = 9.0, 0.35, 0.2
"""From this zoom on the shade has less to say, and fades, as on the screen."""


def draw_relief(axes: Axes, relief: Relief, sheet: Sheet, lat: float) -> None:
    """Draw the shade over the land and under every border."""
    west, south, east, north = sheet.ground
    veil = bent(relief, sheet)
    faded = np.clip(1 - (zoom_of(sheet.scale, lat) - COARSE_FROM) * FADING, FAINTEST, 1.0)
    picture = np.zeros((*veil.shape, 4))
    picture[..., :3] = (veil > 0)[..., None]
    picture[..., 3] = np.abs(veil) / 255 * faded
    axes.set_autoscale_on(False)
    axes.imshow(picture, extent=(west, east, south, north), aspect="auto", interpolation="nearest", zorder=1.5)


def bent(relief: Relief, sheet: Sheet) -> npt.NDArray[np.float64]:
    """Return the shade on a grid of the sheet's frame, rows from north to south; 0 where the model has no cell."""
    west, south, east, north = sheet.ground
    step_m = STEP_MM / 1000 * sheet.scale
    columns, rows = (max(round(side / step_m), 2) for side in (east - west, north - south))
    x = west + (np.arange(columns) + 0.5) * (east - west) / columns
    y = north - (np.arange(rows) + 0.5) * (north - south) / rows
    lon, lat = Transformer.from_crs(METRIC, STORAGE, always_xy=True).transform(*np.meshgrid(x, y))
    at: Any = [(relief.north_deg - lat) / relief.step_deg - 0.5, (lon - relief.west_deg) / relief.step_deg - 0.5]
    found: npt.NDArray[np.float64] = map_coordinates(relief.veil, at, order=1, mode="constant")
    return found
