"""What the address of a route asks for: a day and a revision."""

import re
from collections.abc import Mapping
from datetime import date

from registry.errors import NotFoundError
from registry.language import LANGUAGES, msg
from registry.service.registry import AsOf


def asked(parts: Mapping[str, str], head: int) -> AsOf:
    """Return the day and revision that an address names.

    Raises
    ------
    NotFoundError
        When the address names no day, no known revision or no language of ours.
    """
    refusal = NotFoundError("N010", msg("There are no map data at this address; open the map page again."))
    if parts.get("language", "zh") not in LANGUAGES or not re.fullmatch(r"\d{1,9}", parts["revision"]):
        raise refusal
    try:
        day = date.fromisoformat(parts["day"])
    except ValueError:
        raise refusal from None
    if int(parts["revision"]) > head:
        raise refusal
    return AsOf(day, int(parts["revision"]))
