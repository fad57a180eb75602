"""A served map page as a reader uses it: seconds until something shows, frames of a pan, bytes of a message."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page
from xstatic.pkg import leaflet

from tests.browser.conftest import ROOT, free_port, serve, wait_until_up

SIZE = {"width": 1366, "height": 900}
PAN_STEPS = 90
FRAMES = """() => {
  window.frames = [];
  const note = (at) => { window.frames.push(at); if (window.frames.length < 2000) requestAnimationFrame(note); };
  requestAnimationFrame(note);
}"""


@dataclass
class Traffic:
    """The bytes that went over the websocket since they were last asked for."""

    seen: int = 0

    def over(self, page: Page) -> "Traffic":
        """Listen to a page."""
        page.on("websocket", lambda socket: (socket.on("framesent", self.add), socket.on("framereceived", self.add)))
        return self

    def add(self, payload: str | bytes) -> None:
        """Count a message."""
        self.seen += len(payload)

    def taken(self) -> int:
        """Return the bytes so far and begin anew."""
        told, self.seen = self.seen, 0
        return told


@contextmanager
def our_server(registry: Path) -> Iterator[str]:
    """Serve the app over a registry; yield its address."""
    port, log = free_port(), registry.with_suffix(".log")
    server = serve(registry, port, log)
    yield from running(server, port, log)


@contextmanager
def rival_server(points: Path, mode: str, centre: tuple[float, float]) -> Iterator[str]:
    """Serve the rival over the same outlets; yield its address."""
    port, log = free_port(), points.with_suffix(".log")
    library = leaflet_server()
    told = {
        "RIVAL_POINTS": str(points),
        "RIVAL_MODE": mode,
        "RIVAL_CENTRE": f"{centre[1]},{centre[0]}",
        "RIVAL_LEAFLET": f"http://127.0.0.1:{library.server_port}",
    }
    script = str(Path(__file__).with_name("map_rival.py"))
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | told, stdout=output, stderr=output)  # noqa: S603
    try:
        yield from running(server, port, log)
    finally:
        library.shutdown()


def leaflet_server() -> ThreadingHTTPServer:
    """Serve Leaflet to the rival from this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietFiles, directory=leaflet.BASE_DIR))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


class QuietFiles(SimpleHTTPRequestHandler):
    """Files without a word about each request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def running(server: subprocess.Popen[bytes], port: int, log: Path) -> Iterator[str]:
    """Wait until a server answers, yield its address, stop it."""
    try:
        wait_until_up(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def fresh_page(browser: Browser) -> Page:
    """Return a page of a reader who has nothing in the browser's cache."""
    return browser.new_context(viewport=SIZE, locale="en-GB", service_workers="block").new_page()  # type: ignore[arg-type]


def pan(page: Page, middle: tuple[float, float]) -> tuple[float, float]:
    """Drag the map to and fro; return the median seconds of a frame and those of the slowest twentieth."""
    x, y = middle
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    for step in range(PAN_STEPS):
        page.mouse.move(x + 60 - abs(step % 60 - 30) * 4, y + 40 - abs(step % 40 - 20) * 4)
    times = page.evaluate(
        "() => { const all = window.frames; window.frames = { length: 2000, push() {} }; return all; }"
    )
    page.mouse.up()
    gaps = sorted((later - earlier) / 1000 for earlier, later in pairwise(times))
    return statistics.median(gaps), gaps[int(len(gaps) * 0.95)]
