"""Look at every point: what area and water say of it, and how far the other answers are."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from registry.hydro.areas import OUTSIDE
from registry.hydro.decision import NONE
from registry.hydro.evidence import AreaEvidence, WaterEvidence
from registry.hydro.flow import Bools
from registry.hydro.grid import TIE_M
from registry.hydro.lines import Floats, Ints
from registry.hydro.locate import Places
from registry.hydro.ways import Points, Way, tighter


@dataclass(frozen=True)
class Seen:
    """What area and water say of each point, numbers of sections or labels, and the ways to other answers."""

    label: Ints | None
    border: Way
    found: Places | None
    near: Bools
    water: Ints
    path_m: Floats
    fork: Bools
    river: Way
    section: Way
    other_river: Bools
    river_section: Ints


def look(points: Points, area: AreaEvidence | None, water: WaterEvidence | None, rivers: Any) -> Seen:
    """Look at every point; what is seen of one depends on no other."""
    count = len(points.x)
    none, never = np.full(count, NONE), np.zeros(count, dtype=bool)
    nowhere = Way(np.full(count, np.inf), none, points.accuracy_m, np.zeros(count))
    label, border = (None, nowhere) if area is None else area.gather(points)
    if water is None:
        return Seen(label, border, None, never, none, np.full(count, np.nan), never, nowhere, nowhere, never, none)
    found = water.place(points, rivers)
    near = (found.reach >= 0) & (found.offset_m <= water.tolerance_m + TIE_M)
    by_ground = never if label is None else (label < 0) | points.on_ground & (label != OUTSIDE)
    used = near & ~by_ground
    reach = np.where(used, found.reach, NONE)
    section, path_m, fork = water.next_section(np.where(near, found.reach, NONE), found.measure_m)
    past = water.past_section(points, reach, found)
    nearest_m = np.minimum(border.distance_m, past.distance_m) + TIE_M
    river, bend = water.other_water(points, reach, found, section, nearest_m)
    other = found.contradicted & used
    river_section = water.section_of_river(points, rivers, np.flatnonzero(other)) if other.any() else none
    return Seen(label, border, found, near, section, path_m, fork, river, tighter(past, bend), other, river_section)
