"""Dated links between plants, outlets, wetlands and sections."""

import numpy as np
import pandas as pd

from registry.demo.timelines import DAY, without_day

COLUMNS = ["role", "from_kind", "from_id", "to_kind", "to_id", "share", "valid_from"]


def make_links(
    plants: pd.DataFrame, outlet_ids: pd.Series, wetlands: pd.DataFrame, sections: pd.DataFrame, since: str, first: int
) -> pd.DataFrame:
    """Link plants to their outlets and wetlands, and wetlands that were built to the section of their ground.

    Parameters
    ----------
    plants
        Plants with `feature_id`.
    outlet_ids
        Internal id of the outlet by row of `plants`.
    wetlands
        Wetlands with `feature_id`, `plant`, `built_on`, `declared_section`.
    sections
        Sections with `feature_id`, `name`.
    since
        First day of the links between plants and outlets.
    first
        The first link's id.
    """
    start = np.datetime64(since, "s")
    has_outlet = outlet_ids.index.sort_values()
    outlet = rows(
        "plant_outlet", "plants", plants["feature_id"].loc[has_outlet], "outlets", outlet_ids.loc[has_outlet], start
    )
    built = wetlands[wetlands["built_on"].notna()]
    day = built["built_on"].mask(built["built_on"] < pd.Timestamp(since), pd.Timestamp(since))
    fed = built["plant"] >= 0
    feeding = plants["feature_id"].loc[built.loc[fed, "plant"].astype("int64")]
    wetland = rows("plant_wetland", "plants", feeding, "wetlands", built.loc[fed, "feature_id"], day[fed])
    guarded = built["declared_section"].map(sections.drop_duplicates("name").set_index("name")["feature_id"])
    guards = guarded.notna()
    target = guarded[guards].astype("int64")
    section = rows("wetland_section", "wetlands", built.loc[guards, "feature_id"], "sections", target, day[guards])
    links = pd.concat([outlet, wetland, section], ignore_index=True)
    links["link_id"] = np.arange(first, first + len(links))
    return without_day(links, "valid_to")


def rows(
    role: str, from_kind: str, from_ids: pd.Series, to_kind: str, to_ids: pd.Series, start: object
) -> pd.DataFrame:
    """Return links of one role, the whole of each source going to its target."""
    day = np.broadcast_to(np.asarray(start, dtype=DAY), len(from_ids))
    values = (role, from_kind, from_ids.to_numpy("int64"), to_kind, to_ids.to_numpy("int64"), 1.0, day)
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), index=range(len(from_ids)))
