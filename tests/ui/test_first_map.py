"""A page with a map says ahead what it will fetch: all of the map's parts, and the data of the day asked for."""

import re
from datetime import date

import pytest

from registry.errors import StoreError
from registry.language import msg
from registry.service.registry import Registry
from registry.ui import first_map, first_shell, served, session


class NewYearsEve(date):
    @classmethod
    def today(cls):
        return cls(2025, 12, 31)


@pytest.fixture
def opened(monkeypatch):
    class Opened:
        revision = classmethod(Registry.revision)

        class store:  # noqa: N801  stands where the registry's store stands
            head = staticmethod(lambda: 3)

        class base:  # noqa: N801
            sha256 = "ab" * 32

        class settings:  # noqa: N801
            tiles_url = ""

    monkeypatch.setattr(session, "registry", lambda: Opened)


def addresses(path="/map", query="", spoken="zh-CN"):
    return re.findall('href="([^"]+)"', first_map.hints(path, query, spoken))


@pytest.mark.usefixtures("opened")
def test_the_maps_script_and_styles_are_named_and_are_there():
    prefix = f"{served.assets_address()}/"
    named = {one.removeprefix(prefix) for one in addresses() if one.startswith(prefix)}
    assert named == {"map.js", "map/map.css", "map/tools/tools.css"}
    assert all((served.OWN_ASSETS / name).is_file() for name in named - {"map.js"})


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("path", ["/map", "/outlets"])
def test_the_parts_of_streamlits_page_that_are_named_are_there_with_all_that_they_import(path):
    prefix = f"{first_shell.ADDRESS}/js/"
    named = [one.removeprefix(prefix) for one in addresses(path) if one.startswith(prefix)]
    texts = {name: (first_shell.FOLDER / "js" / name).read_text("utf-8") for name in named}
    wanted = first_shell.EVERY_PAGE + (first_shell.MAPS if path == "/map" else ())
    assert {part for part in wanted if not any(name.startswith(f"{part}.") for name in named)} == set()
    assert {other for text in texts.values() for other in first_shell.IMPORT.findall(text)} <= set(named)
    assert len(named) == len(set(named))


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("query", "spoken", "ending"),
    [
        ("on=2022-12-31&lang=en", "zh-CN", "/3/2022-12-31/en.json"),
        ("on=2022-12-31", "en-GB,en;q=0.9", "/3/2022-12-31/en.json"),
        ("on=2022-12-31&rev=2", "zh-CN", "/2/2022-12-31/zh.json"),
        ("", "zh", "/3/2025-12-31/zh.json"),
    ],
)
def test_the_data_named_are_those_of_the_address(query, spoken, ending, monkeypatch):
    monkeypatch.setattr(first_map, "date", NewYearsEve)
    features = [one for one in addresses("/map", query, spoken) if one.startswith("/map-data/features/")]
    assert [one.endswith(ending) for one in features] == [True]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("query", ["on=yesterday", "rev=x", "on=2022-02-30", "rev=9999", "rev=0", "on=1800-01-01"])
def test_an_address_that_cannot_be_read_names_no_data(query):
    assert not [one for one in addresses("/map", query) if one.startswith("/map-data/")]


@pytest.mark.usefixtures("opened")
def test_other_pages_fetch_nothing_ahead_and_other_maps_no_features():
    assert not [one for one in addresses("/outlets") if not one.startswith(first_shell.ADDRESS)]
    assert not [one for one in addresses("/review") if "/features/" in one]


def test_a_registry_that_cannot_be_opened_names_no_data(monkeypatch):
    def refuse():
        raise StoreError("S001", msg("The registry is damaged."))

    monkeypatch.setattr(session, "registry", refuse)
    assert not [one for one in addresses() if one.startswith("/map-data/")]
