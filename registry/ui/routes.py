"""What the server answers beside the pages: the map's assets and its data."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from registry.errors import RegistryError
from registry.language import LANGUAGES
from registry.service import backup, search
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.ui import (
    attachment_route,
    first_map,
    first_page,
    first_shell,
    gate,
    map_base,
    map_data,
    map_script,
    map_tools_way,
    panel_hits,
    prompt,
    safety,
    session,
    upload_limits,
)
from registry.ui.asked import asked
from registry.ui.kept_files import YEAR, KeptFiles, KeptUnder
from registry.ui.served import LIBRARIES, OWN_ASSETS, assets_address, library_address

ASK_AGAIN = "private, no-cache"
"""For data: kept by the browser, and confirmed by its tag each time."""

log = logging.getLogger(__name__)


def routes() -> list[BaseRoute]:
    """Return the routes of assets and map data, to stand before Streamlit's own."""
    libraries = [Mount(library_address(name), KeptFiles(Path(library.BASE_DIR))) for name, library in LIBRARIES.items()]
    return [
        *libraries,
        Mount(assets_address(), KeptFiles(OWN_ASSETS, made={map_script.NAME: map_script.script})),
        Route("/map-data/ground/{base}/{revision}/{day}.json", answer_map_data),
        Route("/map-data/terrain/{base}.png", answer_terrain),
        Route("/map-data/features/{base}/{revision}/{day}/{language}.json", answer_map_data),
        Route("/map-data/changes/{base}/{revision}/{start}/{day}/{language}.json", answer_map_data),
        Route(map_tools_way.ROUTE, map_tools_way.answer_way),
        Route(panel_hits.ROUTE, panel_hits.answer_search),
        Route(attachment_route.FILE, attachment_route.answer_file),
        Route(attachment_route.THUMBNAIL, attachment_route.answer_thumbnail),
    ]


def answer_map_data(request: Request) -> Response:
    """Answer the ground or the features of a day and revision, or 304 where the browser has them."""
    try:
        opened = session.registry()
        as_of = asked(request.path_params, opened.store.head())
        answer = answered(opened, as_of, request.path_params)
    except RegistryError as refusal:
        return JSONResponse({"error": {"code": refusal.code, "message": str(refusal)}}, status_code=404)
    headers = {"cache-control": ASK_AGAIN, "etag": answer.tag, "vary": "accept-encoding"}
    if answer.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["content-encoding"] = "gzip"
    return Response(answer.body, media_type="application/json", headers=headers)


def answer_terrain(request: Request) -> Response:
    """Answer the shade of the terrain under the map; its address holds the version of the base layers."""
    try:
        picture = map_base.terrain(session.registry(), request.path_params["base"])
    except RegistryError as refusal:
        return JSONResponse({"error": {"code": refusal.code, "message": str(refusal)}}, status_code=404)
    return Response(picture, media_type="image/png", headers={"cache-control": YEAR})


def answered(opened: Registry, as_of: AsOf, parts: dict[str, Any]) -> map_data.Answer:
    """Return what the parts of an address ask for: ground, features, or the changes since an earlier day."""
    language = parts.get("language")
    if "start" in parts:
        start = asked(parts | {"day": parts["start"]}, opened.store.head()).valid_on
        return map_data.changes_answer(opened, start, as_of.valid_on, int(parts["revision"]), parts["language"])
    return map_data.features_answer(opened, as_of, language) if language else map_data.ground_answer(opened, as_of)


def middleware() -> list[Middleware]:
    """Return the middleware that the app wraps round Streamlit's."""
    scripts = f"{first_page.SCRIPT_HASH} {safety.inline_scripts()}"
    images = map_base.tiles_host(Settings.from_environment())
    return [
        Middleware(safety.SafetyHeaders, scripts=scripts, images=images),
        Middleware(gate.Gate),
        Middleware(KeptUnder, address=first_shell.ADDRESS, folder=first_shell.FOLDER),
        Middleware(upload_limits.UploadLimits),
        Middleware(first_page.FirstPage, hints=first_map.hints),
    ]


@asynccontextmanager
async def warm_up(_app: st.App) -> AsyncIterator[None]:
    """Make the first reader's map while the server already answers, and look after backups from then on."""
    prompt.answer_at_once()
    Thread(target=prepare, name="warm-up", daemon=True).start()
    backup.start_hourly(Settings.from_environment().registry_path)
    yield


def prepare() -> None:
    """Open the registry and make today's map data; a registry that cannot be opened is told on the pages."""
    try:
        opened = session.registry()
        for language in LANGUAGES:
            map_data.warm(opened, language, date.today())  # noqa: DTZ011  the office's calendar day
        search.warm(opened, AsOf(date.today()))  # noqa: DTZ011  as above
    except RegistryError as refusal:
        log.warning("%s", refusal)
