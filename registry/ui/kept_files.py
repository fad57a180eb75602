"""Files kept in memory, compressed once.

A browser with an empty cache asks for more than a hundred small files before the first page stands, one interpreter
answers them all, and Streamlit opens and reads each of its own again, uncompressed, in a thread.
"""

import gzip
import mimetypes
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

YEAR = "public, max-age=31536000, immutable"
"""For addresses that hold a version: a new version has a new address."""
TEXT = ("text/", "application/javascript", "application/json", "image/svg")
"""What becomes smaller; pictures and woff2 fonts are compressed already."""


class KeptFiles:
    """Answer the files of a folder; each address holds a version or a hash, so that browsers may keep it for a year.

    `made` are texts that stand beside them, by name.
    """

    def __init__(self, folder: Path, made: Mapping[str, Callable[[], str]] | None = None) -> None:
        self.files: dict[str, Callable[[], bytes]] = {
            path.relative_to(folder).as_posix(): path.read_bytes for path in folder.rglob("*") if path.is_file()
        }
        for name, text in (made or {}).items():
            self.files[name] = partial(encoded, text)
        self.kept: dict[tuple[str, bool], Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; names that are not in the folder do not exist."""
        name = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        if scope["method"] not in ("GET", "HEAD"):
            answer: Response = PlainTextResponse("Method Not Allowed", HTTPStatus.METHOD_NOT_ALLOWED)
        elif name in self.files:
            answer = self.answer(name, packed="gzip" in Headers(scope=scope).get("accept-encoding", ""))
        else:
            answer = PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)
        await answer(scope, receive, send)

    def answer(self, name: str, *, packed: bool) -> Response:
        """Return a file, read and compressed when it is first asked for."""
        if (name, packed) not in self.kept:
            self.kept[name, packed] = answer(name, self.files[name](), packed=packed)
        return self.kept[name, packed]


def encoded(text: Callable[[], str]) -> bytes:
    """Return what a text is in bytes."""
    return text().encode()


def answer(name: str, body: bytes, *, packed: bool) -> Response:
    """Return a file as an answer, compressed where that is wished and helps."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"cache-control": YEAR, "vary": "accept-encoding"}
    if packed and kind.startswith(TEXT):
        body = gzip.compress(body, 6, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(body, media_type=kind, headers=headers)


class KeptUnder:
    """Answer what lies under an address from a folder, and pass on all else and what the folder does not have."""

    def __init__(self, app: ASGIApp, address: str, folder: Path) -> None:
        self.app, self.start, self.files = app, f"{address}/", KeptFiles(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request or pass it on."""
        here = scope["type"] == "http" and scope["path"].startswith(self.start)
        if here and scope["path"].removeprefix(self.start) in self.files.files:
            await self.files({**scope, "root_path": self.start}, receive, send)
        else:
            await self.app(scope, receive, send)
