"""The map's own script without Streamlit round it: a page that mounts it as Streamlit would, over toy data."""

import json
import threading
import time
from contextlib import contextmanager
from datetime import date

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from layers.scene import feature_scene, ground_scene
from registry.ui import routes, served
from tests.browser.conftest import free_port
from tests.layers import toy

READY = ".registry-map[data-ready=true]"
DAY = date(2022, 12, 31)
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<body style="margin:0"><div id="host" style="width:1000px"></div><script type="module">
import mount from "ASSETS/map/mount.js";
const parentElement = document.getElementById("host").attachShadow({ mode: "open" });
window.chosen = [];
const data = { assets: "ASSETS", leaflet: "LEAFLET", ground: "/ground.json", features: "/features.json", filters: {},
  selected: null, section: null, path: [], goto: null, loading: "loading", failed: "failed" };
const setTriggerValue = (name, value) => window.chosen.push([name, value]);
window.show = async (change) => {
  window.unmount = await mount({ data: { ...data, ...change }, parentElement, setTriggerValue });
};
window.show({});
</script>"""


@contextmanager
def stage(ground, features, port, more=()):
    """Serve a page with the map over a ground and features scene; yield its address; `more` are further routes."""

    def answer(document):
        body = json.dumps(document)
        return lambda request: Response(body, media_type="application/json")

    address = f"/assets/app/{served.assets_version()}"
    page = PAGE.replace("ASSETS", address).replace("LEAFLET", served.library_address("leaflet"))
    own = [
        Route("/", lambda request: HTMLResponse(page)),
        Route("/ground.json", answer(ground)),
        Route("/features.json", answer(features)),
    ]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=[*routes.routes(), *own, *more]), port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(10)


def drawing(new_page):
    """Yield a function that opens the map over tables of the toy valley and waits until it is drawn."""
    stages = []

    def open_it(tables, language="zh", under=None, more=()):
        ground = ground_scene(toy.frames()) | (under or {})
        staged = stage(ground, feature_scene(tables, language, DAY, 3), free_port(), more)
        stages.append(staged)
        page = new_page(language)
        page.goto(staged.__enter__())
        page.wait_for_selector(READY)
        return page

    yield open_it
    for staged in stages:
        staged.__exit__(None, None, None)


def root(page):
    """Return the map itself, which tells what it shows."""
    return page.locator(".registry-map")
