"""Rules that need the ground: is a point in its county and province, is it there twice, do its references exist."""

import re
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from registry.base import BaseLayers
from registry.crs import METRIC, to_metric
from registry.language import Message, msg
from registry.ledger import rules
from registry.ledger.plausible import county_in_code
from registry.ledger.rules import Findings
from registry.service.declared import CountyNames
from registry.vocabulary import KINDS

BORDER_M = 200.0
"""The borders are drawn no finer than this; a point this near to its county counts as inside."""
PROVINCE_M = 5_000.0
NEAR_M = 30.0
NEAR_KINDS = ("outlets", "plants", "wetlands", "villages")
"""Kinds of which two do not share a place; projects and sections may."""
_GONE = ("closed", "merged")


def check_ground(kind: str, frame: pd.DataFrame, base: BaseLayers, findings: Findings) -> None:
    """Check places and county names of rows with `code, city, county, lon, lat` (and `row` where from a file)."""
    if not KINDS[kind].has_place or frame.empty:
        return
    rows = frame.reset_index(drop=True)
    declared = CountyNames(base).codes(rows)
    _check_names(rows, declared, findings)
    _check_code_county(kind, rows, declared, base, findings)
    _check_points(rows, declared, base, findings)


def _check_names(rows: pd.DataFrame, declared: pd.Series, findings: Findings) -> None:
    for row in _rows(rows, declared.isna() & rows["county"].notna()):
        findings.add(
            rules.UNKNOWN_COUNTY,
            msg("{city} {county} is not a county of Shanxi.", city=row.city, county=row.county),
            msg("Correct the county; old names and development zones are not known."),
            field="county",
            **_where(row),
        )


def _check_code_county(
    kind: str, rows: pd.DataFrame, declared: pd.Series, base: BaseLayers, findings: Findings
) -> None:
    in_code = rows["code"].map(lambda code: county_in_code(kind, code))
    names = base.counties.set_index("county_code")["county"]
    for row in _rows(rows, in_code.notna() & declared.notna() & (in_code != declared)):
        code = str(in_code[row.Index])
        findings.add(
            rules.CODE_COUNTY,
            msg(
                "The code says county {code} ({name}), the sheet says {county}.",
                code=code,
                name=names.get(code, "?"),
                county=row.county,
            ),
            msg("Correct the code or the county."),
            field="code",
            **_where(row),
        )


def _check_points(rows: pd.DataFrame, declared: pd.Series, base: BaseLayers, findings: Findings) -> None:
    placed = (rows["lon"].notna() & rows["lat"].notna()).to_numpy()
    points = gpd.GeoSeries(gpd.points_from_xy(rows["lon"], rows["lat"]), crs=base.counties.crs).where(placed, None)
    allowed = rows["accuracy_m"].fillna(0).to_numpy(float)
    away = _distance_m(points, base.province.geometry.iloc[[0] * len(rows)])
    far = placed & (away > np.maximum(PROVINCE_M, allowed))
    for row in _rows(rows, far):
        findings.add(
            rules.OUTSIDE_PROVINCE,
            msg(
                "The point {lon}, {lat} lies {km} km outside Shanxi.",
                lon=f"{row.lon:.5f}",
                lat=f"{row.lat:.5f}",
                km=f"{away[row.Index] / 1000:.1f}",
            ),
            msg("Correct the coordinates, or name their system under Options (--crs)."),
            field="lon",
            **_where(row),
        )
    _check_counties(rows, declared, points, ~far & placed, allowed, base, findings)


def _check_counties(
    rows: pd.DataFrame,
    declared: pd.Series,
    points: gpd.GeoSeries,
    checked: np.ndarray,
    allowed: np.ndarray,
    base: BaseLayers,
    findings: Findings,
) -> None:
    counties = base.counties.set_index("county_code")
    known = checked & declared.notna().to_numpy()
    borders = counties.geometry.reindex(declared.where(known, counties.index[0]))
    away = _distance_m(points, borders)
    found = _county_of(points, base)
    for row in _rows(rows, known & (away > np.maximum(BORDER_M, allowed))):
        findings.add(
            rules.OUTSIDE_COUNTY,
            _where_it_lies(found[row.Index], f"{away[row.Index] / 1000:.1f}", row.county),
            msg("Correct the coordinates or the county."),
            field="county",
            **_where(row),
        )


