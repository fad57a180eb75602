"""The strip of a section's river: where everything lies along the water, from the section up."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.analysis.strip import SECTION, counted, drawn_together, size, strip_rows
from registry.contents import Check
from registry.crs import STORAGE
from registry.errors import NotFoundError
from registry.hydro.basin.ground import follow_ground
from registry.hydro.lines import Ints
from registry.hydro.network import RiverNetwork
from registry.hydro.stem import along_stem, joining, main_stem, mouth_sides
from registry.language import msg
from registry.section_contents import Strip, StripRow
from registry.service.base_layers import ground_of
from registry.service.mapping import map_features
from registry.service.registry import AsOf, Registry
from registry.vocabulary import ASSIGNED_KINDS

CATEGORY = {
    "outlets": "outlet_class",
    "plants": "drawn_as",
    "wetlands": "function",
    "villages": "state",
    "projects": "status",
}
"""What picks the symbol of each kind, as on the map."""
UNKNOWN_ACCURACY_M = 1000.0
"""How well a place is taken to be known where nothing is stated: enough to leave its bank open near the river."""
ROOM_SHARE = 1.06
LEAST_LENGTH_M = 1000.0
PLACED = ["kind", "code", "name", "category", "at_m", "distance_m", "bank", "branch"]


def section_strip(registry: Registry, code: str, as_of: AsOf, *, whole_river: bool = False) -> Strip:
    """Return the strip of one section: of its own unit, or of the whole river above it.

    Raises
    ------
    NotFoundError
        When no such section is assessed on the day.
    """
    tree = registry.water_at(as_of).tree
    tables = map_features(registry, as_of)
    if code not in tree.index:
        raise NotFoundError("P002", msg("Section {code} is not assessed on this day; choose another day.", code=code))
    above = upstream_codes(tree, code)
    codes = [code, *above] if whole_river else [code]
    features = own_features(tables, codes)
    end: Any = tree.loc[code]
    stem = stem_of(registry, end)
    placed = with_banks(features, along(registry, stem, end, features)) if len(stem) else features.assign(at_m=np.nan)
    shown = above if whole_river else list(tree.index[tree["next_section"] == code])
    marks = section_rows(registry, tree, [code, *shown], stem, tables["sections"])
    on_water = placed[placed["at_m"].notna()].reindex(columns=PLACED)
    length_m = length_of(registry.network, stem, end, on_water, marks, whole_river=whole_river)
    branches = tributaries(registry.network, stem, end, length_m, on_water)
    rows, bin_m = drawn_together(strip_rows(on_water, branches, marks))
    return laid(tables["sections"], end, rows, bin_m, placed, length_m, whole_river=whole_river)


def upstream_codes(tree: pd.DataFrame, code: str) -> list[str]:
    """Return the codes of all sections whose water passes this one, nearest first."""
    above: dict[Any, list[str]] = {}
    for upper, lower in tree["next_section"].dropna().items():
        above.setdefault(lower, []).append(str(upper))
    found = list(above.get(code, []))
    for upper in found:
        found += above.get(upper, [])
    return found


def own_features(tables: Mapping[str, pd.DataFrame], codes: list[str]) -> pd.DataFrame:
    """Return the features of all kinds that answer to sections, in one frame."""
    columns = ["code", "name", "lon", "lat", "accuracy_m", "bank", "reach_id", "measure_m", "offset_m"]
    pieces = []
    for kind in ASSIGNED_KINDS:
        own = tables[kind][tables[kind]["section_code"].isin(codes)]
        category = own[CATEGORY[kind]].fillna("").astype(str)
        pieces.append(own.reindex(columns=columns).assign(kind=kind, category=category))
    filled = [piece.astype({"bank": "object"}) for piece in pieces if len(piece)]
    whole = pd.concat(filled, ignore_index=True) if filled else pieces[0].assign(bank=None)
    return whole.assign(name=whole["name"].fillna("").astype(str), code=whole["code"].astype(str))


def stem_of(registry: Registry, end: pd.Series) -> Ints:
    """Return the reaches of the river above a section; none where it lies on no reach."""
    if pd.isna(end["reach_id"]):
        return np.array([], dtype=np.int64)
    area = registry.base.reaches.set_index("reach_id")["area_km2"]
    area = area[~area.index.duplicated()].reindex(registry.network.reaches["line_id"]).fillna(0.0)
    return main_stem(registry.network, end["reach_id"], area.to_numpy("float64"))


def along(registry: Registry, stem: Ints, end: pd.Series, features: pd.DataFrame) -> pd.DataFrame:
    """Return where features lie above a section; what lies off the reaches follows the ground to the first one."""
    network = registry.network
    known = network.reaches.index
    xy = shapely.get_coordinates(places_of(features["lon"], features["lat"], network))
    reach, measure = features["reach_id"].astype("Float64"), features["measure_m"].astype("float64").to_numpy().copy()
    ground_m = np.zeros(len(features))
    lost = (reach.isna() & features["lon"].notna() & features["lat"].notna()).to_numpy()
    if lost.any():
        some = features[lost]
        met = follow_ground(ground_of(registry.base), some["lon"].to_numpy(float), some["lat"].to_numpy(float))
        found = met["reach_id"].where(met["reach_id"].isin(known)).astype("Float64")
        entries = places_of(met["entry_lon"], met["entry_lat"], network)
        at = known.get_indexer(found.fillna(-1).astype("int64"))
        measure[lost] = np.where(at >= 0, shapely.line_locate_point(network.parts[at], entries), np.nan)
        ground_m[lost] = met["ground_m"].fillna(0.0)
        reach = reach.mask(pd.Series(lost, index=reach.index), pd.Series(found.to_numpy(), index=reach.index[lost]))
    places = pd.DataFrame(
        {"reach_id": reach.fillna(-1).astype("int64"), "measure_m": measure, "x": xy[:, 0], "y": xy[:, 1]},
        index=features.index,
    )
    found_along = along_stem(network, stem, float(end["measure_m"]), places)
    off_m = np.where(lost, ground_m, features["offset_m"].astype("float64"))
    return found_along.assign(ground_m=ground_m, off_m=off_m)


def places_of(lon: pd.Series, lat: pd.Series, network: RiverNetwork) -> Any:
    """Return points in the network's plane; a missing place becomes the origin, which is on no reach."""
    points = gpd.GeoSeries.from_xy(lon.fillna(0.0), lat.fillna(0.0), crs=STORAGE)
    return points.to_crs(network.crs).to_numpy()


