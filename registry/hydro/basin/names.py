"""Give reaches the names of their rivers, from mouths whose place and area are known."""

from collections.abc import Collection
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from registry.errors import BaseLayersError
from registry.hydro.basin.grid import Cells, degrees_to_m
from registry.hydro.basin.reaches import ReachCells
from registry.language import msg

MAIN_RIVERS = ("黄河", "汾河")
"""Rivers that carry their forced course whole; the map knows them from end to end."""
MOUTH_DISTANCE_M = 5_000.0
AREA_TOLERANCE = 0.15
"""How far a mouth's area may lie from the table's, as a share of it."""


def name_reaches(
    reaches: gpd.GeoDataFrame,
    parts: ReachCells,
    mouths: pd.DataFrame,
    topology: pd.DataFrame,
    courses: dict[str, Cells],
) -> pd.DataFrame:
    """Return `river` and `confidence` for every reach, missing where the name is not known.

    The main rivers carry their forced course. A tributary is the stem of largest area above its mouth; larger rivers
    are named first, so that a river's upper continuation may carry a name of its own.

    Raises
    ------
    BaseLayersError
        When a mouth finds no reach of about its area, or a river does not flow into what the table says.
    """
    names: dict[int, tuple[str, str]] = {}
    stems = Stems(reaches)
    for river in MAIN_RIVERS:
        on_course = set(parts.reach_id[np.isin(parts.cell, courses[river][:-1])].tolist())
        names |= dict.fromkeys(on_course & set(reaches.index), (river, "sure"))
    tributaries = mouths[~mouths["river"].isin(MAIN_RIVERS)].sort_values("area_km2", ascending=False)
    rows: list[Any] = list(tributaries.itertuples())
    for row in rows:
        foot = stems.mouth(row)
        way = [*stems.down(foot, names, row.area_km2), *stems.up(foot)]
        names |= dict.fromkeys(way, (row.river, row.confidence))
    frame = pd.DataFrame(index=reaches.index, columns=["river", "confidence"], dtype="object")
    frame.loc[list(names), ["river", "confidence"]] = list(names.values())
    check_topology(reaches, frame["river"], mouths, topology)
    return frame


class Stems:
    """The reach network as stems: what lies below a reach, and the largest that flows into it."""

    def __init__(self, reaches: gpd.GeoDataFrame) -> None:
        self.area = reaches["area_km2"].to_dict()
        self.below = reaches["downstream_id"].dropna().astype("int64").to_dict()
        largest_last = reaches.dropna(subset="downstream_id").sort_values(["area_km2", "reach_id"])
        self.stem = dict(zip(largest_last["downstream_id"].astype("int64"), largest_last.index, strict=True))
        self.ids = reaches.index.to_numpy()
        self.areas = reaches["area_km2"].to_numpy()
        self.feet = np.array([line.coords[-2] for line in reaches.geometry])

    def mouth(self, row: Any) -> int:
        """Return the reach whose lower end fits a mouth: near its place, of about its area.

        Raises
        ------
        BaseLayersError
            When none does.
        """
        place = np.array([[row.mouth_lon, row.mouth_lat]])
        stated = float(row.area_km2)
        misfit = np.abs(self.areas / stated - 1)
        far = degrees_to_m(self.feet, np.broadcast_to(place, self.feet.shape)) > MOUTH_DISTANCE_M
        misfit[far] = np.inf
        best = int(np.argmin(misfit))
        if misfit[best] > AREA_TOLERANCE:
            raise BaseLayersError(
                "B014",
                msg(
                    "No reach of about {area} km² ends near the stated mouth of {river}; check river_mouths.csv.",
                    area=f"{stated:.0f}",
                    river=row.river,
                ),
            )
        return int(self.ids[best])

    def down(self, foot: int, named: Collection[int], stated_km2: float) -> list[int]:
        """Return the unnamed reaches of about the stated area between a mouth as found and the named river it joins."""
        way = []
        while (foot := self.below.get(foot, -1)) in self.area and foot not in named:
            if self.area[foot] > stated_km2 * (1 + AREA_TOLERANCE):
                break
            way.append(foot)
        return way

    def up(self, foot: int) -> list[int]:
        """Return a reach and the stem of largest area above it, up to its source."""
        way = [foot]
        while way[-1] in self.stem:
            way.append(self.stem[way[-1]])
        return way


def check_topology(reaches: gpd.GeoDataFrame, river: pd.Series, mouths: pd.DataFrame, topology: pd.DataFrame) -> None:
    """Check that each named river next becomes the river that the table lets it flow into.

    Raises
    ------
    BaseLayersError
        Naming the first river that does not.
    """
    wanted = topology.set_index("river")["flows_into"].str.split("(").str[0]
    below = reaches["downstream_id"].dropna().astype("int64").to_dict()
    names = river.dropna().to_dict()
    for name in mouths["river"]:
        reach = reaches.index[river == name][reaches["area_km2"][river == name].argmax()]
        while names.get(reach) in (name, None) and reach in below:
            reach = below[reach]
        if names.get(reach) != wanted[name]:
            raise BaseLayersError(
                "B015",
                msg("{river} does not flow into {into} on the elevation model.", river=name, into=wanted[name]),
            )
