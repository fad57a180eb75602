"""Answer how far it is along the water between two places: a small route of the app, asked by the map itself."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from layers.payload import path_columns
from registry.errors import NotFoundError, RegistryError
from registry.language import LANGUAGES, Language, msg
from registry.service.registry import Registry
from registry.service.selection_shape import on_map
from registry.service.way_between import Place, Way, way_between
from registry.ui import session

ROUTE = "/map-data/way/{base}/{one}/{other}/{look}/{language}.json"
KEPT_A_DAY = "private, max-age=86400"
"""The address names the ground, on which alone the way hangs."""
_PLACE = re.compile(r"(\d{2,3}(?:\.\d{1,8})?),(\d{1,2}(?:\.\d{1,8})?)")


def way_address(registry: Registry) -> str:
    """Return where ways are asked for; the places, how far to look for water, and the language follow."""
    return f"/map-data/way/{registry.base.sha256[:12]}"


def answer_way(request: Request) -> Response:
    """Answer the way between the two places of an address, or 404 with the reason."""
    try:
        opened = session.registry()
        parts = request.path_params
        one, other = (place_of(parts[name]) for name in ("one", "other"))
        language = language_of(parts["language"])
        way = way_between(opened, one, other, float(parts["look"]) if parts["look"].isdecimal() else 0.0)
    except RegistryError as refusal:
        return JSONResponse({"error": {"code": refusal.code, "message": str(refusal)}}, status_code=404)
    return JSONResponse(as_json(way, language), headers={"cache-control": KEPT_A_DAY})


def as_json(way: Way, language: Language) -> dict[str, object]:
    """Return a way as the map reads it."""
    return {
        "sentence": way.sentence.render(language),
        "water_m": None if way.water_m is None else round(way.water_m, 1),
        "straight_m": round(way.straight_m, 1),
        "paths": [path_columns(list(path)) for path in way.paths],
    }


def place_of(text: str) -> Place:
    """Return the place that a text `lon,lat` names.

    Raises
    ------
    NotFoundError
        When it names none.
    """
    found = _PLACE.fullmatch(text)
    place = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    if not on_map(place):
        raise NotFoundError("N010", msg("There are no map data at this address; open the map page again."))
    return place


def language_of(text: str) -> Language:
    """Return a language of ours by its name.

    Raises
    ------
    NotFoundError
        When there is none of that name.
    """
    if text not in LANGUAGES:
        raise NotFoundError("N010", msg("There are no map data at this address; open the map page again."))
    return text
