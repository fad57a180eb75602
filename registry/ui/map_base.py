"""What lies under the live map: the shaded terrain, and a tile source where the office has set one."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from layers.terrain import picture_box, shade, terrain_picture, veil
from registry.errors import NotFoundError
from registry.language import msg
from registry.print_contents import Relief
from registry.service.mapping import map_terrain
from registry.service.registry import Registry
from registry.settings import Settings


def pictures(registry: Registry) -> dict[str, object]:
    """Return where the browser finds the pictures under the ground, and how they lie; nothing where there are none."""
    found: dict[str, object] = {}
    model = map_terrain(registry)
    if model is not None:
        box = picture_box(model.west_deg, model.north_deg, model.step_deg, model.elevation_m.shape)
        found["terrain"] = {"address": f"/map-data/terrain/{registry.base.sha256[:12]}.png", "box": box}
    if tiles_host(registry.settings):
        found["tiles"] = {"url": registry.settings.tiles_url.replace("{key}", registry.settings.tiles_key)}
    return found


def terrain(registry: Registry, base: str) -> bytes:
    """Return the shade of the terrain as a PNG.

    Raises
    ------
    NotFoundError
        When the base layers are others than asked for, or were built before elevations were kept.
    """
    picture = _terrain(registry) if registry.base.sha256.startswith(base) and base else None
    if picture is None:
        raise NotFoundError("N010", msg("There are no map data at this address; open the map page again."))
    return picture


def relief(registry: Registry) -> Relief | None:
    """Return the same shade for a printed map, in degrees; None where elevations were not kept."""
    model = map_terrain(registry)
    if model is None:
        return None
    light = shade(model.elevation_m, model.north_deg, model.step_deg)
    return Relief(veil(light), model.west_deg, model.north_deg, model.step_deg)


def warm(registry: Registry) -> None:
    """Make the shade that the first reader of the day will ask for, where there is one."""
    _terrain(registry)


@lru_cache(maxsize=2)
def _terrain(registry: Registry) -> bytes | None:
    model = map_terrain(registry)
    return terrain_picture(model.elevation_m, model.north_deg, model.step_deg) if model else None


def tiles_host(settings: Settings) -> str:
    """Return scheme and host of the tile source for the content-security policy; empty where none is set.

    Only https, with the places of a tile and without a choice of hosts: the policy names exactly one.
    """
    parts = urlsplit(settings.tiles_url)
    whole = all(place in settings.tiles_url for place in ("{x}", "{y}", "{z}"))
    plain = re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", parts.netloc) is not None
    return f"https://{parts.netloc}" if parts.scheme == "https" and whole and plain else ""
