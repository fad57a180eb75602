"""The way along the water between two places on the map: down from one to the other, or to where both ways meet."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from registry.crs import STORAGE
from registry.hydro.network import RiverNetwork
from registry.hydro.trace import line_between, path_down
from registry.language import Label, Message, msg
from registry.service.registry import Registry

Place = tuple[float, float]
LEAST_LOOK_M, MOST_LOOK_M = 1500.0, 10_000.0
"""Water is looked for this far from a place: the reader says how far a finger's breadth is on the map."""
UNNAMED = Label("无名支流", "an unnamed stream")


@dataclass(frozen=True)
class OnWater:
    """A place put on the nearest reach: position of the reach, metres from its upper end, metres to the mouth."""

    reach: int
    measure_m: float
    to_mouth_m: float
    offset_m: float


@dataclass(frozen=True)
class Way:
    """What is measured between two places; metres along the water are None where no water joins them.

    `paths` are lon, lat: one line down from one place to the other, or two that end where the waters meet.
    """

    sentence: Message
    straight_m: float
    water_m: float | None = None
    paths: tuple[tuple[Place, ...], ...] = ()


def way_between(registry: Registry, one: Place, other: Place, look_m: float = LEAST_LOOK_M) -> Way:
    """Measure between two places (lon, lat) along the rivers of the base layers and straight.

    Metres are plane metres of the network's CRS, as everywhere.
    """
    network = registry.network
    straight_m = float(shapely.distance(*in_plane(network, [one, other])))
    first, second = on_water(network, [one, other], look_m)
    if first is None or second is None:
        sentence = msg("No river lies within {km} km of that place; click nearer to the water.", km=km_of(look_m))
        return Way(sentence, straight_m)
    return joined(network, first, second, straight_m)


def in_plane(network: RiverNetwork, places: list[Place]) -> Any:
    """Return places in the metric CRS of a network."""
    lon, lat = zip(*places, strict=True)
    return gpd.GeoSeries.from_xy(lon, lat, crs=STORAGE).to_crs(network.crs).to_numpy()


def on_water(network: RiverNetwork, places: list[Place], look_m: float) -> list[OnWater | None]:
    """Put places on their nearest reach, None where none lies within reach."""
    limit_m = float(np.clip(look_m, LEAST_LOOK_M, MOST_LOOK_M))
    found = network.locate(gpd.GeoSeries(in_plane(network, places), crs=network.crs), limit_m)
    rows = network.reaches.index.get_indexer(found["reach_id"])
    columns = (found[name] for name in ("measure_m", "path_to_mouth_m", "offset_m"))
    return [
        OnWater(int(row), *map(float, measured)) if row >= 0 else None
        for row, *measured in zip(rows, *columns, strict=True)
    ]


def joined(network: RiverNetwork, one: OnWater, other: OnWater, straight_m: float) -> Way:
    """Return the way between two places on the water."""
    if passes(network, one, other) or passes(network, other, one):
        upper, lower = (one, other) if passes(network, one, other) else (other, one)
        water_m = upper.to_mouth_m - lower.to_mouth_m
        told = {"km": km_of(water_m), "straight": km_of(straight_m), "rivers": rivers_of(network, upper, lower)}
        if upper is one:
            sentence = msg("{km} km down the water along {rivers}; {straight} km straight.", **told)
        else:
            sentence = msg("{km} km up the water along {rivers}; {straight} km straight.", **told)
        return Way(sentence, straight_m, water_m, (path_of(network, upper, lower),))
    meeting = meeting_of(network, one, other)
    if meeting is None:
        return Way(
            msg("No water joins the two places; {straight} km straight.", straight=km_of(straight_m)), straight_m
        )
    down_m = [place.to_mouth_m - meeting.to_mouth_m for place in (one, other)]
    sentence = msg(
        "Neither lies below the other: their waters meet on {river}, {first} km below the first place and {second} km "
        "below the second, {km} km in all; {straight} km straight.",
        river=network.river[meeting.reach] or UNNAMED,
        first=km_of(down_m[0]),
        second=km_of(down_m[1]),
        km=km_of(sum(down_m)),
        straight=km_of(straight_m),
    )
    return Way(sentence, straight_m, sum(down_m), tuple(path_of(network, place, meeting) for place in (one, other)))


def passes(network: RiverNetwork, upper: OnWater, lower: OnWater) -> bool:
    """Whether the water of one place passes the other."""
    on_path = network.enter[lower.reach] <= network.enter[upper.reach] < network.leave[lower.reach]
    return bool(on_path and upper.to_mouth_m >= lower.to_mouth_m)


def meeting_of(network: RiverNetwork, one: OnWater, other: OnWater) -> OnWater | None:
    """Return the upper end of the first reach that both ways take, None where they never meet."""
    own = set(path_down(network.down, one.reach))
    shared = next((reach for reach in path_down(network.down, other.reach) if reach in own), None)
    if shared is None:
        return None
    return OnWater(shared, 0.0, float(network.way_m[shared] + network.length_m[shared]), 0.0)


def path_of(network: RiverNetwork, upper: OnWater, lower: OnWater) -> tuple[Place, ...]:
    """Return lon, lat down the water between two places, of which the first lies above the second."""
    path = path_down(network.down, upper.reach)
    line = line_between(network.parts, path[: path.index(lower.reach) + 1], upper.measure_m, lower.measure_m)
    shape = gpd.GeoSeries([line], crs=network.crs).to_crs(STORAGE).iloc[0]
    return tuple((round(lon, 6), round(lat, 6)) for lon, lat in shape.coords)


def rivers_of(network: RiverNetwork, upper: OnWater, lower: OnWater) -> list[str | Label]:
    """Return the names of the rivers that the water takes between two places, in its order."""
    path = path_down(network.down, upper.reach)
    names = [network.river[reach] for reach in path[: path.index(lower.reach) + 1]]
    told: dict[str, None] = dict.fromkeys(name for name in names if isinstance(name, str) and name)
    return list(told) or [UNNAMED]


def km_of(metres: float) -> str:
    """Return metres as kilometres with the digits that matter."""
    return f"{metres / 1000:,.2f}" if metres < 10_000 else f"{metres / 1000:,.1f}"  # noqa: PLR2004
