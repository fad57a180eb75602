"""Answer for points: look at what area and water say, weigh it against the ledger, decide, and name the second best."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from registry.hydro.areas import OUTSIDE
from registry.hydro.decision import NONE, Evidence, decide
from registry.hydro.evidence import DRAINS_AWAY, AreaEvidence, WaterEvidence
from registry.hydro.flow import Bools
from registry.hydro.grid import TIE_M
from registry.hydro.lines import Floats, Ints
from registry.hydro.look import Seen, look
from registry.hydro.ways import Points, Way


@dataclass(frozen=True)
class Asked:
    """The points, whether they were points, and what the ledger says of them; None where it says nothing of any."""

    points: Points
    is_point: Bools
    rivers: Any
    section: Ints | None
    county_differs: Bools

    def take(self, rows: Ints) -> "Asked":
        """Return some of them."""
        rivers = None if self.rivers is None else self.rivers[rows]
        section = None if self.section is None else self.section[rows]
        return Asked(self.points.take(rows), self.is_point[rows], rivers, section, self.county_differs[rows])


@dataclass(frozen=True)
class Answers:
    """One answer per point: numbers of sections (-1 none), of the decision's rows, of reach and basin, and metres."""

    section: Ints
    grade: Ints
    source: Ints
    reasons: Ints
    unit: Ints
    water: Ints
    runner_up: Ints
    reach: Ints
    basin: Ints
    offset_m: Floats
    measure_m: Floats
    path_m: Floats
    flip_m: Floats


def answer(asked: Asked, area: AreaEvidence | None, water: WaterEvidence | None) -> Answers:
    """Answer for every point by itself."""
    seen = look(asked.points, area, water, asked.rivers)
    evidence = _weigh(seen, asked)
    decision = decide(evidence, water.is_below if water else _never_below)
    flip_m, beyond = _nearest_change((seen.border, seen.river, seen.section), decision.section)
    other = np.where(decision.section == evidence.unit, evidence.water, evidence.unit)
    runner_up = np.where(evidence.differ, other, beyond)
    by_water = seen.near & (seen.water >= 0) & (seen.water == decision.section)
    found, nowhere = seen.found, np.full(len(flip_m), np.nan)
    return Answers(
        section=decision.section,
        grade=decision.grade,
        source=decision.source,
        reasons=decision.reasons,
        unit=evidence.unit,
        water=np.where(seen.near, seen.water, NONE),
        runner_up=np.where(runner_up == decision.section, NONE, runner_up),
        reach=np.where(seen.near, found.reach, NONE) if found else np.full(len(flip_m), NONE),
        basin=np.where(evidence.drains_away, DRAINS_AWAY - (0 if seen.label is None else seen.label), NONE),
        offset_m=np.where(seen.near, evidence.offset_m, np.nan),
        measure_m=np.where(seen.near, found.measure_m, np.nan) if found else nowhere,
        path_m=np.where(by_water, seen.path_m, np.nan),
        flip_m=np.where(np.isfinite(flip_m), flip_m, np.nan),
    )


def _weigh(seen: Seen, asked: Asked) -> Evidence:
    points, declared, count = asked.points, asked.section, len(asked.points.x)
    label = np.full(count, OUTSIDE) if seen.label is None else seen.label
    return Evidence(
        placed=np.ones(count, dtype=bool),
        on_ground=points.on_ground,
        is_point=asked.is_point,
        has_units=seen.label is not None,
        has_network=seen.found is not None,
        in_unit=label != OUTSIDE,
        drains_away=label <= DRAINS_AWAY,
        unit=np.maximum(label, NONE),
        border_m=seen.border.distance_m,
        near_reach=seen.near,
        water=seen.water,
        offset_m=np.full(count, np.inf) if seen.found is None else seen.found.offset_m,
        fork=seen.fork,
        border_room=seen.border.room,
        river_room=seen.river.room,
        section_room=seen.section.room,
        accuracy_m=points.accuracy_m,
        accuracy_unknown=points.accuracy_unknown,
        declared=np.full(count, NONE) if declared is None else declared,
        other_river=seen.other_river,
        river_section=seen.river_section,
        county_differs=asked.county_differs,
    )


def _nearest_change(ways: tuple[Way, ...], section: Ints) -> tuple[Floats, Ints]:
    """Return metres to the nearest other answer, and the nearest other section; the first way of equal ones."""
    flip_m, best_m = np.full(len(section), np.inf), np.full(len(section), np.inf)
    runner_up = np.full(len(section), NONE)
    for way in ways:
        least_m = way.least_m
        np.minimum(flip_m, least_m, out=flip_m)
        nearer = (way.section >= 0) & (way.section != section) & (least_m < best_m - TIE_M)
        np.copyto(best_m, least_m, where=nearer)
        np.copyto(runner_up, way.section, where=nearer)
    return flip_m, runner_up


def _never_below(one: Ints, other: Ints) -> Bools:  # noqa: ARG001 - without a network nothing is known to lie below
    return np.zeros(len(one), dtype=bool)
