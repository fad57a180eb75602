import numpy as np
import pytest

from registry.demo.ground import survey_ground
from registry.demo.plants import real_plants
from tests.demo.conftest import known, true_on
from tests.demo.toy import toy_plants, toy_sources


@pytest.fixture(scope="module")
def plants():
    sources = toy_sources()
    ground = survey_ground(sources.counties, sources.reaches, sources.units, sources.sections, sources.plants)
    return real_plants(sources.plants, ground)


def test_only_plants_of_the_basin_come_in_where_the_data_set_has_them(plants):
    facts = toy_plants().iloc[:3]
    assert plants["lon"].tolist() == facts["LON_WWTP"].tolist()
    assert plants["lat"].tolist() == facts["LAT_WWTP"].tolist()
    assert plants["flow_m3_per_d"].tolist() == [10000.0, 15500.0, 5000.0]


def test_real_plants_are_no_synthetic_data_and_give_credit(plants):
    assert not plants["synthetic"].any()
    assert plants["remark"].str.contains("HydroWASTE v1.0, CC BY 4.0").all()
    assert plants["accuracy_m"].isna().all()
    assert plants["name"].iloc[2] == "清徐县污水处理厂(HydroWASTE 45455)"


def test_an_outlet_lies_by_the_water_or_by_a_plant_far_from_it(plants):
    apart = np.hypot(plants["outlet_x"] - plants["x"], plants["outlet_y"] - plants["y"])
    assert apart.tolist() == pytest.approx([985, 150, 515], abs=80)


def test_a_plant_names_its_wetland_from_the_day_it_starts(story):
    plants, wetlands = known(story, "plants"), known(story, "wetlands")
    served = true_on(plants, "2022-12-31")["wetland_code"].dropna()
    running = true_on(wetlands, "2022-12-31").query("status == 'running' and function == 'tail-water'")
    assert set(served) == set(running["code"])
