"""What differs for the ground and the water between two sets of active sections.

An answer looks at what lies around it, never farther than the distances named here. So where nothing within them
differs, and nothing on the water below and above, the answer stays the same: the search for what is touched takes its
distances from the core and adds some slack, and errs by taking too much.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.crs import STORAGE
from registry.hydro.evidence import FAR_M
from registry.hydro.network import RiverNetwork
from registry.hydro.water import Water as SectionsMet
from registry.hydro.water import find_sections
from registry.service.registry import Water

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Frame = TypeVar("Frame", bound=pd.DataFrame)

TOLERANCE_M = 500.0
"""How far from a reach a mouth still answers by its water, as `assign_sections` has it where nothing else is said."""
STEP_M = 500.0
"""How far apart the places are that stand for a changed border or stretch of water."""
BORDER_LOOK_M = FAR_M + STEP_M
WATER_LOOK_M = TOLERANCE_M + 2 * FAR_M + STEP_M
UPON_M = TOLERANCE_M + STEP_M
SAME_PLACE_M = 5.0
"""A feature this near to a section's stated place may stand on it."""
PLACE = ["code", "lon", "lat", "river", "accuracy_m"]


@dataclass(frozen=True)
class SectionChange:
    """What differs, between two sets of sections, that an answer can depend on; places in the network's CRS.

    `codes` are the sections whose own place is another, come or gone; `reaches` the ids of those from which other
    sections are met, upstream or downstream, or the same ones at another distance, and `reach_places` stand for them;
    `border_places` and `water_places` stand for the borders, and the water, that part or lead to other sections;
    `old_units` and `new_units` are the units that are not the same in both, or are those of `codes`. All of it, and all
    that looks at it, lies between the two corners of the `box`.
    """

    codes: frozenset[str]
    reaches: npt.NDArray[np.int64]
    reach_places: Floats
    border_places: Floats
    water_places: Floats
    section_places: Floats
    old_units: gpd.GeoDataFrame
    new_units: gpd.GeoDataFrame
    box: Floats


def section_change(network: RiverNetwork, old: Water, new: Water) -> SectionChange:
    """Compare the water of two sets of sections."""
    told = [water.sections.rename(columns={"section_code": "code"}) for water in (old, new)]
    moved: pd.DataFrame = pd.concat(only_in_one(told[0], told[1], PLACE))
    codes = frozenset(moved["code"])
    sides = [labelled(water.units) for water in (old, new)]
    changed = only_in_one(sides[0], sides[1], ["label", "shape"])
    old_units, new_units = (
        side[side.index.isin(own.index) | side["label"].isin(codes)] for side, own in zip(sides, changed, strict=True)
    )
    reaches, water = changed_water(network, old, new)
    lines = network.reaches.geometry
    places = {
        "reach_places": places_along(lines[reaches]),
        "border_places": places_along(changed_edges(*changed).to_crs(network.crs)),
        "water_places": places_along(lines[water]),
        "section_places": np.asarray(shapely.get_coordinates(placed(moved).to_crs(network.crs).to_numpy())),
    }
    outlines = [places_along(units.geometry.to_crs(network.crs)) for units in (old_units, new_units)]
    return SectionChange(
        codes=codes,
        reaches=network.ids_at(np.flatnonzero(reaches)).to_numpy(dtype=np.int64),
        old_units=old_units,
        new_units=new_units,
        box=box_around(np.vstack([*places.values(), *outlines])),
        **places,
    )


def box_around(places: Floats) -> Floats:
    """Return the corners, south-west and north-east, of all that can look at places."""
    if not len(places):
        return np.array([[np.inf, np.inf], [-np.inf, -np.inf]])
    return np.array([places.min(axis=0) - WATER_LOOK_M, places.max(axis=0) + WATER_LOOK_M])


def placed(sections: pd.DataFrame) -> gpd.GeoSeries:
    """Return the stated places of sections that have one."""
    return gpd.GeoSeries(sections["geometry"].dropna(), crs=STORAGE)


def only_in_one(old: Frame, new: Frame, names: list[str]) -> tuple[Frame, Frame]:
    """Return the rows of each frame that the other one does not have, by the named columns."""
    both = pd.concat([old[names], new[names]], ignore_index=True).astype("object")
    single = ~both.where(both.notna(), None).duplicated(keep=False).to_numpy()
    return old[single[: len(old)]], new[single[len(old) :]]


