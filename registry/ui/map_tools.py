"""What the map's tools are told and tell: their words, the selection; calls back from them."""

from collections.abc import Callable, Mapping

from registry.language import Message, msg
from registry.ui import map_edit, map_select, session
from registry.ui.map_tools_way import way_address

WORDS: dict[str, Message] = {
    "measure": msg("Measure along the water"),
    "measure_first": msg("Click two places on the water; Enter takes the middle of the map, Esc ends."),
    "measure_second": msg("Now the second place."),
    "selected_below": msg("Selected: totals and list stand below the map."),
    "rectangle": msg("Select by rectangle"),
    "rectangle_how": msg("Drag a rectangle, or click two corners; Esc ends."),
    "polygon": msg("Select by polygon"),
    "polygon_how": msg("Click the corners; click the last one again to close; Backspace takes one back, Esc ends."),
    "stretch": msg("Select what enters a stretch of river"),
    "stretch_how": msg("Click two places on one river, above and below; Esc ends."),
    "in_view": msg("List what is in view"),
    "unanswered": msg("The server did not answer; try again."),
}


def more(filters: Mapping[str, list[str]]) -> dict[str, object]:
    """Return what the tools of the map page want to know, for `map_component.draw`."""
    language = session.language()
    return {
        "tools": {
            "words": {name: sentence.render(language) for name, sentence in WORDS.items()},
            "way": way_address(session.registry()),
            "language": language,
            "selection": map_select.drawn(filters),
            "editing": map_edit.drawn(),
        }
    }


def heard() -> dict[str, Callable[[], None]]:
    """Return what to do when a tool tells something, for `map_component.draw`."""
    return {
        "select": map_select.selected,
        "place": map_edit.placed,
        "pick": map_edit.picked,
        "leave": map_edit.left,
    }
