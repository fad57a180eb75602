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
from registry.hydro.answer import Answers, Asked, answer
from registry.hydro.blocks import in_blocks
from registry.hydro.county import county_evidence
from registry.hydro.decision import GRADES, NONE, REASON_CODES, SOURCES, UNKNOWN
from registry.hydro.evidence import AreaEvidence, WaterEvidence, measuring_crs, section_codes
from registry.hydro.flow import Bools
from registry.hydro.lines import Ints, Objects
from registry.hydro.locate import metric_xy, middles, per_row
from registry.hydro.network import RiverNetwork
from registry.hydro.outflow import outflows
from registry.hydro.ways import Points
from registry.language import msg

__all__ = ["USUAL_ACCURACY_M", "assign_sections", "certificate"]

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
    ground = np.zeros(len(features), dtype=bool)
    if "on_ground" in features:
        ground = features["on_ground"].fillna(value=False).to_numpy(dtype=bool)
    x, y, placed = metric_xy(features, layers.crs, "features", lambda shapes, rows: layers.place(shapes, ground[rows]))
    accuracy = per_row(accuracy_m, features.index, USUAL_ACCURACY_M, "accuracy_m")
    unknown = _unknown(accuracy_m, features.index)
    points = Points(x[placed], y[placed], accuracy[placed], unknown[placed], ground[placed])
    paper = _declared(declared, features.index, placed, layers.codes)
    county, county_differs = _counties(layers.counties, points, paper.get("county_code"), layers.crs)
    is_point = np.asarray(shapely.get_type_id(features.geometry.to_numpy())[placed] == 0)
    asked = Asked(points, is_point, paper.get("river"), paper.get("section"), county_differs)
    found = in_blocks(lambda rows: answer(asked.take(rows), layers.area, layers.water), points.x, points.y)
    frame = _frame(found, layers).assign(county_code=county)
    return _with_unplaced(frame, placed, features.index)


def _unknown(accuracy_m: Any, index: pd.Index) -> Bools:
    """Say for which rows the accuracy was asked for and is missing; one assumed for all is no doubt about any."""
    if accuracy_m is None:
        return np.zeros(len(index), dtype=bool)
    return np.isnan(per_row(accuracy_m, index, np.nan, "accuracy_m"))


def _frame(found: Answers, layers: _Layers) -> pd.DataFrame:
    codes, count = layers.codes, len(found.section)
    values = {
        "section_code": _codes(codes, found.section),
        "grade": _codes(GRADES, found.grade),
        "method": _codes([row.method for row in SOURCES], found.source),
        "unit_section": _codes(codes, found.unit),
        "water_section": _codes(codes, found.water),
        "runner_up": _codes(codes, found.runner_up),
        "reach_id": layers.water.network.ids_at(found.reach)
        if layers.water
        else pd.array([None] * count, dtype="Int64"),
        "offset_m": found.offset_m,
        "measure_m": found.measure_m,
        "path_to_section_m": found.path_m,
        "flip_m": found.flip_m,
        "reasons": _reasons(found, layers.area),
    }
    return pd.DataFrame(values)


def _codes(codes: Any, number: Ints) -> Any:
    """Return the code of each number as text, missing at -1; to pick from few is faster than to read many."""
    return pd.array(codes, dtype="str" if isinstance(codes, list | np.ndarray) else None).take(number, allow_fill=True)


def _reasons(found: Answers, area: AreaEvidence | None) -> Any:
    """Return each row's reason codes in the order of REASONS, the basin at `drains_to`; equal rows share a tuple."""
    kind, kinds = pd.factorize((found.reasons << BASIN_BITS) + found.basin + 1)
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
