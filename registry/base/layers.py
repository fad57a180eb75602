"""Open the built base layers: in milliseconds, each read and checked when first asked for."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from registry.base.files import PICTURED, damaged, read_manifest
from registry.base.wheels import sha256_of


@dataclass(eq=False)
class BaseLayers:
    """Borders, rivers, reaches, units and sections of Shanxi (EPSG:4490), with the drained raster they came from.

    Frames are read once and shared: copy before changing one.
    """

    folder: Path
    manifest: dict[str, Any]

    @property
    def sha256(self) -> str:
        """The hash of all layers together."""
        return cast("str", self.manifest["sha256"])

    @property
    def report(self) -> dict[str, Any]:
        """What was found when the layers were built: counts, areas, mouths, how sections were placed."""
        return cast("dict[str, Any]", self.manifest["report"])

    @cached_property
    def counties(self) -> gpd.GeoDataFrame:
        """Counties: county_code, county, city_code, city; sorted by code."""
        return self._layer("counties")

    @cached_property
    def cities(self) -> gpd.GeoDataFrame:
        """Cities: city_code, city; sorted by code."""
        return self._layer("cities")

    @cached_property
    def province(self) -> gpd.GeoDataFrame:
        """The province, one row: the union of its counties."""
        return self._layer("province")

    @cached_property
    def reaches(self) -> gpd.GeoDataFrame:
        """Directed reaches, indexed by reach_id: downstream_id, river, confidence, order, area_km2, length_m, basin."""
        return self._layer("reaches").set_index("reach_id", drop=False).rename_axis(None)

    @cached_property
    def rivers(self) -> gpd.GeoDataFrame:
        """Named rivers for drawing: river, order (the highest), confidence."""
        return self._layer("rivers")

    @cached_property
    def basins(self) -> gpd.GeoDataFrame:
        """The parts of the province by where they drain: basin, area_km2."""
        return self._layer("basins")

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """Control units of the sections active today: unit_id, section_code, name, reason, area_km2."""
        return self._layer("units")

    @cached_property
    def sections(self) -> gpd.GeoDataFrame:
        """Every known section as placed, retired ones with dates."""
        return self._layer("sections")

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return one array of the drained raster, mapped from disk and read-only."""
        path = self._checked(f"{name}.npy")
        return cast("npt.NDArray[Any]", np.load(path, mmap_mode="r", allow_pickle=False))

    @property
    def elevation_m(self) -> npt.NDArray[np.int16] | None:
        """Elevations on the raster of `ground`; None in layers built before they were kept."""
        return self.array("elevation_m") if "elevation_m.npy" in self.manifest.get(PICTURED, {}) else None

    @cached_property
    def ground(self) -> dict[str, Any]:
        """The drained raster as plain parts: `raster` (west, north, step_deg, rows, cols), `basins`, and its arrays."""
        names = [file.removesuffix(".npy") for file in self.manifest["files"] if file.endswith(".npy")]
        return {**self.manifest["ground"], **{name: self.array(name) for name in names}}

    def _layer(self, name: str) -> gpd.GeoDataFrame:
        return gpd.read_feather(self._checked(f"{name}.arrow"))

    def _checked(self, name: str) -> Path:
        path = self.folder / name
        try:
            whole = sha256_of(path) == {**self.manifest["files"], **self.manifest.get(PICTURED, {})}[name]
        except (OSError, KeyError) as error:
            raise damaged(path) from error
        if not whole:
            raise damaged(path)
        return path


def open_base(folder: Path) -> BaseLayers:
    """Open the base layers in a folder.

    Raises
    ------
    BaseLayersError
        When they are missing, incomplete, damaged, or built in another format; also later, when a layer that is read
        proves to be altered.
    """
    return BaseLayers(folder, read_manifest(folder))
