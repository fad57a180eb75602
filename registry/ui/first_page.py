"""Tell Streamlit's first page where its server is, so that a page opened by its own address asks nothing in vain.

Without it the browser asks `/coverage/_stcore/health` before `/_stcore/health`, and logs the 404 as an error.
"""

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

HISTORY = (Path(__file__).parent / "assets" / "address.js").read_text("utf-8")
"""Keeps the browser's history; it has to be there before Streamlit is."""
MENU = (Path(__file__).parent / "assets" / "menu.js").read_text("utf-8")
"""Sets right what Streamlit's own frame tells a screen reader."""
SCRIPT = f"window.__streamlit={{BACKEND_BASE_URL:location.origin}};\n{HISTORY}{MENU}"
SCRIPT_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}'"
"""How a content security policy names the script."""

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


Hints = Callable[[str, str, str], str]
"""What a page may fetch ahead, as HTML: by its path, its query and the languages that the browser states."""


class FirstPage:
    """Put SCRIPT before the first script of every HTML answer, and hints at the end of its head."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]], hints: Hints) -> None:
        self.app, self.hints = app, hints

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the request on, asking for pages uncompressed so that they can be added to."""
        if scope["type"] != "http" or not may_be_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        spoken = next((value for name, value in headers if name == b"accept-language"), b"").decode("latin-1")
        query = scope.get("query_string", b"").decode("latin-1")
        hints = await asyncio.to_thread(self.hints, scope["path"], query, spoken)
        await self.app({**scope, "headers": headers}, receive, Answer(send, hints))


class Answer:
    """Hold an HTML answer back until it is whole, then send it with hints and script in it."""

    def __init__(self, send: Send, hints: str) -> None:
        self.send, self.hints = send, hints
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start" and is_html(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self.finish(self.start)

    async def finish(self, start: Message) -> None:
        """Send the whole page."""
        body = self.body.replace(b"<script", f"<script>{SCRIPT}</script><script".encode(), 1)
        body = body.replace(b"</head>", f"{self.hints}</head>".encode(), 1)
        headers = [
            (name, value) for name, value in start["headers"] if name.lower() not in (b"content-length", b"etag")
        ]
        await self.send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
        await self.send({"type": "http.response.body", "body": body})


def may_be_page(path: str) -> bool:
    """Tell whether an address may answer with Streamlit's page: its last part is no file and nothing of the core."""
    return "." not in path.rsplit("/", 1)[-1] and "/_stcore/" not in path


def is_html(start: Message) -> bool:
    """Tell whether an answer is an HTML page that is sent whole."""
    headers = dict(start["headers"])
    kind: bytes = headers.get(b"content-type", b"")
    return bool(start["status"] == HTTPStatus.OK) and kind.startswith(b"text/html")
