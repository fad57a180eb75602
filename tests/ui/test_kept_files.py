"""Files kept in memory: the same bytes as on disk, compressed where that helps, and nothing outside their folder."""

import asyncio
import gzip
import socket
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from registry.ui import prompt
from registry.ui.kept_files import KeptFiles, KeptUnder

SCRIPT = b"export const name = 1;\n" * 100
PICTURE = bytes(range(256)) * 20


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "files" / "js").mkdir(parents=True)
    (tmp_path / "files" / "js" / "a.js").write_bytes(SCRIPT)
    (tmp_path / "files" / "b.png").write_bytes(PICTURE)
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path / "files"


def ask(app, path, method="GET", **headers):
    async def answer():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            request = client.build_request(method, path, headers=headers)
            reply = await client.send(request, stream=True)
            return reply, b"".join([part async for part in reply.aiter_raw()])

    with ThreadPoolExecutor(1) as thread:  # a browser test may keep a loop running in this one
        return thread.submit(lambda: asyncio.run(answer())).result()


@pytest.fixture
def app(folder):
    return Starlette(routes=[Mount("/kept/1", KeptFiles(folder, made={"made.js": lambda: "made()"}))])


@pytest.mark.parametrize(("name", "body", "smaller"), [("js/a.js", SCRIPT, True), ("b.png", PICTURE, False)])
def test_a_file_comes_whole_and_compressed_only_where_that_is_wished_and_helps(app, name, body, smaller):
    reply, raw = ask(app, f"/kept/1/{name}", **{"accept-encoding": "gzip"})
    assert (gzip.decompress(raw) if smaller else raw) == body
    assert (reply.headers.get("content-encoding") == "gzip") == smaller
    assert "immutable" in reply.headers["cache-control"]
    plain, raw = ask(app, f"/kept/1/{name}", **{"accept-encoding": "identity"})
    assert (raw, plain.headers.get("content-encoding")) == (body, None)


def test_a_text_that_is_made_stands_beside_the_files(app):
    reply, raw = ask(app, "/kept/1/made.js", **{"accept-encoding": "identity"})
    assert (raw, reply.headers["content-type"].split(";")[0]) == (b"made()", "text/javascript")


@pytest.mark.parametrize(
    "name", ["", "js", "c.js", "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "/etc/passwd"]
)
def test_nothing_but_the_files_of_the_folder_is_there(app, name):
    reply, raw = ask(app, f"/kept/1/{name}")
    assert reply.status_code in (307, 404)
    assert b"secret" not in raw


def test_nothing_can_be_written(app):
    assert ask(app, "/kept/1/b.png", "POST")[0].status_code == 405


def test_what_the_folder_does_not_have_is_passed_on(folder):
    home = Route("/{rest:path}", lambda request: PlainTextResponse(f"passed on {request.url.path}"))
    app = Starlette(routes=[home], middleware=[Middleware(KeptUnder, address="/static", folder=folder)])
    assert ask(app, "/static/b.png")[1] == PICTURE
    assert ask(app, "/static/c.png")[1] == b"passed on /static/c.png"
    assert ask(app, "/static/../secret.txt")[1].startswith(b"passed on")
    assert ask(app, "/b.png")[1] == b"passed on /b.png"


def test_connections_to_a_listening_socket_send_at_once():
    with socket.socket() as listening, socket.socket() as idle:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert prompt.answer_at_once() >= 1
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not idle.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
