"""Select features on the map: by rectangle, polygon, view, stretch of water, or section; under the map's filters."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from registry.contents import SelectionTotals
from registry.errors import CallError
from registry.language import Message, msg
from registry.service.features import tier_table
from registry.service.mapping import data_version, map_features
from registry.service.registry import AsOf, Registry
from registry.service.selection_shape import Selection, inside
from registry.service.selection_totals import selection_totals
from registry.service.selection_water import Stretch, enters, stretch_of
from registry.service.water_path import Path

Bools = npt.NDArray[np.bool_]
Filters = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
"""By kind, the fields that are filtered and the values let through; plain tuples, so that an answer can be kept."""
Choice = Callable[[str, pd.DataFrame], Bools]


@dataclass(frozen=True)
class Selected:
    """What a selection holds: by kind its features as the map's tables have them, and in words what was selected.

    `path` is the stretch of water, lon, lat; empty for any other selection.
    """

    tables: dict[str, pd.DataFrame]
    sentence: Message
    path: Path

    @property
    def count(self) -> int:
        """How many features are selected."""
        return sum(len(table) for table in self.tables.values())

    @cached_property
    def totals(self) -> SelectionTotals:
        """How many there are by kind, class, grade and section."""
        return selection_totals(self.tables)


def select(registry: Registry, selection: Selection, filters: Filters, as_of: AsOf) -> Selected:
    """Return the features of a selection that pass the filters; the tables are kept and shared, never write into them.

    A feature without a place lies in no area; it belongs to a section where it is assigned to one all the same.

    Raises
    ------
    CallError
        When the places of a stretch lie on no water, or the water of neither passes the other.
    """
    version = data_version(registry, as_of)
    return _select(registry, selection, filters, AsOf(version.valid_on, version.revision))


@lru_cache(maxsize=8)
def _select(registry: Registry, selection: Selection, filters: Filters, as_of: AsOf) -> Selected:
    chosen, sentence, path = _choice(registry, selection, as_of)
    passing = dict(filters)
    tables = {
        kind: (kept := filtered(table, passing.get(kind, ())))[chosen(kind, kept)].reset_index(drop=True)
        for kind, table in map_features(registry, as_of).items()
    }
    return Selected(tables, sentence, path)


def filtered(table: pd.DataFrame, wanted: tuple[tuple[str, tuple[str, ...]], ...]) -> pd.DataFrame:
    """Return the rows whose fields hold one of the wanted values."""
    keep = np.ones(len(table), dtype=bool)
    for field, values in wanted:
        keep &= table[field].isin(values).to_numpy()
    return table[keep]


def _choice(registry: Registry, selection: Selection, as_of: AsOf) -> tuple[Choice, Message, Path]:
    """Return which rows of a table are selected, what is selected in words, and the stretch of water."""
    if selection.shape in ("section", "above"):
        return *_by_section(registry, selection, as_of), []
    if selection.shape in ("stretch", "course"):
        stretch = stretch_of(registry, *selection.points)
        return _by_water(registry, stretch, selection, as_of), stretch_sentence(stretch, selection), stretch.path
    return lambda _kind, table: inside(selection, table["lon"], table["lat"]), area_sentence(selection), []


def _by_section(registry: Registry, selection: Selection, as_of: AsOf) -> tuple[Choice, Message]:
    code = str(selection.section)
    names = registry.sections(as_of).set_index("code")["name"]
    if code not in names.index:
        raise CallError("E040", msg("There is no section {code} on this day; select another.", code=code))
    codes = {code} if selection.shape == "section" else sections_above(registry, code, as_of)
    told = {"section": names[code], "code": code, "count": len(codes)}
    if selection.shape == "section":
        sentence = msg("What answers to section {section} ({code})", **told)
    else:
        sentence = msg("What answers to section {section} ({code}) and to all above it, {count} sections", **told)
    return lambda _kind, table: table["section_code"].isin(codes).to_numpy(), sentence


def sections_above(registry: Registry, code: str, as_of: AsOf) -> set[str]:
    """Return a section and all whose water passes it."""
    following = tier_table(registry, as_of)["next_section"].dropna()
    found, fresh = {code}, {code}
    while fresh:
        fresh = set(following.index[following.isin(fresh)]) - found
        found |= fresh
    return found


def _by_water(registry: Registry, stretch: Stretch, selection: Selection, as_of: AsOf) -> Choice:
    tree = registry.water_at(as_of).tree
    only_beside = selection.shape == "course"
    return lambda kind, table: enters(registry, stretch, kind, table, tree, only_beside=only_beside)


def stretch_sentence(stretch: Stretch, selection: Selection) -> Message:
    """Say which stretch was selected, and what of it."""
    one, other = (spelled(*place) for place in selection.points)
    told = {"rivers": stretch.rivers, "km": f"{stretch.length_m / 1000:,.1f}", "one": one, "other": other}
    if selection.shape == "course":
        return msg("What enters {rivers} itself on {km} km of water, between {one} and {other}", **told)
    return msg("What enters the water on {km} km of {rivers}, tributaries included, between {one} and {other}", **told)


def area_sentence(selection: Selection) -> Message:
    """Say which area was selected, with its coordinates."""
    corners = [spelled(*place) for place in selection.points]
    if selection.shape == "polygon":
        return msg("What lies in the polygon {corners}", corners=" — ".join(corners))
    if selection.shape == "view":
        return msg("What was in view: from {one} to {other}", one=corners[0], other=corners[1])
    return msg("What lies in the rectangle from {one} to {other}", one=corners[0], other=corners[1])


def spelled(lon: float, lat: float) -> str:
    """Return a place as the map's corner shows it."""
    return f"{lon:.5f}°E {lat:.5f}°N"