def with_banks(features: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Join features and their places; a declared bank stands, else the side seen where it is beyond the doubt."""
    doubt_m = features["accuracy_m"].astype("float64").fillna(UNKNOWN_ACCURACY_M)
    seen = found["side"].where(found["branch"].notna() | (found["off_m"] > doubt_m))
    declared = features["bank"].where(found["branch"].isna())
    bank = declared.where(declared.notna(), seen)
    bank = bank.where(bank.notna(), None)
    distance_m = found["water_m"] + found["ground_m"]
    return features.assign(at_m=found["at_m"], distance_m=distance_m, bank=bank, branch=found["branch"])


def section_rows(
    registry: Registry, tree: pd.DataFrame, codes: list[str], stem: Ints, sections: pd.DataFrame
) -> list[StripRow]:
    """Return the sections that the strip shows; one on a tributary stands at its mouth."""
    places = tree.loc[codes, ["reach_id", "measure_m"]].assign(x=0.0, y=0.0)
    known = sections.set_index("code")
    if not len(stem):
        found = pd.DataFrame({"at_m": 0.0, "water_m": 0.0, "branch": pd.NA, "side": None}, index=places.index)[:1]
    else:
        found = along_stem(registry.network, stem, float(tree["measure_m"][codes[0]]), places)
    rows = []
    for number, at in found[found["at_m"].notna()].iterrows():
        code = str(number)
        bank = None if pd.isna(at["branch"]) else at["side"]
        name, level = str(known["name"][code]), str(known["drawn_as"][code])
        rows.append(StripRow(SECTION, code, name, level, float(at["at_m"]), float(at["water_m"]), bank))
    return rows


def length_of(
    network: RiverNetwork,
    stem: Ints,
    end: pd.Series,
    on_water: pd.DataFrame,
    marks: list[StripRow],
    *,
    whole_river: bool,
) -> float:
    """Return how long the strip is: to the next section on the river, else to what lies highest, within the river."""
    if not len(stem):
        return LEAST_LENGTH_M
    on_river = [row.at_m for row in marks[1:] if row.bank is None]
    highest = float(on_water["at_m"].max()) if len(on_water) else 0.0
    if on_river and not whole_river:
        return max(min(on_river), highest, LEAST_LENGTH_M)
    floor_m = network.way_m[stem[0]] + network.length_m[stem[0]] - float(end["measure_m"])
    source_m = float(network.way_m[stem[-1]] + network.length_m[stem[-1]] - floor_m)
    wanted = max([highest, *(row.at_m for row in marks)]) * ROOM_SHARE
    return max(min(source_m, wanted), LEAST_LENGTH_M)


def tributaries(
    network: RiverNetwork, stem: Ints, end: pd.Series, length_m: float, on_water: pd.DataFrame
) -> pd.DataFrame:
    """Return the tributaries that join within the strip: `branch`, name (empty where unnamed), `at_m`, `bank`."""
    if not len(stem):
        return pd.DataFrame(columns=["branch", "name", "at_m", "bank"])
    joins = joining(network, stem)
    own = np.arange(len(joins))
    branch = own[(joins == own) & ~np.isin(own, stem)]
    floor_m = network.way_m[stem[0]] + network.length_m[stem[0]] - float(end["measure_m"])
    at_m = network.way_m[branch] - floor_m
    held = np.isin(branch, on_water["branch"].dropna().astype("int64"))
    keep = (at_m >= 0) & ((at_m <= length_m) | held)
    branch, at_m = branch[keep], at_m[keep]
    river = network.river[stem[0]]
    names = [name if isinstance(name, str) and name != river else "" for name in network.river[branch]]
    return pd.DataFrame({"branch": branch, "name": names, "at_m": at_m, "bank": mouth_sides(network, branch)})


def laid(
    sections: pd.DataFrame,
    end: pd.Series,
    rows: list[StripRow],
    bin_m: float | None,
    placed: pd.DataFrame,
    length_m: float,
    *,
    whole_river: bool,
) -> Strip:
    """Return the finished strip, with the check that every feature stands on it once or is counted as off it."""
    names = sections.set_index("code")["name"]
    own = sections[sections["code"] == end.name].iloc[0]
    lost = placed[placed["at_m"].isna()]
    off = counted(zip(lost["kind"], lost["category"], strict=True))
    drawn, beside = sum(map(size, rows)), sum(number for _, _, number in off)
    held = drawn + beside == len(placed)
    told = msg("{all} = {drawn} along the water + {beside} off it", all=len(placed), drawn=drawn, beside=beside)
    below, below_m = end["next_section"], end["distance_m"]
    return Strip(
        code=str(end.name),
        name=str(own["name"]),
        river="" if pd.isna(own["river"]) else str(own["river"]),
        length_m=length_m,
        rows=tuple(rows),
        features=len(placed),
        off_water=off,
        below=str(names.get(below, "")) if isinstance(below, str) else "",
        below_m=None if pd.isna(below_m) else float(below_m),
        whole_river=whole_river,
        bin_m=bin_m,
        check=Check(msg("The strip holds every feature once"), held, told),
    )
