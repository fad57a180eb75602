"""The elevation model's raster: where its cells lie, how large they are, and which cell each one drains to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SEMI_MAJOR_M = 6_378_137.0
ECCENTRICITY2 = 0.006_694_380_022_90
NEIGHBOURS: tuple[tuple[int, int], ...] = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))


@dataclass(frozen=True)
class Raster:
    """Equal cells in degrees (EPSG:4490), north up; a cell is named by its flat index, row by row from the north-west.

    `west` and `north` are the outer edges, not cell centres.
    """

    west: float
    north: float
    step_deg: float
    rows: int
    cols: int

    @property
    def size(self) -> int:
        """The number of cells."""
        return self.rows * self.cols

    def centres(self, cells: npt.ArrayLike) -> Floats:
        """Return longitude and latitude of cell centres, one row per cell."""
        row, col = np.divmod(np.asarray(cells, dtype=np.int64), self.cols)
        return np.column_stack([self.west + (col + 0.5) * self.step_deg, self.north - (row + 0.5) * self.step_deg])

    def cells_at(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Cells:
        """Return the cell each point lies in, -1 outside; a point on an edge belongs to the cell south-east of it."""
        x = (np.atleast_1d(np.asarray(lon, dtype=float)) - self.west) / self.step_deg
        y = (self.north - np.atleast_1d(np.asarray(lat, dtype=float))) / self.step_deg
        inside = (x >= 0) & (x < self.cols) & (y >= 0) & (y < self.rows)
        x, y = np.where(inside, x, 0).astype(np.int64), np.where(inside, y, 0).astype(np.int64)
        return np.where(inside, y * self.cols + x, -1)

    @cached_property
    def row_km2(self) -> Floats:
        """The area of one cell of each row on the GRS 80 ellipsoid."""
        edges = np.radians(self.north - np.arange(self.rows + 1) * self.step_deg)
        e, sine = ECCENTRICITY2**0.5, np.sin(edges)
        zone = sine / (1 - ECCENTRICITY2 * sine**2) + np.log((1 + e * sine) / (1 - e * sine)) / (2 * e)
        factor = SEMI_MAJOR_M**2 * (1 - ECCENTRICITY2) * np.radians(self.step_deg) / 2 / 1e6
        return np.asarray(-np.diff(zone) * factor)

    @cached_property
    def cell_km2(self) -> Floats:
        """The area of every cell, flat."""
        return np.repeat(self.row_km2, self.cols)

    def distance_m(self, a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
        """Return the distance between the centres of near cells, on the ellipsoid's tangent plane midway."""
        first, second = self.centres(a), self.centres(b)
        return degrees_to_m(first, second)

    def around(self, cell: int, radius: int) -> Cells:
        """Return the cells of the square of `radius` cells around one, itself included, cut at the raster's edge."""
        row, col = divmod(int(cell), self.cols)
        rows = np.arange(max(row - radius, 0), min(row + radius + 1, self.rows))
        cols = np.arange(max(col - radius, 0), min(col + radius + 1, self.cols))
        return np.asarray((rows[:, None] * self.cols + cols).ravel())

    @cached_property
    def edge_cells(self) -> Cells:
        """The cells along the raster's edge, ascending."""
        index = np.arange(self.size).reshape(self.rows, self.cols)
        return np.unique(np.concatenate([index[0], index[-1], index[:, 0], index[:, -1]]))


def degrees_to_m(first: Floats, second: Floats) -> Floats:
    """Return the distance between pairs of near points given as lon, lat in degrees.

    Notes
    -----
    Radii of curvature at the middle latitude; against the geodesic the error stays below 1e-6 for a few kilometres.
    """
    middle = np.radians((first[..., 1] + second[..., 1]) / 2)
    flattening = 1 - ECCENTRICITY2 * np.sin(middle) ** 2
    north = np.radians(second[..., 1] - first[..., 1]) * SEMI_MAJOR_M * (1 - ECCENTRICITY2) / flattening**1.5
    east = np.radians(second[..., 0] - first[..., 0]) * SEMI_MAJOR_M * np.cos(middle) / np.sqrt(flattening)
    return np.asarray(np.hypot(north, east))


@dataclass(frozen=True)
class FlowGrid:
    """A raster and, for each cell, the cell its water enters next; a cell that points to itself is an outlet."""

    raster: Raster
    downstream: npt.NDArray[np.int32]

    @cached_property
    def is_outlet(self) -> npt.NDArray[np.bool_]:
        """Whether the water leaves the grid at the cell."""
        return np.asarray(self.downstream == np.arange(self.downstream.size))

    def drains_to(self, stops: npt.ArrayLike = ()) -> Cells:
        """Return, for every cell, the first stop on its water's way, itself included; an outlet where it meets none."""
        return jump(absorb(self.downstream, stops))[0]

    def distance_to(self, stops: npt.ArrayLike = ()) -> tuple[Cells, Floats]:
        """Return the first stop on every cell's way as `drains_to` does, and the metres along the way to it."""
        pointers = absorb(self.downstream, stops)
        return jump(pointers, self.raster.distance_m(np.arange(pointers.size), pointers))

    def path(self, cell: int, stops: Sequence[int] = ()) -> list[int]:
        """Return the cells from one down to its first stop or outlet, both ends included."""
        ends, way = set(stops), [int(cell)]
        while way[-1] not in ends and (following := int(self.downstream[way[-1]])) != way[-1]:
            way.append(following)
        return way


def absorb(downstream: npt.NDArray[Any], stops: npt.ArrayLike) -> Cells:
    """Return the pointers with every stop pointing to itself."""
    pointers = downstream.astype(np.int64)
    held = np.asarray(stops, dtype=np.int64)
    pointers[held] = held
    return pointers


def jump(pointers: Cells, length_m: Floats | None = None) -> tuple[Cells, Floats]:
    """Follow every pointer to its end by doubling: as many rounds as the longest way has binary digits.

    Raises
    ------
    ValueError
        When pointers run in a circle.
    """
    ends, length = pointers, np.zeros(pointers.size) if length_m is None else length_m.astype(float)
    for _ in range(int(pointers.size).bit_length() + 1):
        if np.array_equal(following := ends[ends], ends):
            break
        if length_m is not None:
            length = length + length[ends]
        ends = following
    if not np.array_equal(pointers[ends], ends):
        raise ValueError("flow directions run in a circle")
    return ends, length


def steps_to_outlet(grid: FlowGrid) -> Cells:
    """Return how many cells the water of each cell still crosses before it leaves the grid."""
    return jump(absorb(grid.downstream, ()), np.where(grid.is_outlet, 0.0, 1.0))[1].astype(np.int64)


def upstream_km2(grid: FlowGrid) -> Floats:
    """Return the area that drains through each cell, its own included, as far as the raster reaches."""
    steps = steps_to_outlet(grid)
    farthest_first = np.argsort(-steps, kind="stable")
    ranks = np.split(farthest_first, np.flatnonzero(np.diff(steps[farthest_first])) + 1)
    total = grid.raster.cell_km2.copy()
    for rank in ranks[:-1]:
        np.add.at(total, grid.downstream[rank], total[rank])
    return total
