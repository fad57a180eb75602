"""What a browser may fetch while Streamlit still starts, so that the map's parts are there when it asks for them."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from html import escape
from urllib.parse import parse_qs

from registry.errors import RegistryError
from registry.language import pick_language
from registry.service.registry import AsOf
from registry.settings import Settings
from registry.ui import first_shell, map_data, map_script, served, session

MAPS = ("/map", "/review", "/compare")
"""The pages with a map; the first draws the features of the day in the address."""


def hints(path: str, query: str, spoken: str) -> str:
    """Return links to what a page will ask for: parts of Streamlit's page, and a map's scripts and data.

    `query` is the address's own, `spoken` the languages that the browser states.
    """
    if path not in MAPS:
        return shell(first_shell.EVERY_PAGE)
    data = "".join(
        f'<link rel="preload" as="fetch" crossorigin href="{escape(one)}">' for one in wanted(path, query, spoken)
    )
    return data + shell((*first_shell.EVERY_PAGE, *first_shell.MAPS)) + scripts()


@cache
def shell(parts: tuple[str, ...]) -> str:
    """Return links to parts of Streamlit's page."""
    return "".join(f'<link rel="modulepreload" fetchpriority="low" href="{one}">' for one in first_shell.modules(parts))


@cache
def scripts() -> str:
    """Return links to the map's own script and styles and to Leaflet."""
    ours, leaflet = served.assets_address(), served.library_address("leaflet")
    sheets = (f"{leaflet}/leaflet.css", f"{ours}/map/map.css", f"{ours}/map/tools/tools.css")
    return "".join(
        (
            f'<link rel="preload" as="script" href="{leaflet}/leaflet.js">',
            f'<link rel="modulepreload" href="{ours}/{map_script.NAME}">',
            *(f'<link rel="preload" as="style" href="{sheet}">' for sheet in sheets),
        )
    )


def wanted(path: str, query: str, spoken: str) -> Iterator[str]:
    """Yield where the data are that the page will fetch; none where the address or the registry cannot be read."""
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    try:
        opened = session.registry()
        day = date.fromisoformat(asked["on"]) if "on" in asked else date.today()  # noqa: DTZ011  the office's day
        revision = int(asked["rev"]) if "rev" in asked else opened.store.head()
        if not (session.FIRST_DAY <= day <= session.LAST_DAY and 1 <= revision <= opened.store.head()):
            return
        as_of = AsOf(day, revision)
    except (RegistryError, ValueError):
        return
    yield map_data.ground_address(opened, as_of)
    if path == MAPS[0]:
        language = pick_language(asked.get("lang") or spoken, Settings.from_environment().language)
        yield map_data.features_address(opened, as_of, language)