def labelled(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return units with `label`, what an answer can tell them apart by, and `shape`, their outline as bytes."""
    label = units["section_code"].astype("object").where(units["section_code"].notna(), "")
    label = label.where(units["drains_to"].isna(), ">" + units["drains_to"].astype("object").fillna(""))
    named = gpd.GeoDataFrame({"label": label, "shape": shapely.to_wkb(units.geometry.to_numpy())}, index=units.index)
    return named.set_geometry(units.geometry)


def changed_edges(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the pieces of border that are another's, or elsewhere, in units that are not the same."""
    ends = only_in_one(unit_edges(old), unit_edges(new), ["west", "south", "east", "north", "label"])
    corners = pd.concat(ends)[["west", "south", "east", "north"]].to_numpy(dtype=np.float64)
    return gpd.GeoSeries(shapely.linestrings(corners.reshape(-1, 2, 2)), crs=STORAGE)


def unit_edges(units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the straight pieces of the units' outlines, each once for every label it bounds, whichever way drawn."""
    polygons, unit = shapely.get_parts(units.geometry.to_numpy(), return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    going_on = ring[1:] == ring[:-1]
    begin, end = corners[:-1][going_on], corners[1:][going_on]
    backward = (begin[:, 0] > end[:, 0]) | ((begin[:, 0] == end[:, 0]) & (begin[:, 1] > end[:, 1]))
    begin, end = np.where(backward[:, None], end, begin), np.where(backward[:, None], begin, end)
    edges = pd.DataFrame(np.hstack([begin, end]), columns=["west", "south", "east", "north"])
    owner = units["label"].to_numpy(dtype=object)[unit[polygon[ring[:-1][going_on]]]]
    return edges.assign(label=owner).drop_duplicates()


def places_along(lines: gpd.GeoSeries) -> Floats:
    """Return places along lines in metres, at most STEP_M apart."""
    return np.asarray(shapely.get_coordinates(shapely.segmentize(lines.to_numpy(), STEP_M)))


def changed_water(network: RiverNetwork, old: Water, new: Water) -> tuple[Bools, Bools]:
    """Say of every reach whether anything about the sections met from it differs, and whether its water goes elsewhere.

    Only water that goes elsewhere is seen from beside it; what else differs concerns the features on the reach itself.
    """
    (met, on), (met_now, on_now) = (sections_met(network, water) for water in (old, new))
    differs, elsewhere = unlike(met, met_now), unlike(met[["below"]], met_now[["below"]])
    gone, come = only_in_one(on, on_now, list(on.columns))
    changed = pd.concat([gone, come])
    moved = pd.concat(only_in_one(on, on_now, ["reach", "code", "measure_m"]))
    for column in (met["below"], met_now["below"], met["above"], met_now["above"]):
        differs |= column.isin(changed["code"]).to_numpy()
    differs[changed["reach"].to_numpy(dtype=np.int64)] = True
    elsewhere[moved["reach"].to_numpy(dtype=np.int64)] = True
    return differs | elsewhere, elsewhere


def unlike(one: pd.DataFrame, other: pd.DataFrame) -> Bools:
    """Say which rows of two frames differ anywhere; missing values are alike."""
    return np.array(((one != other) & ~(one.isna() & other.isna())).any(axis=1))


def sections_met(network: RiverNetwork, water: Water) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what is met from each reach, and the sections on the network.

    Per reach: `below` and `above`, the first section under its lower end and the last one over its upper end, `below_m`
    and `above_m` along the water, `fork`. Per section: code, reach, measure_m, accuracy_m, and the one that `follows`.
    """
    codes = np.sort(water.sections["section_code"].to_numpy(dtype=object))
    number = np.searchsorted(codes, water.sections["section_code"].to_numpy(dtype=object))
    places = find_sections(network, water.sections, TOLERANCE_M)
    found = SectionsMet(network, places, number)
    named: Any = np.array([*codes[found.code], None], dtype=object)
    every = np.arange(len(network.down))
    above, above_m = found.last_section(every, np.zeros(len(every)))
    met = pd.DataFrame(
        {
            "below": named[found.below],
            "below_m": found.below_m,
            "fork": found.fork,
            "above": named[above],
            "above_m": np.where(above >= 0, above_m, np.inf),
        }
    )
    following, _ = found.following()
    by_code = pd.DataFrame(vars(places)).assign(code=water.sections["section_code"].to_numpy(dtype=object))
    on = by_code.loc[by_code["reach"] >= 0, ["code", "reach", "measure_m", "accuracy_m", "x", "y"]]
    follows = pd.Series(named[following], index=named[:-1], dtype="object")
    return met, on.assign(follows=on["code"].map(follows))