def _where_it_lies(found: str | None, km: str, county: str) -> Message:
    if found is None:
        return msg("The point lies outside Shanxi, {km} km from {county}.", km=km, county=county)
    return msg("The point lies in {found}, {km} km from {county}.", found=found, km=km, county=county)


def _distance_m(points: gpd.GeoSeries, areas: gpd.GeoSeries) -> np.ndarray:
    """Return the distance of each point from its own area, 0 inside, NaN without a point."""
    inside = shapely.intersects(areas.to_numpy(), points.to_numpy())
    distances = np.where(points.notna(), 0.0, np.nan)
    out = np.flatnonzero(~inside & points.notna().to_numpy())
    if len(out):
        metric = to_metric(points.iloc[out], METRIC, "points")
        unique, number = np.unique(areas.iloc[out].index.to_numpy(), return_inverse=True)
        borders = to_metric(areas.iloc[out][~areas.iloc[out].index.duplicated()].loc[unique], METRIC, "borders")
        distances[out] = shapely.distance(borders.to_numpy()[number], metric.to_numpy())
    return distances


def _county_of(points: gpd.GeoSeries, base: BaseLayers) -> list[str | None]:
    found: list[str | None] = [None] * len(points)
    area, point = points.sindex.query(base.counties.geometry, predicate="intersects")
    names = base.counties["county"].to_numpy()
    for i, j in zip(area, point, strict=True):
        found[j] = names[i]
    return found


def check_near(kind: str, frame: pd.DataFrame, findings: Findings, codes: set[str] | None = None) -> None:
    """Point out features within 30 m of another of their kind; only pairs with one of `codes`, where given."""
    if kind not in NEAR_KINDS:
        return
    rows = frame[frame["lon"].notna() & frame["lat"].notna()]
    if "status" in rows:
        rows = rows[~rows["status"].isin(_GONE)]
    rows = rows.sort_values("code").reset_index(drop=True)
    if len(rows) < 2:  # noqa: PLR2004  a pair needs two
        return
    metric = gpd.GeoSeries(gpd.points_from_xy(rows["lon"], rows["lat"]), crs="EPSG:4490").to_crs(METRIC)
    plane = np.column_stack([metric.x, metric.y])
    for i, j in sorted(cKDTree(plane).query_pairs(NEAR_M)):
        one, other = rows.iloc[i], rows.iloc[j]
        wanted = codes is None or one["code"] in codes or other["code"] in codes
        if wanted and not _are_twins(str(one["name"]), str(other["name"])):
            told, near = (other, one) if codes is None or other["code"] in codes else (one, other)
            _note_near(told, near, float(np.hypot(*(plane[i] - plane[j]))), findings)


def _note_near(told: Any, near: Any, distance_m: float, findings: Findings) -> None:
    findings.add(
        rules.NEAR_DUPLICATE,
        msg(
            "{name} lies {metres} m from {other} ({code}).",
            name=told["name"],
            metres=round(distance_m),
            other=near["name"],
            code=near["code"],
        ),
        msg("Is it the same? Then keep one code; else leave it."),
        field="lon",
        row=int(told["row"]) if "row" in told and pd.notna(told["row"]) else None,
        feature_id=told["code"],
    )


def _are_twins(one: str, other: str) -> bool:
    """Whether two names differ in their number only: 1号 and 2号 side by side are two outlets."""
    return one != other and re.sub(r"\d+", "", one) == re.sub(r"\d+", "", other)


def _rows(rows: pd.DataFrame, mask: Any) -> Iterator[Any]:
    return rows[np.asarray(mask, bool)].itertuples()


def _where(row: Any) -> dict[str, Any]:
    code = row.code if isinstance(row.code, str) else None
    return {"row": getattr(row, "row", None), "feature_id": code}
