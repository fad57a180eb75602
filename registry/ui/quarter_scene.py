"""What the two-quarter map draws: the outlets of two lists, one row each, and the scene made of them."""

from datetime import date

from layers.scene import change_scene
from registry.analysis.changed_outlets import changed_outlets
from registry.contents import ListState
from registry.language import Language, msg
from registry.quarter import Quarter
from registry.service.comparing import compare
from registry.ui.session import ask_large
from registry.vocabulary.changes import CHANGES


def scene(start: date, end: date, known_at: int, language: Language) -> dict[str, object]:
    """Return the two lists as plain data for the map."""
    content = ask_large(compare, start, end, known_at)
    rows = changed_outlets(content.old, content.new, content.changes)
    sides = (name(content.start, language), name(content.end, language))
    counted = msg(
        "Each outlet once, under its weightiest change: {start} to {end}, as known at revision {revision}",
        start=sides[0],
        end=sides[1],
        revision=known_at,
    )
    return change_scene(rows, CHANGES, language, counted, sides, synthetic=content.stamp.synthetic)


def name(state: ListState, language: Language) -> str:
    """Return the quarter or the day of a list."""
    return Quarter.of(state.day).label(language) if state.quarter else state.day.isoformat()
