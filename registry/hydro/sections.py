"""The tree of sections along the water: what follows each one, and the next national and provincial one."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from registry.errors import CallError
from registry.hydro.lines import Ints
from registry.hydro.names import river_numbers
from registry.hydro.network import RiverNetwork
from registry.hydro.water import NONE, Water, find_sections
from registry.language import msg

TIERS = ("national", "provincial")


def section_tree(network: RiverNetwork, sections: gpd.GeoDataFrame, tolerance_m: float = 500) -> pd.DataFrame:
    """Return, per section_code, what its water meets next.

    Columns: level, next_section, distance_m (along the water to it), next_national, next_provincial (strictly
    downstream), reach_id, measure_m. Missing where nothing follows or the section lies on no reach; without a column
    `level` all tiers are missing.
    """
    codes = pd.Index(check_codes(sections), name="section_code")
    found = find_sections(network, sections, tolerance_m)
    rank = np.argsort(np.argsort(codes.to_numpy(dtype=object)))
    water = Water(network, found, rank)
    following, distance_m = water.following()
    row_of = np.argsort(rank)[water.code]
    after = np.full(len(codes), -1)
    after[row_of] = np.where(following >= 0, np.append(row_of, -1)[following], -1)
    away_m = np.full(len(codes), np.nan)
    away_m[row_of] = np.where(following >= 0, distance_m, np.nan)
    level = sections["level"].to_numpy(dtype=object) if "level" in sections else np.full(len(codes), None, dtype=object)
    tiers = {f"next_{tier}": _pick(codes, next_of(after, level == tier)) for tier in TIERS}
    return pd.DataFrame(
        {
            "level": level,
            "next_section": _pick(codes, after),
            "distance_m": away_m,
            **tiers,
            "reach_id": network.ids_at(found.reach),
            "measure_m": found.measure_m,
        },
        index=codes,
    )


def sections_along(
    network: RiverNetwork, sections: gpd.GeoDataFrame, river: str, tolerance_m: float = 500
) -> list[Any]:
    """Return the codes of the sections that lie on a river, the uppermost first; any spelling of its name."""
    codes = check_codes(sections)
    found = find_sections(network, sections, tolerance_m)
    known, asked = river_numbers(network.river, [river])
    if asked[0] < 0:
        return []
    on = np.flatnonzero(np.append(known, NONE)[found.reach] == asked[0])
    mouth_m = (network.length_m + network.way_m)[found.reach[on]] - found.measure_m[on]
    return list(codes[on[np.lexsort((codes[on], -mouth_m))]])


def check_codes(sections: gpd.GeoDataFrame) -> Any:
    """Return the section codes.

    Raises
    ------
    CallError
        When the column is missing, a code is missing, or two sections share one.
    """
    if "section_code" not in sections.columns:
        raise CallError("H020", msg("The sections have no column section_code."))
    codes = sections["section_code"]
    if codes.isna().any() or codes.duplicated().any():
        raise CallError("H021", msg("Every section needs a code of its own; some are missing or double."))
    return codes.to_numpy(dtype=object)


def next_of(after: Ints, wanted: Any) -> Ints:
    """Return, for each section, the first wanted one strictly after it, -1 for none."""
    held = after.copy()
    for _ in range(len(after)):
        moving = (held >= 0) & ~np.append(wanted, True)[held]
        if not moving.any():
            break
        held[moving] = after[held[moving]]
    return held


def _pick(codes: "pd.Index[Any]", position: Ints) -> Any:
    return codes.array.take(position, allow_fill=True)


def tier_section(tree: pd.DataFrame, codes: Any, tier: str) -> pd.Series:
    """Return the section of the tier that each code counts under: itself where of that level, else the next one.

    Rows follow `codes` (a series keeps its index); missing where no section of the tier follows or the code is missing.
    """
    wanted = codes if isinstance(codes, pd.Series) else pd.Series(list(codes))
    own = tree.index.to_series().where(tree["level"] == tier)
    return wanted.map(own.fillna(tree[f"next_{tier}"])).rename(f"{tier}_section")


def upstream_sections(tree: pd.DataFrame, code: Any, tier: str) -> list[Any]:
    """Return the codes whose units add up to a section of a tier: its own, and those above up to the previous one.

    Raises
    ------
    CallError
        When there is no such section.
    """
    if code not in tree.index:
        raise CallError("H022", msg("There is no section {code}.", code=code))
    under = tier_section(tree, tree.index.to_series(), tier)
    return sorted({code, *tree.index[(under == code).to_numpy(dtype=bool)]})


def chain(tree: pd.DataFrame, code: Any) -> list[Any]:
    """Return a section and all that its water meets, in order.

    Raises
    ------
    CallError
        When there is no such section.
    """
    if code not in tree.index:
        raise CallError("H022", msg("There is no section {code}.", code=code))
    passed = [code]
    following = tree["next_section"].dropna().to_dict()
    while passed[-1] in following:
        passed.append(following[passed[-1]])
    return passed
