"""Every outlet that ever enters the demonstration, as it is when it enters."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from registry.demo.chance import apportion, deal, stream
from registry.demo.ground import Ground, to_degrees
from registry.demo.outlet_mix import WEIGHTS, mix_table, variants
from registry.demo.outlet_places import (
    displaced,
    place_beyond,
    place_near_borders,
    place_near_sections,
    place_outlets,
)
from registry.demo.outlet_values import declare_section, fill_values, plan_rectification
from registry.demo.size import DemoSize

Shift = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
"""Longitudes and latitudes in, the same places in another datum out."""


def make_outlets(
    ground: Ground, settled: pd.DataFrame, plants: pd.DataFrame, size: DemoSize, to_gcj02: Shift
) -> pd.DataFrame:
    """Make all outlets, in the order in which they enter.

    Parameters
    ----------
    ground
        Base layers in metres.
    settled
        Settlements of `settle`.
    plants
        Real plants with `name`, `outlet_x`, `outlet_y`: each gets the first municipal outlets.
    size
        How many; `entry` is 0 for those found before the first quarter, else the quarter's number.
    to_gcj02
        The datum in which one city sends in a batch.

    Returns
    -------
    pandas.DataFrame
        The stored fields of an outlet and, for whoever tells its history, `entry`, `quirk`, `plant` (row of `plants`,
        -1 for none), `moved_lon`, `moved_lat`. Sorted by entry.
    """
    rng = stream("outlets")
    entered = lay_out(ground, settled, plants, size, rng)
    entered = name_after_plants(describe(ground, settled, entered, rng), plants)
    entered["lon"], entered["lat"] = to_degrees(entered["x"].to_numpy(), entered["y"].to_numpy())
    other = displaced(ground, entered["x"].to_numpy(), entered["y"].to_numpy(), rng)
    entered["moved_lon"], entered["moved_lat"] = to_degrees(other["x"].to_numpy(), other["y"].to_numpy())
    values = stream("values")
    entered = plan_rectification(fill_values(entered, values), values)
    entered["declared_section"] = declare_section(ground, entered, values)
    return send_in_gcj02(misname_county(ground, entered, size.wrong_county, values), size.gcj02_batch, to_gcj02)


def lay_out(
    ground: Ground, settled: pd.DataFrame, plants: pd.DataFrame, size: DemoSize, rng: np.random.Generator
) -> pd.DataFrame:
    """Choose type, entry and place of every outlet; one row each, sorted by entry."""
    types = np.array(apportion(WEIGHTS, size.ever), dtype=object)
    of_plant = np.full(size.ever, -1)
    municipal = np.flatnonzero(types == "municipal_plant")[: len(plants)]
    of_plant[municipal] = np.arange(len(municipal))
    order = rng.permutation(size.ever)
    laid = pd.DataFrame({"outlet_type": types[order], "plant": of_plant[order]})
    laid = pd.concat(
        [laid, place_outlets(ground, settled, laid["outlet_type"].map(mix_table()["setting"]), rng)], axis=1
    )
    beside = laid["plant"] >= 0
    rows = laid.loc[beside, "plant"].to_numpy()
    laid.loc[beside, ["x", "y"]] = plants[["outlet_x", "outlet_y"]].to_numpy()[rows]
    laid = put_in_doubt(ground, settled, laid, size, rng)
    laid["entry"] = enter(laid, size, rng)
    return laid.sort_values("entry", kind="stable", ignore_index=True)


def enter(laid: pd.DataFrame, size: DemoSize, rng: np.random.Generator) -> np.ndarray:
    """Say when each outlet enters; those of real plants and those in doubt are there from the start."""
    entry = np.zeros(len(laid), dtype="int64")
    free = rng.permutation(np.flatnonzero((laid["plant"] < 0) & (laid["quirk"] == "")))
    numbers = np.repeat(np.arange(1, len(size.quarters) + 1), [quarter.new for quarter in size.quarters])
    entry[free[: len(numbers)]] = numbers
    return entry


def put_in_doubt(
    ground: Ground, settled: pd.DataFrame, laid: pd.DataFrame, size: DemoSize, rng: np.random.Generator
) -> pd.DataFrame:
    """Move some outlets beyond the divide, to borders of units and to sections; those of real plants stay."""
    doubtful = pd.concat(
        [
            place_beyond(ground, settled, size.outside_basin, rng),
            place_near_borders(ground, settled, size.near_border, rng),
            place_near_sections(ground, settled, size.near_section, rng),
        ],
        ignore_index=True,
    )
    small = ~laid["outlet_type"].isin(["municipal_plant", "park_plant", "tailings"]) & (laid["plant"] < 0)
    rows = rng.permutation(np.flatnonzero(small))[: len(doubtful)]
    doubtful = doubtful.iloc[: len(rows)]
    laid = laid.copy()
    for name in doubtful.columns:
        laid.loc[rows, name] = doubtful[name].to_numpy().astype(laid[name].to_numpy().dtype)
    return laid


def describe(ground: Ground, settled: pd.DataFrame, laid: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add county, village, name, code, river and bank."""
    reach, _ = ground.nearest_reach(laid["x"].to_numpy(), laid["y"].to_numpy())
    water = ground.reaches.iloc[reach]
    home = settled.iloc[laid["settlement"].to_numpy("int64")].reset_index(drop=True)
    there = ground.where(laid["x"].to_numpy(), laid["y"].to_numpy())
    described = laid.assign(
        **{name: there[name] for name in ("county_code", "county", "city", "section", "county_row")},
        township=home["township"],
        village=home["village"] + "村",
        river=local_river(water, home["village"], rng),
        bank=np.where(laid["side"] > 0, "left", "right"),
        group=np.where(water["in_fen"], "DB", "DA"),
    )
    return with_codes(with_names(described, rng))


