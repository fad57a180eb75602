"""What the legend says, and the few words the map itself needs; counts are made where the features are filtered."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from layers.catalogue import POINT_LAYERS
from layers.payload import with_unstated
from layers.style import UNSTATED, PointLayer
from registry.language import Language, Message, msg

WORDS: dict[str, Message] = {
    "layers": msg("Layers and legend"),
    "whole": msg("Whole province"),
    "zoom_in": msg("Zoom in"),
    "zoom_out": msg("Zoom out"),
    "map": msg("Map; arrows move it, plus and minus zoom, Enter opens what is nearest the middle, Escape closes it"),
    "place": msg("{lon}° E  {lat}° N", lon="{lon}", lat="{lat}"),
    "unplaced": msg("without a place"),
    "nothing": msg("No feature passes the filters; clear one of them."),
    "empty": msg("The registry holds no features on this day; import a ledger or choose another day."),
    "failed": msg("The map data did not arrive; reload the page."),
    "loading": msg("Drawing the map …"),
    "coloured_by": msg("Coloured by"),
    "summed": msg("Far out, counts per"),
    "per_county": msg("county"),
    "per_section": msg("section"),
    "nameless": msg("none stated"),
    "nearer": msg("Click to look from nearer by"),
    "fold": msg("fold"),
    "unfold": msg("unfold"),
    "full_screen": msg("Full screen"),
    "full_screen_off": msg("Leave full screen"),
    "synthetic": msg("Demonstration data: records marked synthetic are made up"),
}


def words(language: Language) -> dict[str, str]:
    """Return the map's own words in one language."""
    return {name: message.render(language) for name, message in WORDS.items()}


def heading(valid_on: date, revision: int) -> Message:
    """Say what the legend counts and as of when."""
    return msg(
        "Counted: features that exist on {day}, as known at revision {revision}",
        day=valid_on.isoformat(),
        revision=revision,
    )


def counts(layer: PointLayer, table: pd.DataFrame) -> dict[str, int]:
    """Return how many placed features of a table each category of the layer holds."""
    placed = table[table["lon"].notna() & table["lat"].notna()]
    drawn = with_unstated(layer, placed[layer.by])
    stated = placed[layer.by].where(placed[layer.by].isin([c.value for c in layer.categories]), UNSTATED.value)
    found = stated.value_counts()
    return {category.value: int(found.get(category.value, 0)) for category in drawn.categories}


def total_counts(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, int]]:
    """Return the counts of every layer that has a table."""
    return {kind: counts(layer, tables[kind]) for kind, layer in POINT_LAYERS.items() if kind in tables}
