"""Say which section each feature answers to, how sure that is, and why: one row in, one row out."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from registry.errors import CallError
from registry.hydro.account import certificate
from registry.hydro.areas import OUTSIDE
from registry.hydro.county import county_evidence
from registry.hydro.decision import GRADES, NONE, REASON_CODES, SOURCES, UNKNOWN, Decision, Evidence, decide
from registry.hydro.evidence import DRAINS_AWAY, AreaEvidence, WaterEvidence, measuring_crs, section_codes
from registry.hydro.flow import Bools
from registry.hydro.lines import Floats, Ints, Objects
from registry.hydro.locate import metric_xy, middles, per_row
from registry.hydro.look import Seen, look
from registry.hydro.network import RiverNetwork
from registry.hydro.outflow import outflows
from registry.hydro.ways import Points, Way
from registry.language import msg

__all__ = ["USUAL_ACCURACY_M", "Seen", "assign_sections", "certificate"]

BASIN_BITS = 16
USUAL_ACCURACY_M = 100.0
"""What a coordinate without a stated accuracy is taken to be good for."""


def assign_sections(
    features: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    *,
    network: RiverNetwork | None = None,
    units: gpd.GeoDataFrame | None = None,
    counties: gpd.GeoDataFrame | None = None,
    tolerance_m: float = 500,
    accuracy_m: Any = None,
    declared: pd.DataFrame | None = None,
    layer_accuracy_m: float = 0.0,
) -> pd.DataFrame:
    """Assign every feature to the next section its water meets; one row per feature, same index, same order.

    Columns: section_code, grade (A-D, U), method, unit_section, water_section, runner_up (the section that the smallest
    move would lead to), reach_id, offset_m, measure_m, path_to_section_m, flip_m (metres the point would have to move
    for another answer at least, 0 within the doubt of a section's or a layer's own place; missing above 10,000 m),
    reasons (a tuple of codes of `registry.hydro.reasons`), county_code (of the polygon that holds it).

    A section answers for what is upstream of it; a point at the section belongs to it, one below goes to the next. The
    rules are the tables of `registry.hydro.decision`. `accuracy_m` missing for a mouth, where others state one, is a
    weak point of its answer; left out altogether, USUAL_ACCURACY_M holds for all. `layer_accuracy_m` says how well the
    lines of the network and the borders of the units are known. A shape that is no point answers by where its outflow
    lies. Ties go to the first code, in any row order, batch or CRS.

    Raises
    ------
    CallError
        When there is neither network nor units, a column is missing, or section codes are missing or double.
    CrsError
        When a layer has no CRS.
    """
    crs = measuring_crs(network, units)
    codes = section_codes(sections, units)
    layer_m = float(layer_accuracy_m)
    area = None if units is None else AreaEvidence(units, codes, crs, layer_m)
    water = None if network is None else WaterEvidence(network, sections, codes, float(tolerance_m), layer_m)
    return _answer(features, _Layers(crs, codes, area, water, counties), accuracy_m, declared)


@dataclass(frozen=True)
class _Layers:
    crs: CRS
    codes: Any
    area: AreaEvidence | None
    water: WaterEvidence | None
    counties: gpd.GeoDataFrame | None

    def place(self, shapes: Objects, on_ground: Bools) -> Objects:
        """Return the point by which a shape answers: its outflow, where it has one and the network is known."""
        places = middles(shapes)
        if self.water and not on_ground.all():
            places[~on_ground] = outflows(self.water.network, shapes[~on_ground])
        return places


def _answer(
    features: gpd.GeoDataFrame, layers: _Layers, accuracy_m: Any, declared: pd.DataFrame | None
) -> pd.DataFrame:
    area, water = layers.area, layers.water
    ground = np.zeros(len(features), dtype=bool)
    if "on_ground" in features:
        ground = features["on_ground"].fillna(value=False).to_numpy(dtype=bool)
    x, y, placed = metric_xy(features, layers.crs, "features", lambda shapes, rows: layers.place(shapes, ground[rows]))
    accuracy = per_row(accuracy_m, features.index, USUAL_ACCURACY_M, "accuracy_m")
    unknown = _unknown(accuracy_m, features.index)
    points = Points(x[placed], y[placed], accuracy[placed], unknown[placed], ground[placed])
    paper = _declared(declared, features.index, placed, layers.codes)
    seen = look(points, area, water, paper.get("river"))
    county, county_differs = _counties(layers.counties, points, paper.get("county_code"), layers.crs)
    is_point = np.asarray(shapely.get_type_id(features.geometry.to_numpy())[placed] == 0)
    evidence = _weigh(seen, points, paper.get("section"), county_differs, is_point)
    decision = decide(evidence, water.is_below if water else _never_below)
    frame = _frame(seen, evidence, decision, layers.codes, water, area).assign(county_code=county)
    return _with_unplaced(frame, placed, features.index)


def _unknown(accuracy_m: Any, index: pd.Index) -> Bools:
    """Say for which rows the accuracy was asked for and is missing; one assumed for all is no doubt about any."""
    if accuracy_m is None:
        return np.zeros(len(index), dtype=bool)
    return np.isnan(per_row(accuracy_m, index, np.nan, "accuracy_m"))


def _weigh(seen: Seen, points: Points, declared: Ints | None, county_differs: Bools, is_point: Bools) -> Evidence:
    count = len(points.x)
    label = np.full(count, OUTSIDE) if seen.label is None else seen.label
    return Evidence(
        placed=np.ones(count, dtype=bool),
        on_ground=points.on_ground,
        is_point=is_point,
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
        county_differs=county_differs,
    )


def _frame(
    seen: Seen,
    evidence: Evidence,
    decision: Decision,
    codes: Any,
    water: WaterEvidence | None,
    area: AreaEvidence | None,
) -> pd.DataFrame:
    ways = (seen.border, seen.river, seen.section)
    flip_m, runner_up = _nearest_change(ways, decision.section)
    other = np.where(decision.section == evidence.unit, evidence.water, evidence.unit)
    runner_up = np.where(evidence.differ, other, runner_up)
    runner_up = np.where(runner_up == decision.section, NONE, runner_up)
    located = np.where(seen.near, seen.found.reach, NONE) if seen.found else np.full(len(flip_m), NONE)
    by_water = seen.near & (seen.water >= 0) & (seen.water == decision.section)
    values = {
        "section_code": _codes(codes, decision.section),
        "grade": _codes(GRADES, decision.grade),
        "method": _codes([row.method for row in SOURCES], decision.source),
        "unit_section": _codes(codes, evidence.unit),
        "water_section": _codes(codes, np.where(seen.near, seen.water, NONE)),
        "runner_up": _codes(codes, runner_up),
        "reach_id": water.network.ids_at(located) if water else pd.array([None] * len(flip_m), dtype="Int64"),
        "offset_m": np.where(seen.near, evidence.offset_m, np.nan),
        "measure_m": np.where(seen.near, seen.found.measure_m, np.nan) if seen.found else np.nan,
        "path_to_section_m": np.where(by_water, seen.path_m, np.nan),
        "flip_m": np.where(np.isfinite(flip_m), flip_m, np.nan),
        "reasons": _reasons(decision.reasons, evidence, seen, area),
    }
    return pd.DataFrame(values)


def _nearest_change(ways: tuple[Way, ...], section: Ints) -> tuple[Floats, Ints]:
    """Return metres to the nearest other answer, and the nearest other section; the first way of equal ones."""
    flip_m, best_m = np.full(len(section), np.inf), np.full(len(section), np.inf)
    runner_up = np.full(len(section), NONE)
    for way in ways:
        least_m = way.least_m
        np.minimum(flip_m, least_m, out=flip_m)
        nearer = (way.section >= 0) & (way.section != section) & (least_m < best_m)
        np.copyto(best_m, least_m, where=nearer)
        np.copyto(runner_up, way.section, where=nearer)
    return flip_m, runner_up


def _codes(codes: Any, number: Ints) -> Any:
    """Return the code of each number as text, missing at -1; to pick from few is faster than to read many."""
    return pd.array(codes, dtype="str" if isinstance(codes, list | np.ndarray) else None).take(number, allow_fill=True)


def _reasons(bits: Ints, evidence: Evidence, seen: Seen, area: AreaEvidence | None) -> Any:
    """Return each row's reason codes in the order of REASONS, the basin at `drains_to`; equal rows share a tuple."""
    basin = np.where(evidence.drains_away, DRAINS_AWAY - (seen.label if seen.label is not None else 0), NONE)
    kind, kinds = pd.factorize((bits << BASIN_BITS) + basin + 1)
    tuples = np.empty(len(kinds), dtype=object)
    for i, value in enumerate(kinds.tolist()):
        mask, there = value >> BASIN_BITS, (value & ((1 << BASIN_BITS) - 1)) - 1
        codes = [code for k, code in enumerate(REASON_CODES) if mask >> k & 1]
        if area is not None and there >= 0:
            codes.insert(1, f"drains_to:{area.basins[there]}")
        tuples[i] = tuple(codes)
    return tuples[kind]