def local_river(water: pd.DataFrame, village: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Return the river as a ledger names it: the reach's own; for a nameless one the next, a local ditch or nothing."""
    named = water["river"].notna().to_numpy()
    declared = water["declared_river"].to_numpy(dtype=object)
    turn = deal(rng, {"next": 0.5, "ditch": 0.35, None: 0.15}, len(water))
    ditch = (village + "沟").to_numpy(dtype=object)
    other = pd.Series(ditch, dtype="str").where(turn == "ditch")
    return pd.Series(declared, dtype="str").where(named | (turn == "next"), other)


def with_names(laid: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Name outlets as officials do: county, village, owner, number where there are several, words of the type."""
    mix = mix_table().loc[laid["outlet_type"]]
    owner, words = variants(mix["owners"], rng), variants(mix["words"], rng)
    body = laid["county"] + laid["village"] + owner
    alike = (body + words).groupby(body + words)
    number = alike.cumcount() + 1
    several = alike.transform("size") > 1
    named = body + np.where(several, number.astype("str") + "号", "") + words
    return laid.assign(name=named, responsible_body=responsible(laid, owner))


def name_after_plants(outlets: pd.DataFrame, plants: pd.DataFrame) -> pd.DataFrame:
    """Name the outlets of real plants after them."""
    own = outlets["plant"] >= 0
    plant = plants["name"].reindex(outlets.loc[own, "plant"]).to_numpy(dtype=object)
    named = outlets.copy()
    named.loc[own, "name"] = [f"{name}排污口" for name in plant]
    named.loc[own, "responsible_body"] = plant
    return named


def responsible(laid: pd.DataFrame, owner: np.ndarray) -> pd.Series:
    """Return who answers for an outlet: the works, the county's housing office for a town, else the village."""
    village = laid["village"] + "村民委员会"
    works = laid["village"] + owner
    town = laid["county"] + "住房和城乡建设管理局"
    setting = laid["outlet_type"].map(mix_table()["setting"])
    body = village.where(setting != "urban", town).where(owner == "", works)
    return body.where(~laid["outlet_type"].isin(["park_plant", "park_storm"]), laid["county"] + "开发区管理委员会")


def with_codes(laid: pd.DataFrame) -> pd.DataFrame:
    """Code outlets by basin group, county, running number in the county, type letters and `00` (domain §1)."""
    number = laid.groupby("county_code").cumcount() + 1
    letters = laid["outlet_type"].map(mix_table()["letters"])
    return laid.assign(code=code_of(laid["group"], laid["county_code"], number, letters))


def code_of(group: pd.Series, county: pd.Series, number: pd.Series, letters: pd.Series) -> pd.Series:
    """Join the groups of a code, `DB-140121-0001-GY-00`."""
    return group + "-" + county + "-" + number.astype("str").str.zfill(4) + "-" + letters + "-00"


def misname_county(ground: Ground, outlets: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Write a neighbouring county into some rows, as in lists copied by hand; name and code keep the true one."""
    counties = ground.counties
    one, other = counties.sindex.query(counties.geometry, predicate="intersects")
    beside = pd.DataFrame({"one": one, "other": other}).query("one != other").groupby("one")["other"].min()
    usable = (outlets["quirk"] == "") & (outlets["plant"] < 0) & outlets["county_row"].isin(beside.index)
    rows = rng.permutation(np.flatnonzero(usable))[:count]
    wrong = counties.iloc[beside.loc[outlets["county_row"].iloc[rows]]]
    misnamed = outlets.copy()
    misnamed.loc[rows, "county"], misnamed.loc[rows, "city"] = wrong["county"].to_numpy(), wrong["city"].to_numpy()
    misnamed.loc[rows, "quirk"] = "wrong_county"
    return misnamed


def send_in_gcj02(outlets: pd.DataFrame, count: int, to_gcj02: Shift) -> pd.DataFrame:
    """Shift the first unremarkable outlets of the city with most of them, as sent in on a web map's datum."""
    plain = outlets[(outlets["quirk"] == "") & (outlets["plant"] < 0) & (outlets["entry"] == 0)]
    if plain.empty:
        return outlets
    city = plain["city"].value_counts().sort_index().idxmax()
    rows = plain.index[plain["city"] == city][:count]
    lon, lat = to_gcj02(outlets.loc[rows, "lon"].to_numpy(), outlets.loc[rows, "lat"].to_numpy())
    sent = outlets.copy()
    sent.loc[rows, "lon"], sent.loc[rows, "lat"] = np.round(lon, 6), np.round(lat, 6)
    sent.loc[rows, "quirk"] = "gcj02"
    return sent
