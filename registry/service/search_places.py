"""Places that can be searched for and gone to: rivers, cities, counties, and the towns that features name."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from registry.base import BaseLayers
from registry.language import Label

RIVER, CITY, COUNTY, TOWN = "river", "city", "county", "town"
PLACE_LABELS = {
    CITY: Label("设区市", "City"),
    RIVER: Label("河流", "River"),
    COUNTY: Label("县", "County"),
    TOWN: Label("乡镇", "Town"),
}
MARGIN_DEG = 0.02
"""What a place's extent is widened by where its features lie on one spot: about 2 km."""

Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class Place:
    """A place on the map: its kind, name, in what it lies, and its extent (west, south, east, north)."""

    kind: str
    name: str
    within: str
    extent: Extent


def base_places(base: BaseLayers) -> Iterator[Place]:
    """Yield cities, named rivers and counties of the base layers."""
    for kind, frame, name, within in (
        (CITY, base.cities, "city", None),
        (RIVER, base.rivers, "river", None),
        (COUNTY, base.counties, "county", "city"),
    ):
        yield from _of_frame(kind, frame, name, within)


def _of_frame(kind: str, frame: gpd.GeoDataFrame, name: str, within: str | None) -> Iterator[Place]:
    boxes = frame.geometry.bounds.round(5)
    inside = frame[within] if within else [""] * len(frame)
    for called, where, box in zip(frame[name], inside, boxes.itertuples(index=False, name=None), strict=True):
        yield Place(kind, str(called), str(where), (float(box[0]), float(box[1]), float(box[2]), float(box[3])))


def towns(features: pd.DataFrame) -> Iterator[Place]:
    """Yield the towns that features name, each with the extent of its features, by county and name."""
    placed = features.dropna(subset=["township", "county", "lon", "lat"])
    spans = placed.groupby(["county", "township"], sort=True).agg(
        west=("lon", "min"), south=("lat", "min"), east=("lon", "max"), north=("lat", "max")
    )
    for (county, town), west, south, east, north in spans.itertuples(name=None):
        extent = (west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
        yield Place(TOWN, str(town), str(county), extent)
