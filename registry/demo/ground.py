"""The ground that synthetic features are put on: reaches, counties and control units, in plane metres."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from registry.crs import METRIC, STORAGE

YELLOW = "黄河"
FEN = "汾河"
STEM_WEIGHT_KM2 = 400.0
"""The Yellow River's own banks are gorges with few people: it draws settlements like a small river."""


@dataclass(frozen=True)
class Ground:
    """Where things can lie.

    Attributes
    ----------
    reaches
        One row per reach: `reach_id`, `river`, `declared_river` (its own name or the next one downstream), `in_fen`,
        `weight` (drawing power per metre), `length_m`, `basin`, and a line geometry digitised downstream.
    counties, units
        Polygons with `county_code`, `county`, `city_code`, `city`; and with `section`, the section's name (missing
        where none follows).
    sections
        Points with `code`, `name`, `city`.
    towns
        Points where people live densely: one per county, in the order of `counties`, then those of sewage plants;
        `mass` is half the root of the people served in units of 100,000, and 1 for a county's own town.
    """

    reaches: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    sections: gpd.GeoDataFrame
    towns: gpd.GeoDataFrame

    def where(self, x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
        """Return county and unit of each point, -1 and missing outside; on a border the first one counts.

        Columns: `county_row`, `unit_row`, `county_code`, `county`, `city_code`, `city`, `section`, `in_basin`.
        """
        county, unit = first_polygon(self.counties, x, y), first_polygon(self.units, x, y)
        named = self.counties[["county_code", "county", "city_code", "city"]].reset_index(drop=True).reindex(county)
        section = self.units["section"].reset_index(drop=True).reindex(unit)
        rows = {"county_row": county, "unit_row": unit, "section": section.to_numpy(), "in_basin": unit >= 0}
        return pd.DataFrame(named.reset_index(drop=True)).assign(**rows)

    def along(self, reach: np.ndarray, measure_m: np.ndarray, offset_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return points beside reaches: so far down the line, so far to its left (negative: right)."""
        lines = self.reaches.geometry.to_numpy()[reach]
        measure = np.clip(measure_m, 0, shapely.length(lines))
        here = shapely.get_coordinates(shapely.line_interpolate_point(lines, measure))
        back = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(measure - 60, 0)))
        ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, measure + 60))
        way = ahead - back
        way = way / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
        return here[:, 0] - way[:, 1] * offset_m, here[:, 1] + way[:, 0] * offset_m

    def nearest_reach(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the row of the nearest reach and how far down it the foot lies; of equally near ones the first."""
        points = shapely.points(x, y)
        pairs = self.reaches.sindex.nearest(points, return_all=True)
        reach = np.full(len(points), len(self.reaches))
        np.minimum.at(reach, pairs[0], pairs[1])
        return reach, shapely.line_locate_point(self.reaches.geometry.to_numpy()[reach], points)

    def water_distance(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the metres to the nearest reach."""
        _, distance = self.reaches.sindex.nearest(shapely.points(x, y), return_all=False, return_distance=True)
        return np.asarray(distance)

    def town_pull(self, x: np.ndarray, y: np.ndarray, fade_m: float) -> np.ndarray:
        """Return how strongly towns draw to each point: masses that fade by e in so many metres, added up."""
        at = shapely.get_coordinates(self.towns.geometry.to_numpy())
        apart = np.hypot(np.subtract.outer(x, at[:, 0]), np.subtract.outer(y, at[:, 1]))
        return np.asarray(np.exp(-apart / fade_m) @ self.towns["mass"].to_numpy())

    def town_distance(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the metres to the nearest town."""
        _, distance = self.towns.sindex.nearest(shapely.points(x, y), return_all=False, return_distance=True)
        return np.asarray(distance)


def survey_ground(
    counties: gpd.GeoDataFrame,
    reaches: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    sections: pd.DataFrame,
    plants: pd.DataFrame,
) -> Ground:
    """Prepare base layers for placing features; units without a section keep a missing name.

    `plants` is the fact table of real plants: where one stands, people live.
    """
    counties = counties.sort_values("county_code").to_crs(METRIC).reset_index(drop=True)
    units = units.sort_values("unit_id").to_crs(METRIC).reset_index(drop=True)
    units["section"] = units["section_code"].map(sections.set_index("code")["name"])
    points = gpd.points_from_xy(sections["lon"], sections["lat"], crs=STORAGE)
    placed = gpd.GeoDataFrame(sections.reset_index(drop=True), geometry=points).sort_values("code").to_crs(METRIC)
    water = water_of(reaches.sort_values("reach_id").reset_index(drop=True).to_crs(METRIC))
    served = gpd.points_from_xy(plants["LON_WWTP"], plants["LAT_WWTP"], crs=STORAGE).to_crs(METRIC)
    mass = np.concatenate([np.ones(len(counties)), np.sqrt(plants["POP_SERVED"] / 100_000) / 2])
    dense = np.concatenate([find_towns(counties, water), np.asarray(served)])
    towns = gpd.GeoDataFrame({"mass": mass}, geometry=dense, crs=METRIC)
    return Ground(water, counties, units, placed.reset_index(drop=True), towns)


def water_of(reaches: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add to each reach the river it is known by, whether it belongs to the Fen, and how many people live by it."""
    rows = pd.Series(np.arange(len(reaches)), index=reaches["reach_id"].to_numpy())
    down = rows.reindex(reaches["downstream_id"].astype("float64")).to_numpy()
    down = np.where(np.isnan(down), np.arange(len(reaches)), down).astype("int64")
    own = reaches["river"].astype("object").where(reaches["river"].notna(), None).to_numpy()
    is_stem = own == YELLOW
    area = np.where(is_stem, STEM_WEIGHT_KM2, reaches["area_km2"].clip(upper=40_000))
    return reaches.assign(
        declared_river=first_downstream(own, down),
        in_fen=any_downstream(own == FEN, down),
        weight=np.sqrt(np.sqrt(area)),
        length_m=shapely.length(reaches.geometry.to_numpy()),
    )


def first_downstream(names: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Return each reach's own name, else the next name found downstream, else None (by doubling the step)."""
    found, at = names.copy(), down.copy()
    for _ in range(doublings(down)):
        found = np.where(pd.isna(found), found[at], found)
        at = at[at]
    return found


def any_downstream(marked: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Return whether a reach or any reach downstream of it is marked (by doubling the step)."""
    found, at = marked.copy(), down.copy()
    for _ in range(doublings(down)):
        found = found | found[at]
        at = at[at]
    return found


def doublings(down: np.ndarray) -> int:
    """Return how often a step must be doubled to get past the whole network."""
    return int(np.ceil(np.log2(max(len(down), 2)))) + 1


def first_polygon(polygons: gpd.GeoDataFrame, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the row of the first polygon that holds each point, -1 where none does."""
    tree = shapely.STRtree(shapely.points(x, y))
    polygon, point = tree.query(polygons.geometry.to_numpy(), predicate="intersects")
    found = np.full(len(x), len(polygons))
    np.minimum.at(found, point, polygon)
    return np.where(found == len(polygons), -1, found)


def find_towns(counties: gpd.GeoDataFrame, reaches: gpd.GeoDataFrame) -> np.ndarray:
    """Put a county's town on its largest valley near the middle; a county without a reach has it in the middle.

    County seats are not in the base layers; this stands in for them where settlements are to be dense.
    """
    middles = shapely.line_interpolate_point(reaches.geometry.to_numpy(), 0.5, normalized=True)
    centre = np.asarray(counties.representative_point().to_numpy())
    county = first_polygon(counties, shapely.get_x(middles), shapely.get_y(middles))
    inside = county >= 0
    apart = shapely.distance(middles[inside], centre[county[inside]])
    pull = reaches["weight"].to_numpy()[inside] * np.exp(-apart / 15_000)
    drawn = pd.DataFrame({"county": county[inside], "pull": pull, "middle": middles[inside]})
    best = drawn.sort_values(["county", "pull"], kind="stable").groupby("county")["middle"].last()
    places = centre.copy()
    places[best.index] = best.to_numpy()
    return places


def to_degrees(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return lon, lat in the storage CRS, to six decimals (a tenth of a metre), as ledgers write them."""
    lon, lat = Transformer.from_crs(METRIC, STORAGE, always_xy=True).transform(x, y)
    return np.round(lon, 6), np.round(lat, 6)


def to_metres(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return plane metres of storage coordinates."""
    x, y = Transformer.from_crs(STORAGE, METRIC, always_xy=True).transform(lon, lat)
    return np.asarray(x), np.asarray(y)
