"""What the search box beside the map finds, as the browser lists it: a small route of the app."""

import math
from collections.abc import Iterator

import pandas as pd
from babel.numbers import format_decimal
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from registry.errors import RegistryError
from registry.language import Language, Message, msg
from registry.service.registry import AsOf, Registry
from registry.service.search import Found, search
from registry.service.search_coordinates import PlaceFound, find_place
from registry.service.search_places import PLACE_LABELS, Place
from registry.ui import session
from registry.ui.asked import asked
from registry.vocabulary import KINDS

ROUTE = "/map-data/search/{revision}/{day}/{language}.json"
PLACE = "place"
"""The kind of a hit that is a coordinate."""
LIMIT, LONGEST = 20, 200

Hit = dict[str, object]


def answer_search(request: Request) -> Response:
    """Answer what a text names on a day and revision, or 404 with the reason."""
    try:
        opened, parts = session.registry(), request.path_params
        as_of = asked(parts, opened.store.head())
        told = hits(opened, request.query_params.get("q", "")[:LONGEST], as_of, parts["language"])
    except RegistryError as refusal:
        return JSONResponse({"error": {"code": refusal.code, "message": str(refusal)}}, status_code=404)
    return JSONResponse(told, headers={"cache-control": "private, no-cache"})


def hits(registry: Registry, text: str, as_of: AsOf, language: Language) -> dict[str, object]:
    """Return the hits of a text in the order they are listed, and a sentence about them."""
    if not text.strip():
        return {"hits": [], "said": ""}
    place = find_place(registry, text, as_of)
    if place is not None:
        return {"hits": list(coordinate_hits(place, language)), "said": place.said.render(language)}
    found = search(registry, text, as_of, LIMIT)
    listed = [*(place_hit(one, language) for one in found.places), *feature_hits(found.features, language)]
    return {"hits": listed, "said": sentence(found, text.strip()).render(language)}


def sentence(found: Found, text: str) -> Message:
    """Say how many were found, and how to narrow where there are more than are shown."""
    if not found.total and not found.places:
        return msg("Nothing is called {wanted}.", wanted=text)
    if found.total > len(found.features):
        return msg(
            "{total} features; the best {shown} are shown. Type more of the name, or county and name with a blank "
            "between.",
            total=found.total,
            shown=len(found.features),
        )
    if found.by_words:
        return msg("{total} features hold each of the words.", total=found.total)
    return msg("{total} features.", total=found.total)


def coordinate_hits(place: PlaceFound, language: Language) -> Iterator[Hit]:
    """Yield the place of a coordinate, then the nearest features with their distance."""
    if place.lon is None:
        return
    nearest = msg("go to this place").render(language)
    yield {
        "kind": PLACE,
        "code": "",
        "lon": place.lon,
        "lat": place.lat,
        "title": place_title(place),
        "detail": nearest,
    }
    yield from feature_hits(place.nearest, language)


def place_title(place: PlaceFound) -> str:
    """Return a coordinate as it was understood."""
    return f"{place.lon:.5f}, {place.lat:.5f}"


def place_hit(place: Place, language: Language) -> Hit:
    """Return a river, city, county or town as a hit."""
    label = PLACE_LABELS[place.kind].render(language)
    return {
        "kind": place.kind,
        "code": "",
        "extent": place.extent,
        "title": place.name,
        "detail": joined(label, place.within),
    }


def feature_hits(features: pd.DataFrame, language: Language) -> Iterator[Hit]:
    """Yield features as hits; one without coordinates has none."""
    for row in features.astype("object").where(features.notna(), None).to_dict("records"):
        label = KINDS[row["kind"]].singular.render(language)
        away = "" if row.get("distance_m") is None else distance(float(row["distance_m"]), language)
        yield {
            "kind": row["kind"],
            "code": row["code"],
            "lon": row["lon"],
            "lat": row["lat"],
            "title": str(row["name"] or row["code"]),
            "detail": joined(label, str(row["code"]), str(row["county"] or ""), away),
        }


def joined(*parts: str) -> str:
    """Return the parts that say something, with a point between."""
    return " · ".join(part for part in parts if part)


def distance(metres: float, language: Language) -> str:
    """Return a distance as people say it: metres up to a kilometre, then kilometres."""
    locale = {"zh": "zh_Hans_CN", "en": "en_GB"}[language]
    if metres < 1000:  # noqa: PLR2004  metres in a kilometre
        return f"{format_decimal(math.floor(metres + 0.5), locale=locale)} m"
    return f"{format_decimal(round(metres / 1000, 1), locale=locale)} km"
