"""Headers that keep the browser strict: what a page may load, from where, and who may frame it."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import streamlit as st

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' blob: {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:{images}; media-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; frame-src 'self' blob: data:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'self'"
    ),
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class SafetyHeaders:
    """Put the safety headers on every answer over HTTP; `images` is the host of a tile source, where one is set."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], scripts: str, images: str = "") -> None:
        self.app = app
        places = {"{scripts}": scripts, "{images}": f" {images}" if images else ""}
        self.headers = [(name.encode(), _filled(value, places).encode()) for name, value in HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the headers to its answer."""

        async def send_safely(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in self.headers}
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in own]
                message = {**message, "headers": [*kept, *self.headers]}
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


def _filled(value: str, places: dict[str, str]) -> str:
    """Return a header's value with its places filled."""
    for place, text in places.items():
        value = value.replace(place, text)
    return value


def inline_scripts() -> str:
    """Return the hashes of the scripts that stand in Streamlit's own first page, as the policy names them."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    bodies = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies)
    return " ".join(f"'sha256-{digest}'" for digest in hashes)
