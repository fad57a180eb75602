"""Draws from one fixed seed, each part of the demonstration with a stream of its own."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from registry.demo.size import SEED

PARTS = (
    *("settlements", "outlets", "values", "history", "plants", "wetlands", "villages", "projects", "readings"),
    *("steps", "measures"),
)
"""New parts go behind the others: the place of a name is part of its seed."""


def stream(part: str) -> np.random.Generator:
    """Return the part's own generator, so that a change in one part leaves the others as they were."""
    return np.random.default_rng([SEED, PARTS.index(part)])


def apportion(weights: Mapping[str, float], total: int) -> list[str]:
    """Return `total` names in proportion to their weights, by largest remainder; of equal remainders the first."""
    names = list(weights)
    exact = np.array([weights[name] for name in names]) * total / sum(weights.values())
    counts = np.floor(exact).astype(int)
    counts[np.argsort(-(exact - counts), kind="stable")[: total - counts.sum()]] += 1
    return [name for name, count in zip(names, counts, strict=True) for _ in range(count)]


def pick(rng: np.random.Generator, weights: np.ndarray, count: int, *, again: bool = False) -> np.ndarray:
    """Draw row numbers by weight, without putting back unless `again`."""
    return np.asarray(rng.choice(len(weights), size=count, replace=again, p=weights / weights.sum()))


def happens(rng: np.random.Generator, share: float, count: int) -> np.ndarray:
    """Draw for each row whether something with that share happens."""
    return rng.random(count) < share


def deal(rng: np.random.Generator, shares: Mapping[str | None, float], count: int) -> np.ndarray:
    """Draw one of the values per row, each with its share; shares add up to 1."""
    values = np.array(list(shares), dtype=object)
    return values[np.searchsorted(np.cumsum(list(shares.values()))[:-1], rng.random(count), side="right")]


def spread(rng: np.random.Generator, median: np.ndarray | float, sigma: np.ndarray | float, count: int) -> np.ndarray:
    """Draw log-normal values about a median."""
    return np.asarray(median * np.exp(rng.normal(0.0, 1.0, count) * sigma))


def some_missing(
    rng: np.random.Generator, values: Sequence[object] | np.ndarray | pd.Series, share: float
) -> pd.Series:
    """Return the values, a share of them missing."""
    return pd.Series(values).reset_index(drop=True).mask(happens(rng, share, len(values)))


def days_between(rng: np.random.Generator, first: str, last: str, count: int) -> np.ndarray:
    """Draw days from the first to the last, both included."""
    start, end = np.datetime64(first, "D"), np.datetime64(last, "D")
    return (start + rng.integers(0, (end - start).astype(int) + 1, count)).astype("datetime64[s]")


def significant(values: np.ndarray, figures: int = 3) -> np.ndarray:
    """Round to so many significant figures, as laboratories report."""
    scale = 10.0 ** (figures - 1 - np.floor(np.log10(np.maximum(np.abs(values), 1e-12))))
    return np.asarray(np.round(np.round(values * scale) / scale, 6))
