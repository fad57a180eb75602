import numpy as np
import pytest

from registry.demo.ground import survey_ground, to_degrees
from registry.demo.outlet_mix import MIX, WEIGHTS
from registry.demo.outlets import make_outlets
from registry.demo.plants import real_plants
from registry.demo.settlements import settle
from registry.vocabulary import OUTLETS
from registry.vocabulary.outlet_types import CLASS_OF_TYPE
from tests.demo.toy import shift_east, toy_size, toy_sources


@pytest.fixture(scope="module")
def ground():
    sources = toy_sources()
    return survey_ground(sources.counties, sources.reaches, sources.units, sources.sections, sources.plants)


@pytest.fixture(scope="module")
def settled(ground):
    return settle(ground, toy_size().settlements, toy_size().outside_basin)


@pytest.fixture(scope="module")
def outlets(ground, settled):
    return make_outlets(ground, settled, real_plants(toy_sources().plants, ground), toy_size(), shift_east)


def test_the_mix_names_every_type_once_and_makes_3730():
    assert sorted(WEIGHTS) == sorted(CLASS_OF_TYPE)
    assert sum(mix.weight for mix in MIX) == 3730


def test_there_are_as_many_as_ever_enter_in_order_of_entry(outlets):
    assert len(outlets) == toy_size().ever
    assert outlets["entry"].is_monotonic_increasing
    assert (outlets["entry"] == 0).sum() == toy_size().opening


def test_codes_follow_the_grammar_and_differ(outlets):
    assert outlets["code"].str.fullmatch(r"D[AB]-\d{6}-\d{4}-[A-Z]{2}-00").all()
    assert outlets["code"].is_unique


def test_names_say_county_village_and_type(outlets):
    plain = outlets[outlets["quirk"] == ""]
    named = plain[plain["plant"] < 0]
    assert all(row.name.startswith(row.county + row.village) for row in named.itertuples(index=False))
    assert not outlets["name"].duplicated().any()


def test_the_outlets_of_real_plants_are_named_after_them(outlets):
    own = outlets[outlets["plant"] >= 0]
    assert len(own) == 3
    assert own["name"].str.contains("HydroWASTE").all()
    assert (own["entry"] == 0).all()


def test_every_choice_and_bound_is_of_the_vocabulary(outlets):
    for field in OUTLETS.stored_fields:
        if field.name in outlets and field.choices:
            assert set(outlets[field.name].dropna()) <= {choice.value for choice in field.choices}
        if field.name in outlets and field.maximum is not None:
            assert outlets[field.name].dropna().between(field.minimum, field.maximum).all()


def test_doubts_are_there_on_purpose_and_in_number(outlets):
    counts = outlets["quirk"].value_counts()
    size = toy_size()
    assert counts["outside_basin"] == size.outside_basin
    assert counts["near_border"] == size.near_border
    assert counts["near_section"] == size.near_section
    assert counts["wrong_county"] == size.wrong_county
    assert counts["gcj02"] == size.gcj02_batch


def test_outlets_beyond_the_divide_lie_in_a_county_astride_it(ground, outlets):
    beyond = outlets[outlets["quirk"] == "outside_basin"]
    there = ground.where(beyond["x"].to_numpy(), beyond["y"].to_numpy())
    assert not there["in_basin"].any()
    assert set(there["county"]) == {"宁武县"}


def test_a_gcj02_batch_comes_from_one_city_and_lies_east_of_its_place(ground, outlets):
    sent = outlets[outlets["quirk"] == "gcj02"]
    assert sent["city"].nunique() == 1
    true_lon, _ = to_degrees(sent["x"].to_numpy(), sent["y"].to_numpy())
    assert (sent["lon"].to_numpy() - true_lon) == pytest.approx(0.0062, abs=2e-6)


def test_all_but_the_deliberate_ones_lie_in_the_basin_and_county_of_their_code(ground, outlets):
    there = ground.where(outlets["x"].to_numpy(), outlets["y"].to_numpy())
    assert (there["county_code"] == outlets["code"].str[3:9]).all()
    assert there["in_basin"][outlets["quirk"] != "outside_basin"].all()


def test_most_lie_within_300_m_of_the_water_and_none_beyond_4_km(ground, outlets):
    made_up = outlets[outlets["plant"] < 0]
    away_m = ground.water_distance(made_up["x"].to_numpy(), made_up["y"].to_numpy())
    assert (away_m <= 300).mean() > 0.6
    assert away_m.max() < 4000


def test_declared_sections_are_mostly_right(outlets):
    known = outlets[outlets["section"].notna()]
    right = (known["declared_section"] == known["section"]).mean()
    assert 0.9 < right < 1.0


def test_strength_follows_the_type(outlets):
    medians = outlets.groupby("outlet_type")["cod_mg_per_l"].median()
    assert medians["rural_scattered"] > 3 * medians["municipal_plant"]
    assert np.isfinite(outlets["cod_mg_per_l"].dropna()).all()
