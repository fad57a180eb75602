"""What the search box finds: features in the order of how well they fit, places, and coordinates in any form."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pyproj import Transformer

from registry.service.registry import AsOf, Registry
from registry.service.search import find, search, search_index
from registry.service.search_coordinates import find_place
from registry.settings import Settings
from registry.store import Store

ON = AsOf(date(2022, 12, 31))


@pytest.fixture(scope="module")
def registry(small_demo_path, base_layers) -> Registry:
    """The small demonstration; read it, never write it."""
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


def plainly(text: str) -> str:
    return "".join(text.lower().split()).replace("-", "")


def naive(features, text: str) -> list[tuple[str, str]]:
    """Look at every feature in turn, as one would by hand."""
    wanted, found = plainly(text), []
    for row in features.itertuples():
        name = row.name_ if isinstance(row.name_, str) else ""
        parts = [part.lower() for part in lazy_pinyin(name, style=Style.NORMAL)]
        keys = [(plainly(row.code), 1.0), (plainly(name), 1.0)]
        if wanted.isascii() and wanted.isalpha():
            keys += [(plainly("".join(parts)), 0.5), ("".join(part[:1] for part in parts), 0.5)]
        score = sum(
            worth * (4 if key == wanted else 2 if key.startswith(wanted) else wanted in key) for key, worth in keys
        )
        if score:
            found.append((-score, row.order, row.code, row.kind))
    return [(kind, code) for _, _, code, kind in sorted(found)]


TEXTS = st.one_of(
    st.tuples(
        st.integers(0, 10_000), st.integers(0, 12), st.integers(1, 12), st.sampled_from(["name", "code", "pinyin"])
    ),
    st.text(alphabet="汾河口清徐qxhe0123- ", min_size=1, max_size=4),
)


@run(max_examples=60)
@given(asked=TEXTS)
def test_it_finds_what_looking_at_every_feature_finds_in_the_same_order(registry, asked):
    features = search_index(registry, ON).features.rename(columns={"name": "name_"})
    text = asked
    if isinstance(asked, tuple):
        row, start, length, by = asked
        picked = features.iloc[row % len(features)]
        whole = str(picked["code"] if by == "code" else picked["name_"])
        whole = "".join(lazy_pinyin(whole)) if by == "pinyin" else whole
        text = whole[start % len(whole) :][:length]
    expected = naive(features, text) if plainly(text) else []
    found = search(registry, text, ON)
    if found.by_words:
        assert expected == []
        return
    assert list(zip(found.features["kind"], found.features["code"], strict=True)) == expected[:20]
    assert found.total == len(expected)


def test_words_apart_narrow_by_county_and_name(registry):
    row = find(registry, "村", ON).iloc[0]
    found = search(registry, f"{row['county']} {row['name'][-2:]}", ON)
    assert found.by_words
    assert (found.features["county"] == row["county"]).all()
    assert row["code"] in set(search(registry, f"{row['county']} {row['code'][-4:]}", ON).features["code"])


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("汾河", "river", "汾河"),
        ("fenhe", "river", "汾河"),
        ("清徐", "county", "清徐县"),
        ("qxx", "county", "清徐县"),
        ("太原", "city", "太原市"),
    ],
)
def test_rivers_counties_and_cities_are_places_to_go_to(registry, text, kind, name):
    places = {(place.kind, place.name): place for place in search(registry, text, ON).places}
    west, south, east, north = places[kind, name].extent
    assert 110 < west < east < 115
    assert 34 < south < north < 41


def test_a_code_is_found_however_its_letters_and_dashes_are_typed(registry):
    code = registry.store.frame("outlets", ON.valid_on)["code"].iloc[0]
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (wide, code.replace("-", "—"), code.replace("-", "–"), code.replace("-", " "), code.lower()):
        assert search(registry, typed, ON).features["code"].iloc[0] == code


def test_nothing_is_found_for_nothing_or_nonsense(registry):
    for text in ("", "  - ", "no such thing", "\n", "(((", "\\"):
        found = search(registry, text, ON)
        assert (found.total, found.places, len(found.features)) == (0, (), 0)


LON, LAT = 112.3583, 37.6072
FORMS = [
    "112.3583,37.6072",
    "37.6072, 112.3583",
    "112.3583 37.6072",
    "１１２．３５８３，３７．６０７２",
    "东经112.3583 北纬37.6072",
    "北纬37.6072，东经112.3583",
    "E112°21′29.88″ N37°36′25.92″",
    "112°21′29.88″E,37°36′25.92″N",
    "112°21′29.88″37°36′25.92″",
    "东经112度21分29.88秒北纬37度36分25.92秒",
    "经度：112.3583；纬度：37.6072",
    "112 21 29.88 37 36 25.92",
    "112:21:29.88 37:36:25.92",
    "112.3583E 37.6072N",
    "37.6072n112.3583e",
]


@pytest.mark.parametrize("text", FORMS)
def test_a_coordinate_is_read_in_any_form(registry, text):
    found = find_place(registry, text, ON)
    assert (found.lon, found.lat) == pytest.approx((LON, LAT), abs=2e-6)
    assert found.said.values["county"] == "清徐县"
    assert found.nearest["distance_m"].is_monotonic_increasing
    assert len(found.nearest) == 5


@given(lon=st.floats(110.4, 114.4), lat=st.floats(34.7, 40.6), zone=st.sampled_from([37, 38, 19]))
@run(max_examples=25)
def test_plane_metres_are_read_in_either_order_by_their_zone(registry, lon, lat, zone):
    code = 4513 + zone - 25 if zone > 24 else 4491 + zone - 13
    east, north = Transformer.from_crs(4490, code, always_xy=True).transform(lon, lat)
    if not zone * 1e6 <= east < (zone + 1) * 1e6:
        return
    for text in (f"{east:.2f} {north:.2f}", f"X={north:.2f}, Y={east:.2f}".replace("X=", "").replace("Y=", "")):
        found = find_place(registry, text, ON)
        assert (found.lon, found.lat) == pytest.approx((lon, lat), abs=1e-6)


def test_metres_without_a_zone_and_places_elsewhere_are_told(registry):
    told = find_place(registry, "548900.12 4194266.25", ON)
    assert told.lon is None
    assert "without a zone" in str(told.said)
    assert "outside Shanxi" in str(find_place(registry, "116.4, 39.9", ON).said)


@pytest.mark.parametrize(
    "text", ["清徐", "140121", "140105 0012", "DM140121", "112.5", "1,2", "2022 12", "", "-", "9" * 200]
)
def test_what_is_no_pair_of_coordinates_is_none(registry, text):
    assert find_place(registry, text, ON) is None


@given(text=st.text(max_size=40))
@run(max_examples=40)
def test_no_text_breaks_the_search(registry, text):
    found = search(registry, text, ON, limit=5)
    assert len(found.features) == min(found.total, 5)
    place = find_place(registry, text, ON)
    assert place is None or (place.lon is None) == (place.lat is None)
