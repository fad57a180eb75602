"""How much readers may leave in the server's memory: Streamlit keeps every uploaded file there while its page is open.

It limits each file (`maxUploadSize`), not their number. Here the files that a session keeps, those of all sessions and
the bodies still on their way are counted together before a further one is read.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from registry.language import msg
from registry.ui.gate import refuse

MB = 1024 * 1024
SESSION_BYTES = 200 * MB
"""Room for a quarter's workbooks of all cities, and for a few large ledgers beside them."""
SESSION_FILES = 60
SERVER_BYTES = 1000 * MB
ADDRESS = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/[^/]+")

TOO_MUCH = msg("Too many files wait on this page; take in or remove some, then upload the next.")
TOO_BUSY = msg("The server holds as many files as it can; try again when other readers are done with theirs.")


class UploadLimits:
    """Refuse an upload that would leave more in memory than one session, or all of them, may."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.coming: defaultdict[str, list[int]] = defaultdict(list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an upload only while there is room for it."""
        place = ADDRESS.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if place is None:
            await self.app(scope, receive, send)
            return
        session, size = place["session"], announced(Headers(scope=scope))
        own = [*kept_by(session), *self.coming.get(session, ()), size]
        if sum(own) > SESSION_BYTES or len(own) > SESSION_FILES:
            await refuse(scope, receive, send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "W003", TOO_MUCH)
        elif sum(kept_by_all()) + sum(map(sum, self.coming.values())) + size > SERVER_BYTES:
            await refuse(scope, receive, send, HTTPStatus.SERVICE_UNAVAILABLE, "W004", TOO_BUSY)
        else:
            await self.count_while_it_comes(session, size, scope, receive, send)

    async def count_while_it_comes(self, session: str, size: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an upload on, and count its bytes until they are kept or refused."""
        self.coming[session].append(size)
        try:
            await self.app(scope, receive, send)
        finally:
            self.coming[session].remove(size)
            if not self.coming[session]:
                del self.coming[session]


def announced(headers: Headers) -> int:
    """Return the bytes that a request brings: as many as a file may have where it does not say."""
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() else int(config.get_option("server.maxUploadSize")) * MB


def kept_by(session: str) -> Iterable[int]:
    """Return the sizes of the files that a session keeps."""
    storage = manager().file_storage if runtime.exists() else {}
    return [len(file.data) for file in list(storage.get(session, {}).values())]


def kept_by_all() -> Iterable[int]:
    """Return the sizes of the files that all sessions keep."""
    sessions = list(manager().file_storage) if runtime.exists() else []
    return [size for session in sessions for size in kept_by(session)]


def manager() -> MemoryUploadedFileManager:
    """Return where the running server keeps what is uploaded."""
    kept = runtime.get_instance().uploaded_file_mgr
    if not isinstance(kept, MemoryUploadedFileManager):
        raise TypeError(type(kept))
    return kept
