"""The app served on a free port, and a Chromium page that fails on console errors and on any outside request."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # as on a machine without a network
]
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(registry: Path, port: int, log: Path) -> subprocess.Popen:
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    environment = os.environ | {"REGISTRY_PATH": str(registry)}
    with log.open("w") as output:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)


def wait_until_up(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310  # our own address
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(log.read_text())


@pytest.fixture(scope="session")
def served(demo_path, tmp_path_factory) -> Path:
    """The registry that the app serves: a copy of the demonstration registry that tests may write."""
    return Path(shutil.copy(demo_path, tmp_path_factory.mktemp("served") / "registry.sqlite"))


@pytest.fixture(scope="session")
def address(served) -> Iterator[str]:
    """Where the app answers."""
    port, log = free_port(), served.with_name("server.log")
    server = serve(served, port, log)
    try:
        wait_until_up(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Watch:
    """What a browser page must not do: complain, or ask another machine for anything."""

    def __init__(self) -> None:
        self.console: list[str] = []
        self.outside: list[str] = []

    def over(self, page: Page) -> Page:
        page.on("console", lambda message: self.console.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", lambda request: self.note(request.url))
        page.on("websocket", lambda socket: self.note(socket.url))
        return page

    def note(self, url: str) -> None:
        if not url.startswith(LOCAL):
            self.outside.append(url)


@pytest.fixture
def new_page(browser: Browser):
    """Return a function that opens a browser page in a language; whatever it opened is checked at the end."""
    watch, contexts = Watch(), []

    def open_it(language: str = "zh", width: int = 1440, height: int = 900) -> Page:
        context: BrowserContext = browser.new_context(
            locale=LOCALES[language], viewport={"width": width, "height": height}, accept_downloads=True
        )
        contexts.append(context)
        return watch.over(context.new_page())

    yield open_it
    for context in contexts:
        context.close()
    assert watch.outside == []
    assert watch.console == []


@pytest.fixture
def drawn(new_page):
    """Return a function that opens the map's own script over tables, without Streamlit round it."""
    from tests.browser.map_stage import drawing  # noqa: PLC0415  # it needs the ports of this file

    yield from drawing(new_page)


def settled(page: Page, timeout_s: float = 60) -> Page:
    """Wait until Streamlit has run the page and drawn it."""
    page.locator("[data-testid=stMainBlockContainer] h1").first.wait_for(timeout=timeout_s * 1000)
    page.locator("[data-test-script-state=notRunning]").first.wait_for(timeout=timeout_s * 1000)
    page.wait_for_timeout(400)
    return page


def picture(page: Page, name: str) -> Path:
    """Save what the reader sees, the whole length of the page."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    main = "[data-testid=stMain]"
    length = page.evaluate(f"() => document.querySelector('{main}')?.scrollHeight ?? 900")
    size = page.viewport_size or {"width": 1440, "height": 900}
    page.set_viewport_size({"width": size["width"], "height": max(900, min(int(length), 4000))})
    page.wait_for_timeout(600)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path)
    page.set_viewport_size(size)
    return path
