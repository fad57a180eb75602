"""Who may ask: only pages of this server, called by a name that it goes by.

A browser lets any page in the world send requests to an office's own machine; what tells them apart is the Origin and
the Sec-Fetch headers, which no page can forge, and the Host, which gives away a name that was bent to point here.
Streamlit looks at them for its websocket alone, takes any port of this machine for its own there, and asks the outside
for its own address before it refuses; so whatever is foreign ends here.
"""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from registry.language import Message, msg, pick_language

OWN = ("same-origin", "none", "")
"""What a browser says of a request that comes from this server's pages or from the reader; old ones say nothing."""
POLICY_VIOLATION = 1008

STRANGE_NAME = msg(
    "This server does not go by that name; open it by an address that its settings allow (allowedHosts)."
)
STRANGE_PAGE = msg("This request comes from a page of another server; open the registry's own page and try again.")


class Gate:
    """Refuse requests and websockets from pages of other servers, and under names that are not this server's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer why not."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not is_host_allowed(headers.get("host")):
            await refuse(scope, receive, send, HTTPStatus.BAD_REQUEST, "W001", STRANGE_NAME)
        elif is_foreign(headers, scope.get("method", "")):
            await refuse(scope, receive, send, HTTPStatus.FORBIDDEN, "W002", STRANGE_PAGE)
        else:
            await self.app(scope, receive, send)


def is_foreign(headers: Mapping[str, str], method: str) -> bool:
    """Tell whether another server's page sent a request; a link that a reader follows to here is none of its doing."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return True
    link = (
        method == "GET" and headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    )
    return headers.get("sec-fetch-site", "") not in OWN and not link


async def refuse(scope: Scope, receive: Receive, send: Send, status: HTTPStatus, code: str, why: Message) -> None:
    """Answer with a code and a sentence in the reader's language; a websocket is closed before it opens."""
    if scope["type"] == "websocket":
        await WebSocketClose(code=POLICY_VIOLATION)(scope, receive, send)
        return
    language = pick_language(Headers(scope=scope).get("accept-language"))
    answer = {"error": {"code": code, "message": why.render(language)}}
    await JSONResponse(answer, status_code=status)(scope, receive, send)
