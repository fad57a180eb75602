"""The routes of the panel: hits as the browser lists them, and attached files as they may be shown or saved."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import httpx
import pytest
from starlette.applications import Starlette

from registry.service.attaching import attach
from registry.service.registry import AsOf, Registry
from registry.service.search import find
from registry.settings import Settings
from registry.store import Actor, Store
from registry.store.attachment_files import file_at, files_of, thumbnail_at
from registry.ui import routes, session
from tests.service.photos import photo

PDF = b"%PDF-1.4\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def opened(small_demo_copy, base_layers, monkeypatch) -> Registry:
    """The small registry that the routes answer about."""
    settings = replace(Settings(), registry_path=small_demo_copy)
    registry = Registry(settings, Store.open(small_demo_copy), base_layers)
    monkeypatch.setattr(session, "registry", lambda: registry)
    return registry


def get(path, **asked):
    """Ask the routes, with the headers that the app puts on every answer."""
    app = Starlette(routes=routes.routes(), middleware=routes.middleware())

    async def ask():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return await client.get(path, **asked)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(ask())).result()


def test_hits_are_listed_with_what_they_are_and_how_to_narrow(opened):
    address = f"/map-data/search/{opened.store.head()}/2022-12-31/en.json"
    told = get(address, params={"q": "清徐"}).json()
    assert told["hits"][0]["title"] == "清徐县"
    assert told["hits"][0]["detail"] == "County · 太原市"
    assert len(told["hits"][0]["extent"]) == 4
    many = get(address, params={"q": "村"}).json()
    assert len([hit for hit in many["hits"] if "extent" not in hit]) == 20
    assert "the best 20 are shown" in many["said"]
    assert get(address, params={"q": "no such thing"}).json()["said"] == "Nothing is called no such thing."
    assert get(address, params={"q": " "}).json() == {"hits": [], "said": ""}


def test_a_coordinate_is_a_hit_with_the_nearest_features_after_it(opened):
    address = f"/map-data/search/{opened.store.head()}/2022-12-31/zh.json"
    place, *near = get(address, params={"q": "北纬37.6072 东经112.3583"}).json()["hits"]
    assert (place["kind"], place["lon"], place["lat"]) == ("place", 112.3583, 37.6072)
    assert len(near) == 5
    assert all("km" in hit["detail"] or " m" in hit["detail"] for hit in near)


@pytest.mark.parametrize("address", ["99999/2022-12-31/zh", "1/2022-13-01/zh", "1/2022-12-31/fr"])
def test_a_search_as_of_nothing_known_is_refused(opened, address):
    assert get(f"/map-data/search/{address}.json", params={"q": "a"}).status_code == 404


def test_pictures_are_shown_and_other_files_only_saved_under_their_names(opened):
    code = find(opened, "村", AsOf(date(2022, 12, 31)))["code"].iloc[0]
    shot = attach(opened, code, None, "口门.jpg", photo(), Actor("李工"))
    paper = attach(opened, code, None, "报告.html", PDF, Actor("李工"))
    shown = get(f"/attachments/{shot.revision}/{shot.sha256}")
    assert shown.content == photo()
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["content-disposition"].startswith("inline")
    saved = get(f"/attachments/{paper.revision}/{paper.sha256}")
    assert saved.headers["content-disposition"] == ("attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A.html.pdf")
    for answer in (shown, saved):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    small = get(f"/attachments/{shot.revision}/{shot.sha256}/thumbnail")
    assert small.content.startswith(b"RIFF")
    thumbnail_at(files_of(opened.store.path), shot.sha256).unlink()
    assert get(f"/attachments/{shot.revision}/{shot.sha256}/thumbnail").content == small.content
    assert get(f"/attachments/{paper.revision}/{paper.sha256}/thumbnail").status_code == 404


def test_what_no_revision_names_or_is_not_as_it_was_kept_is_not_handed_out(opened):
    code = find(opened, "村", AsOf(date(2022, 12, 31)))["code"].iloc[0]
    one = attach(opened, code, None, "a.pdf", PDF, Actor("李工"))
    assert get(f"/attachments/{one.revision - 1}/{one.sha256}").status_code == 404
    for strange in ("0" * 64, "..%2f..%2fregistry.sqlite", "a"):
        assert get(f"/attachments/{one.revision}/{strange}").status_code == 404
    kept = file_at(files_of(opened.store.path), one.sha256)
    kept.write_bytes(b"x" * one.size_bytes)
    assert get(f"/attachments/{one.revision}/{one.sha256}").status_code == 409
    kept.unlink()
    assert "missing on disk" in get(f"/attachments/{one.revision}/{one.sha256}").json()["error"]["message"]
