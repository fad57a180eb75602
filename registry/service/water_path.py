"""The line along the water from a feature to its section, for the map."""

from typing import Any

import pandas as pd

from registry.hydro.network import next_section_path
from registry.service.registry import AsOf, Registry

Row = dict[str, Any]


def water_path(registry: Registry, feature: Row, assigned: Row, as_of: AsOf) -> list[tuple[float, float]]:
    """Return lon, lat along the water from the feature's own place to its section; empty where no water leads there."""
    section, reach = assigned.get("section_code"), assigned.get("reach_id")
    if section is None or reach is None or pd.isna(reach):
        return []
    tree = registry.water(registry.sections(as_of), as_of.valid_on).tree
    if section not in tree.index:
        return []
    line = next_section_path(registry.network, assigned, tree.loc[section])
    if line is None:
        return []
    along = [(round(x, 6), round(y, 6)) for x, y in line.coords]
    return [(float(feature["lon"]), float(feature["lat"])), *along]