def _with_unplaced(frame: pd.DataFrame, placed: Bools, index: pd.Index) -> pd.DataFrame:
    """Return one row for every feature; those without a place have grade U and say so."""
    if not placed.all():
        frame.index = pd.Index(np.flatnonzero(placed))
        frame = frame.reindex(np.arange(len(index)))
        without = np.flatnonzero(~placed)
        frame.loc[without, "grade"], frame.loc[without, "method"] = "U", "none"
        lists = frame["reasons"].to_numpy(dtype=object, copy=True)
        for row in without:
            lists[row] = ("no_place",)
        frame["reasons"] = lists
    frame.index = index
    return frame


def _counties(counties: gpd.GeoDataFrame | None, points: Points, declared: Any, crs: Any) -> tuple[Any, Bools]:
    if counties is None:
        return _codes(pd.array([None], dtype="str"), np.full(len(points.x), NONE)), np.zeros(len(points.x), dtype=bool)
    return county_evidence(counties, points, declared, crs)


def _declared(declared: pd.DataFrame | None, index: pd.Index, placed: Bools, codes: Any) -> dict[str, Any]:
    """Return what the ledger says of the placed features: river and county_code as given, section as a number."""
    if declared is None:
        return {}
    if not declared.index.equals(index):
        raise CallError("H032", msg("The declared facts must stand on the index of the features."))
    kept = declared[placed]
    paper = {name: kept[name].to_numpy(dtype=object) for name in ("river", "county_code") if name in kept}
    if "section_code" in kept:
        number = codes.get_indexer(kept["section_code"])
        paper["section"] = np.where(kept["section_code"].isna(), NONE, np.where(number >= 0, number, UNKNOWN))
    return paper


def _never_below(one: Ints, other: Ints) -> Bools:  # noqa: ARG001 - without a network nothing is known to lie below
    return np.zeros(len(one), dtype=bool)
