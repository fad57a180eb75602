"""The report's arithmetic of pollution: load, decay along a river, capacity of a reach; and tables of loads."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

SECONDS_PER_DAY = 86_400
GRAMS_PER_TONNE = 1_000_000
T_PER_A_PER_G_PER_S = SECONDS_PER_DAY * 365 / GRAMS_PER_TONNE

PARAMETERS = ("cod", "nh3n", "tp")
"""The three items that plans weigh: COD, NH3-N, total phosphorus."""

ENTRY_BY_DISTANCE = ((1_000.0, 1.0), (10_000.0, 0.9), (20_000.0, 0.8), (40_000.0, 0.7), (np.inf, 0.6))
"""Share of a point source's load that reaches the river, by distance from source to river.

Status: unverified (全国水环境容量核定技术指南). Never applied unless asked for.
"""


def load_t_per_a(flow_m3_per_d: Any, conc_mg_per_l: Any, days: Any = 365) -> Any:
    """Return the load in tonnes a year of numbers or arrays; `days` is how many days a year the water flows."""
    return flow_m3_per_d * conc_mg_per_l * days / GRAMS_PER_TONNE


def decay_factor(k_per_d: Any, distance_m: Any, velocity_m_per_s: Any) -> Any:
    """Return the share of a substance left after a distance, by first-order decay, of numbers or arrays.

    Standing water (velocity 0) leaves nothing after any distance; without decay or distance everything is left.
    """
    return plain(np.exp(-_decays(k_per_d, distance_m, velocity_m_per_s)))


def capacity_t_per_a(
    flow_m3_per_s: Any,
    target_mg_per_l: Any,
    upstream_mg_per_l: Any,
    length_m: Any,
    velocity_m_per_s: Any,
    k_per_d: Any,
) -> Any:
    """Return the load in tonnes a year that a reach can take and still meet its target at the lower end.

    Negative where the water that arrives already exceeds the target. Without flow there is no capacity: 0.

    Notes
    -----
    One-dimensional model with the outlets lumped at the middle of the reach: M = (Cs - C0 e^(-kL/u)) e^(kL/2u) Q
    (GB/T 25173-2010, unverified). k is per day, u per second.
    """
    decays = _decays(k_per_d, length_m, velocity_m_per_s)
    flow = np.asarray(flow_m3_per_s, "float64")
    with np.errstate(over="ignore", invalid="ignore"):
        grams_per_s = (target_mg_per_l - upstream_mg_per_l * np.exp(-decays)) * np.exp(decays / 2) * flow
    return plain(np.where(flow == 0, 0.0, grams_per_s) * T_PER_A_PER_G_PER_S)


def _decays(k_per_d: Any, distance_m: Any, velocity_m_per_s: Any) -> np.ndarray:
    """Return k x / u, without dimension; 0 where nothing decays even in standing water."""
    amount = np.asarray(k_per_d, "float64") * np.asarray(distance_m, "float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        decays = amount / (np.asarray(velocity_m_per_s, "float64") * SECONDS_PER_DAY)
    return np.where(amount == 0, 0.0, decays)


def plain(value: np.ndarray) -> Any:
    """Return a plain number for a number, the array for an array."""
    return float(value) if value.ndim == 0 else value


def entry_share(distance_m: Any, steps: Sequence[tuple[float, float]] = ENTRY_BY_DISTANCE) -> Any:
    """Return the share of a load that reaches the river from a distance in metres; missing stays missing."""
    distances = np.asarray(distance_m, "float64")
    limits, shares = np.array(steps).T
    found = shares[np.minimum(np.searchsorted(limits, distances), len(shares) - 1)]
    return plain(np.where(np.isnan(distances), np.nan, found))


def outlet_loads(outlets: pd.DataFrame, *, entry: Sequence[tuple[float, float]] | None = None) -> pd.DataFrame:
    """Return `cod_t_per_a`, `nh3n_t_per_a`, `tp_t_per_a` per outlet, same index; missing where flow or value is.

    With `entry` steps (such as ENTRY_BY_DISTANCE, unverified) the share that reaches the river is taken by `offset_m`.
    A stopped outlet discharges nothing.
    """
    days = np.where(outlets["status"] == "stopped", 0, 365)
    loads = pd.DataFrame(
        {
            f"{name}_t_per_a": load_t_per_a(outlets["flow_m3_per_d"], outlets[f"{name}_mg_per_l"], days)
            for name in PARAMETERS
        },
        index=outlets.index,
    )
    return loads if entry is None else loads.mul(entry_share(outlets["offset_m"], entry), axis=0)
