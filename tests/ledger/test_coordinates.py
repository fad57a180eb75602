import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from registry.ledger.coordinates import (
    CoordinateError,
    bd09_to_wgs84,
    gcj02_to_wgs84,
    parse_coordinate,
    parse_pair,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

DEGREES = 111 + 27 / 60 + 8.5 / 3600


@pytest.mark.parametrize(
    "text",
    [
        "111°27′8.5″",
        "111°27'8.5\"",
        "111°27''8.5\"".replace("''", "’"),
        "111度27分8.5秒",
        "東".replace("東", "东") + "经111°27′8.5″",
        "E111°27′8.5″",
        "111°27′8.5″E",
        "111.27.08.5",
        "111 27 8.5",
        "111:27:08.5",
        "１１１°２７′８．５″",
        " 111 ° 27 ′ 8.5 ″ ",
    ],
)
def test_degrees_minutes_and_seconds_are_read_in_every_form(text):
    found = parse_coordinate(text)
    assert found.value == pytest.approx(DEGREES, abs=1e-12)
    assert (found.unit, found.precision) == ("deg", pytest.approx(0.1 / 3600))


@pytest.mark.parametrize(
    ("text", "value", "unit", "axis"),
    [
        ("112.5489", 112.5489, "deg", None),
        ("112,5489", 112.5489, "deg", None),
        ("112,548", 112.548, "deg", None),
        ("北纬36度10分", 36 + 1 / 6, "deg", "lat"),
        ("N36°10′32″", 36 + 10 / 60 + 32 / 3600, "deg", "lat"),
        ("东经:111.5", 111.5, "deg", "lon"),
        ("111.5°E", 111.5, "deg", "lon"),
        ("37636286.53", 37636286.53, "m", None),
        ("4,194,266.25", 4194266.25, "m", None),
        ("372,319.29", 372319.29, "m", None),
        ("372319", 372319.0, "m", None),
        ("4194266 米", 4194266.0, "m", None),
    ],
)
def test_degrees_and_plane_metres_are_told_apart(text, value, unit, axis):
    found = parse_coordinate(text)
    assert found.value == pytest.approx(value, abs=1e-9)
    assert (found.unit, found.axis) == (unit, axis)


@pytest.mark.parametrize(
    "text",
    ["N36°10′32″、E111°27′8″", "E111°27′8″ N36°10′32″", "东经111度27分8秒，北纬36度10分32秒", "36.175556N,111.452222E"],
)
def test_one_text_with_both_axes_named_is_a_pair(text):
    pair = parse_pair(text)
    assert pair["lon"].value == pytest.approx(111.452222, abs=1e-6)
    assert pair["lat"].value == pytest.approx(36.175556, abs=1e-6)


@pytest.mark.parametrize("text", ["111.45,36.17", "112，54", "E111°27′8″", "N36°10′32″、N36°10′32″", "x y", ""])
def test_a_text_without_both_axes_named_is_no_pair(text):
    assert parse_pair(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "清徐县",
        "111°60′",
        "111°27′60″",
        "1112708.5.3",
        "200.5",
        "99999",
        "N36°10′32″、E111°27′8″",
        "nan",
        "1e5",
        "--1",
    ],
)
def test_a_text_that_is_no_coordinate_or_could_be_several_is_refused(text):
    with pytest.raises(CoordinateError):
        parse_coordinate(text)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(73, 135),
    st.integers(0, 59),
    st.integers(0, 59999),
    st.sampled_from(["°′″", "度分秒", "...", "::.", "   "]),
)
def test_what_is_printed_in_degrees_minutes_seconds_is_read_back(degrees, minutes, milliseconds, marks):
    seconds = milliseconds / 1000
    end = marks[2] if marks[2] in "″秒" else ""
    found = parse_coordinate(f"{degrees}{marks[0]}{minutes:02d}{marks[1]}{seconds:06.3f}{end}")
    assert found.value == pytest.approx(degrees + minutes / 60 + seconds / 3600, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(st.floats(3, 135.9, allow_nan=False), st.integers(1, 9))
def test_decimal_degrees_survive_printing_with_their_precision(value, decimals):
    found = parse_coordinate(f"{value:.{decimals}f}")
    assert found.value == round(value, decimals)
    assert found.precision == pytest.approx(10.0**-decimals)


@pytest.mark.parametrize(
    ("epsg", "east", "north"),
    [(4525, 37636286.53, 4194266.25), (4526, 38372319.29, 4194127.91), (4547, 372319.29, 4194127.91)],
)
def test_the_golden_plane_coordinates_of_taiyuan_come_out(epsg, east, north):
    lon, lat = Transformer.from_crs(epsg, 4490, always_xy=True).transform(
        parse_coordinate(f"{east:.2f}").value, parse_coordinate(f"{north:,.2f}").value
    )
    assert (lon, lat) == (pytest.approx(112.5489, abs=1e-6), pytest.approx(37.8706, abs=1e-6))


def test_the_map_datum_of_a_known_point_is_the_published_one():
    lon, lat = wgs84_to_gcj02(116.404, 39.915)
    assert (float(lon), float(lat)) == (pytest.approx(116.41024449916938), pytest.approx(39.91640428150164))


def shanxi():
    return np.array(np.meshgrid(np.linspace(110.5, 114.0, 40), np.linspace(35.0, 40.4, 40))).reshape(2, -1)


@pytest.mark.parametrize(
    ("shift", "back", "metres", "azimuths"),
    [
        (wgs84_to_gcj02, gcj02_to_wgs84, (470, 640), (70, 110)),
        (wgs84_to_bd09, bd09_to_wgs84, (1150, 1500), (45, 70)),
    ],
)
def test_map_datums_lie_where_they_should_and_shift_back_within_a_millimetre(shift, back, metres, azimuths):
    lon, lat = shanxi()
    there = shift(lon, lat)
    azimuth, _, distance = Geod(ellps="GRS80").inv(lon, lat, *there)
    assert distance.min() > metres[0]
    assert distance.max() < metres[1]
    assert azimuth.min() > azimuths[0]
    assert azimuth.max() < azimuths[1]
    again = back(*there)
    assert Geod(ellps="GRS80").inv(lon, lat, *again)[2].max() < 0.001
