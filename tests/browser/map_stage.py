"""The map's own script without Streamlit round it: a page that mounts it as Streamlit would, over toy data."""

import json
import threading
import time
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from registry.ui import routes

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

    address = f"/assets/app/{routes.assets_version()}"
    page = PAGE.replace("ASSETS", address).replace("LEAFLET", routes.library_address("leaflet"))
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
