"""Read the small fact tables that the base layers are made with: sections, mouths, topology, courses."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from registry.base.sources import read_json
from registry.crs import STORAGE
from registry.errors import BaseLayersError
from registry.language import msg

LEVELS = (("国", "national"), ("省", "provincial"), ("市界", "local"), ("县界", "local"))
"""First match wins: `省控(13th国控)` begins with 省 and is provincial."""


@dataclass(frozen=True)
class Facts:
    """The fact tables, as frames."""

    sections: pd.DataFrame
    mouths: pd.DataFrame
    topology: pd.DataFrame
    course_plan: pd.DataFrame
    drawn_courses: gpd.GeoDataFrame


def read_facts(folder: Path) -> Facts:
    """Read every table.

    Raises
    ------
    BaseLayersError
        When a table is missing or unreadable.
    """
    return Facts(
        read_sections(folder / "sections.csv"),
        read_table(folder / "river_mouths.csv"),
        read_table(folder / "river_topology.csv"),
        read_table(folder / "forced_courses.csv"),
        read_lines(folder / "river_courses.geojson"),
    )


def read_table(path: Path, text: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return a CSV as a frame; the named columns stay text."""
    try:
        return pd.read_csv(path, encoding="utf-8", dtype=dict.fromkeys(text, "str"))
    except (OSError, ValueError) as error:
        raise BaseLayersError("B005", msg("The fact table {file} is missing or unreadable.", file=path)) from error


def read_lines(path: Path) -> gpd.GeoDataFrame:
    """Return hand-drawn courses: river, geometry."""
    try:
        features = read_json(path.read_bytes())["features"]
    except (OSError, ValueError, KeyError) as error:
        raise BaseLayersError("B005", msg("The fact table {file} is missing or unreadable.", file=path)) from error
    return gpd.GeoDataFrame(
        {"river": [feature["properties"]["river"] for feature in features]},
        geometry=[shapely.geometry.shape(feature["geometry"]) for feature in features],
        crs=STORAGE,
    )


def read_sections(path: Path) -> pd.DataFrame:
    """Return the assessed sections with codes, normalised level, dates and successors; places still as stated.

    A code is `DM`, the county's code (of a section whose county is not known, the province's) and a number in the
    order of the file. `active_to` is exclusive: the day from which the successor is assessed.
    """
    raw = read_table(path, text=("county_code", "aliases", "successor", "supposed_river", "active_from", "active_to"))
    county = raw["county_code"].fillna("140000")
    number = (county.groupby(county).cumcount() + 1).astype(str).str.zfill(2)
    frame = pd.DataFrame({"code": "DM" + county + number, "name": raw["name"], "aliases": raw["aliases"].fillna("")})
    frame[["river", "supposed_river", "city", "county", "county_code"]] = raw[
        ["river", "supposed_river", "city", "county", "county_code"]
    ]
    frame["level"] = raw["level"].map(level_of)
    frame[["stated_lon", "stated_lat"]] = raw[["lon_approx", "lat_approx"]]
    frame["accuracy_m"] = raw["accuracy_km"] * 1000.0
    for name in ("active_from", "active_to"):
        frame[name] = pd.to_datetime(raw[name]).astype("datetime64[s]")
    frame["successor"] = raw["successor"].map(dict(zip(frame["name"], frame["code"], strict=True)))
    return frame.assign(note=raw["note"].fillna(""))


def level_of(text: str) -> str:
    """Return the level that a source's wording means.

    Raises
    ------
    BaseLayersError
        When no wording fits.
    """
    for head, level in LEVELS:
        if text.startswith(head):
            return level
    raise BaseLayersError("B006", msg("{text} is not a known level of a section; see sections.csv.", text=text))
