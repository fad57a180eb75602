"""The filters over the map: what the reader chose, as data for the browser, which does the filtering."""

from registry.service.features import section_names
from registry.service.mapping import map_places
from registry.ui import filters, session


def draw() -> None:
    """Draw one row of filters."""
    as_of = session.as_of()
    filters.draw(filters.Offer(session.ask(map_places, as_of), session.ask(section_names, as_of)))
