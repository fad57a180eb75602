"""Make the base layers from the wheels and the fact tables."""

from pathlib import Path
from typing import Any

import geopandas as gpd

from registry.base.facts import Facts, read_facts
from registry.base.files import write_base
from registry.base.sources import Elevation, read_borders, read_elevation, read_rivers
from registry.base.wheels import BORDERS, ELEVATION, RIVERS, WHEELS, Progress, obtain
from registry.crs import STORAGE
from registry.hydro.basin.grid import Raster
from registry.hydro.basin.ground import Ground
from registry.hydro.basin.shanxi import BASINS, RiverFacts, drain, place, section_report
from registry.hydro.basin.units import areas_km2, gap_and_overlap_km2, label_polygons
from registry.language import msg
from registry.service.base_layers import units_in
from registry.settings import Settings

STAGES = 6


def build(settings: Settings, source: Path | None, progress: Progress) -> dict[str, Any]:
    """Build everything into `settings.base_dir`, step by step; see `build_base_layers`.

    Raises
    ------
    BaseLayersError
        When a wheel cannot be had, a fact does not fit the ground, or the disk refuses.
    """
    downloads = settings.base_dir.parent / "downloads"
    wheels = {wheel: obtain(wheel, downloads, source, progress) for wheel in WHEELS}
    progress(msg("Reading borders, rivers and elevations"), 0, STAGES)
    facts = read_facts(settings.facts_dir)
    counties, cities, province = border_layers(wheels[BORDERS])
    elevation, mapped = read_elevation(wheels[ELEVATION]), read_rivers(wheels[RIVERS])
    progress(msg("Following the water and naming the rivers"), 1, STAGES)
    outline = province.geometry.iloc[0]
    river_facts = RiverFacts(facts.mouths, facts.topology, facts.course_plan, facts.drawn_courses)
    water = drain(raster_of(elevation), elevation.values_m, mapped, river_facts, outline)
    progress(msg("Placing the sections on their rivers"), 3, STAGES)
    sections = place(facts.sections, water, counties)
    progress(msg("Drawing basins and control units"), 4, STAGES)
    basins = basin_layer(water.ground, outline)
    active = sections[sections["active_to"].isna()].rename(columns={"code": "section_code"})
    units = units_in(water.ground, water.reaches, active, basins, counties)
    layers = {
        "counties": counties, "cities": cities, "province": province, "reaches": water.reaches,
        "rivers": river_layer(water.reaches), "basins": basins, "units": units, "sections": sections,
    }  # fmt: skip
    report = base_report(layers, facts)
    progress(msg("Writing the layers"), 5, STAGES)
    sources = {wheel.file_name: wheel.sha256 for wheel in WHEELS}
    stored = {"report": report, "ground": ground_facts(water.ground), "sources": sources}
    pictured = {"elevation_m": elevation.values_m}
    digest = write_base(settings.base_dir, layers, ground_arrays(water.ground), stored, pictured)
    progress(msg("Base layers are ready"), STAGES, STAGES)
    return {**report, "sha256": digest}


def border_layers(wheel: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return counties, cities and the province; the province is the union of its counties, so that both agree."""
    cities = read_borders(wheel, "city").rename(columns={"name": "city", "code": "city_code"})
    cities["city_code"] = cities["city_code"].str[:4]
    counties = read_borders(wheel, "district").rename(columns={"name": "county", "code": "county_code"})
    counties["city_code"] = counties["county_code"].str[:4]
    counties["city"] = counties["city_code"].map(cities.set_index("city_code")["city"])
    name = read_borders(wheel, "province")["name"].iloc[0]
    province = gpd.GeoDataFrame({"province": [name]}, geometry=[counties.geometry.union_all()], crs=STORAGE)
    columns = ["county_code", "county", "city_code", "city", "geometry"]
    return counties[columns], cities[["city_code", "city", "geometry"]], province


def raster_of(elevation: Elevation) -> Raster:
    """Return the raster that elevations lie on."""
    return Raster(elevation.west, elevation.north, elevation.step_deg, *elevation.values_m.shape)


def river_layer(reaches: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return named rivers for drawing, one row each with its highest order; longest river first."""
    named = reaches[reaches["river"].notna()]
    groups = named.groupby("river")
    table = groups.agg(order=("order", "max"), confidence=("confidence", "first"), length_m=("length_m", "sum"))
    lines = groups.geometry.apply(lambda parts: parts.union_all())
    frame = gpd.GeoDataFrame(table, geometry=lines, crs=STORAGE).reset_index()
    return frame.sort_values(["length_m", "river"], ascending=[False, True], ignore_index=True)


def basin_layer(ground: Ground, outline: Any) -> gpd.GeoDataFrame:
    """Return the parts of the province by the basin they drain to."""
    parts = label_polygons(ground.grid.raster, ground.basin, outline)
    frame = gpd.GeoDataFrame({"basin": [BASINS[label] for label in parts]}, geometry=list(parts.values()), crs=STORAGE)
    frame.insert(1, "area_km2", areas_km2(frame.geometry).round(3))
    return frame


def ground_facts(ground: Ground) -> dict[str, Any]:
    """Return the raster and the basin names as plain values for the manifest."""
    raster = ground.grid.raster
    names = ("west", "north", "step_deg", "rows", "cols")
    return {"raster": {name: getattr(raster, name) for name in names}, "basins": list(ground.basins)}


def ground_arrays(ground: Ground) -> dict[str, Any]:
    """Return the arrays of the drained raster by name."""
    names = ("upstream_km2", "reach_id", "reach_cell", "reach_m", "basin")
    return {"downstream": ground.grid.downstream, **{name: getattr(ground, name) for name in names}}


def base_report(layers: dict[str, gpd.GeoDataFrame], facts: Facts) -> dict[str, Any]:
    """Return what was found: counts, areas, mouths, gaps and overlaps, and how sections were placed."""
    units, basins = layers["units"], layers["basins"].set_index("basin")
    gap, overlap = gap_and_overlap_km2(units.geometry, basins.geometry[BASINS[0]])
    largest = layers["reaches"].groupby("river")["area_km2"].max()
    none = units["section_code"].isna()
    return {
        "counties": len(layers["counties"]),
        "reaches": len(layers["reaches"]),
        "units": len(units),
        "units_without_section": int(none.sum()),
        "km2_without_section": round(float(units["area_km2"][none].sum()), 1),
        "basin_km2": round(float(basins["area_km2"][BASINS[0]]), 1),
        "gap_km2": round(gap, 6),
        "overlap_km2": round(overlap, 6),
        "mouths": {river: round(float(largest[river]), 1) for river in facts.mouths["river"]},
        **section_report(layers["sections"]),
    }
