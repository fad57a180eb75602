import pandas as pd

from tests.demo.conftest import known, true_on
from tests.demo.toy import toy_size


def test_the_year_ends_with_the_exact_number_of_each_function(story):
    wetlands = true_on(known(story, "wetlands"), "2022-12-31")
    running = wetlands[wetlands["status"].isin(["running", "stopped"])]
    size = toy_size()
    counts = {"tail-water": size.tail_water, "river-mouth": size.river_mouth, "in-river": size.in_river}
    assert running["function"].value_counts().to_dict() == counts


def test_a_made_up_wetland_of_the_year_was_being_built_before(story):
    wetlands = known(story, "wetlands")
    made_up = wetlands[wetlands["synthetic"] & (wetlands["built_on"] > pd.Timestamp("2021-07-01"))]
    for wetland in made_up.itertuples(index=False):
        before = wetlands[(wetlands["feature_id"] == wetland.feature_id) & (wetlands["valid_to"] == wetland.built_on)]
        assert before["status"].tolist() == ["building"]
        assert before["built_on"].isna().all()


def test_river_mouth_wetlands_are_called_after_tributaries(story):
    mouths = known(story, "wetlands").query("function == 'river-mouth'")
    assert set(mouths["name"].str.removesuffix("河口人工湿地")) <= {"浍河", "涝河", "潇河", "汾河"}


def test_codes_are_unique(story):
    wetlands = known(story, "wetlands")
    assert not wetlands[["code", "feature_id"]].drop_duplicates()["code"].duplicated().any()
