import pytest

from registry.demo.ground import survey_ground
from registry.demo.settlements import settle
from tests.demo.toy import toy_sources


@pytest.fixture(scope="module")
def settled():
    sources = toy_sources()
    ground = survey_ground(sources.counties, sources.reaches, sources.units, sources.sections, sources.plants)
    return settle(ground, 120, 6)


def test_those_inside_come_first_and_in_number(settled):
    assert settled["in_basin"].tolist() == [True] * 120 + [False] * 6


def test_names_and_numbers_are_unique_in_a_county(settled):
    assert not settled.duplicated(["county_code", "village"]).any()
    assert not settled.duplicated(["county_code", "local_number"]).any()
    assert settled["local_number"].between(100_000, 999_999).all()


def test_every_township_has_one_seat_that_gave_it_its_name(settled):
    seats = settled[settled["is_seat"]].set_index(["county_code", "township"])["village"]
    assert seats.index.is_unique
    for (_, township), village in seats.items():
        assert township[:-1] == village
    assert set(settled.set_index(["county_code", "township"]).index) == set(seats.index)
