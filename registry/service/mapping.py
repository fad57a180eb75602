"""What the map shows on a day: the ground, and the features as finished tables for `layers`."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from registry.service.features import feature_table, section_table
from registry.service.map_colours import rectification, section_colours
from registry.service.registry import AsOf, Registry
from registry.vocabulary import ASSIGNED_KINDS


@dataclass(frozen=True)
class Ground:
    """Everything below the points, EPSG:4490: borders, basins, rivers, and the control units of the day."""

    province: gpd.GeoDataFrame
    cities: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    basins: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    reaches: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame


def map_ground(registry: Registry, as_of: AsOf) -> Ground:
    """Return the base layers and the units of the sections assessed on the day (section_code, section_name)."""
    base = registry.base
    sections = registry.sections(as_of)
    units = registry.water_at(as_of).units
    if "drains_to" in units:
        units = units[units["drains_to"].isna()]
    names = sections.set_index("code")["name"]
    named = units.assign(section_name=units["section_code"].map(names)).reset_index(drop=True)
    return Ground(base.province, base.cities, base.counties, base.basins, named, base.reaches, base.rivers)


@dataclass(frozen=True)
class Terrain:
    """The elevation model under the map: metres, rows from north to south, the raster's outer corner and step."""

    elevation_m: npt.NDArray[np.int16]
    west_deg: float
    north_deg: float
    step_deg: float


def map_terrain(registry: Registry) -> Terrain | None:
    """Return the elevation model of the base layers; None where they were built before it was kept."""
    elevation_m = registry.base.elevation_m
    if elevation_m is None:
        return None
    raster = registry.base.manifest["ground"]["raster"]
    return Terrain(elevation_m, raster["west"], raster["north"], raster["step_deg"])


def map_features(registry: Registry, as_of: AsOf) -> dict[str, pd.DataFrame]:
    """Return, by kind, the features that exist on the day; one row each, as in the summary.

    `drawn_as` says which sections are retired or not begun on the day, and is one word for plants; sections and outlets
    have what else they can be coloured by. The tables are kept and shared: read them, never write into them.
    """
    return dict(_features(registry, as_of.valid_on, data_version(registry, as_of).revision))


@lru_cache(maxsize=4)
def _features(registry: Registry, valid_on: date, known_at: int) -> dict[str, pd.DataFrame]:
    as_of = AsOf(valid_on, known_at)
    tables = {kind: feature_table(registry, kind, as_of) for kind in ASSIGNED_KINDS}
    sections = section_table(registry, as_of)
    retired = sections["active_to"] <= pd.Timestamp(valid_on)
    begun = ~(sections["active_from"] > pd.Timestamp(valid_on))
    drawn_as = sections["level"].mask(retired, "retired").mask(~begun, "not_begun")
    tables["sections"] = sections.assign(drawn_as=drawn_as, section_code=sections["code"])
    tables["plants"] = tables["plants"].assign(drawn_as="plant")
    colours = section_colours(registry, as_of, tables)
    tables["sections"] = tables["sections"].merge(colours, left_on="code", right_index=True, how="left", validate="1:1")
    tables["outlets"] = tables["outlets"].assign(rectification=rectification(registry, as_of, tables["outlets"]))
    return tables


@dataclass(frozen=True)
class DataVersion:
    """What a drawn map is true of: revision, day, and the base layers it lies on."""

    revision: int
    valid_on: date
    base_sha256: str


def data_version(registry: Registry, as_of: AsOf) -> DataVersion:
    """Return the version of what the map would show; a map drawn under the same version needs no new data."""
    return DataVersion(registry.revision(as_of), as_of.valid_on, registry.base.sha256)


def map_places(registry: Registry, as_of: AsOf) -> pd.DataFrame:
    """Return the distinct city and county names that features stand under, sorted."""
    tables = map_features(registry, as_of).values()
    pairs = pd.concat([table[["city", "county"]] for table in tables], ignore_index=True)
    return pairs.dropna().drop_duplicates().sort_values(["city", "county"]).reset_index(drop=True)


def feature_row(registry: Registry, kind: str, code: str, as_of: AsOf) -> pd.Series | None:
    """Return the stored fields of one feature on the day, None where it does not exist then."""
    rows = registry.store.frame(kind, valid_on=as_of.valid_on, known_at=as_of.known_at, codes=[code])
    return None if rows.empty else rows.iloc[0]
