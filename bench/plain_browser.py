"""Chromium as a reader starts it, with nobody listening to its network.

The driver that the tests use logs every request; a page of Streamlit begins with a hundred, which makes half a second.
"""

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.sync.client import ClientConnection, connect

WAIT_S = 240.0
LOOK_FOR_MAP = """(least) => {
  if (window !== window.top) return;
  const hosts = () => [...document.querySelectorAll("[data-testid^=stBidi], [data-testid^=stBidi] *")];
  const ours = () => hosts().some((one) => one.shadowRoot?.querySelector(".registry-map[data-ready=true]"));
  const points = (map) => Object.values(map?._layers ?? {}).filter((one) => one.getLatLng).length;
  const framed = () => [...document.querySelectorAll("iframe")].map((one) => one.contentWindow?.map);
  const note = () => { window.drawnAt = performance.now() / 1000; };
  const look = () => requestAnimationFrame(ours() || framed().some((map) => points(map) > least) ? note : look);
  look();
}"""
"""Note in the page itself when a map is drawn: ours, or one of Leaflet's in a frame with more than so many points."""


class PlainBrowser:
    """One Chromium, spoken to over its own protocol."""

    def __init__(self, line: ClientConnection) -> None:
        self.line, self.number = line, 0

    def ask(self, method: str, session: str | None = None, **told: object) -> dict[str, Any]:
        """Send a command and return its result; what the browser says meanwhile is not heard."""
        self.number += 1
        order = {"id": self.number, "method": method, "params": told} | ({"sessionId": session} if session else {})
        self.line.send(json.dumps(order))
        while True:
            answer: dict[str, Any] = json.loads(self.line.recv())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])

    def first_map(self, place: str, least: int = 0) -> float:
        """Open a page with an empty cache; return the seconds until its map is drawn."""
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        target = self.ask("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable", session)
        self.ask("Page.addScriptToEvaluateOnNewDocument", session, source=f"({LOOK_FOR_MAP})({least})")
        self.ask("Page.navigate", session, url=place)
        try:
            return self.noted(session)
        finally:
            self.ask("Target.disposeBrowserContext", browserContextId=context)

    def noted(self, session: str) -> float:
        """Wait until the page has noted its map; asked seldom, so as not to disturb it."""
        last = time.monotonic() + WAIT_S
        while time.monotonic() < last:
            time.sleep(0.5)
            found = self.ask("Runtime.evaluate", session, expression="window.drawnAt")["result"].get("value")
            if found:
                return float(found)
        raise TimeoutError


@contextmanager
def plain_browser(program: str, arguments: list[str], size: dict[str, int]) -> Iterator[PlainBrowser]:
    """Start Chromium with nothing in its cache, and stop it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        window = f"--window-size={size['width']},{size['height']}"
        own = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder}", window]
        browser = subprocess.Popen([program, *own, *arguments, "about:blank"], stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            with connect(address_of(Path(folder)), max_size=None) as line:
                yield PlainBrowser(line)
        finally:
            browser.terminate()
            browser.wait(30)


def address_of(folder: Path) -> str:
    """Return where a browser that just starts listens."""
    said = folder / "DevToolsActivePort"
    for _ in range(300):
        if said.exists() and len(lines := said.read_text().splitlines()) > 1:
            about = f"http://127.0.0.1:{lines[0]}/json/version"
            with urllib.request.urlopen(about) as answer:
                return str(json.load(answer)["webSocketDebuggerUrl"])
        time.sleep(0.1)
    raise TimeoutError
