import asyncio
import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import httpx
import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from registry.service.registry import Registry
from registry.settings import Settings
from registry.ui import map_base, map_data, routes, safety, served, session
from tests.layers import toy


@pytest.fixture
def client(monkeypatch):
    """Our routes and headers round a small app, over a registry that has reached revision 3."""

    class Opened:
        revision = classmethod(Registry.revision)

        class store:  # noqa: N801  stands where the registry's store stands
            head = staticmethod(lambda: 3)

        class base:  # noqa: N801
            sha256 = "ab" * 32
            manifest = MappingProxyType({"ground": {"raster": {"west": 112.0, "north": 38.0, "step_deg": 0.1}}})
            elevation_m = np.add.outer(np.arange(10, dtype=np.int16), np.arange(10, dtype=np.int16)) * 90

        class settings:  # noqa: N801
            registry_path = "toy.sqlite"
            tiles_url = ""

    monkeypatch.setattr(session, "registry", lambda: Opened)
    monkeypatch.setattr(map_data, "map_features", lambda registry, as_of: toy.tables())
    monkeypatch.setattr(map_data, "map_ground", lambda registry, as_of: Ground(**toy.frames()))
    monkeypatch.setattr(map_data, "_kept", map_data.Shelf(2))
    home = Route("/", lambda request: PlainTextResponse("home"))
    return Client(Starlette(routes=[*routes.routes(), home], middleware=routes.middleware()))


class Client:
    """Asks an app in this process."""

    def __init__(self, app):
        self.app = app

    def get(self, path, headers=None):
        async def ask():
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app), base_url="http://localhost"
            ) as client:
                return await client.get(path, headers=headers)

        with ThreadPoolExecutor(1) as thread:  # a browser test may keep a loop running in this one
            return thread.submit(lambda: asyncio.run(ask())).result()


class Ground:
    def __init__(self, **frames):
        self.__dict__.update(frames)


def test_features_come_compressed_with_a_tag_and_are_not_sent_twice(client):
    address = "/map-data/features/abababababab/3/2022-12-31/zh.json"
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.json()["layers"][0]["kind"] == "sections"
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_ground_comes_in_no_language(client):
    assert "rivers" in client.get("/map-data/ground/abababababab/3/2022-12-31.json").json()


def test_the_terrain_is_a_picture_from_here_and_says_where_it_lies(client):
    ground = client.get("/map-data/ground/abababababab/3/2022-12-31.json").json()
    assert ground["terrain"]["box"] == pytest.approx([112.0, 37.0, 113.0, 38.0])
    answer = client.get(ground["terrain"]["address"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert "immutable" in answer.headers["cache-control"]


def test_terrain_of_other_base_layers_is_refused(client):
    assert client.get("/map-data/terrain/cdcdcdcdcdcd.png").status_code == 404


def test_no_tile_source_is_named_unless_the_office_set_one(client):
    assert "tiles" not in client.get("/map-data/ground/abababababab/3/2022-12-31.json").json()
    assert Settings().tiles_url == ""


@pytest.mark.parametrize("source", ["", "https://tiles.example/{z}/{x}/{y}.png?tk={key}"])
def test_the_policy_lets_in_pictures_of_the_one_tile_source_that_is_set(monkeypatch, source):
    monkeypatch.setenv("REGISTRY_TILES", source)
    home = Route("/", lambda request: PlainTextResponse("home"))
    policy = (
        Client(Starlette(routes=[home], middleware=routes.middleware())).get("/").headers["content-security-policy"]
    )
    pictures = next(part for part in policy.split("; ") if part.startswith("img-src"))
    assert pictures == "img-src 'self' data: blob:" + (" https://tiles.example" if source else "")
    assert "http" not in policy.replace(pictures, "")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://tiles.example/w?x={x}&y={y}&l={z}&tk={key}", "https://tiles.example"),
        ("https://tiles.example:8443/{z}/{x}/{y}.png", "https://tiles.example:8443"),
        ("http://tiles.example/{z}/{x}/{y}.png", ""),
        ("https://tiles.example/{z}/{x}.png", ""),
        ("https://t{s}.tiles.example/{z}/{x}/{y}.png", ""),
        ("https://one.example; script-src *//{z}/{x}/{y}", ""),
        ("", ""),
    ],
)
def test_only_one_whole_secure_tile_source_is_let_in(url, host):
    assert map_base.tiles_host(Settings(tiles_url=url)) == host


@pytest.mark.parametrize(
    "address",
    [
        "/map-data/features/ab/3/2022-12-31/fr.json",
        "/map-data/features/ab/4/2022-12-31/zh.json",
        "/map-data/features/ab/x/2022-12-31/zh.json",
        "/map-data/features/ab/3/2022-13-31/zh.json",
        "/map-data/ground/ab/-1/2022-12-31.json",
    ],
)
def test_an_address_that_names_nothing_is_refused_in_a_sentence(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "N010"


@pytest.mark.parametrize("path", ["leaflet.js", "leaflet.css"])
def test_leaflet_is_served_from_here_for_a_year(client, path):
    answer = client.get(f"{served.library_address('leaflet')}/{path}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["../routes.py", "%2e%2e/routes.py", "map/../../session.py"])
def test_no_file_beside_the_assets_is_served(client, path):
    assert client.get(f"/assets/app/{served.assets_version()}/{path}").status_code == 404


def test_every_answer_carries_the_safety_headers(client):
    for path in ("/", "/nowhere", f"{served.library_address('leaflet')}/leaflet.js"):
        headers = client.get(path).headers
        assert set(safety.HEADERS) <= set(headers)
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert "http" not in headers["content-security-policy"]


def test_the_policy_names_the_inline_scripts_of_the_first_page_by_hash():
    assert "'sha256-" in safety.inline_scripts()


def test_the_shelf_keeps_the_newest_answers_and_makes_each_once():
    shelf, made = map_data.Shelf(2), []
    for name in ("a", "b", "a", "c", "a", "b"):
        shelf.get((name, ""), lambda name=name: made.append(name) or {"name": name})
    assert made == ["a", "b", "c", "b"]


def test_the_same_document_gives_the_same_bytes_and_refuses_what_is_no_number():
    one, other = map_data.compress({"a": "断面"}), map_data.compress({"a": "断面"})
    assert one == other
    assert json.loads(gzip.decompress(one.body)) == {"a": "断面"}
    with pytest.raises(ValueError, match="not JSON compliant"):
        map_data.compress({"a": float("nan")})
